import { nodeBytes } from '../adapters/bytes.ts';
import { nodeFiles } from '../adapters/files.ts';
import { nodeProcesses } from '../adapters/processes.ts';
import { nodeTerminal } from '../adapters/terminal.ts';
import type { Deps } from './deps.ts';
import { run } from './run.ts';

/** Runs a command line with the real file system, processes and terminal. */
export async function runOnThisMachine(args: readonly string[], tool: Deps['tool']): Promise<number> {
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return await run(args, {
    files: nodeFiles,
    bytes: nodeBytes,
    processes: nodeProcesses,
    terminal: nodeTerminal(process.env),
    cwd: process.cwd(),
    env: process.env,
    signal: interrupt.signal,
    tool,
  });
}
