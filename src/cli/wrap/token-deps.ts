import { nodeOwnFiles } from '../../adapters/own-files.ts';
import type { TokenDeps } from '../../wrap/wrap.ts';
import type { Deps } from '../deps.ts';

/** What a token is looked up with; what a login needs beyond that is loaded when it is asked for. */
export function tokenDeps({ env, terminal, signal }: Pick<Deps, 'env' | 'terminal' | 'signal'>): TokenDeps {
  return {
    env,
    terminal,
    signal,
    ownFiles: nodeOwnFiles,
    now: Date.now,
    outside: async () => (await import('./login-outside.ts')).loginOutside,
  };
}
