import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startLoad } from '../../support/proxy-load.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const taskQueue = 'faults';

describeWith(['temporal'], 'when the server behind the proxy', () => {
  let world: TrialWorld;

  beforeAll(async () => {
    world = await startWorld(temporal);
    await world.startWorker(taskQueue);
  });
  afterAll(() => world?.close());

  const load = () => startLoad({ client: world.client(), taskQueue, text: world.canary });

  test('is killed and comes back, workflows go on', async () => {
    const running = load();
    await running.more(10);
    await world.server.signal('SIGKILL');
    await sleep(1000);
    await world.server.restart();
    await running.more(10);
    const { errors } = await running.stop();
    // A server that is away for seconds is more than a client's retries cover; nothing else may go wrong.
    expect(errors.filter((error) => !/UNAVAILABLE|unavailable|Failed to/.test(error))).toEqual([]);
  });

  test('stops in the middle of everything and goes on, so do workflows', async () => {
    const running = load();
    await running.more(10);
    await world.server.signal('SIGSTOP');
    await sleep(3000);
    await world.server.signal('SIGCONT');
    await running.more(10);
    const { errors } = await running.stop();
    // A server that has stood still at times says so of a namespace it has, to clients of its own as well.
    expect(errors.filter((error) => !error.includes('Namespace not found'))).toEqual([]);
  });
});
