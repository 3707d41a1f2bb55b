import { afterAll, beforeAll, expect, test } from 'vitest';
import { greetingsHandler } from '../../support/proxy-nexus-handlers.ts';
import * as workflows from '../../support/proxy-workflows.ts';
import { physicalName } from '../../support/proxy-config.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { startWorld, type Namespace, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const taskQueue = 'nexus';

describeWith(['temporal'], 'Nexus through the proxy', () => {
  let world: TrialWorld;

  beforeAll(async () => {
    const flows = [
      { from: 'kd-images', to: 'kd-videos', reason: 'videos call images' },
      { from: 'kd-videos', to: 'kd-images', reason: 'videos call images' },
    ];
    world = await startWorld(temporal, { payloadFlows: flows });
    for (const namespace of ['images', 'videos'] as const)
      await world.startWorker(taskQueue, { namespace, nexusServices: [greetingsHandler] });
    for (const namespace of ['images', 'videos'] as const) await makeEndpoint(namespace);
  });
  afterAll(() => world?.close());

  /** An endpoint is the platform's to make: past the proxy. */
  async function makeEndpoint(namespace: Namespace): Promise<void> {
    const target = { worker: { namespace: physicalName(namespace), taskQueue } };
    await world.upstream().connection.operatorService.createNexusEndpoint({ spec: { name: `to-${namespace}`, target } });
  }

  const callFrom = async (namespace: Namespace, endpoint: string) =>
    await world.client(namespace).workflow.execute(workflows.callNexus, {
      taskQueue,
      workflowId: world.newId(),
      args: [endpoint, world.canary],
    });

  test.each([
    { title: 'an operation in the same namespace', from: 'images', endpoint: 'to-images' },
    { title: 'an operation in another namespace that payloads may flow to and from', from: 'videos', endpoint: 'to-images' },
  ] as const)('$title answers at once, by a workflow, and with a failure', async ({ from, endpoint }) => {
    // A new endpoint reaches the server's queues some seconds later.
    const told = await callFrom(from, endpoint);
    expect(told).toMatchObject({ quick: `${world.canary} at once`, slow: `${world.canary} later` });
    expect(told.failure).toContain(`${world.canary} is refused`);
    expect(told.failure).toContain(`${world.canary} below it`);
  });

  test('leaves nothing readable in the database of the server, nor its names with clients', async () => {
    expect(await world.found([world.canary])).toEqual([]);
    expect(shownNames(world.relay)).toEqual([]);
  });
});
