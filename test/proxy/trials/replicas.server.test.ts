import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, afterEach, expect, test } from 'vitest';
import { lostTasks, startLoad, type Load } from '../../support/proxy-load.ts';
import { startRelay, type Relay } from '../../support/proxy-relay.ts';
import { startReplica, type ProxyProcess } from '../../support/proxy.ts';
import { credentials, runWorker, startWorld, type RunningWorker, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';

describeWith(['temporal'], 'two replicas of the proxy under load', () => {
  let world: TrialWorld;
  let second: ProxyProcess;
  let balancer: Relay;
  let worker: RunningWorker;
  let connection: Connection;
  let running: Load;
  /** Connections that the replica which goes has at that time. */
  let shared: number;

  beforeAll(async () => {
    world = await startWorld(temporal);
  });
  afterAll(() => world?.close());
  beforeEach(async ({ task }) => {
    second = await startReplica(world.proxy);
    // The replica that goes is asked first, and more often.
    balancer = await startRelay([second.address, world.proxy.address, second.address]);
    const taskQueue = task.id;
    worker = await runWorker(balancer.address, { taskQueue });
    connection = await Connection.connect({ address: balancer.address, metadata: credentials('images') });
    running = startLoad({ client: new Client({ connection, namespace: 'images' }), taskQueue, text: world.canary, atOnce: 6 });
    await running.more(20);
    shared = balancer.connections(second.address);
  });
  afterEach(async () => {
    await worker.stop();
    await connection.close();
    await balancer.close();
    await second.close();
  });

  /** As a load balancer does, whichever end tells it first. */
  const takeOut = () => {
    balancer.targets = [world.proxy.address];
  };

  test('lose nothing when one is told to go: no call fails, no task is lost', async () => {
    expect(shared).toBeGreaterThan(0);
    second.signal('SIGTERM');
    takeOut();
    await running.more(60);
    const { ids, errors } = await running.stop();
    expect(errors).toEqual([]);
    expect(await lostTasks(world.upstream(), ids)).toEqual([]);
    await worker.stop();
    await connection.close();
    expect(await second.ended()).toBe(0);
  });

  test('recover by timeouts when one is killed', async () => {
    expect(shared).toBeGreaterThan(0);
    second.signal('SIGKILL');
    takeOut();
    await running.more(60);
    const { ids, errors } = await running.stop();
    // What was being asked when it died may fail for its caller; what was started comes to its end.
    for (const workflowId of ids) {
      const described = await world
        .upstream()
        .workflow.getHandle(workflowId)
        .describe()
        .catch(() => undefined);
      if (described?.status.name === 'RUNNING') await world.client().workflow.getHandle(workflowId).result();
    }
    expect(errors.filter((error) => !/UNAVAILABLE|CANCELLED|Failed to|Unexpected/.test(error))).toEqual([]);
  });
});
