import { Client, Connection } from '@temporalio/client';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import { stringify } from 'yaml';
import { grpcStatus } from '../../src/proxy/rejection.ts';
import { openCaller, workflowService, type CallOutcome, type Caller } from './proxy-caller.ts';
import { physicalName, place, type ProxyFile } from './proxy-config.ts';
import { grpcMessage } from './proxy-frames.ts';
import { startProxy } from './proxy.ts';
import { startUpstream } from './proxy-upstream.ts';
import { encode } from './temporal-messages.ts';
import { requireTool } from './tools.ts';

const token = 'token-of-scoped';
export const physical = physicalName('images');

/** A caller held to `Pay` and `order-…`, but not `order-secret…`, in front of a real server; and a client that nothing holds. */
export interface ScopedWorld {
  readonly address: string;
  /** Talks to the server itself. */
  readonly direct: Client;
  /** Goes through the proxy, held to some types. */
  readonly scoped: Client;
  /** A call of the scoped caller, from the plain object of its message. */
  readonly call: (method: string, message: object | Buffer) => Promise<CallOutcome>;
  readonly newId: () => string;
  readonly log: () => string;
  readonly close: () => Promise<void>;
}

async function startScopedWorld(binary: string): Promise<ScopedWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'proxy-scoped-'));
  const server = await startUpstream({ binary, database: join(folder, 'temporal.db'), namespaces: [physical] });
  await writeFile(join(folder, 'policy.yaml'), stringify(policy, { aliasDuplicateObjects: false }));
  const proxy = await startProxy({ upstream: server.address, namespaces: ['images'], change: (file) => held(file, folder) });
  const metadata = { authorization: `Bearer ${token}` };
  const [upstreamConnection, connection] = [
    await Connection.connect({ address: server.address }),
    await Connection.connect({ address: proxy.address, metadata }),
  ];
  const caller = openCaller(proxy.address);
  let ids = 0;
  return {
    address: server.address,
    direct: new Client({ connection: upstreamConnection, namespace: physical }),
    scoped: new Client({ connection, namespace: 'images' }),
    call: async (method, message) => await callAs(caller, method, message),
    newId: () => `id-${String(ids++)}`,
    log: proxy.log,
    async close() {
      caller.close();
      await Promise.all([connection.close(), upstreamConnection.close()]);
      await proxy.close();
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** One for all tests of the block that calls this; it is empty until they begin. */
export function scopedWorld(populate: (world: ScopedWorld) => Promise<void> = async () => Promise.resolve()): ScopedWorld {
  const temporal = requireTool('temporal') ?? '';
  const world: Partial<ScopedWorld> = {};
  beforeAll(async () => await populate(Object.assign(world, await startScopedWorld(temporal))));
  afterAll(() => world.close?.());
  return world as ScopedWorld;
}

/** The server allows a namespace so many lists a second, and SDKs wait for more as this does. */
async function callAs(caller: Caller, method: string, message: object | Buffer): Promise<CallOutcome> {
  const body = Buffer.isBuffer(message) ? message : encode(`workflowservice.v1.${method}Request`, { namespace: 'images', ...message });
  for (let tries = 1; ; tries++) {
    // Some calls wait for a worker, and there is none.
    const headers = { 'grpc-timeout': '2S' };
    const outcome = await caller.call({ path: workflowService + method, token, body: grpcMessage(body), headers });
    if (outcome.status !== grpcStatus.resourceExhausted || tries === 100) return outcome;
    await sleep(100);
  }
}

function held(file: ProxyFile, folder: string): ProxyFile {
  const sha256 = createHash('sha256').update(token).digest('hex');
  const tokens = [{ subject: 'scoped', sha256, namespaces: ['images'] }];
  const spec = { ...file.spec, access: { documents: [join(folder, 'policy.yaml')] } };
  return { ...file, spec: { ...spec, identities: [{ kind: 'static', name: 'tokens', place, tokens }] } };
}

const rights = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'decode'];
const to = [{ subject: 'scoped' }];
const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'trial' },
  spec: {
    roles: [{ name: 'some-types', description: 'All but work, for some types.', allow: [{ rights }] }],
    grants: [{ role: 'some-types', to, namespaces: ['images'], workflowTypes: ['Pay', 'order-*'] }],
    denials: [{ rights, to, namespaces: ['images'], workflowTypes: ['order-secret*'], reason: 'These are secret.' }],
  },
};

export function isInScope(workflowType: string): boolean {
  return workflowType === 'Pay' || (workflowType.startsWith('order-') && !workflowType.startsWith('order-secret'));
}
