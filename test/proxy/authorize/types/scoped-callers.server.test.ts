import { WorkflowNotFoundError } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { Ask } from '../../../../src/proxy/authorize/access.ts';
import { createDecideByType } from '../../../../src/proxy/authorize/types/decide-by-type.ts';
import { grpcStatus } from '../../../../src/proxy/rejection.ts';
import { methods } from '../../../../src/proxy/wire/methods.ts';
import { openCaller, workflowService } from '../../../support/proxy-caller.ts';
import { grpcMessage } from '../../../support/proxy-frames.ts';
import { physical, scopedWorld } from '../../../support/scoped-world.ts';
import { decode, encode } from '../../../support/temporal-messages.ts';
import { describeWith } from '../../../support/tools.ts';
import { field, namingRequest, route, typedRequest } from '../../../support/typed-requests.ts';

const ofOne = [...methods.values()].filter(({ scope }) => scope.kind === 'execution' || scope.kind === 'history').map(({ name }) => name);
const taskQueue = 'nobody';
const notHere = 'or it is of another type';

const schedule = (name: string) => ({
  spec: { interval: [{ interval: { seconds: '86400' } }] },
  action: { startWorkflow: { workflowId: 'scheduled', workflowType: { name }, taskQueue: { name: taskQueue } } },
});

