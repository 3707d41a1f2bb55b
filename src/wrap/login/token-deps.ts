import type { OwnFiles } from '../../adapters/own-files.ts';
import type { Terminal } from '../../adapters/terminal.ts';
import type { Outside } from './outside.ts';

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
