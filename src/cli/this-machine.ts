import { nodeBytes } from '../adapters/bytes.ts';
import { endIfClosed, openTerminals } from '../adapters/closed-terminal.ts';
import { nodeFiles } from '../adapters/files.ts';
import { nodeProcesses } from '../adapters/processes.ts';
import { terminalPrompts } from '../adapters/prompts.ts';
import { nodeTerminal } from '../adapters/terminal.ts';
import { exitCode } from '../errors/exit-code.ts';
import type { Deps } from './deps.ts';
import { run, type Program } from './run.ts';

export interface MachineOptions {
  /** The tool's own when left out. */
  program?: Program;
  /** Signals that ask for an orderly end. */
  interrupts?: readonly NodeJS.Signals[];
}

const usualInterrupts = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs a command line with the real file system, processes and terminal. */
export async function runOnThisMachine(
  args: readonly string[],
  tool: Deps['tool'],
  { program, interrupts = usualInterrupts }: MachineOptions = {},
): Promise<number> {
  const signal = interruptSignal(interrupts);
  const terminals = openTerminals();
  for (const stream of [process.stdout, process.stderr]) {
    const isTerminal = stream.isTTY;
    stream.on('error', (error: NodeJS.ErrnoException) => allowClosed(error, { isTerminal }));
  }
  const deps: Deps = {
    files: nodeFiles,
    bytes: nodeBytes,
    processes: nodeProcesses,
    terminal: nodeTerminal(process.env),
    prompts: terminalPrompts(signal),
    cwd: process.cwd(),
    env: process.env,
    signal,
    tool,
  };
  const code = await run(args, deps, program);
  endIfClosed(terminals);
  return code;
}

/** `| head` stops reading when it has enough, and a terminal can be closed: what is left to print has no reader, and the work goes on. */
function allowClosed(error: NodeJS.ErrnoException, { isTerminal }: { isTerminal: boolean }): void {
  if (error.code !== 'EPIPE' && !(isTerminal && error.code === 'EIO')) throw error;
}

/** npm passes on what the terminal has already sent to all: one Ctrl-C may come twice. */
const echoTime = 1000;

/** The first Ctrl-C asks for an orderly end, the second one does not wait for it; our children end either way. */
function interruptSignal(names: readonly NodeJS.Signals[]): AbortSignal {
  const interrupt = new AbortController();
  let firstAt: number | undefined;
  const stop = () => {
    firstAt ??= Date.now();
    if (Date.now() - firstAt > echoTime) process.exit(exitCode.interrupted);
    interrupt.abort();
  };
  for (const name of names) process.on(name, stop);
  return interrupt.signal;
}
