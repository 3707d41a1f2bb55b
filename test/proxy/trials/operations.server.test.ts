import { temporal as api } from '@temporalio/proto';
import { Worker } from '@temporalio/worker';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { workflowBundle } from '../../support/proxy-bundle.ts';
import * as workflows from '../../support/proxy-workflows.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { worldWithWorker } from '../../support/proxy-world-with-worker.ts';
import { describeWith } from '../../support/tools.ts';

const taskQueue = 'operations';
const namespace = 'images';

describeWith(['temporal'], 'what is done to workflows through the proxy', () => {
  const world = worldWithWorker(taskQueue);

  const talk = (options: object = {}) =>
    world.client().workflow.start(workflows.conversation, { taskQueue, workflowId: world.newId(), args: [world.canary], ...options });

  test('a schedule is made, triggered, described, edited, paused and deleted', async () => {
    const schedules = world.client().schedule;
    const scheduleId = world.newId('schedule');
    const handle = await schedules.create({
      scheduleId,
      spec: { calendars: [{ year: 2099 }] },
      action: { type: 'startWorkflow', workflowType: workflows.echo, args: [world.canary], taskQueue, memo: { inner: world.canary } },
      memo: { note: world.canary },
    });
    await handle.trigger();
    await expect.poll(async () => (await handle.describe()).info.recentActions.length, { timeout: 20_000 }).toBe(1);
    expect(await handle.describe()).toMatchObject({
      memo: { note: world.canary },
      action: { args: [world.canary], memo: { inner: world.canary } },
    });
    await handle.update((previous) => ({ ...previous, action: { ...previous.action, args: [`${world.canary} edited`] } }));
    await handle.pause();
    await expect
      .poll(async () => await handle.describe())
      .toMatchObject({
        state: { paused: true },
        memo: { note: world.canary },
        action: { args: [`${world.canary} edited`], memo: { inner: world.canary } },
      });
    // Runs are named by the second, and one name is started once.
    await sleep(1100);
    await handle.trigger();
    await expect.poll(async () => await resultsOf(scheduleId), { timeout: 20_000 }).toEqual([world.canary, `${world.canary} edited`]);
    await handle.delete();
    await expect(handle.describe()).rejects.toThrow(/not found/i);
  });

  /** Of every run that a schedule has started. */
  async function resultsOf(scheduleId: string): Promise<string[]> {
    const results: string[] = [];
    const query = `TemporalScheduledById = "${scheduleId}" AND ExecutionStatus = "Completed"`;
    for await (const { workflowId, runId } of world.client().workflow.list({ query }))
      results.push(await world.client().workflow.getHandle<typeof workflows.echo>(workflowId, runId).result());
    return results.toSorted();
  }

  test('a run is reset and goes on with what it was told before', async () => {
    const handle = await talk();
    await handle.signal(workflows.say, `${world.canary} told`);
    expect(await handle.query(workflows.said)).toHaveLength(2);
    const { events } = await handle.fetchHistory();
    const reset = await world.client().workflowService.resetWorkflowExecution({
      namespace,
      workflowExecution: { workflowId: handle.workflowId, runId: handle.firstExecutionRunId },
      workflowTaskFinishEventId: events?.find((event) => event.workflowTaskCompletedEventAttributes)?.eventId ?? null,
      reason: 'a trial',
      requestId: world.newId('request'),
    });
    const after = world.client().workflow.getHandle(handle.workflowId, reset.runId);
    await expect.poll(() => after.query(workflows.said), { timeout: 20_000 }).toEqual([world.canary, `${world.canary} told`]);
    await after.terminate('done');
  });

  test('a batch signals and ends many runs', async () => {
    const word = `batch-${world.canary.slice(-6)}`;
    const handles = await Promise.all([1, 2, 3].map(() => talk({ searchAttributes: { TrialWord: [word] } })));
    const visibilityQuery = `TrialWord = "${word}"`;
    await expect.poll(async () => (await world.client().workflow.count(visibilityQuery)).count, { timeout: 20_000 }).toBe(3);
    const data = Buffer.from(JSON.stringify(`${world.canary} by batch`));
    const input = { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data }] };
    const service = world.client().workflowService;
    await service.startBatchOperation({
      namespace,
      jobId: world.newId('batch'),
      visibilityQuery,
      reason: 'a trial',
      signalOperation: { signal: 'say', input },
    });
    for (const handle of handles)
      await expect.poll(() => handle.query(workflows.said), { timeout: 30_000 }).toEqual([world.canary, `${world.canary} by batch`]);
    const jobId = world.newId('batch');
    await service.startBatchOperation({ namespace, jobId, visibilityQuery, reason: 'a trial', terminationOperation: {} });
    await expect
      .poll(async () => (await world.client().workflow.count(`${visibilityQuery} AND ExecutionStatus = "Running"`)).count, {
        timeout: 30_000,
      })
      .toBe(0);
    expect(await service.describeBatchOperation({ namespace, jobId })).toMatchObject({ jobId });
  });

  test('a memo keeps what is set and loses what is deleted; search attributes stay readable upstream', async () => {
    const handle = await world.client().workflow.start(workflows.memorable, {
      taskQueue,
      workflowId: world.newId(),
      memo: { first: world.canary, second: world.canary },
      searchAttributes: { TrialWord: ['started-in-clear'] },
    });
    expect(await handle.result()).toBe('first,third');
    const { memo } = await handle.describe();
    expect(memo).toEqual({ first: world.canary, third: `third of ${world.canary}` });
    const { events } = await world.upstream().workflow.getHandle(handle.workflowId).fetchHistory();
    const [started] = events ?? [];
    const attribute = started?.workflowExecutionStartedEventAttributes?.searchAttributes?.indexedFields?.['TrialWord'];
    expect(Buffer.from(attribute?.data ?? []).toString()).toContain('started-in-clear');
    const query = 'TrialWord = "upserted-in-clear"';
    await expect.poll(async () => (await world.client().workflow.count(query)).count, { timeout: 20_000 }).toBe(1);
    for await (const listed of world.client().workflow.list({ query })) expect(listed.memo).toEqual(memo);
  });

  test('runs are counted in groups by what is searched for', async () => {
    await expect
      .poll(async () => (await world.client().workflow.count('GROUP BY ExecutionStatus')).groups.length, { timeout: 20_000 })
      .toBeGreaterThan(0);
  });

  test('a worker that goes leaves its sticky runs to the next one', async () => {
    const own = 'sticky';
    const first = await world.startWorker(own);
    const handle = await talk({ taskQueue: own });
    expect(await handle.query(workflows.said)).toHaveLength(1);
    await handle.signal(workflows.say, `${world.canary} early`);
    expect(await handle.query(workflows.said)).toHaveLength(2);
    const { events } = await handle.fetchHistory();
    expect(events?.some((event) => event.workflowTaskScheduledEventAttributes?.taskQueue?.normalName === own)).toBe(true);
    await first.stop();
    await world.startWorker(own, { maxCachedWorkflows: 0 });
    await handle.signal(workflows.say, `${world.canary} late`);
    await expect.poll(() => handle.query(workflows.said), { timeout: 30_000 }).toHaveLength(3);
    await handle.signal(workflows.stop);
    expect(await handle.result()).toHaveLength(3);
  });

  test('a history that is downloaded replays', async () => {
    const handle = await world.client().workflow.start(workflows.parent, { taskQueue, workflowId: world.newId(), args: [world.canary] });
    await handle.result();
    const history = await handle.fetchHistory();
    const options = { workflowBundle: { codePath: await workflowBundle() } };
    expect(await Worker.runReplayHistory(options, history).then(() => 'replayed')).toBe('replayed');
  });

  test('the namespace is described, and worked in, by its logical name alone', async () => {
    const { workflowService } = world.client();
    expect(await workflowService.describeNamespace({ namespace })).toMatchObject({ namespaceInfo: { name: namespace } });
    const { pollers } = await workflowService.describeTaskQueue({
      namespace,
      taskQueue: { name: taskQueue },
      taskQueueType: api.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
    });
    expect(pollers).not.toEqual([]);
    const { executions } = await workflowService.listWorkflowExecutions({ namespace, pageSize: 5 });
    expect(executions).toHaveLength(5);
  });

  test('leaves nothing readable in the database of the server but search attributes, nor its names with clients', async () => {
    expect(await world.found([world.canary, 'started-in-clear', 'upserted-in-clear'])).toEqual(['started-in-clear', 'upserted-in-clear']);
    expect(shownNames(world.relay)).toEqual([]);
  });
});
