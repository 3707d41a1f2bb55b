import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

export type LogLine = Record<string, unknown> & { message: string };

export interface StartOptions {
  cwd: string;
  /** All there is in its environment, besides PATH. */
  env: Readonly<Record<string, string>>;
}

/** A worker's process from start to end, with its log lines at hand. */
export class StartedWorker {
  readonly log: LogLine[] = [];
  #stderr = '';
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;

  constructor([command = '', ...args]: readonly string[], { cwd, env }: StartOptions) {
    this.#child = spawn(command, args, {
      cwd,
      env: { PATH: process.env['PATH'], HEALTH_PORT: '0', METRICS_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#exit = once(this.#child, 'close');
    this.#child.stderr?.on('data', (data: Buffer) => (this.#stderr += data.toString()));
    if (this.#child.stdout === null) throw new Error('no stdout');
    createInterface({ input: this.#child.stdout }).on('line', (line) => this.log.push(parsed(line)));
  }

  /** The first line with that message; fails when the process ends, or a minute passes, without one. */
  async line(message: string): Promise<LogLine> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const found = this.log.find((line) => line.message === message);
      if (found !== undefined) return found;
      if (this.#hasEnded() || Date.now() > deadline) throw new Error(`no line "${message}" in:\n${this.said()}`);
      await sleep(20);
    }
  }

  /** All it has written, for a person. */
  said(): string {
    return [...this.log.map((line) => JSON.stringify(line)), this.#stderr].join('\n');
  }

  async get(port: 'healthPort' | 'metricsPort', path: string): Promise<{ status: number; text: string }> {
    const { [port]: number } = await this.line('worker starting');
    const response = await fetch(`http://127.0.0.1:${String(number)}${path}`);
    return { status: response.status, text: await response.text() };
  }

  /** Asks it to stop, or the process it wraps where it is a launcher that passes no signal on. */
  async terminate({ launched = false } = {}): Promise<void> {
    const { pid } = this.#child;
    if (!launched || pid === undefined) return void this.#child.kill('SIGTERM');
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
    process.kill(Number(children.trim().split(' ')[0]), 'SIGTERM');
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    await this.#exit;
    return this.#child.exitCode;
  }

  async close(): Promise<void> {
    if (!this.#hasEnded()) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  #hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    throw new Error(`a worker logs JSON lines, and this is none: ${line}`);
  }
}
