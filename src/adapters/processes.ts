import type { Options, ResultPromise } from 'execa';
import { endGroup, joinGroups, signalGroup } from './process-groups.ts';

export interface RunOptions {
  cwd?: string;
  /** On top of this process's own; `undefined` takes a variable away. */
  env?: Readonly<Record<string, string | undefined>>;
  input?: string | Uint8Array;
  /** `latin1`: stdout is bytes, one character each. */
  encoding?: 'utf8' | 'latin1';
  /** Milliseconds; the process and its group are killed after it. */
  timeout?: number;
  /** Ends the process and its group when aborted. */
  signal?: AbortSignal;
  /** Called per line of stdout and stderr as they come; the result then holds only the end of each. */
  onLine?: (line: string, stream: 'stdout' | 'stderr') => void;
}

export interface RunResult {
  /** `undefined` when it was killed or never started. */
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
  timedOut: boolean;
  /** Node's code when it could not be started: `ENOENT`, `EACCES`, `ENOEXEC`. */
  startError: string | undefined;
}

/** A child that lives until it is stopped. */
export interface RunningProcess {
  readonly pid: number | undefined;
  readonly ended: Promise<RunResult>;
  /** SIGTERM to its group, then SIGKILL after `graceMilliseconds`; resolves when it is gone. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** What rooms need of other programs. Nothing goes through a shell, and a failure is a result, not an exception. */
export interface Processes {
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  start(command: string, args: readonly string[], options?: RunOptions): Promise<RunningProcess>;
}

/** Characters kept of a followed stream: a child that runs all day must not fill our memory. */
const followedTail = 64 * 1024;
const abortGrace = 2000;
const strayGrace = 2000;

export const nodeProcesses: Processes = {
  async run(command, args, options = {}) {
    return await (
      await this.start(command, args, options)
    ).ended;
  },
  async start(command, args, options = {}) {
    const { execa } = await import('execa');
    const child = execa(command, [...args], settingsOf(options));
    const { pid } = child;
    const output = collect(child, options);
    const leave = pid === undefined ? () => undefined : joinGroups(pid);
    const watch = limit(child, options);
    const ended = settle(child, output, watch).finally(() => {
      watch.release();
      leave();
    });
    return { pid, ended, stop: (grace) => stopChild(pid, ended, grace) };
  },
};

function settingsOf({ cwd, env, input }: RunOptions): Options {
  return {
    reject: false,
    // A group of its own: a signal then reaches the children of the child too, and Ctrl-C is ours alone to pass on.
    detached: true,
    cleanup: false,
    buffer: false,
    stdin: input === undefined ? 'ignore' : 'pipe',
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env }),
    ...(input === undefined ? {} : { input }),
  };
}

interface Output {
  stdout: string;
  stderr: string;
}

function collect(child: ResultPromise, { onLine, encoding = 'utf8' }: RunOptions): Output {
  const output: Output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    let rest = '';
    const stream = child[name];
    stream?.setEncoding(name === 'stdout' ? encoding : 'utf8');
    stream?.on('data', (text: string) => {
      const all = output[name] + text;
      output[name] = onLine === undefined ? all : all.slice(-followedTail);
      if (onLine === undefined) return;
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) onLine(line.replace(/\r$/, ''), name);
    });
    stream?.on('end', () => {
      if (rest !== '') onLine?.(rest, name);
    });
  }
  return output;
}

interface Limit {
  timedOut: boolean;
  /** Settled when nothing the child started is left. */
  strays: Promise<void>;
  release(): void;
}

/** Ends the child's group at its timeout or when the caller's signal is aborted, and what it leaves behind when it exits. */
function limit(child: ResultPromise, { timeout, signal }: RunOptions): Limit {
  const { pid } = child;
  const abort = () => {
    if (pid !== undefined) void endGroup(pid, abortGrace);
  };
  const timer = timeout === undefined ? undefined : setTimeout(() => expire(pid, state), timeout);
  const state: Limit = {
    timedOut: false,
    strays: Promise.resolve(),
    release() {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    },
  };
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted === true) abort();
  // A grandchild that keeps our pipe open would otherwise keep `ended` waiting for ever.
  child.once('exit', () => {
    if (pid !== undefined) state.strays = endGroup(pid, strayGrace);
  });
  return state;
}

function expire(pid: number | undefined, state: Limit): void {
  state.timedOut = true;
  if (pid !== undefined) signalGroup(pid, 'SIGKILL');
}

async function settle(child: ResultPromise, output: Output, watch: Limit): Promise<RunResult> {
  const result = await child;
  await watch.strays;
  return {
    exitCode: result.exitCode,
    ...output,
    timedOut: watch.timedOut,
    startError: result.exitCode === undefined && result.signal === undefined ? (result.code ?? undefined) : undefined,
  };
}

async function stopChild(pid: number | undefined, ended: Promise<RunResult>, graceMilliseconds: number): Promise<void> {
  if (pid !== undefined) await endGroup(pid, graceMilliseconds);
  await ended;
}
