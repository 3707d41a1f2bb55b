import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { temporal as api } from '@temporalio/proto';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { stringify } from 'yaml';
import * as workflows from '../../support/proxy-workflows.ts';
import { physicalName, tokenOf } from '../../support/proxy-config.ts';
import { lostTasks } from '../../support/proxy-load.ts';
import { credentials, startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { linkPythonEnvironment, projectRoot } from '../../support/python-worker.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const { TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY } = api.api.enums.v1.TaskQueueType;

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

describeWith(['temporal', 'python', 'python-registry'], 'a namespace with a limit', () => {
  const folder = sharedFolder();
  const connections: Connection[] = [];
  let world: TrialWorld;

  beforeAll(async () => {
    const file = join(folder(), 'policy.yaml');
    await writeFile(file, stringify(policy));
    await linkPythonEnvironment(folder());
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

  test('keeps the pollers of both SDKs while calls use it up: workers get their work, lose none and log no error', async () => {
    const queues = ['kept-typescript', 'kept-python'] as const;
    const pollers = { type: 'autoscaling', initial: 6, maximum: 10 } as const;
    const stderr = vi.spyOn(process.stderr, 'write');
    await world.startWorker(queues[0], { workflowTaskPollerBehavior: pollers, activityTaskPollerBehavior: pollers });
    const python = startPython(queues[1]);
    const { since, ids } = await whileFlooded(async () => await workOn(queues));
    expect(await lostTasks(world.upstream(), ids)).toEqual([]);
    for (const taskQueue of queues) {
      const workflowId = world.newId();
      expect(await (await client()).workflow.execute(workflows.echo, { taskQueue, workflowId, args: ['still here'] })).toBe('still here');
      for (const type of [TASK_QUEUE_TYPE_WORKFLOW, TASK_QUEUE_TYPE_ACTIVITY])
        await expect
          .poll(async () => await lastPolls(taskQueue, type), { timeout: 10_000 })
          .toContainEqual(expect.toSatisfy((at: number) => at >= since));
    }
    const { text } = await world.proxy.get('/metrics');
    expect(text).toMatch(/limited_calls_total\{namespace="images".*traffic="live",outcome="empty"\} [1-9]/);
    expect(text).not.toMatch(/calls_total\{method="Poll\w+TaskQueue",.*code="RESOURCE_EXHAUSTED"/);
    expect(await python.stop()).toEqual({ exitCode: 0, output: '' });
    expect(stderr.mock.calls.filter(([said]) => String(said).includes('[ERROR]'))).toEqual([]);
  });

  /** Starts more than the limit lets through, for as long as the work takes. */
  async function whileFlooded<T>(work: () => Promise<T>): Promise<T & { since: number }> {
    const flooder = await client({ interceptors: [] });
    const since = Date.now();
    const state = { isDone: false };
    const flood = async () => {
      for (; !state.isDone; await sleep(20)) await Promise.allSettled(startMany(flooder, 3));
    };
    const flooding = flood();
    try {
      return { ...(await work()), since };
    } finally {
      state.isDone = true;
      await flooding;
    }
  }

  /** Work that comes in past the proxy, until all of it is done. */
  async function workOn(queues: readonly string[]): Promise<{ ids: string[] }> {
    const { workflow } = world.upstream();
    const starts = queues.flatMap((taskQueue) => [1, 2, 3].map(() => ({ taskQueue, workflowId: world.newId('kept'), args: ['x'] })));
    for (const start of starts) await workflow.start('echo', start);
    for (const { workflowId } of starts) {
      const state = async () => (await workflow.getHandle(workflowId).describe()).status.name;
      await expect.poll(state, { timeout: 60_000 }).toBe('COMPLETED');
    }
    return { ids: starts.map(({ workflowId }) => workflowId) };
  }

  /** When each poller of the queue has last polled, in milliseconds since 1970. */
  async function lastPolls(name: string, taskQueueType: api.api.enums.v1.TaskQueueType): Promise<number[]> {
    const asked = { namespace: physicalName('images'), taskQueue: { name }, taskQueueType };
    const { pollers } = await world.upstream().workflowService.describeTaskQueue(asked);
    return pollers.map(({ lastAccessTime }) => Number(lastAccessTime?.seconds) * 1_000 + (lastAccessTime?.nanos ?? 0) / 1e6);
  }

  function startPython(queue: string) {
    const script = join(projectRoot, 'test/support/proxy_pollers.py');
    const child = spawn(join(folder(), '.venv/bin/python'), [script, world.proxy.address, 'images', tokenOf('images'), queue]);
    onTestFinished(() => void child.kill('SIGKILL'));
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    return {
      async stop() {
        child.stdin.end();
        await once(child, 'close');
        return { exitCode: child.exitCode, output };
      },
    };
  }
});
