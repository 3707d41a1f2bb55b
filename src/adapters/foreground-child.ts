import { spawn, type ChildProcess } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { openTerminals } from './closed-terminal.ts';

export interface ForegroundCommand {
  command: string;
  args: readonly string[];
  /** All of it: nothing is inherited beside it. */
  env: Readonly<Record<string, string | undefined>>;
}

export type ChildEnd = { kind: 'exited'; code: number } | { kind: 'not-started'; reason: string };

/**
 * Reads the process to watch, then waits. Its stdin ends without a word when whoever holds the other end has died, even by
 * SIGKILL, which nobody can catch.
 */
const watchdog =
  'trap "" INT HUP QUIT TERM; read -r pid || exit; read -r word; [ "$word" = done ] && exit; kill -TERM "$pid" 2>/dev/null || exit; sleep 2; kill -KILL "$pid"';

/**
 * Runs a program in this one's place: its terminal, its input and output, its signals, its exit code (128 and the number when a signal
 * ended it). Whatever way this process ends, the other one does not live on.
 */
export async function runInForeground({ command, args, env }: ForegroundCommand): Promise<ChildEnd> {
  const guard = startWatchdog();
  // The kernel sends what is typed to all that stand in front of the terminal; without one nobody else passes it on.
  const passedOn: NodeJS.Signals[] = openTerminals().length > 0 ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'];
  let child: ChildProcess | undefined;
  let early: NodeJS.Signals | undefined;
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT', 'SIGQUIT'] as const) {
    process.on(signal, () => {
      if (!passedOn.includes(signal)) return;
      if (child === undefined) early = signal;
      else child.kill(signal);
    });
  }
  return await new Promise((resolve) => {
    const started = spawn(command, args, { stdio: 'inherit', env: { ...env } });
    child = started;
    guard?.watch(started.pid);
    endWithParent(command, started);
    if (early !== undefined) started.kill(early);
    started.once('error', (error) => resolve({ kind: 'not-started', reason: error.message }));
    started.once('exit', (code, signal) => {
      guard?.release();
      resolve({ kind: 'exited', code: code ?? 128 + (signal === null ? 0 : constants.signals[signal]) });
    });
  });
}

/** Milliseconds. */
const parentPause = 250;

/**
 * A program that runs this one as its extension, to be run itself in turn, is one command to a person: they end the first and mean all
 * of it. After SIGKILL nothing tells but another parent. Only where the system says what a process runs, as Linux does.
 */
function endWithParent(command: string, child: ChildProcess): void {
  const parent = process.ppid;
  if (!isSameFile(`/proc/${parent}/exe`, command)) return;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, parentPause).unref();
}

function isSameFile(one: string, other: string): boolean {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

interface Watchdog {
  watch(pid: number | undefined): void;
  release(): void;
}

/** Windows ends the children of a process with it. */
function startWatchdog(): Watchdog | undefined {
  if (process.platform === 'win32') return undefined;
  const shell = spawn('/bin/sh', ['-c', watchdog], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  // Without a shell there is no watchdog; a child that is asked to end still does.
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return {
    watch: (pid) => void (pid === undefined ? shell.stdin.end() : shell.stdin.write(`${pid}\n`)),
    release: () => void shell.stdin.end('done\n'),
  };
}
