import { describe, expect, test } from 'vitest';
import { bitsOf } from '../../../../src/domain/access.ts';
import { grpcStatus } from '../../../../src/proxy/rejection.ts';
import { decode, encode } from '../../../support/temporal-messages.ts';
import { decided, knowing, type Decided } from '../../../support/typed-requests.ts';

const start = { namespace: 'shop', workflowId: 'id', workflowType: { name: 'Pay' } };
const running = (type: string, status = 1) => knowing({ workflowId: 'id', runId: 'run', type, status });
const schedule = (name: string) => ({ action: { startWorkflow: { workflowType: { name } } } });
const update = { workflowExecution: { workflowId: 'id' } };

function relayed({ outcome }: Decided, type: string): Record<string, unknown> {
  if (outcome.kind !== 'allowed' || outcome.message === undefined) throw new Error(JSON.stringify(outcome));
  return decode(type, outcome.message);
}

describe('a start', () => {
  test.each(['StartWorkflowExecution', 'SignalWithStartWorkflowExecution'])('of another type is refused: %s', (method) => {
    const { outcome, asked } = decided({ method, message: { ...start, workflowType: { name: 'Payroll' } } });
    expect(outcome).toMatchObject({ kind: 'rejected', status: grpcStatus.permissionDenied, message: 'no right for Payroll' });
    expect(asked).toEqual([]);
  });

  test('that touches nothing asks nothing', () => {
    const harmless = [{}, { workflowIdConflictPolicy: 1 }, { workflowIdReusePolicy: 3 }];
    for (const policies of harmless) {
      expect(decided({ method: 'StartWorkflowExecution', message: { ...start, ...policies } })).toMatchObject({
        asked: [],
        outcome: { kind: 'allowed', workflowType: 'Pay' },
      });
    }
  });

  const touching = [
    { title: 'use existing', method: 'StartWorkflowExecution', message: { ...start, workflowIdConflictPolicy: 2 } },
    { title: 'terminate existing', method: 'StartWorkflowExecution', message: { ...start, workflowIdConflictPolicy: 3 } },
    { title: 'a policy nobody knows', method: 'StartWorkflowExecution', message: { ...start, workflowIdConflictPolicy: 9 } },
    { title: 'terminate if running', method: 'StartWorkflowExecution', message: { ...start, workflowIdReusePolicy: 4 } },
    { title: 'signal', method: 'SignalWithStartWorkflowExecution', message: start },
    {
      title: 'update',
      method: 'ExecuteMultiOperation',
      message: { namespace: 'shop', operations: [{ startWorkflow: start }, { updateWorkflow: update }] },
    },
  ];

  test.each(touching)('that may touch what runs is about that too: $title', ({ method, message }) => {
    expect(decided({ method, message, temporal: running('Payroll') }).outcome).toMatchObject({
      kind: 'rejected',
      status: grpcStatus.permissionDenied,
    });
    expect(decided({ method, message, temporal: running('Payroll', 2) }).outcome).toEqual({ kind: 'allowed', workflowType: 'Pay' });
    expect(decided({ method, message, temporal: running('Pay') }).outcome).toEqual({ kind: 'allowed', workflowType: 'Pay' });
    // Of two types in scope neither alone says what may be read.
    expect(decided({ method, message, temporal: running('order-1') }).outcome).toEqual({ kind: 'allowed', types: ['Pay', 'order-1'] });
    expect(decided({ method, message }).outcome).toEqual({ kind: 'allowed', workflowType: 'Pay' });
  });

  test('with a number that servers cut to terminate-if-running is about what runs too', () => {
    const cut = Buffer.from([0x58, 0x84, 0x80, 0x80, 0x80, 0x10]);
    const message = Buffer.concat([encode('workflowservice.v1.StartWorkflowExecutionRequest', start), cut]);
    expect(decided({ method: 'StartWorkflowExecution', message, temporal: running('Payroll') }).outcome).toMatchObject({
      kind: 'rejected',
      status: grpcStatus.permissionDenied,
    });
  });

  test('whose update is for another workflow is refused', () => {
    const operations = [{ startWorkflow: start }, { updateWorkflow: { workflowExecution: { workflowId: 'other' } } }];
    expect(decided({ method: 'ExecuteMultiOperation', message: { operations } }).outcome).toMatchObject({ reason: 'repeated-field' });
  });

  test('that says its type twice, or not at all, is refused', () => {
    const encoded = encode('workflowservice.v1.StartWorkflowExecutionRequest', start);
    const twice = Buffer.concat([
      encoded,
      encode('workflowservice.v1.StartWorkflowExecutionRequest', { workflowType: { name: 'Payroll' } }),
    ]);
    expect(decided({ method: 'StartWorkflowExecution', message: twice }).outcome).toMatchObject({ reason: 'repeated-field' });
    expect(decided({ method: 'StartWorkflowExecution', message: { workflowId: 'id' } }).outcome).toMatchObject({ reason: 'id-missing' });
    const two = { operations: [{ startWorkflow: start }, { startWorkflow: start }] };
    expect(decided({ method: 'ExecuteMultiOperation', message: two }).outcome).toMatchObject({ reason: 'repeated-field' });
  });
});

