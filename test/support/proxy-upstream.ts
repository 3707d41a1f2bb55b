import { Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { nodeProcesses, type RunningProcess } from '../../src/adapters/processes.ts';
import { withoutTemporalSettings } from '../../src/adapters/temporal/check-binary.ts';
import { freePort } from './free-port.ts';

/** A real Temporal server that keeps its database when it is killed, so that it can come back. */
export interface UpstreamServer {
  address: string;
  /** Sends it a signal; after SIGKILL it is gone. */
  signal: (name: NodeJS.Signals) => Promise<void>;
  /** Starts it again at the same address, on the same database. */
  restart: () => Promise<void>;
  close: () => Promise<void>;
}

interface UpstreamInput {
  binary: string;
  database: string;
  namespaces: readonly string[];
}

export async function startUpstream({ binary, database, namespaces }: UpstreamInput): Promise<UpstreamServer> {
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  const names = namespaces.flatMap((name) => ['--namespace', name]);
  const settings = ['--dynamic-config-value', 'system.enableActivityEagerExecution=true', '--search-attribute', 'TrialWord=Keyword'];
  const basics = ['--headless', '--ip=127.0.0.1', `--port=${port}`, '--log-level=error', '--db-filename', database];
  const args = ['server', 'start-dev', ...basics, ...settings, ...names];
  const start = async (): Promise<RunningProcess> => {
    const child = await nodeProcesses.start(binary, args, { env: withoutTemporalSettings(), onLine: () => undefined });
    await untilServing(address, namespaces);
    return child;
  };
  let child = await start();
  return {
    address,
    async signal(name) {
      if (child.pid === undefined) throw new Error('the server has no process');
      process.kill(child.pid, name);
      if (name === 'SIGKILL') await child.ended;
    },
    async restart() {
      child = await start();
    },
    async close() {
      if (child.pid !== undefined) process.kill(child.pid, 'SIGCONT');
      await child.stop(5000);
    },
  };
}

/** It serves before it has made its namespaces. */
async function untilServing(address: string, namespaces: readonly string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await has(address, namespaces))) {
    if (Date.now() > deadline) throw new Error(`the server at ${address} does not answer`);
    await sleep(100);
  }
}

async function has(address: string, namespaces: readonly string[]): Promise<boolean> {
  const connection = Connection.lazy({ address, connectTimeout: 2000 });
  try {
    for (const namespace of namespaces) await connection.workflowService.describeNamespace({ namespace });
    return true;
  } catch {
    return false;
  } finally {
    await connection.close();
  }
}
