import type { NativeConnection } from '@temporalio/worker';
import { expect, test } from 'vitest';
import { FirstPolls } from '../../../templates/worker-typescript/files/sdk/worker/first-polls.ts';

const withDeadline = async (_: number, ask: () => Promise<unknown>) => ask();

interface Asked {
  taskQueue: { name: string };
  taskQueueType?: number;
  apiMode?: number;
  taskQueueTypes?: number[];
}

/** Temporal, as far as it says who polls: `queue/type` of the root partition, `queue/type/all` of all of them. */
function temporalWith(pollers: Record<string, { identity: string; seconds: number }[] | Error>): NativeConnection {
  const answerTo = (key: string) => {
    const found = pollers[key] ?? [];
    if (found instanceof Error) throw found;
    return found.map(({ identity, seconds }) => ({ identity, lastAccessTime: { seconds, nanos: 0 } }));
  };
  const describeTaskQueue = async ({ taskQueue, taskQueueType, taskQueueTypes = [] }: Asked) => {
    if (taskQueueType !== undefined) return { pollers: answerTo(`${taskQueue.name}/${taskQueueType}`) };
    const [type = 0] = taskQueueTypes;
    return { versionsInfo: { 'shop.b1': { typesInfo: { [type]: { pollers: answerTo(`${taskQueue.name}/${type}/all`) } } } } };
  };
  return { withDeadline, workflowService: { describeTaskQueue } } as unknown as NativeConnection;
}

const identity = 'shop-1@pod';
const workerOf = (taskQueue: string, { workflows = false, activities = 0 }) =>
  ({
    options: {
      namespace: 'shop',
      taskQueue,
      identity,
      workflowBundle: workflows ? { code: '' } : undefined,
      enableNonLocalActivities: activities > 0,
      activities: new Map(Array.from({ length: activities }, (_, index) => [`a${index}`, undefined])),
    },
  }) as unknown as Parameters<typeof FirstPolls.of>[0][number];
const workers = [workerOf('orders', { workflows: true }), workerOf('cards', { activities: 1 })];

test('a worker is ready once Temporal has had a poll of each queue, and tells which are left', async () => {
  const pollers: Parameters<typeof temporalWith>[0] = {};
  const told: (string | undefined)[] = [];
  const polls = await FirstPolls.of(workers, temporalWith(pollers));
  await polls.all((awaited) => {
    told.push(awaited);
    // One after the other; the second only where all partitions are asked.
    if (told.length === 1) pollers['orders/1'] = [{ identity, seconds: 7 }];
    else pollers['cards/2/all'] = [{ identity, seconds: 8 }];
  }, new AbortController().signal);
  expect(told).toEqual(['the first poll of cards (activities), orders (workflows)', 'the first poll of cards (activities)', undefined]);
});

test.each([
  { title: 'another worker', poller: { identity: 'shop-1@other-pod', seconds: 9 }, told: 'the first poll of orders (workflows)' },
  { title: 'an earlier process of its pod', poller: { identity, seconds: 5 }, told: 'the first poll of orders (workflows)' },
])('a poll of $title is none of its own', async ({ poller, told }) => {
  const pollers = { 'orders/1': [{ identity, seconds: 5 }] };
  const polls = await FirstPolls.of(workers.slice(0, 1), temporalWith(pollers));
  const stop = new AbortController();
  pollers['orders/1'] = [poller];
  const heard: (string | undefined)[] = [];
  await polls.all((awaited) => {
    heard.push(awaited);
    stop.abort();
  }, stop.signal);
  expect(heard).toEqual([told]);
});

test('what Temporal answers instead is part of the reason', async () => {
  const stop = new AbortController();
  const polls = await FirstPolls.of(workers.slice(0, 1), temporalWith({ 'orders/1': new Error('permission denied') }));
  const heard: (string | undefined)[] = [];
  await polls.all((awaited) => {
    heard.push(awaited);
    stop.abort();
  }, stop.signal);
  expect(heard).toEqual(['the first poll of orders (workflows) (permission denied)']);
});
