import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';

/** moto_server: AWS as far as its own code goes, with keys that really encrypt. */
export interface Moto {
  endpoint: string;
  close(): Promise<void>;
}

export async function startMoto(binary: string): Promise<Moto> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = once(child, 'exit');
  for (let attempt = 0; !(await answers(endpoint)); attempt += 1) {
    if (attempt === 300 || child.exitCode !== null) throw new Error(`moto_server does not answer at ${endpoint}`);
    await sleep(100);
  }
  return {
    endpoint,
    async close() {
      child.kill();
      await ended;
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/moto-api/data.json`)).ok;
  } catch {
    return false;
  }
}
