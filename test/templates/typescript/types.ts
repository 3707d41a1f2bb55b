// A call that must not compile has no type to be safe about.
/* oxlint-disable typescript/no-unsafe-call */

/** Never run: what must and what must not compile. `npm run types` fails on an error that is missing, too. */
import { expectTypeOf } from 'vitest';
import { z } from 'zod';
import { z as mini } from 'zod/mini';
import { defineActivity, defineWorkflow } from '../../../templates/worker-typescript/files/contracts/src/define.ts';
import { implement as implementActivity } from '../../../templates/worker-typescript/files/sdk/activity.ts';
import type { Client } from '../../../templates/worker-typescript/files/sdk/client.ts';
import { implement } from '../../../templates/worker-typescript/files/sdk/workflow.ts';

const size = mini.enum(['small', 'large']);
const render = defineActivity({
  name: 'render',
  taskQueue: 'image-gpu',
  input: mini.object({ prompt: mini.string(), size }),
  output: mini.object({ url: mini.url() }),
  startToCloseTimeout: '2m',
  retry: { maximumAttempts: 5 },
  heartbeatDetails: mini.object({ line: mini.int() }),
});
const fullZod = defineActivity({
  name: 'fullZod',
  taskQueue: 'image-gpu',
  input: z.object({ count: z.number().default(1) }),
  output: z.object({ at: z.string().transform((text) => new Date(text)) }),
  startToCloseTimeout: 500,
});
const createImage = defineWorkflow({
  name: 'CreateImage',
  taskQueue: 'image-orders',
  input: mini.object({ prompt: mini.string(), count: mini.int() }),
  output: mini.object({ urls: mini.array(mini.url()) }),
  signals: { cancelOne: mini.object({ index: mini.int() }), cancelAll: mini.object({}) },
  queries: { progress: { output: mini.object({ done: mini.int() }) } },
  updates: { resize: { input: mini.object({ size }), output: mini.object({ accepted: mini.boolean() }) } },
  searchAttributes: { Customer: 'KEYWORD', Pages: 'INT' },
});

expectTypeOf<typeof render.name>().toEqualTypeOf<'render'>();
expectTypeOf<typeof createImage.name>().toEqualTypeOf<'CreateImage'>();

export function contracts(): void {
  // @ts-expect-error an activity without a timeout may hang for ever
  defineActivity({ name: 'a', taskQueue: 'q', input: mini.object({}), output: mini.object({}) });
  const schemas = { input: mini.object({}), output: mini.object({}) };
  // @ts-expect-error a misspelt option
  defineActivity({ name: 'a', taskQueue: 'q', ...schemas, startToCloseTimeout: '1m', heartBeatTimeout: '1s' });
  // @ts-expect-error not a duration
  defineActivity({ name: 'a', taskQueue: 'q', ...schemas, startToCloseTimeout: '2 minutes' });
  // @ts-expect-error no task queue
  defineWorkflow({ name: 'W', ...schemas });
  // @ts-expect-error not a schema
  defineWorkflow({ name: 'W', taskQueue: 'q', input: { prompt: 'string' }, output: schemas.output });
  // @ts-expect-error an update answers
  defineWorkflow({ name: 'W', taskQueue: 'q', ...schemas, updates: { u: { input: schemas.input } } });
  // @ts-expect-error not a kind of search attribute
  defineWorkflow({ name: 'W', taskQueue: 'q', ...schemas, searchAttributes: { Customer: 'STRING' } });
}

export const bodies = [
  implementActivity(render, async (input, { heartbeat, lastHeartbeat, signal }) => {
    expectTypeOf<typeof input>().toEqualTypeOf<{ prompt: string; size: 'small' | 'large' }>();
    expectTypeOf<ReturnType<typeof lastHeartbeat>>().toEqualTypeOf<{ line: number } | undefined>();
    expectTypeOf<typeof signal>().toEqualTypeOf<AbortSignal>();
    heartbeat({ line: 1 });
    // @ts-expect-error declared as a number
    heartbeat({ line: 'one' });
    return { url: input.prompt };
  }),
  // @ts-expect-error not what the contract says it returns
  implementActivity(render, async () => ({ uri: '' })),
  implementActivity(fullZod, async (input, { heartbeat }) => {
    expectTypeOf<typeof input>().toEqualTypeOf<{ count: number }>();
    heartbeat();
    // Before its transform: the receiver applies it.
    return { at: '2026-01-01' };
  }),
];

const cancelOne = ({ index }: { index: number }) => index;
const cancelAll = async () => undefined;
const progress = () => ({ done: 1 });
const resize = () => ({ accepted: true });

