import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { freePort } from './free-port.ts';
import { untilAccepting } from './until-accepting.ts';

export interface RedisServer {
  readonly url: string;
  /** At once, without a word to anybody. */
  kill(): Promise<void>;
  /** Stops it from answering, and lets it go on. */
  pause(): void;
  resume(): void;
  /** A new one at the same address, which knows nothing. */
  restart(): Promise<void>;
}

/** A real Redis that keeps nothing on disk. */
export async function startRedis(binary: string, options: readonly string[] = []): Promise<RedisServer> {
  const port = await freePort();
  let child = await startOn(binary, port, options);
  return {
    url: `redis://127.0.0.1:${port}`,
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
    pause: () => void child.kill('SIGSTOP'),
    resume: () => void child.kill('SIGCONT'),
    async restart() {
      child = await startOn(binary, port, options);
    },
  };
}

async function startOn(binary: string, port: number, options: readonly string[]) {
  const fixed = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', '/tmp'];
  const child = spawn(binary, [...fixed, ...options], { stdio: 'ignore' });
  await untilAccepting(child, port);
  return child;
}
