import { expect, test } from 'vitest';
import { actions } from '../../../src/domain/access.ts';
import { changesSystem, systemWorkflow, withoutSystem } from '../../../src/proxy/authorize/system-workflows.ts';
import { startPolicyService } from '../../support/policy-service.ts';
import { encode, methodNamed } from '../../support/temporal-messages.ts';

const workflowId = 'temporal-sys-scheduler:daily';
const workflowExecution = { workflowId };
const workflowType = { name: 'temporal-sys-batch-workflow' };
const taskQueue = { name: 'temporal-sys-per-ns-tq' };
const command = (attributes: object) => ({ commands: [{}, attributes] });
const starting = (startWorkflow: object) => ({ schedule: { action: { startWorkflow } } });

const requests: readonly (readonly [method: string, request: object])[] = [
  ['StartWorkflowExecution', { workflowType }],
  ['StartWorkflowExecution', { workflowId }],
  ['StartWorkflowExecution', { taskQueue }],
  ['SignalWithStartWorkflowExecution', { workflowType }],
  ['SignalWithStartWorkflowExecution', { taskQueue }],
  ['ExecuteMultiOperation', { operations: [{ startWorkflow: { namespace: 'orders', workflowType } }] }],
  ['ExecuteMultiOperation', { operations: [{ startWorkflow: { namespace: 'orders', taskQueue } }] }],
  ['CreateSchedule', starting({ workflowType })],
  ['UpdateSchedule', starting({ taskQueue })],
  ['SignalWorkflowExecution', { workflowExecution }],
  ['UpdateWorkflowExecution', { workflowExecution }],
  ['TerminateWorkflowExecution', { workflowExecution }],
  ['ResetWorkflowExecution', { workflowExecution }],
  ['PauseWorkflowExecution', { workflowId }],
  ['RespondActivityTaskCompletedById', { workflowId }],
  ['StartBatchOperation', { executions: [{}, workflowExecution] }],
  ['StartBatchOperation', { visibilityQuery: "`TemporalNamespaceDivision` = 'TemporalScheduler'" }],
  ['StartBatchOperation', { updateActivityOptionsOperation: { activityOptions: { taskQueue } } }],
  ['StopBatchOperation', { jobId: workflowId }],
  ['StartActivityExecution', { taskQueue }],
  ['UpdateActivityExecutionOptions', { activityOptions: { taskQueue } }],
  ['UpdateActivityOptions', { activityOptions: { taskQueue } }],
  ['PollWorkflowTaskQueue', { taskQueue }],
  ['PollActivityTaskQueue', { taskQueue }],
  ['PollNexusTaskQueue', { taskQueue }],
  ['RespondWorkflowTaskCompleted', command({ scheduleActivityTaskCommandAttributes: { taskQueue } })],
  ['RespondWorkflowTaskCompleted', command({ requestCancelExternalWorkflowExecutionCommandAttributes: { workflowId } })],
  ['RespondWorkflowTaskCompleted', command({ signalExternalWorkflowExecutionCommandAttributes: { execution: workflowExecution } })],
  ['RespondWorkflowTaskCompleted', command({ continueAsNewWorkflowExecutionCommandAttributes: { workflowType } })],
  ['RespondWorkflowTaskCompleted', command({ continueAsNewWorkflowExecutionCommandAttributes: { taskQueue } })],
  ['RespondWorkflowTaskCompleted', command({ startChildWorkflowExecutionCommandAttributes: { workflowId } })],
  ['RespondWorkflowTaskCompleted', command({ startChildWorkflowExecutionCommandAttributes: { workflowType } })],
  ['RespondWorkflowTaskCompleted', command({ startChildWorkflowExecutionCommandAttributes: { taskQueue } })],
];

function encoded(name: string, request: object): Buffer {
  return encode(methodNamed(name).request.name.replace('temporal.api.', ''), { namespace: 'orders', ...request });
}

test('what is Temporal’s own is changed by nobody, whatever he may do', async () => {
  const service = await startPolicyService({ all: { rights: [...actions, 'decode'] } });
  const answers = await Promise.all(
    requests.map(async ([name, request]) => await service.call('all', methodNamed(name), encoded(name, request))),
  );
  expect(answers.map(({ status, message }) => ({ status, message }))).toEqual(
    requests.map(() => ({ status: '7', message: systemWorkflow.message })),
  );
  expect(service.received).toEqual([]);
});

test.each([
  ['DescribeWorkflowExecution', { execution: workflowExecution }],
  ['QueryWorkflow', { execution: workflowExecution }],
  ['ListWorkflowExecutions', { query: "TemporalNamespaceDivision = 'TemporalScheduler'" }],
  // As data, and where nobody goes by it.
  ['SignalWorkflowExecution', { workflowExecution: { workflowId: 'mine' }, input: { payloads: [{ data: Buffer.from(workflowId) }] } }],
  ['StartWorkflowExecution', { workflowId: `not-${workflowId}`, workflowType: { name: 'Pay' } }],
])('what only looks at it, or looks like it, is left alone: %s', (name, request) => {
  expect(changesSystem(methodNamed(name), encoded(name, request))).toBe(false);
});

const prefix = (text: string) => ({ kind: 'prefix', text }) as const;
const system = prefix('temporal-sys-');

test.each([
  { scope: 'every type', allowed: [prefix('')], denied: [prefix('Secret')], left: [prefix('Secret'), system] },
  { scope: 'types that begin as they do', allowed: [prefix('temporal')], denied: [], left: [system] },
  { scope: 'types that begin otherwise', allowed: [prefix('tempo-'), prefix('Pay')], denied: [], left: [] },
  { scope: 'one type', allowed: [{ kind: 'exact', text: 'temporal' } as const], denied: [], left: [] },
])('of $scope, those of Temporal’s own are left out', ({ allowed, denied, left }) => {
  expect(withoutSystem({ allowed, denied })).toEqual({ allowed, denied: left });
});
