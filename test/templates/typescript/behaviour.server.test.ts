import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../../templates/worker-typescript/files/sdk/client.ts';
import { startTestWorker, type TestWorker } from '../../../templates/worker-typescript/files/sdk/testing.ts';
import { describeWith, requireTool } from '../../support/tools.ts';
import { activities } from './lab/activities.ts';
import { calls, conversation, countdown, messenger, stoppable, tree } from './lab/contracts.ts';
import * as workflows from './lab/workflows.ts';

const temporal = requireTool('temporal');
const lab = join(import.meta.dirname, 'lab');

describeWith(['temporal'], 'a managed TypeScript worker', () => {
  let worker: TestWorker;
  let client: Client;
  let newId: TestWorker['newId'];

  beforeAll(async () => {
    process.env['TEMPORAL_CLI'] = temporal;
    worker = await startTestWorker({
      workflows,
      activities,
      workflowsPath: join(lab, 'workflows.ts'),
      configDirectory: join(lab, 'config'),
    });
    ({ client, newId } = worker);
  });
  afterAll(() => worker?.close());

  /** Starts without the typed client, as someone who has no contract would. */
  const startRaw = (type: string, input: unknown, workflowId = newId()) =>
    client.temporal.workflow.start(type, { taskQueue: 'lab', workflowId, args: [input] });

  const call = (what: Parameters<typeof client.execute<typeof calls>>[1]['what']) => client.execute(calls, { what }, { id: newId(what) });

  const talk = () => client.start(conversation, { name: 'Ada' }, { id: newId() });

  describe('activities', () => {
    test('run on their own queue, with the options of the contract or of the call', async () => {
      expect(await call('echo')).toEqual({ text: 'hello' });
    });

    test('get their input parsed once: a transform runs once', async () => {
      expect(await call('shout')).toEqual({ text: 'HELLO!' });
    });

    test('run inside the workflow worker when called locally', async () => {
      const id = newId();
      expect(await client.execute(calls, { what: 'local' }, { id })).toEqual({ text: 'NEARBY!' });
      const { events } = await client.get(calls, id).temporal.fetchHistory();
      expect(events?.some((event) => event.activityTaskScheduledEventAttributes)).toBe(false);
    });

    test('go on where the attempt before them stopped', async () => {
      expect(await call('heartbeat')).toEqual({ text: 'attempt 2 went on at 7' });
    });

    test.each([
      { what: 'bad-input', subject: 'echo input', problem: 'text: Invalid input: expected string, received number' },
      { what: 'bad-output', subject: 'answerBadly output', problem: 'text: Invalid input: expected string, received number' },
    ] as const)('end at the first attempt on $what, naming the path', async ({ what, subject, problem }) => {
      const message = `${subject} is invalid: ${problem}`;
      await expect(call(what)).rejects.toMatchObject({
        cause: { cause: { message, type: 'InvalidPayload', nonRetryable: true } },
      });
    });
  });

  describe('workflows', () => {
    test('fail on a bad input, once, naming the path', async () => {
      const run = await startRaw('Conversation', { name: '' });
      const message = 'Conversation input is invalid: name: Too small: expected string to have >=1 characters';
      await expect(run.result()).rejects.toMatchObject({ cause: { message, type: 'InvalidPayload', nonRetryable: true } });
    });

    test('fail on a bad output of their own', async () => {
      const message = 'Calls output is invalid: text: Invalid input: expected string, received number';
      await expect(call('own-output')).rejects.toMatchObject({ cause: { message } });
    });

    test('continue as new, defaults applied', async () => {
      expect(await client.execute(countdown, { left: 3 }, { id: newId() })).toEqual({ runs: 4 });
    });

    test('run children, themselves included', async () => {
      expect(await client.execute(tree, { depth: 2 }, { id: newId() })).toEqual({ nodes: 7 });
    });

    test('signal children and runs elsewhere', async () => {
      const elsewhere = await client.start(conversation, { name: 'elsewhere' }, { id: newId() });
      expect(await client.execute(messenger, { to: elsewhere.id }, { id: newId() })).toEqual({ heard: ['FROM ABOVE!'] });
      await elsewhere.signal.stop();
      expect(await elsewhere.result()).toEqual({ name: 'elsewhere', notes: ['FROM AFAR!'] });
    });

    test('hear a cancellation in their activities and tidy up', async () => {
      const run = await client.start(stoppable, {}, { id: newId() });
      const heartbeats = async () => (await run.temporal.describe()).raw.pendingActivities?.[0]?.lastHeartbeatTime;
      await expect.poll(heartbeats, { timeout: 10_000 }).toBeTruthy();
      await run.cancel();
      expect(await run.result()).toEqual({ text: 'tidied up' });
    });

    test('are not run on a queue that does not list them: the task fails, the run waits', async () => {
      const options = { taskQueue: 'lab-next-door', workflowId: newId(), args: [{ depth: 0 }] };
      const run = await client.temporal.workflow.start('Tree', options);
      const failures = async () => {
        const { events } = await run.fetchHistory();
        return events?.flatMap((event) => event.workflowTaskFailedEventAttributes?.failure?.message ?? []);
      };
      await expect
        .poll(failures, { timeout: 10_000 })
        .toContainEqual(expect.stringContaining("Tree is declared on task queue 'lab' and was started on 'lab-next-door'"));
      expect((await run.describe()).status.name).toBe('RUNNING');
      await run.terminate();
    });
  });

  describe('messages', () => {
    test('arrive parsed', async () => {
      const run = await talk();
      await run.signal.note({ text: 'one' });
      expect(await run.query.notes()).toEqual({ notes: ['ONE!'] });
      expect(await run.query.noteAt({ index: 0 })).toEqual({ text: 'ONE!' });
      expect(await run.update.rename({ name: 'Grace' })).toEqual({ previous: 'Ada' });
      await run.signal.stop();
      expect(await run.result()).toEqual({ name: 'Grace', notes: ['ONE!'] });
    });

    test('that are bad signals are dropped, and the run goes on', async () => {
      const run = await talk();
      await run.temporal.signal('note', { text: 1 });
      await run.temporal.signal('note');
      await run.signal.note({ text: 'good' });
      await run.signal.stop();
      expect(await run.result()).toEqual({ name: 'Ada', notes: ['GOOD!'] });
    });

    test('that are bad updates are refused before they enter history', async () => {
      const run = await talk();
      const message = 'Conversation update rename input is invalid: name: Too small: expected string to have >=1 characters';
      await expect(run.temporal.executeUpdate('rename', { args: [{ name: '' }] })).rejects.toMatchObject({ cause: { message } });
      await expect(run.update.rename({ name: 'Ada' })).rejects.toMatchObject({ cause: { message: 'that is the name already' } });
      const { events } = await run.temporal.fetchHistory();
      expect(events?.some((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toBe(false);
      await run.terminate();
    });

    test('that are bad queries fail alone', async () => {
      const run = await talk();
      await expect(run.temporal.query('noteAt', { index: 'x' })).rejects.toThrow(/query noteAt input is invalid: index/);
      await expect(run.query.noteAt({ index: 5 })).rejects.toThrow(/query noteAt output is invalid: text/);
      expect(await run.query.notes()).toEqual({ notes: [] });
      await run.terminate();
    });
  });

  describe('the client', () => {
    test('throws before it sends', async () => {
      const id = newId();
      await expect(client.start(conversation, { name: '' }, { id })).rejects.toMatchObject({ name: 'InvalidPayloadError' });
      await expect(client.get(conversation, id).temporal.describe()).rejects.toMatchObject({ name: 'WorkflowNotFoundError' });
      const run = await client.start(conversation, { name: 'Ada' }, { id });
      await expect(run.signal.note({ text: 1 } as never)).rejects.toThrow('Conversation signal note is invalid: text');
      await expect(run.update.rename({ name: '' })).rejects.toThrow('Conversation update rename input is invalid: name');
      await run.terminate();
    });

    test('starts with an update, and uses the run that is there', async () => {
      const id = newId();
      const start = () => client.withStart(conversation, { name: 'Ada' }, { id });
      const { run, output } = await start().update.rename({ name: 'Grace' });
      expect(output).toEqual({ previous: 'Ada' });
      expect((await start().update.rename({ name: 'Joan' })).output).toEqual({ previous: 'Grace' });
      const again = await start().signal.note({ text: 'hi' });
      await again.signal.stop();
      expect(await run.result()).toEqual({ name: 'Joan', notes: ['HI!'] });
    });

    test('refuses a second run of the same id', async () => {
      const id = newId();
      const run = await client.start(conversation, { name: 'Ada' }, { id });
      const again = client.start(conversation, { name: 'Ada' }, { id });
      await expect(again).rejects.toMatchObject({ name: 'WorkflowExecutionAlreadyStartedError' });
      await run.terminate();
    });

    test('sends search attributes and memo of contract and caller', async () => {
      const options = { searchAttributes: { LabTopic: 'types' }, memo: { also: 1 } };
      const run = await client.start(conversation, { name: 'Ada' }, { id: newId(), ...options });
      const { memo, typedSearchAttributes } = await run.temporal.describe();
      expect(memo).toEqual({ about: 'the lab', also: 1 });
      expect(typedSearchAttributes.get({ name: 'LabTopic', type: 'KEYWORD' })).toBe('types');
      await run.terminate();
    });

    test('schedules', async () => {
      const id = newId('nightly');
      const spec = { intervals: [{ every: '1h' as const }] };
      const handle = await client.schedule(countdown, { id, spec, input: { left: 0 }, overlap: 'buffer-one' });
      await handle.trigger();
      const taken = async () => (await handle.describe()).info.recentActions.length;
      await expect.poll(taken, { timeout: 15_000 }).toBeGreaterThan(0);
      const description = await handle.describe();
      expect(description.policies.overlap).toBe('BUFFER_ONE');
      expect(description.action).toMatchObject({ workflowType: 'Countdown', taskQueue: 'lab', args: [{ left: 0 }] });
      await handle.delete();
    });
  });
});
