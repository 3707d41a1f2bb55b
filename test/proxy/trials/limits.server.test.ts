import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stringify } from 'yaml';
import * as workflows from '../../support/proxy-workflows.ts';
import { physicalName } from '../../support/proxy-config.ts';
import { credentials, startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';

const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'trials' },
  spec: {
    roles: [
      {
        name: 'team',
        description: 'All that a team does.',
        allow: [{ rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'work', 'decode'] }],
      },
    ],
    grants: [{ role: 'team', to: [{ subject: 'team-*' }], namespaces: ['*'] }],
    limits: { namespaces: [{ namespaces: ['images'], requestsPerSecond: 20, burst: 5 }] },
  },
};

describeWith(['temporal'], 'a namespace with a limit', () => {
  const folder = sharedFolder();
  const connections: Connection[] = [];
  let world: TrialWorld;

  beforeAll(async () => {
    const file = join(folder(), 'policy.yaml');
    await writeFile(file, stringify(policy));
    world = await startWorld(temporal, {
      change: (config) => ({
        ...config,
        spec: { ...config.spec, access: { documents: [file] }, rateLimits: { pollWait: '1s', wait: '200ms' } },
      }),
    });
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await world?.close();
  });

  async function client(options: { metadata?: Record<string, string>; interceptors?: [] } = {}): Promise<Client> {
    const { metadata = {}, ...more } = options;
    const connection = await Connection.connect({
      address: world.proxy.address,
      metadata: { ...credentials('images'), ...metadata },
      ...more,
    });
    connections.push(connection);
    return new Client({ connection, namespace: 'images' });
  }
  const startMany = (of: Client, many: number, taskQueue = 'nobody') =>
    Array.from(
      { length: many },
      async () => await of.workflow.start(workflows.echo, { taskQueue, workflowId: world.newId(), args: ['x'] }),
    );

  test('tells a client that does not try again RESOURCE_EXHAUSTED, with what is exhausted', async () => {
    const outcomes = await Promise.allSettled(startMany(await client({ interceptors: [] }), 40));
    const failed = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Error).cause] : []));
    expect(failed.length).toBeGreaterThan(20);
    for (const error of failed) {
      if (!isGrpcServiceError(error)) throw error as Error;
      expect(error).toMatchObject({ code: 8, details: 'The limit of namespace images is used up: 20 calls a second.' });
      expect(String(error.metadata.get('grpc-status-details-bin')[0])).toContain('ResourceExhaustedFailure');
    }
  });

  test('lets a client that tries again come to its end with every call', async () => {
    const handles = await Promise.all(startMany(await client(), 60));
    expect(new Set(handles.map(({ workflowId }) => workflowId)).size).toBe(60);
  });

  test('has starts of backfill taken by the server as what may be put off', async () => {
    const [handle] = await Promise.all(startMany(await client({ metadata: { 'temporal-proxy-traffic': 'backfill' } }), 1));
    expect((await world.upstream().workflow.getHandle(handle!.workflowId).describe()).status.name).toBe('RUNNING');
    expect((await world.proxy.get('/metrics')).text).toMatch(/limited_calls_total\{.*traffic="backfill",outcome="(admitted|delayed)"\} 1/);
  });

  test('keeps workers polling, and their pollers, while calls use it up', async () => {
    const taskQueue = 'kept';
    const pollers = { type: 'autoscaling', initial: 6, maximum: 10 } as const;
    await world.startWorker(taskQueue, { workflowTaskPollerBehavior: pollers, activityTaskPollerBehavior: pollers });
    const flooding = client({ interceptors: [] }).then(async (flooder) => {
      for (const end = Date.now() + 5_000; Date.now() < end; await sleep(20)) await Promise.allSettled(startMany(flooder, 3));
    });
    await flooding;
    const result = await (await client()).workflow.execute(workflows.echo, { taskQueue, workflowId: world.newId(), args: ['still here'] });
    expect(result).toBe('still here');
    const { text } = await world.proxy.get('/metrics');
    expect(text).toMatch(/limited_calls_total\{namespace="images".*traffic="live",outcome="empty"\} [1-9]/);
    expect(text).not.toMatch(/calls_total\{method="Poll\w+TaskQueue",.*code="RESOURCE_EXHAUSTED"/);
    const described = await world
      .upstream()
      .workflowService.describeTaskQueue({ namespace: physicalName('images'), taskQueue: { name: taskQueue } });
    expect(described.pollers.length).toBeGreaterThan(0);
  });
});
