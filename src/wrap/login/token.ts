import type { OwnFiles } from '../../adapters/own-files.ts';
import type { Terminal } from '../../adapters/terminal.ts';
import type { LoginTarget } from '../profile.ts';
import type { Outside } from './outside.ts';
import { isOf, plainSession, remaining, renewBefore, sessionPath } from './session.ts';

/** The outside world as far as a token is concerned. */
export interface TokenDeps {
  env: Readonly<Record<string, string | undefined>>;
  ownFiles: OwnFiles;
  terminal: Pick<Terminal, 'talk'>;
  /** Milliseconds since 1970. */
  now: () => number;
  signal: AbortSignal;
  /** What only a login or a renewal needs; asked for when it is needed. */
  outside: () => Promise<Outside>;
}

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