describeWith(['temporal'], 'a caller held to some workflow types', () => {
  const world = scopedWorld();

  /** A workflow that nobody works on; the id it got. */
  async function running(workflowType: string, workflowId = world.newId()): Promise<{ workflowId: string; runId: string }> {
    const { firstExecutionRunId } = await world.direct.workflow.start(workflowType, { workflowId, taskQueue });
    return { workflowId, runId: firstExecutionRunId };
  }
  const state = async (workflowId: string) => {
    const { status, historyLength, runId } = await world.direct.workflow.getHandle(workflowId).describe();
    return { status: status.name, historyLength, runId };
  };

  test.each(ofOne)('%s reaches its own types and no other', async (name) => {
    const [own, foreign, secret] = [await running('Pay'), await running('Payroll'), await running('order-secret-1')];
    for (const { workflowId, runId } of [foreign, secret]) {
      const before = await state(workflowId);
      for (const run of [undefined, runId]) {
        const ids = { namespace: 'images', workflow: workflowId, ...(run === undefined ? {} : { run }) };
        const answer = await world.call(name, namingRequest(name, ids));
        expect(answer).toMatchObject({ status: grpcStatus.notFound, message: expect.stringContaining(notHere) as string });
      }
      expect(await state(workflowId)).toEqual(before);
    }
    const answer = await world.call(name, namingRequest(name, { namespace: 'images', workflow: own.workflowId }));
    expect(answer.message).not.toContain(notHere);
    expect(answer.status).not.toBe(grpcStatus.permissionDenied);
  });

  test('starts, signals, describes and ends its own with the official client, which finds no other', async () => {
    const handle = await world.scoped.workflow.start('order-7', { workflowId: world.newId(), taskQueue, memo: { note: 'mine' } });
    await handle.signal('go', 1);
    expect(await handle.describe()).toMatchObject({ type: 'order-7', status: { name: 'RUNNING' }, memo: { note: 'mine' } });
    expect((await handle.fetchHistory()).events?.length).toBeGreaterThan(2);
    await handle.terminate();
    const { workflowId } = await running('Payroll');
    await expect(world.scoped.workflow.getHandle(workflowId).describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
    await expect(world.scoped.workflow.getHandle('missing').describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
    await expect(world.scoped.workflow.start('Payroll', { workflowId: world.newId(), taskQueue })).rejects.toMatchObject({
      cause: { code: grpcStatus.permissionDenied },
    });
  });

  test('touches nothing of another type by a start', async () => {
    const { workflowId } = await running('Payroll');
    const before = await state(workflowId);
    const start = { workflowId, workflowType: { name: 'Pay' }, taskQueue: { name: taskQueue }, requestId: 'r', identity: 'i' };
    const update = {
      workflowExecution: { workflowId },
      request: { meta: { updateId: 'u' }, input: { name: 'x' } },
      waitPolicy: { lifecycleStage: 1 },
    };
    const inside = { namespace: 'images' };
    const attempts = [
      ['StartWorkflowExecution', { ...start, workflowIdConflictPolicy: 2 }],
      ['StartWorkflowExecution', { ...start, workflowIdConflictPolicy: 3 }],
      ['StartWorkflowExecution', { ...start, workflowIdReusePolicy: 4 }],
      ['SignalWithStartWorkflowExecution', { ...start, signalName: 'go' }],
      ['SignalWithStartWorkflowExecution', { ...start, signalName: 'go', workflowIdReusePolicy: 4 }],
      [
        'ExecuteMultiOperation',
        {
          operations: [
            { startWorkflow: { ...inside, ...start, workflowIdConflictPolicy: 2 } },
            { updateWorkflow: { ...inside, ...update } },
          ],
        },
      ],
    ] as const;
    for (const [method, message] of attempts)
      expect(await world.call(method, message)).toMatchObject({ status: grpcStatus.permissionDenied });
    expect(await state(workflowId)).toEqual(before);
    const own = await running('Pay');
    expect(await world.call('SignalWithStartWorkflowExecution', { ...start, workflowId: own.workflowId, signalName: 'go' })).toMatchObject({
      status: 0,
    });
  });

  test('does not end a newer run of another type by a reset of its own', async () => {
    const { workflowId, runId } = await running('Pay');
    await world.direct.workflow.getHandle(workflowId).terminate();
    await running('Payroll', workflowId);
    const before = await state(workflowId);
    const reset = { workflowExecution: { workflowId, runId }, workflowTaskFinishEventId: '3', requestId: 'r', reason: 'x' };
    expect(await world.call('ResetWorkflowExecution', reset)).toMatchObject({ status: grpcStatus.permissionDenied });
    expect(await state(workflowId)).toEqual(before);
  });

  test.each(['SignalWorkflowExecution', 'TerminateWorkflowExecution', 'DescribeWorkflowExecution'])(
    'reaches the run that was looked at, or none, when the id passes to another type meanwhile: %s',
    async (name) => {
      const { workflowId, runId } = await running('Pay');
      const upstream = openCaller(world.address);
      const send = async (method: string, message: Buffer) =>
        await upstream.call({ path: workflowService + method, body: grpcMessage(message) });
      const signalName = name === 'SignalWorkflowExecution' ? [field(3, 'go')] : [];
      const message = Buffer.concat([namingRequest(name, { namespace: physical, workflow: workflowId }), ...signalName]);
      const decision = createDecideByType()(typedRequest({ method: name, message, at: { ...route, physical } }));
      const ask: Ask = (method, request, done) => void send(method, request).then(({ body }) => done(body));
      const outcome = await new Promise<{ kind: string; message?: Buffer | string }>((done) => {
        if (decision.kind === 'unresolved') decision.resolve(ask, done);
      });
      await world.direct.workflow.getHandle(workflowId).terminate();
      await running('Payroll', workflowId);
      const before = await state(workflowId);
      const { status, body } = await send(name, outcome.message as Buffer);
      expect(status).toBe(name === 'DescribeWorkflowExecution' ? 0 : grpcStatus.notFound);
      expect(body.includes(runId)).toBe(name === 'DescribeWorkflowExecution');
      expect(await state(workflowId)).toEqual(before);
      upstream.close();
    },
  );

  test.each(['GetWorkflowExecutionHistory', 'GetWorkflowExecutionHistoryReverse'])(
    'reads no history by the page token of another: %s',
    async (name) => {
      const [own, foreign] = [await running('Pay'), await running('Payroll')];
      for (let signal = 0; signal < 3; signal++) await world.direct.workflow.getHandle(foreign.workflowId).signal('go');
      const page = { namespace: physical, execution: foreign, maximumPageSize: 1 };
      const first =
        await world.direct.workflowService[
          name === 'GetWorkflowExecutionHistory' ? 'getWorkflowExecutionHistory' : 'getWorkflowExecutionHistoryReverse'
        ](page);
      expect(first.nextPageToken?.length).toBeGreaterThan(0);
      const { nextPageToken } = first;
      for (const execution of [own, { workflowId: own.workflowId }, foreign, { workflowId: foreign.workflowId }]) {
        const { status, body } = await world.call(name, { execution, nextPageToken });
        expect([grpcStatus.notFound, grpcStatus.permissionDenied]).toContain(status);
        expect(body).toHaveLength(0);
      }
    },
  );

  const made = async (name: string) => {
    const scheduleId = world.newId();
    const message = encode('workflowservice.v1.CreateScheduleRequest', {
      namespace: physical,
      scheduleId,
      schedule: schedule(name),
      requestId: scheduleId,
    });
    const upstream = openCaller(world.address);
    expect(await upstream.call({ path: `${workflowService}CreateSchedule`, body: grpcMessage(message) })).toMatchObject({ status: 0 });
    upstream.close();
    return scheduleId;
  };

  const seen = async () => {
    const { body } = await world.call('ListSchedules', { maximumPageSize: 100 });
    return decode('workflowservice.v1.ListSchedulesResponse', body) as { schedules?: { scheduleId: string }[] };
  };

  describe('schedules', () => {
    test('of its own types are its own, and no edit makes them another’s', async () => {
      const scheduleId = world.newId();
      expect(await world.call('CreateSchedule', { scheduleId, schedule: schedule('Pay'), requestId: 'a' })).toMatchObject({ status: 0 });
      expect(await world.call('UpdateSchedule', { scheduleId, schedule: schedule('order-1'), requestId: 'b' })).toMatchObject({
        status: 0,
      });
      const denied = { status: grpcStatus.permissionDenied };
      expect(await world.call('UpdateSchedule', { scheduleId, schedule: schedule('Payroll'), requestId: 'c' })).toMatchObject(denied);
      expect(
        await world.call('CreateSchedule', { scheduleId: world.newId(), schedule: schedule('Payroll'), requestId: 'd' }),
      ).toMatchObject(denied);
      expect(await world.call('PatchSchedule', { scheduleId, patch: { pause: 'x' }, requestId: 'e' })).toMatchObject({ status: 0 });
      expect(await world.call('DescribeSchedule', { scheduleId })).toMatchObject({ status: 0 });
      expect(await world.call('DeleteSchedule', { scheduleId })).toMatchObject({ status: 0 });
    });

    test('of other types are not there', async () => {
      const [scheduleId, own] = [await made('Payroll'), await made('Pay')];
      const attempts = [
        ['DescribeSchedule', {}],
        ['DeleteSchedule', {}],
        ['ListScheduleMatchingTimes', {}],
        ['PatchSchedule', { patch: { triggerImmediately: {} }, requestId: 'a' }],
        ['UpdateSchedule', { schedule: schedule('Pay'), requestId: 'b' }],
      ] as const;
      for (const [method, message] of attempts) {
        const answer = await world.call(method, { scheduleId, ...message });
        expect({ method, ...answer }).toMatchObject({
          method,
          status: grpcStatus.notFound,
          message: expect.stringContaining(notHere) as string,
        });
      }
      while (!JSON.stringify(await seen()).includes(own)) await sleep(50);
      expect(JSON.stringify(await seen())).not.toContain(`"${scheduleId}"`);
    });
  });

  test('ends by a batch what is of its own types alone', async () => {
    const types = ['Pay', 'order-1', 'Payroll', 'order-secret-1'];
    const workflows = await Promise.all(types.map(async (name) => await running(name, `batch-${name}`)));
    while ((await world.direct.workflow.count("WorkflowId STARTS_WITH 'batch-'")).count < types.length) await sleep(50);
    const batch = (message: object) =>
      world.call('StartBatchOperation', { jobId: world.newId(), reason: 'x', terminationOperation: {}, ...message });
    expect(await batch({ executions: workflows })).toMatchObject({ status: grpcStatus.permissionDenied });
    expect(await batch({ visibilityQuery: "WorkflowId STARTS_WITH 'batch-' OR WorkflowType = 'Payroll'" })).toMatchObject({ status: 0 });
    const statuses = async () => await Promise.all(workflows.map(async ({ workflowId }) => (await state(workflowId)).status));
    while ((await statuses()).slice(0, 2).includes('RUNNING')) await sleep(50);
    expect(await statuses()).toEqual(['TERMINATED', 'TERMINATED', 'RUNNING', 'RUNNING']);
  });
});
