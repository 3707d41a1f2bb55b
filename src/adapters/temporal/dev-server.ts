import { mkdir, realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ToolError } from '../../errors/tool-error.ts';
import { holderOfFile, holderOfPort } from '../holders.ts';
import { isPortFree } from '../ports.ts';
import type { Processes, RunningProcess } from '../processes.ts';
import { withoutTemporalSettings } from './check-binary.ts';
import { isServing } from './grpc-health.ts';

export interface DevServerOptions {
  /** Path of a Temporal CLI, as `findTemporal` gives it. */
  binary: string;
  processes: Processes;
  signal: AbortSignal;
  port: number;
  /** Absent: no web UI. */
  uiPort?: number;
  /** Namespaces that are there from the start; `default` always is. */
  namespaces?: readonly string[];
  /** Absent: everything is forgotten at the end. */
  dbFilename?: string;
  /** What the server itself has to say, errors only. */
  onLine?: (line: string) => void;
  /** Milliseconds it may take to answer. */
  patience?: number;
}

export interface DevServer extends RunningProcess {
  /** `localhost:7233` */
  address: string;
  uiAddress: string | undefined;
  createNamespace(name: string): Promise<void>;
}

/** Starts `temporal server start-dev` and waits until it really answers. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const { binary, processes, port, uiPort, dbFilename, onLine } = options;
  for (const [what, wanted] of [['Temporal', port] as const, ['the Temporal UI', uiPort] as const]) {
    if (wanted !== undefined && !(await isPortFree(wanted))) throw await portInUse(wanted, what, processes);
  }
  if (dbFilename !== undefined) await prepareDatabase(dbFilename, processes);
  const lines: string[] = [];
  const child = await processes.start(binary, argumentsOf(options), {
    env: withoutTemporalSettings(),
    onLine(line) {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      onLine?.(line);
    },
  });
  const address = `localhost:${port}`;
  try {
    await untilServing({ child, lines, options });
  } catch (error) {
    await child.stop(2000);
    throw error;
  }
  return {
    ...child,
    address,
    uiAddress: uiPort === undefined ? undefined : `http://localhost:${uiPort}`,
    createNamespace: (name) => createNamespace(name, options),
  };
}

/** A server that outlived whoever started it still writes to its file; a second one would spoil it. */
async function prepareDatabase(path: string, processes: Processes): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const holder = await holderOfFile(join(await realpath(dirname(path)), basename(path)), processes);
  if (holder === undefined) return;
  throw new ToolError('TARGET_BUSY', `${path} is in use by ${holder}`, {
    hint: 'Stop that process; a run that was killed may have left it. Nothing was started.',
  });
}

function argumentsOf({ port, uiPort, dbFilename, namespaces = [] }: DevServerOptions): string[] {
  return [
    'server',
    'start-dev',
    '--ip=127.0.0.1',
    `--port=${port}`,
    '--log-level=error',
    ...(uiPort === undefined ? ['--headless'] : [`--ui-port=${uiPort}`]),
    ...(dbFilename === undefined ? [] : ['--db-filename', dbFilename]),
    ...namespaces.flatMap((name) => ['--namespace', name]),
  ];
}

interface Starting {
  child: RunningProcess;
  lines: readonly string[];
  options: DevServerOptions;
}

async function untilServing({ child, lines, options }: Starting): Promise<void> {
  const { signal, port, patience = 60_000 } = options;
  const deadline = Date.now() + patience;
  let hasEnded = false;
  const end = child.ended.then(() => {
    hasEnded = true;
  });
  while (!(await isServing(`127.0.0.1:${port}`, 1000))) {
    if (hasEnded) throw await whyEnded(lines, options);
    if (signal.aborted)
      throw new ToolError('INTERRUPTED', 'stopped while Temporal was starting', { hint: 'Nothing of it is left running.' });
    if (Date.now() > deadline) {
      throw new ToolError('TEMPORAL_UNAVAILABLE', `the dev server at localhost:${port} did not answer within ${patience / 1000} s`, {
        problems: lines.map((message) => ({ message })),
        hint: 'Run it again; if it stays so, run `temporal server start-dev` by hand. Nothing of it is left running.',
      });
    }
    await Promise.race([wait(100), end]);
  }
  // Somebody else may have taken the port in between, and it is they who answered.
  await wait(50);
  if (hasEnded) throw await whyEnded(lines, options);
}

async function whyEnded(lines: readonly string[], { processes, port, uiPort }: DevServerOptions): Promise<ToolError> {
  const taken = /can't set (frontend|UI) port (\d+)/.exec(lines.join('\n'));
  if (taken !== null)
    return await portInUse(taken[1] === 'UI' ? (uiPort ?? port) : port, taken[1] === 'UI' ? 'the Temporal UI' : 'Temporal', processes);
  return new ToolError('TEMPORAL_UNAVAILABLE', 'the dev server ended before it answered', {
    problems: lines.map((message) => ({ message })),
    hint: 'Remove its database file if it comes from another version, and run it again. Nothing of it is left running.',
  });
}

/** Names the port and whoever holds it. */
async function portInUse(port: number, what: string, processes: Processes): Promise<ToolError> {
  const holder = await holderOfPort(port, processes);
  return new ToolError('PORT_IN_USE', `port ${port}, wanted for ${what}, is taken by ${holder ?? 'another program'}`, {
    hint: 'Stop that program, or choose another port (`--port`, `--ui-port`). Nothing was started.',
  });
}

async function createNamespace(name: string, { binary, processes, port, signal }: DevServerOptions): Promise<void> {
  const args = ['operator', 'namespace', 'create', '--namespace', name, '--address', `127.0.0.1:${port}`];
  const { exitCode, stderr } = await processes.run(binary, args, { env: withoutTemporalSettings(), signal, timeout: 30_000 });
  if (exitCode === 0 || stderr.includes('already exists')) return;
  throw new ToolError('TEMPORAL_UNAVAILABLE', `namespace ${name} could not be made: ${stderr.trim().split('\n').at(-1) ?? ''}`, {
    hint: 'Start again; the dev server makes the namespaces it is told of at its start.',
  });
}
