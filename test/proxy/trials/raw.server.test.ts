import { google, temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { physicalName } from '../../support/proxy-config.ts';
import { shownNames } from '../../support/proxy-names.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const namespace = 'images';
const identity = 'trial';
const { CommandType } = api.api.enums.v1;
const tenSeconds = google.protobuf.Duration.fromObject({ seconds: 10 });
const textOf = (of: api.api.common.v1.IPayloads | null | undefined): string => Buffer.from(of?.payloads?.[0]?.data ?? []).toString();

const queue = (name: string) => ({ taskQueue: { name }, identity, namespace });

const scheduleActivity = (name: string, more: api.api.command.v1.IScheduleActivityTaskCommandAttributes) => ({
  commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
  scheduleActivityTaskCommandAttributes: {
    activityId: name,
    activityType: { name: 'raw' },
    taskQueue: { name },
    startToCloseTimeout: tenSeconds,
    scheduleToCloseTimeout: tenSeconds,
    ...more,
  },
});
type History = api.api.history.v1.IHistory | null | undefined;
const resultOf = (history: History) =>
  history?.events?.map((event) => textOf(event.activityTaskCompletedEventAttributes?.result)).find((text) => text !== '');

describeWith(['temporal'], 'single calls through the proxy', () => {
  let world: TrialWorld;

  beforeAll(async () => {
    world = await startWorld(temporal);
  });
  afterAll(() => world?.close());

  const service = () => world.client().workflowService;
  const payloads = (text = world.canary): api.api.common.v1.IPayloads => ({
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(text)) }],
  });
  const startRun = (name: string, options: object = {}) =>
    service().startWorkflowExecution({
      ...queue(name),
      workflowId: world.newId(),
      requestId: world.newId('request'),
      workflowType: { name: 'raw' },
      input: payloads(),
      ...options,
    });
  const pollWithin = (milliseconds: number, name: string) =>
    world.client().connection.withDeadline(Date.now() + milliseconds, () => service().pollWorkflowTaskQueue(queue(name)));
  const text = () => JSON.stringify(world.canary);

  test('an eager start brings its first task, opened, with its answer', async () => {
    const { eagerWorkflowTask } = await startRun('eager', { requestEagerExecution: true });
    const [started] = eagerWorkflowTask?.history?.events ?? [];
    expect(textOf(started?.workflowExecutionStartedEventAttributes?.input)).toBe(text());
    await service().respondWorkflowTaskCompleted({
      namespace,
      identity,
      taskToken: eagerWorkflowTask?.taskToken ?? null,
      commands: [
        {
          commandType: CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
          completeWorkflowExecutionCommandAttributes: { result: payloads() },
        },
      ],
    });
  });

  test('an eager activity comes, opened, with the answer of its workflow task', async () => {
    await startRun('eager-activity');
    const { taskToken } = await pollWithin(20_000, 'eager-activity');
    const answer = await service().respondWorkflowTaskCompleted({
      namespace,
      identity,
      taskToken,
      commands: [scheduleActivity('eager-activity', { input: payloads(), requestEagerExecution: true })],
    });
    expect(answer.activityTasks.map(({ input }) => textOf(input))).toEqual([text()]);
  });

  test('an activity is completed by its ids, and its heartbeat answered', async () => {
    const { runId } = await startRun('by-id');
    const { taskToken, workflowExecution } = await pollWithin(20_000, 'by-id');
    await service().respondWorkflowTaskCompleted({
      namespace,
      identity,
      taskToken,
      commands: [scheduleActivity('by-id', { input: payloads(), header: { fields: { trial: payloads().payloads?.[0] ?? {} } } })],
    });
    const task = await world.client().connection.withDeadline(Date.now() + 20_000, () => service().pollActivityTaskQueue(queue('by-id')));
    expect(textOf({ payloads: Object.values(task.header?.fields ?? {}) })).toBe(text());
    await service().recordActivityTaskHeartbeat({ namespace, identity, taskToken: task.taskToken, details: payloads() });
    const workflowId = workflowExecution?.workflowId ?? '';
    const description = await service().describeWorkflowExecution({ namespace, execution: { workflowId, runId } });
    expect(description.pendingActivities.map(({ heartbeatDetails }) => textOf(heartbeatDetails))).toEqual([text()]);
    await service().respondActivityTaskCompletedById({ namespace, identity, workflowId, runId, activityId: 'by-id', result: payloads() });
    const { history } = await service().getWorkflowExecutionHistory({ namespace, execution: { workflowId, runId } });
    expect(resultOf(history)).toBe(text());
  });

  test('a poll that times out is empty, and one that is cancelled takes no task with it', async () => {
    expect(await pollWithin(2500, 'cancelled')).toMatchObject({ taskToken: Buffer.alloc(0) });
    const { connection } = world.client();
    const cancelled = connection.withAbortSignal(AbortSignal.timeout(500), () => pollWithin(20_000, 'cancelled'));
    await expect(cancelled).rejects.toMatchObject({ code: 1 });
    await startRun('cancelled');
    const { workflowExecution } = await pollWithin(20_000, 'cancelled');
    expect(workflowExecution?.workflowId).toBeTruthy();
  });

  test('errors of the server name what the caller knows', async () => {
    const missing = service().describeWorkflowExecution({ namespace, execution: { workflowId: 'no such run' } });
    await expect(missing).rejects.toMatchObject({ code: 5 });
    const name = physicalName(namespace);
    for (const call of [missing, service().describeNamespace({ namespace: 'unknown' })]) {
      const told = await call.then(String, (error: unknown) => JSON.stringify(error, Object.getOwnPropertyNames(error)));
      expect(told).not.toContain(name);
    }
  });

  test('nothing is readable upstream', async () => {
    expect(await world.found([world.canary])).toEqual([]);
    expect(shownNames(world.relay)).toEqual([]);
  });
});
