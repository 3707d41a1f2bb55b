import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import type { Processes } from '../adapters/processes.ts';
import type { Prompts } from '../adapters/prompts.ts';
import type { Terminal } from '../adapters/terminal.ts';

/** The outside world as a command sees it; tests hand in their own. */
export interface Deps {
  files: Files;
  bytes: Bytes;
  processes: Processes;
  terminal: Terminal;
  prompts: Prompts;
  /** Absolute. */
  cwd: string;
  env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C and SIGTERM. */
  signal: AbortSignal;
  tool: { name: string; version: string; /** Folder of the running package. */ root: string };
}