export const workflow = implement(
  createImage,
  { activities: { render, fullZod }, localActivities: { render }, children: { createImage } },
  async (input, { activities, localActivities, children, external, handle, continueAsNew, upsertSearchAttributes }) => {
    expectTypeOf<typeof input>().toEqualTypeOf<{ prompt: string; count: number }>();
    const image = await activities.render({ prompt: 'a fox', size: 'large' }, { startToCloseTimeout: '10m' });
    expectTypeOf<typeof image>().toEqualTypeOf<{ url: string }>();
    const full = await activities.fullZod();
    expectTypeOf<typeof full>().toEqualTypeOf<{ at: Date }>();
    await localActivities.render({ prompt: 'a fox', size: 'small' });
    // @ts-expect-error not a size
    await activities.render({ prompt: 'a fox', size: 'huge' });
    // @ts-expect-error the input is required
    await activities.render();
    // @ts-expect-error not named in `uses`
    await activities.paint({});
    // @ts-expect-error not named as local
    await localActivities.fullZod();
    // @ts-expect-error the task queue is the contract's
    await activities.render({ prompt: 'a fox', size: 'large' }, { taskQueue: 'elsewhere' });

    const child = await children.createImage.start({ prompt: 'a cub', count: 1 }, { id: 'cub' });
    await child.signal.cancelAll();
    expectTypeOf<Awaited<ReturnType<typeof child.result>>>().toEqualTypeOf<{ urls: string[] }>();
    // @ts-expect-error a wrong input
    await children.createImage.execute({ prompt: 'a cub' });
    await external(createImage, 'order-1').signal.cancelOne({ index: 1 });
    // @ts-expect-error a wrong payload
    await external(createImage, 'order-1').signal.cancelOne({ index: 'one' });

    upsertSearchAttributes({ Customer: 'c-1', Pages: 2 });
    // @ts-expect-error declared as a number
    upsertSearchAttributes({ Pages: 'two' });

    handle({ cancelOne, cancelAll, progress, resize });
    handle({ cancelOne, cancelAll, progress, resize: { validate: () => undefined, run: resize } });
    // @ts-expect-error one handler is missing
    handle({ cancelOne, cancelAll, progress });
    // @ts-expect-error not what the update answers
    handle({ cancelOne, cancelAll, progress, resize: () => ({ accepted: 'yes' }) });
    // @ts-expect-error a query answers at once
    handle({ cancelOne, cancelAll, progress: async () => ({ done: 1 }), resize });
    // @ts-expect-error nothing of that name is declared
    handle({ cancelOne, cancelAll, progress, resize, explode: () => undefined });

    // @ts-expect-error a wrong input
    if (input.count > 8) await continueAsNew({ prompt: input.prompt });
    return { urls: [image.url] };
  },
);

export const withoutUses = implement(createImage, async ({ prompt }, { activities }) => {
  // @ts-expect-error it uses none
  await activities.render({ prompt, size: 'large' });
  return { urls: [prompt] };
});

// @ts-expect-error not what the contract says it returns
export const wrongOutput = implement(createImage, async () => ({ urls: [1] }));

export async function callers(client: Client): Promise<void> {
  const run = await client.start(createImage, { prompt: 'a fox', count: 2 }, { id: 'order-4711' });
  expectTypeOf<Awaited<ReturnType<typeof run.result>>>().toEqualTypeOf<{ urls: string[] }>();
  await run.signal.cancelOne({ index: 1 });
  await run.signal.cancelAll();
  expectTypeOf<Awaited<ReturnType<typeof run.query.progress>>>().toEqualTypeOf<{ done: number }>();
  expectTypeOf<Awaited<ReturnType<typeof run.update.resize>>>().toEqualTypeOf<{ accepted: boolean }>();
  await run.update.resize({ size: 'small' }, { updateId: 'u-1' });
  const { urls } = await client.execute(createImage, { prompt: 'a fox', count: 2 }, { id: 'order-4712' });
  expectTypeOf<typeof urls>().toEqualTypeOf<string[]>();

  // @ts-expect-error no id
  await client.start(createImage, { prompt: 'a fox', count: 2 }, {});
  // @ts-expect-error no options at all
  await client.start(createImage, { prompt: 'a fox', count: 2 });
  // @ts-expect-error a wrong input
  await client.start(createImage, { prompt: 'a fox' }, { id: 'order-4711' });
  // @ts-expect-error activities are not started by a client
  await client.start(render, { prompt: 'a fox', size: 'large' }, { id: 'order-4711' });
  // @ts-expect-error a wrong payload
  await run.signal.cancelOne({ index: 'one' });
  // @ts-expect-error the payload is required
  await run.signal.cancelOne();
  // @ts-expect-error nothing of that name is declared
  await run.signal.explode();
  // @ts-expect-error not a size
  await run.update.resize({ size: 'huge' });
  // @ts-expect-error declared as a number
  await client.start(createImage, { prompt: 'a', count: 1 }, { id: 'o', searchAttributes: { Pages: 'two' } });

  const started = client.withStart(createImage, { prompt: 'a fox', count: 2 }, { id: 'order-4711' });
  const { output } = await started.update.resize({ size: 'large' });
  expectTypeOf<typeof output>().toEqualTypeOf<{ accepted: boolean }>();
  // @ts-expect-error a wrong payload
  await started.signal.cancelOne({ index: 'one' });

  const spec = { cronExpressions: ['0 7 * * *'] };
  await client.schedule(createImage, { id: 'nightly', spec, input: { prompt: 'a fox', count: 1 }, overlap: 'skip' });
  // @ts-expect-error a wrong input
  await client.schedule(createImage, { id: 'nightly', spec, input: { prompt: 'a fox' } });
  // @ts-expect-error not a policy
  await client.schedule(createImage, { id: 'nightly', spec, input: { prompt: 'a', count: 1 }, overlap: 'never' });
}
