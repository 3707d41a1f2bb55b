import { WorkflowFailedError, WorkflowUpdateFailedError, WithStartWorkflowOperation } from '@temporalio/client';
import { expect, test } from 'vitest';
import * as workflows from '../../support/proxy-workflows.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { worldWithWorker } from '../../support/proxy-world-with-worker.ts';
import { describeWith } from '../../support/tools.ts';

const taskQueue = 'trials';

describeWith(['temporal'], 'workflows through the proxy', () => {
  const world = worldWithWorker(taskQueue);

  const start = (workflow: (...args: never[]) => Promise<unknown>, args: unknown[], options: object = {}) =>
    world.client().workflow.start(workflow.name, { taskQueue, workflowId: world.newId(workflow.name), args, ...options });
  const run = async (workflow: (...args: never[]) => Promise<unknown>, args: unknown[], options: object = {}): Promise<unknown> =>
    await (await start(workflow, args, options)).result();

  test('are started, signalled, queried and updated', async () => {
    const handle = await start(workflows.conversation, [world.canary]);
    await handle.signal(workflows.say, `${world.canary} by signal`);
    expect(await handle.executeUpdate(workflows.change, { args: [`${world.canary} by update`] })).toBe(`${world.canary} by update is in`);
    expect(await handle.query(workflows.said)).toEqual([world.canary, `${world.canary} by signal`, `${world.canary} by update`]);
    await handle.signal(workflows.stop);
    expect(await handle.result()).toHaveLength(3);
    expect(await handle.query(workflows.said)).toHaveLength(3);
  });

  test('tell in clear why an update is refused and a query fails', async () => {
    const handle = await start(workflows.conversation, [world.canary]);
    const refusal = await handle.executeUpdate(workflows.change, { args: [`${world.canary} refused`] }).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(WorkflowUpdateFailedError);
    expect(refusal).toMatchObject({ cause: { message: `${world.canary} refused by the validator` } });
    await expect(handle.query(workflows.brokenQuery, world.canary)).rejects.toThrow(`${world.canary} cannot be told`);
    await handle.signal(workflows.stop);
    await handle.result();
  });

  test('are started by an update and by a signal', async () => {
    const startWorkflowOperation = new WithStartWorkflowOperation(workflows.conversation, {
      taskQueue,
      workflowId: world.newId('with-start'),
      args: [world.canary],
      workflowIdConflictPolicy: 'USE_EXISTING',
    });
    const { workflow } = world.client();
    expect(await workflow.executeUpdateWithStart(workflows.change, { args: [`${world.canary} first`], startWorkflowOperation })).toBe(
      `${world.canary} first is in`,
    );
    const again = { taskQueue, workflowId: world.newId('with-signal'), args: [world.canary] as [string] };
    const signalled = await workflow.signalWithStart(workflows.conversation, {
      ...again,
      signal: workflows.say,
      signalArgs: [`${world.canary} too`],
    });
    expect(await signalled.query(workflows.said)).toEqual([world.canary, `${world.canary} too`]);
    await (await startWorkflowOperation.workflowHandle()).terminate('done');
    await signalled.terminate('done');
  });

  test('have children, signals between them, and failures with every cause, message and stack', async () => {
    const told = (await run(workflows.parent, [world.canary])) as Awaited<ReturnType<typeof workflows.parent>>;
    expect(told).toMatchObject({ echoed: world.canary, spoken: [world.canary, `${world.canary} from the parent`] });
    expect(told.failure.map(({ name, message }) => [name, message])).toEqual([
      ['ChildWorkflowFailure', 'Child Workflow execution failed'],
      ['ApplicationFailure', `${world.canary} at the workflow`],
      ['ActivityFailure', 'Activity task failed'],
      ['ApplicationFailure', `${world.canary} at the activity`],
      ['TemporalFailure', `${world.canary} at the root`],
    ]);
    expect(told.failure[1]).toMatchObject({ details: [`${world.canary} in details`] });
    expect(told.failure[3]).toMatchObject({ details: [{ deep: world.canary }] });
    expect(told.failure[4]?.stack).toContain(`${world.canary} at the root`);
    expect(told.failure[4]?.stack).toContain('proxy-activities');
  });

  test('fail for the client with what they failed with', async () => {
    const failure = await run(workflows.failing, [world.canary]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(WorkflowFailedError);
    expect(failure).toMatchObject({
      cause: {
        message: `${world.canary} at the workflow`,
        type: 'Outer',
        details: [`${world.canary} in details`],
        cause: { cause: { type: 'Inner' } },
      },
    });
  });

  test.each([
    { title: 'go on as new', workflow: workflows.countdown, args: (it: string) => [2, it], result: (it: string) => it },
    { title: 'call local activities', workflow: workflows.nearby, args: (it: string) => [it], result: (it: string) => it },
    {
      title: 'get heartbeat details back on the next attempt',
      workflow: workflows.beating,
      args: (it: string) => [it],
      result: (it: string) => ({ text: it, at: 7 }),
    },
    {
      title: 'call several activities at once',
      workflow: workflows.many,
      args: (it: string) => [it],
      result: (it: string) => [0, 1, 2, 3].map((index) => `${it} ${index}`),
    },
  ])('$title', async ({ workflow, args, result }) => {
    expect(await run(workflow, args(world.canary))).toEqual(result(world.canary));
  });

  test('are cancelled, and terminated with details', async () => {
    const cancelled = await start(workflows.stoppable, [world.canary]);
    await cancelled.cancel();
    expect(await cancelled.result()).toBe(`${world.canary} cleaned up`);
    const terminated = await start(workflows.stoppable, [world.canary]);
    const { client } = world;
    await client().workflowService.terminateWorkflowExecution({
      namespace: client().options.namespace,
      workflowExecution: { workflowId: terminated.workflowId },
      reason: 'no longer wanted',
      details: { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(world.canary)) }] },
    });
    await expect(terminated.result()).rejects.toThrow('no longer wanted');
    const { events } = await terminated.fetchHistory();
    const details = events?.at(-1)?.workflowExecutionTerminatedEventAttributes?.details?.payloads?.[0];
    expect(Buffer.from(details?.data ?? []).toString()).toBe(JSON.stringify(world.canary));
  });

  test('carry a summary and details that people read', async () => {
    const handle = await start(workflows.conversation, [world.canary], {
      staticSummary: `${world.canary} summary`,
      staticDetails: `${world.canary} details`,
    });
    const description = await handle.describe();
    expect(await description.staticSummary()).toBe(`${world.canary} summary`);
    expect(await description.staticDetails()).toBe(`${world.canary} details`);
    const metadata = await handle.query<{ currentDetails: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toBe(`details of ${world.canary}`);
    await handle.terminate('done');
  });

  test('are run again by cron with the result of the run before', async () => {
    const handle = await start(workflows.again, [world.canary], { cronSchedule: '@every 1s' });
    await expect
      .poll(async () => await resultsOf(handle.workflowId), { timeout: 20_000, interval: 200 })
      .toContain(JSON.stringify(`${world.canary}+`));
    await handle.terminate('done');
  });

  /** What the runs of a workflow were given by the ones before them, as it stands in their histories. */
  async function resultsOf(workflowId: string): Promise<string[]> {
    const results: string[] = [];
    for await (const { runId } of world.client().workflow.list({ query: `WorkflowId = "${workflowId}"` })) {
      const { events } = await world.client().workflow.getHandle(workflowId, runId).fetchHistory();
      const result = events?.[0]?.workflowExecutionStartedEventAttributes?.lastCompletionResult?.payloads?.[0]?.data;
      if (result) results.push(Buffer.from(result).toString());
    }
    return results;
  }

  test('leave nothing readable in the database of the server, nor its names with clients', async () => {
    expect(await world.found([world.canary])).toEqual([]);
    expect(shownNames(world.relay)).toEqual([]);
  });
});
