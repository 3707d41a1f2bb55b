import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

type LogLine = Record<string, unknown> & { message: string };

/** `npm start` of a generated worker, with its log at hand. */
export class WorkerProcess {
  readonly log: LogLine[] = [];
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;

  constructor(folder: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], HEALTH_PORT: '0', METRICS_PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#exit = once(this.#child, 'exit');
    const lines = createInterface({ input: this.#child.stdout ?? process.stdin });
    lines.on('line', (line) => this.log.push(JSON.parse(line) as LogLine));
  }

  /** The first line with that message; fails when the process ends without one. */
  async line(message: string): Promise<LogLine> {
    for (;;) {
      const found = this.log.find((line) => line.message === message);
      if (found !== undefined) return found;
      if (this.#child.exitCode !== null) throw new Error(`it ended without "${message}": ${JSON.stringify(this.log)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async ready(): Promise<this> {
    await this.line('worker ready');
    return this;
  }

  async fetch(port: 'healthPort' | 'metricsPort', path: string): Promise<{ status: number; text: string }> {
    const { [port]: number } = await this.line('worker starting');
    const response = await fetch(`http://127.0.0.1:${String(number)}${path}`);
    return { status: response.status, text: await response.text() };
  }

  terminate(): void {
    this.#child.kill('SIGTERM');
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    await this.#exit;
    return this.#child.exitCode;
  }

  async close(): Promise<void> {
    if (this.#child.exitCode === null) this.#child.kill('SIGKILL');
    await this.#exit;
  }
}
