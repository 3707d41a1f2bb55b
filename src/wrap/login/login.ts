import type { LoginTarget } from '../profile.ts';
import { browserLogin } from './browser-login.ts';
import { sessionFrom } from './choose-token.ts';
import { warnOfClock } from './clock-warning.ts';
import { deviceLogin } from './device-login.ts';
import { explain } from './provider-errors.ts';
import { connect } from './provider.ts';
import { withSession } from './session-lock.ts';
import type { Session } from './session.ts';
import { preparePlace, keepSession } from './stored-session.ts';
import type { TokenDeps } from './token-deps.ts';

export interface LoginOptions {
  /** `device`: an address and a code for any browser anywhere. `browser`: one on this machine. */
  readonly flow: 'device' | 'browser';
  /** Hand the address to the browser, beside printing it. */
  readonly opens: boolean;
}

/** Has the person log in at the provider, and keeps what comes of it. */
export async function logIn(target: LoginTarget, { flow, opens }: LoginOptions, deps: TokenDeps): Promise<Session> {
  const { signal, now } = deps;
  try {
    await preparePlace(target, deps);
    const provider = await connect(target, { outside: await deps.outside(), now, signal });
    const tokens = flow === 'device' ? await deviceLogin(provider, target, deps) : await browserLogin(provider, target, { deps, opens });
    warnOfClock(provider.clockAhead(), target, deps);
    const session = sessionFrom(tokens, target, { now: now(), clockAhead: provider.clockAhead() });
    await withSession(target, deps, async () => await keepSession(session, target, deps));
    return session;
  } catch (error) {
    throw explain(error, { target, signal });
  }
}