const found = (name: string) => () => encode('workflowservice.v1.DescribeScheduleResponse', { schedule: schedule(name) });

const make = (name: string) => decided({ method: 'CreateSchedule', message: { scheduleId: 's', schedule: schedule(name) } });

describe('a schedule', () => {
  test('is made for a type in scope alone', () => {
    expect(make('Pay')).toMatchObject({ asked: [], outcome: { kind: 'allowed', workflowType: 'Pay' } });
    expect(make('Payroll').outcome).toMatchObject({ message: 'no right for Payroll' });
    expect(decided({ method: 'CreateSchedule', message: { scheduleId: 's', schedule: {} } }).outcome).toMatchObject({
      reason: 'id-missing',
    });
  });

  const others = ['UpdateSchedule', 'PatchSchedule', 'DeleteSchedule', 'DescribeSchedule', 'ListScheduleMatchingTimes'];

  test.each(others)('is asked for each time, and has to be of a type in scope: %s', (method) => {
    const message = { namespace: 'shop', scheduleId: 's', ...(method === 'UpdateSchedule' ? { schedule: schedule('Pay') } : {}) };
    const call = decided({ method, message, temporal: found('Pay') });
    expect(call.asked.map((asked) => [asked.method, decode('workflowservice.v1.DescribeScheduleRequest', asked.request)])).toEqual([
      ['DescribeSchedule', { namespace: 'shop-production-eu', scheduleId: 's' }],
    ]);
    expect(call.outcome).toMatchObject({ kind: 'allowed', workflowType: 'Pay' });
    const { outcome: missing } = decided({ method, message });
    expect(missing).toMatchObject({ status: grpcStatus.notFound, reason: 'not-found' });
    const { message: text } = missing as { message: string };
    expect(decided({ method, message, temporal: found('Payroll') }).outcome).toMatchObject({ status: grpcStatus.notFound, message: text });
    expect(decided({ method, message: {}, temporal: found('Pay') }).outcome).toMatchObject({ reason: 'id-missing' });
  });

  test('is not edited to start another type', () => {
    const message = { scheduleId: 's', schedule: schedule('Payroll') };
    expect(decided({ method: 'UpdateSchedule', message, temporal: found('Pay') })).toMatchObject({
      asked: [],
      outcome: { message: 'no right for Payroll' },
    });
  });

  test('that was edited between the question and the call is not shown', () => {
    const { outcome } = decided({ method: 'DescribeSchedule', message: { scheduleId: 's' }, temporal: found('Pay') });
    const check = outcome.kind === 'allowed' ? outcome.checkAnswer! : () => outcome;
    expect(check(found('Pay')())).toEqual(found('Pay')());
    expect(check(found('Payroll')())).toMatchObject({ status: grpcStatus.notFound });
  });

  test('of another type is not listed', () => {
    const { outcome } = decided({ method: 'ListSchedules', message: { namespace: 'shop' } });
    const entries = ['Pay', 'Payroll', 'order-1', 'order-secret-1'].map((name) => ({ scheduleId: name, info: { workflowType: { name } } }));
    const answer = encode('workflowservice.v1.ListSchedulesResponse', {
      schedules: [...entries, { scheduleId: 'none' }],
      nextPageToken: Buffer.from('t'),
    });
    if (outcome.kind !== 'allowed') throw new Error(outcome.reason);
    const shown = decode('workflowservice.v1.ListSchedulesResponse', outcome.checkAnswer!(answer) as Buffer);
    expect(shown).toMatchObject({ schedules: [{ scheduleId: 'Pay' }, { scheduleId: 'order-1' }], nextPageToken: 'dA==' });
    expect(outcome.isWithinRead).toBe(true);
  });
});

