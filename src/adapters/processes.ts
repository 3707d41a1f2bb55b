import type { Options, ResultPromise } from 'execa';

export interface RunOptions {
  cwd?: string;
  env?: Record<string, string>;
  input?: string;
  /** Milliseconds; the process and its group are killed after it. */
  timeout?: number;
  signal?: AbortSignal;
  /** Called per line of stdout and stderr as they come. */
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
  /** SIGTERM, then SIGKILL after `graceMilliseconds`; resolves when it is gone. */
  stop(graceMilliseconds: number): Promise<void>;
}

/** What rooms need of other programs. Nothing goes through a shell, and a failure is a result, not an exception. */
export interface Processes {
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  start(command: string, args: readonly string[], options?: RunOptions): Promise<RunningProcess>;
}

export const nodeProcesses: Processes = {
  async run(command, args, options = {}) {
    return await (
      await this.start(command, args, options)
    ).ended;
  },
  async start(command, args, options = {}) {
    const { execa } = await import('execa');
    const { cwd, env, input, timeout, signal, onLine } = options;
    const settings: Options = {
      reject: false,
      stdin: input === undefined ? 'ignore' : 'pipe',
      ...(cwd === undefined ? {} : { cwd }),
      ...(env === undefined ? {} : { env }),
      ...(input === undefined ? {} : { input }),
      ...(timeout === undefined ? {} : { timeout, killSignal: 'SIGKILL' as const }),
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    };
    const child = execa(command, [...args], settings);
    if (onLine !== undefined) void followLines(child, onLine);
    return { pid: child.pid, ended: settle(child), stop: (grace) => stopChild(child, grace) };
  },
};

async function settle(child: ResultPromise): Promise<RunResult> {
  const result = await child;
  return {
    exitCode: result.exitCode,
    stdout: textOf(result.stdout),
    stderr: textOf(result.stderr),
    timedOut: result.timedOut,
    startError: result.exitCode === undefined && result.signal === undefined ? (result.code ?? undefined) : undefined,
  };
}

async function stopChild(child: ResultPromise, graceMilliseconds: number): Promise<void> {
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
  await child;
  clearTimeout(force);
}

async function followLines(child: ResultPromise, onLine: NonNullable<RunOptions['onLine']>): Promise<void> {
  const follow = async (stream: 'stdout' | 'stderr') => {
    for await (const line of child.iterable({ from: stream })) onLine(String(line), stream);
  };
  await Promise.allSettled([follow('stdout'), follow('stderr')]);
}

function textOf(output: unknown): string {
  return typeof output === 'string' ? output : '';
}
