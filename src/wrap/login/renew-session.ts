import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';
import { sessionFrom } from './choose-token.ts';
import { warnOfClock } from './clock-warning.ts';
import { explain, isPassing, providerCode } from './provider-errors.ts';
import { audienceParameters, connect } from './provider.ts';
import { withSession } from './session-lock.ts';
import { remaining, renewBefore, type Session } from './session.ts';
import { keepSession, storedSession } from './stored-session.ts';
import type { TokenDeps } from './token-deps.ts';

/**
 * A session whose token is good, renewed at the provider if need be.
 *
 * @throws ToolError see `accessToken`
 */
export async function renewSession(target: LoginTarget, deps: TokenDeps): Promise<Session> {
  const before = await storedSession(target, deps);
  const good = usable(before, deps, renewBefore);
  if (good !== undefined) return good;
  if (before?.refreshToken === undefined) return usable(before, deps, 0) ?? needLogin(target, before);
  return await withSession(target, deps, async () => {
    // Another process may have renewed it, or logged out, while this one waited.
    const current = await storedSession(target, deps);
    const renewed = usable(current, deps, renewBefore);
    if (renewed !== undefined) return renewed;
    if (current?.refreshToken === undefined) return needLogin(target, current);
    return await renew({ ...current, refreshToken: current.refreshToken }, target, deps);
  });
}

type Renewable = Session & { readonly refreshToken: string };

async function renew(session: Renewable, target: LoginTarget, deps: TokenDeps): Promise<Session> {
  const outside = await deps.outside();
  const { signal, now } = deps;
  try {
    const { openid, configuration, clockAhead } = await connect(target, { outside, now, signal });
    const tokens = await openid.refreshTokenGrant(configuration, session.refreshToken, audienceParameters(target));
    warnOfClock(clockAhead(), target, deps);
    // A provider that does not rotate refresh tokens, or makes no ID token again, leaves them out.
    const renewed = sessionFrom({ ...tokens, refresh_token: tokens.refresh_token ?? session.refreshToken }, target, {
      now: now(),
      clockAhead: clockAhead(),
    });
    const whole = { ...renewed, subject: session.subject };
    await keepSession(whole, target, deps);
    return whole;
  } catch (error) {
    // Better than none: what is left of the token may do for one call.
    const rest = isPassing(error) ? usable(session, deps, 0) : undefined;
    if (rest !== undefined) return rest;
    if (providerCode(error) !== 'invalid_grant') throw explain(error, { target, signal });
    await keepSession(withoutRefresh(session), target, deps);
    return needLogin(target, session, error);
  }
}

/** `least`: milliseconds that its token has to be good for. */
function usable(session: Session | undefined, { now }: TokenDeps, least: number): Session | undefined {
  return session !== undefined && remaining(session, now()) > least ? session : undefined;
}

/** The provider has said no; it is not asked again at every call. */
function withoutRefresh(session: Session): Session {
  return Object.fromEntries(Object.entries(session).filter(([field]) => field !== 'refreshToken')) as unknown as Session;
}

function needLogin({ issuer }: LoginTarget, session: Session | undefined, cause?: unknown): never {
  const ended = cause === undefined ? 'has ended' : `is no longer renewed by ${issuer}`;
  const message = session === undefined ? `you are not logged in at ${issuer}` : `the login of ${session.subject} ${ended}`;
  throw new ToolError('LOGIN_NEEDED', message, { hint: 'Run `temporal-wrap login`.', cause });
}
