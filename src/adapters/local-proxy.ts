import { get } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { ToolError } from '../errors/tool-error.ts';
import { holderOfPort } from './holders.ts';
import { isPortFree } from './ports.ts';
import type { Processes, RunningProcess } from './processes.ts';

export interface LocalProxyOptions {
  /** What runs `temporal-platform`: a program and its first arguments. */
  command: readonly [program: string, ...args: string[]];
  processes: Processes;
  signal: AbortSignal;
  /** Path of its config file. */
  config: string;
  port: number;
  operationsPort: number;
  /** What it has to say. */
  onLine: (line: string) => void;
  /** Milliseconds it may take to be ready. */
  patience?: number;
}

/** Starts `temporal-platform proxy` and waits until it is ready to take calls. */
export async function startLocalProxy(options: LocalProxyOptions): Promise<RunningProcess> {
  const { command, processes, config, port, onLine } = options;
  if (!(await isPortFree(port))) throw await portInUse(options);
  const [program, ...first] = command;
  const lines: string[] = [];
  const child = await processes.start(program, [...first, 'proxy', '--config', config], {
    onLine(line) {
      lines.push(line);
      if (lines.length > 20) lines.shift();
      onLine(line);
    },
  });
  try {
    await untilReady({ child, lines, options });
  } catch (error) {
    await child.stop(2000);
    throw error;
  }
  return child;
}

interface Starting {
  child: RunningProcess;
  lines: readonly string[];
  options: LocalProxyOptions;
}

async function untilReady({ child, lines, options }: Starting): Promise<void> {
  const { signal, operationsPort, patience = 30_000 } = options;
  const deadline = Date.now() + patience;
  let hasEnded = false;
  const end = child.ended.then(() => {
    hasEnded = true;
  });
  while (!(await isReady(operationsPort))) {
    if (hasEnded) throw notReady('the proxy ended before it was ready', lines);
    if (signal.aborted) {
      throw new ToolError('INTERRUPTED', 'stopped while the proxy was starting', { hint: 'Nothing of it is left running.' });
    }
    if (Date.now() > deadline) throw notReady(`the proxy was not ready within ${patience / 1000} s`, lines);
    await Promise.race([wait(25), end]);
  }
}

function notReady(sentence: string, lines: readonly string[]): ToolError {
  return new ToolError('CHILD_DIED', sentence, {
    problems: lines.map((message) => ({ message })),
    hint: 'Run again with --no-proxy to go on without it. Everything else was stopped.',
  });
}

async function isReady(port: number): Promise<boolean> {
  return await new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
    request.setTimeout(1000, () => {
      request.destroy();
      resolve(false);
    });
  });
}

async function portInUse({ port, processes }: LocalProxyOptions): Promise<ToolError> {
  const holder = await holderOfPort(port, processes);
  return new ToolError('PORT_IN_USE', `port ${port}, wanted for the proxy, is taken by ${holder ?? 'another program'}`, {
    hint: 'Stop that program, or choose another port (`--port`, `--ui-port`). Nothing was started.',
  });
}