const scope = "((`WorkflowType` IN ('Pay')) OR (`WorkflowType` STARTS_WITH 'order-')) AND (`WorkflowType` NOT STARTS_WITH 'order-secret')";

describe('a query', () => {
  const lists = ['ListWorkflowExecutions', 'ScanWorkflowExecutions'];

  test.each([...lists, 'CountWorkflowExecutions'])('is for what is in scope: %s', (method) => {
    const call = decided({ method, message: { namespace: 'shop', query: 'a = 1 OR b = 2' } });
    const request = relayed(call, `workflowservice.v1.${method}Request`);
    expect(request).toEqual({ namespace: 'shop', query: `(${scope}) AND ((\`a\` = 1) OR (\`b\` = 2))` });
    expect(call.outcome).toMatchObject({ isWithinRead: true });
    expect(decided({ method, message: { query: 'a = 1 -- x' } }).outcome).toMatchObject({
      status: grpcStatus.invalidArgument,
      message: expect.stringContaining('at character 7, "-- x": comments are not taken') as string,
      detail: 'at character 7: comments are not taken',
    });
  });

  test.each(lists)('shows nothing else, whatever the database takes for the same: %s', (method) => {
    const { outcome } = decided({ method, message: {} });
    if (outcome.kind !== 'allowed') throw new Error(outcome.reason);
    const executions = ['Pay', 'pay', 'ORDER-1', 'order-1'].map((name) => ({ type: { name } }));
    const answer = encode(`workflowservice.v1.${method}Response`, { executions });
    expect(decode(`workflowservice.v1.${method}Response`, outcome.checkAnswer!(answer) as Buffer)).toEqual({
      executions: [{ type: { name: 'Pay' } }, { type: { name: 'order-1' } }],
    });
  });

  test.each(['ListOpenWorkflowExecutions', 'ListClosedWorkflowExecutions', 'ListArchivedWorkflowExecutions'])(
    'is to be made instead of %s',
    (method) => {
      expect(decided({ method, message: {} }).outcome).toMatchObject({
        message: expect.stringContaining('ListWorkflowExecutions') as string,
      });
      expect(decided({ method, message: {}, everywhere: bitsOf(['read']) }).outcome).toEqual({ kind: 'allowed' });
    },
  );
});

const batch = (message: object) => decided({ method: 'StartBatchOperation', message });

describe('a batch', () => {
  test('runs on what a query finds in scope', () => {
    const call = batch({ visibilityQuery: 'a = 1', terminationOperation: {} });
    expect(relayed(call, 'workflowservice.v1.StartBatchOperationRequest')).toMatchObject({ visibilityQuery: `(${scope}) AND (\`a\` = 1)` });
  });

  test.each([
    { title: 'ids', message: { visibilityQuery: 'a = 1', executions: [{ workflowId: 'x' }], terminationOperation: {} } },
    { title: 'ids of newer servers', message: { visibilityQuery: 'a = 1', targetExecutions: [{}], terminationOperation: {} } },
    { title: 'no query', message: { terminationOperation: {} } },
    { title: 'a reset', message: { visibilityQuery: 'a = 1', resetOperation: {} } },
    { title: 'activities to unpause', message: { visibilityQuery: 'a = 1', unpauseActivitiesOperation: { type: 'x' } } },
    { title: 'activities without a workflow', message: { visibilityQuery: 'a = 1', terminateActivitiesOperation: {} } },
    { title: 'an order', message: { visibilityQuery: 'a = 1 ORDER BY a', terminationOperation: {} } },
  ])('is refused with $title', ({ message }) => {
    expect(batch(message).outcome).toMatchObject({ kind: 'rejected' });
  });
});

test.each([
  'StopBatchOperation',
  'DescribeBatchOperation',
  'ListBatchOperations',
  'CountSchedules',
  'StartActivityExecution',
  'ListActivityExecutions',
])('what has no type of a workflow is refused: %s', (method) => {
  expect(decided({ method, message: {} }).outcome).toMatchObject({ kind: 'rejected', status: grpcStatus.permissionDenied });
  expect(decided({ method, message: {}, everywhere: bitsOf(['read']) }).outcome).toEqual({ kind: 'allowed' });
});

test('what is about no workflow is not refused', () => {
  expect(decided({ method: 'DescribeTaskQueue', message: {} }).outcome).toEqual({ kind: 'allowed' });
});
