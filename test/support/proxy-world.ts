import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as activities from './proxy-activities.ts';
import { workflowBundle } from './proxy-bundle.ts';
import { foundInDatabase } from './proxy-database.ts';
import { startRelay, type Relay } from './proxy-relay.ts';
import { startUpstream, type UpstreamServer } from './proxy-upstream.ts';
import { physicalName, tokenOf } from './proxy-config.ts';
import { startProxy, type ProxyProcess, type ProxyWishes } from './proxy.ts';

// Failing on purpose is part of the trials.
Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'error' } } });

export const namespaces = ['images', 'videos'] as const;
export type Namespace = (typeof namespaces)[number];

/** A real server with a database file, the proxy before it, and clients on both sides. */
export interface TrialWorld {
  /** In every payload, message and detail that the trials send. */
  canary: string;
  server: UpstreamServer;
  /** Talks to the server itself, in the physical namespace. */
  upstream: (namespace?: Namespace) => Client;
  proxy: ProxyProcess;
  /** Before the proxy; holds all bytes that clients were sent. */
  relay: Relay;
  /** Talks to the proxy, in the logical namespace. */
  client: (namespace?: Namespace) => Client;
  startWorker: (taskQueue: string, options?: Partial<WorkerOptions>) => Promise<RunningWorker>;
  newId: (what?: string) => string;
  /** What of these texts the server's database holds. */
  found: (texts: readonly string[]) => Promise<string[]>;
  close: () => Promise<void>;
}

export interface RunningWorker {
  stop: () => Promise<void>;
}

/** Everything is closed in the reverse order of its start. */
export async function startWorld(binary: string, wishes: Partial<ProxyWishes> = {}): Promise<TrialWorld> {
  const closing: (() => Promise<unknown>)[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'proxy-trial-'));
  closing.push(() => rm(folder, { recursive: true, force: true }));
  const database = join(folder, 'temporal.db');
  const server = await startUpstream({ binary, database, namespaces: namespaces.map(physicalName) });
  closing.push(() => server.close());
  const proxy = await startProxy({ ...wishes, upstream: server.address });
  closing.push(() => proxy.close());
  const relay = await startRelay([proxy.address], { keep: true });
  closing.push(() => relay.close());
  const upstreamClients = await clientsOf({ address: server.address, nameOf: physicalName, closing });
  const clients = await clientsOf({ address: relay.address, nameOf: (name) => name, closing });
  let ids = 0;
  return {
    canary: `canary-${randomBytes(8).toString('hex')}`,
    server,
    upstream: (namespace = 'images') => clientOf(upstreamClients, namespace),
    proxy,
    relay,
    client: (namespace = 'images') => clientOf(clients, namespace),
    async startWorker(taskQueue, options = {}) {
      const worker = await runWorker(relay.address, { taskQueue, ...options });
      closing.push(() => worker.stop());
      return worker;
    },
    newId: (what = 'run') => `${what}-${String(ids++)}`,
    found: (texts) => foundInDatabase(database, texts),
    async close() {
      for (const end of closing.toReversed()) await end();
    },
  };
}

interface ClientsInput {
  address: string;
  nameOf: (namespace: Namespace) => string;
  closing: (() => Promise<unknown>)[];
}

async function clientsOf({ address, nameOf, closing }: ClientsInput): Promise<Map<Namespace, Client>> {
  const made = new Map<Namespace, Client>();
  for (const namespace of namespaces) {
    const connection = await Connection.connect({ address, metadata: credentials(namespace) });
    closing.push(() => connection.close());
    made.set(namespace, new Client({ connection, namespace: nameOf(namespace) }));
  }
  return made;
}

function clientOf(clients: ReadonlyMap<Namespace, Client>, namespace: Namespace): Client {
  const client = clients.get(namespace);
  if (client === undefined) throw new Error(`no client of ${namespace}`);
  return client;
}

export function credentials(namespace: Namespace): Record<string, string> {
  return { authorization: `Bearer ${tokenOf(namespace)}` };
}

/** A worker of the trials' workflows and activities, in this process. */
export async function runWorker(address: string, options: Partial<WorkerOptions> & { taskQueue: string }): Promise<RunningWorker> {
  const namespace = (options.namespace ?? 'images') as Namespace;
  const connection = await NativeConnection.connect({ address, metadata: credentials(namespace) });
  const worker = await Worker.create({
    connection,
    namespace,
    workflowBundle: { codePath: await workflowBundle() },
    activities,
    shutdownGraceTime: '1s',
    shutdownForceTime: '3s',
    ...options,
  });
  const ended = worker.run();
  // Whoever stops it hears of a failure; until then it is no unhandled one.
  ended.catch(() => undefined);
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended;
    await connection.close();
  };
  return { stop: async () => await (stopping ??= stop()) };
}
