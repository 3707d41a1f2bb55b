import type { WrittenRight } from '../../../src/domain/access.ts';

export interface HiddenCase {
  title: string;
  method: string;
  request: object;
  /** Of the method itself. */
  own: readonly WrittenRight[];
  hidden: WrittenRight;
}

const start: readonly WrittenRight[] = ['start', 'decode'];
const multi = { startWorkflow: { namespace: 'orders', workflowId: 'w' } };
const update = { updateWorkflow: { namespace: 'orders' } };
const callback = { nexus: { url: 'https://elsewhere.example.com' } };

/** Every field that takes a right of its own. */
export const hiddenCases: readonly HiddenCase[] = [
  {
    title: 'a start that ends a run',
    method: 'StartWorkflowExecution',
    request: { workflowIdReusePolicy: 4 },
    own: start,
    hidden: 'terminate',
  },
  {
    title: 'a start that ends a run in conflict',
    method: 'StartWorkflowExecution',
    request: { workflowIdConflictPolicy: 3 },
    own: start,
    hidden: 'terminate',
  },
  { title: 'an eager start', method: 'StartWorkflowExecution', request: { requestEagerExecution: true }, own: start, hidden: 'work' },
  { title: 'callbacks', method: 'StartWorkflowExecution', request: { completionCallbacks: [callback] }, own: start, hidden: 'work' },
  {
    title: 'attached callbacks',
    method: 'StartWorkflowExecution',
    request: { onConflictOptions: { attachCompletionCallbacks: true } },
    own: start,
    hidden: 'work',
  },
  {
    title: 'a signal that starts and ends a run',
    method: 'SignalWithStartWorkflowExecution',
    request: { workflowIdReusePolicy: 4 },
    own: ['start', 'signal'],
    hidden: 'terminate',
  },
  {
    title: 'a signal that starts and ends a run in conflict',
    method: 'SignalWithStartWorkflowExecution',
    request: { workflowIdConflictPolicy: 3 },
    own: ['start', 'signal'],
    hidden: 'terminate',
  },
  {
    title: 'a start within another call',
    method: 'ExecuteMultiOperation',
    request: { operations: [{ startWorkflow: { ...multi.startWorkflow, workflowIdConflictPolicy: 3 } }, update] },
    own: ['start', 'signal'],
    hidden: 'terminate',
  },
  {
    title: 'callbacks of an update within another call',
    method: 'ExecuteMultiOperation',
    request: { operations: [multi, { updateWorkflow: { request: { completionCallbacks: [callback] } } }] },
    own: ['start', 'signal', 'decode'],
    hidden: 'work',
  },
  {
    title: 'callbacks of an update',
    method: 'UpdateWorkflowExecution',
    request: { request: { completionCallbacks: [callback] } },
    own: ['signal', 'decode'],
    hidden: 'work',
  },
  { title: 'an eager activity', method: 'StartActivityExecution', request: { requestEagerExecution: true }, own: start, hidden: 'work' },
  {
    title: 'callbacks of an activity',
    method: 'StartActivityExecution',
    request: { completionCallbacks: [callback] },
    own: start,
    hidden: 'work',
  },
  {
    title: 'attached callbacks of an activity',
    method: 'StartActivityExecution',
    request: { onConflictOptions: { attachCompletionCallbacks: true } },
    own: start,
    hidden: 'work',
  },
  {
    title: 'callbacks of a Nexus operation',
    method: 'StartNexusOperationExecution',
    request: { completionCallbacks: [callback] },
    own: start,
    hidden: 'work',
  },
  {
    title: 'attached callbacks of a Nexus operation',
    method: 'StartNexusOperationExecution',
    request: { onConflictOptions: { attachCompletionCallbacks: true } },
    own: start,
    hidden: 'work',
  },
  {
    title: 'a schedule that cancels',
    method: 'CreateSchedule',
    request: { schedule: { policies: { overlapPolicy: 4 } } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a schedule that terminates',
    method: 'UpdateSchedule',
    request: { schedule: { policies: { overlapPolicy: 5 } } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a schedule whose starts end runs',
    method: 'CreateSchedule',
    request: { schedule: { action: { startWorkflow: { workflowIdReusePolicy: 4 } } } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a first run that terminates',
    method: 'CreateSchedule',
    request: { initialPatch: { triggerImmediately: { overlapPolicy: 5 } } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a run that terminates',
    method: 'PatchSchedule',
    request: { patch: { triggerImmediately: { overlapPolicy: 5 } } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a backfill that terminates',
    method: 'PatchSchedule',
    request: { patch: { backfillRequest: [{ overlapPolicy: 1 }, { overlapPolicy: 5 }] } },
    own: ['operate', 'start'],
    hidden: 'terminate',
  },
  {
    title: 'a run of a schedule at once',
    method: 'PatchSchedule',
    request: { patch: { triggerImmediately: {} } },
    own: ['operate'],
    hidden: 'start',
  },
  {
    title: 'a backfill',
    method: 'PatchSchedule',
    request: { patch: { pause: 'for now', backfillRequest: [{}] } },
    own: ['operate'],
    hidden: 'start',
  },
  {
    title: 'a reset that signals',
    method: 'ResetWorkflowExecution',
    request: { postResetOperations: [{ signalWorkflow: { signalName: 's' } }] },
    own: ['operate'],
    hidden: 'signal',
  },
  ...(['termination', 'cancellation', 'cancelActivities', 'terminateActivities'] as const).map((kind): HiddenCase => ({
    title: `a batch: ${kind}`,
    method: 'StartBatchOperation',
    request: { [`${kind}Operation`]: {} },
    own: ['operate'],
    hidden: 'terminate',
  })),
  { title: 'a batch: signal', method: 'StartBatchOperation', request: { signalOperation: {} }, own: ['operate'], hidden: 'signal' },
  {
    title: 'a batch: reset that signals',
    method: 'StartBatchOperation',
    request: { resetOperation: { postResetOperations: [{ signalWorkflow: {} }] } },
    own: ['operate'],
    hidden: 'signal',
  },
  {
    title: 'a value that is not known yet',
    method: 'StartWorkflowExecution',
    request: { workflowIdConflictPolicy: 9 },
    own: ['start', 'operate'],
    hidden: 'terminate',
  },
  {
    title: 'another value that is not known yet',
    method: 'StartActivityExecution',
    request: { idConflictPolicy: 9 },
    own: ['start', 'operate'],
    hidden: 'terminate',
  },
];
