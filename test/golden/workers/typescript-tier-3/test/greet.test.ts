import { afterAll, beforeAll, expect, test } from 'vitest';
import { greet } from '../contracts/src/workflows/greet.ts';
import { startTestWorker, type TestWorker } from '../sdk/testing.ts';
import { customisation } from '../src/customise.ts';
import { activities } from '../src/generated/activities.ts';
import * as workflows from '../src/generated/workflows.ts';

let worker: TestWorker;
beforeAll(async () => {
  worker = await startTestWorker({ workflows, activities, customisation });
});
afterAll(() => worker?.close());

test('everyone is greeted, in order', async () => {
  const output = await worker.client.execute(greet, { names: ['Ada', 'Grace'] }, { id: worker.newId() });
  expect(output).toEqual({ greetings: ['Hello, Ada!', 'Hello, Grace!'] });
});

test('names may still come while it waits, and the greeting may change', async () => {
  const run = await worker.client.start(greet, { names: [], waitSeconds: 20 }, { id: worker.newId() });
  expect(await run.update.changeGreeting({ greeting: 'Good morning' })).toEqual({ previous: 'Hello' });
  expect(await run.query.progress()).toEqual({ greeted: 0, waiting: 0 });

  await run.signal.addName({ name: 'Ada' });
  await expect.poll(() => run.query.progress(), { timeout: 10_000 }).toEqual({ greeted: 1, waiting: 0 });
  await run.cancel();
  await expect(run.result()).rejects.toThrow('Workflow execution cancelled');
});

test('an input that does not fit the contract is never sent', async () => {
  const names = [42] as never;
  const start = worker.client.start(greet, { names }, { id: worker.newId() });
  await expect(start).rejects.toThrow(
    'Greet input is invalid: names[0]: Invalid input: expected string, received number',
  );
});
