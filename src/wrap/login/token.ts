import type { LoginTarget } from '../profile.ts';
import { isOf, plainSession, remaining, renewBefore, sessionPath } from './session.ts';
import type { TokenDeps } from './token-deps.ts';

/**
 * The token that a person who has logged in shows to the proxy: from the cache, refreshed when it is about to expire. Every call of
 * the CLI waits for it, so a token that is still good loads nothing but this file and asks nobody.
 *
 * @throws ToolError LOGIN_NEEDED when there is none, LOGIN_UNAVAILABLE when it has to be renewed and nobody answers,
 *   TOKEN_CACHE_UNUSABLE when what is kept cannot be trusted.
 */
export async function accessToken(target: LoginTarget, deps: TokenDeps): Promise<string> {
  return readyToken(target, deps) ?? (await renewed(target, deps));
}

function readyToken(target: LoginTarget, { env, ownFiles, now }: TokenDeps): string | undefined {
  const file = ownFiles.readOwn(sessionPath(target, env));
  const session = file.kind === 'text' ? plainSession(file.text) : undefined;
  if (session === undefined || !isOf(session, target)) return undefined;
  return remaining(session, now()) > renewBefore ? session.token : undefined;
}

async function renewed(target: LoginTarget, deps: TokenDeps): Promise<string> {
  const { renewSession } = await import('./renew-session.ts');
  return (await renewSession(target, deps)).token;
}
