import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { startDevServer } from '../../src/adapters/temporal/dev-server.ts';
import { freePort } from './free-port.ts';

export interface TemporalServer {
  address: string;
  /** Speaks as other teams' programs do: plain payloads, the official SDK. */
  client: Client;
  close: () => Promise<void>;
}

/** A real Temporal server with one namespace, and a client of it. */
export async function startTemporal(binary: string, namespace: string, wanted?: number): Promise<TemporalServer> {
  const { signal } = new AbortController();
  const port = wanted ?? (await freePort());
  const server = await startDevServer({ binary, processes: nodeProcesses, signal, port, namespaces: [namespace] });
  const address = `127.0.0.1:${port}`;
  const connection = await Connection.connect({ address });
  return {
    address,
    client: new Client({ connection, namespace }),
    async close() {
      await connection.close();
      await server.stop(5000);
    },
  };
}

/** Task queues that the activities of a run were put on. */
export async function activityQueues(run: Pick<WorkflowHandle, 'fetchHistory'>): Promise<string[]> {
  const { events } = await run.fetchHistory();
  const names = (events ?? []).flatMap((event) => event.activityTaskScheduledEventAttributes?.taskQueue?.name ?? []);
  return [...new Set(names)].toSorted();
}
