import { textPayload } from '../temporal-messages.ts';
import { harmless, refused, type Attempt, type Scene } from './attempt.ts';
import type { Intruder } from './intruders.ts';
import { scheduleOf } from './victims.ts';

const namespace = 'images';
const queue = { name: 'temporal-sys-per-ns-tq' };
const batch = { name: 'temporal-sys-batch-workflow' };

type Call = readonly [name: string, as: Intruder, method: string, message: (scene: Scene) => object];

const call = ([name, as, method, message]: Call) => ({
  name: `a workflow of Temporal’s own: ${name}`,
  as,
  method,
  message: (scene: Scene) => ({ namespace, ...message(scene) }),
});
const denied = (...made: Call): Attempt => refused(call(made), 'permissionDenied', 'system-workflow');
const hidden = (...made: Call): Attempt => refused(call(made), 'notFound', 'type-not-allowed');

const scheduler = ({ victims }: Scene) => ({ workflowId: `temporal-sys-scheduler:${victims.secretSchedule}` });
const start = ({ world }: Scene) => {
  const workflowId = world.newId();
  return { workflowId, requestId: workflowId, workflowType: batch, taskQueue: queue, input: { payloads: [textPayload('all of them')] } };
};

const completed = (taskToken: Buffer, command: object) => ({ taskToken, commands: [command] });

/** They do what they are told with rights of Temporal's. */
export const systemAttempts: readonly Attempt[] = [
  denied('started, to end whatever it finds', 'starter', 'StartWorkflowExecution', start),
  denied('started with a signal', 'starter', 'SignalWithStartWorkflowExecution', (scene) => ({ ...start(scene), signalName: 'go' })),
  denied('started with an update', 'starter', 'ExecuteMultiOperation', (scene) => {
    const startWorkflow = { namespace, ...start(scene) };
    const workflowExecution = { workflowId: startWorkflow.workflowId };
    return { operations: [{ startWorkflow }, { updateWorkflow: { namespace, workflowExecution, request: { input: { name: 'go' } } } }] };
  }),
  denied('started by a schedule', 'owner', 'CreateSchedule', ({ world }) => {
    const scheduleId = world.newId();
    return { scheduleId, requestId: scheduleId, schedule: scheduleOf(batch.name, scheduleId) };
  }),
  denied('its activity started alone', 'starter', 'StartActivityExecution', ({ world }) => ({
    activityId: world.newId(),
    activityType: { name: 'BatchActivity' },
    taskQueue: queue,
  })),
  denied('an activity moved to its workers', 'owner', 'UpdateActivityExecutionOptions', () => ({
    activityId: 'any',
    activityOptions: { taskQueue: queue },
  })),
  denied('its activity scheduled by a worker', 'worker', 'RespondWorkflowTaskCompleted', ({ victims }) =>
    completed(victims.imagesTaskToken, {
      commandType: 'COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK',
      scheduleActivityTaskCommandAttributes: { activityId: '1', activityType: { name: 'BatchActivityWithProtobuf' }, taskQueue: queue },
    }),
  ),
  denied('started as a child', 'worker', 'RespondWorkflowTaskCompleted', ({ world, victims }) =>
    completed(victims.imagesTaskToken, {
      commandType: 'COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION',
      startChildWorkflowExecutionCommandAttributes: { workflowId: world.newId(), workflowType: batch, taskQueue: queue },
    }),
  ),
  denied('its tasks taken', 'worker', 'PollWorkflowTaskQueue', () => ({ taskQueue: queue })),
  denied('that of a schedule signalled', 'starter', 'SignalWorkflowExecution', (scene) => ({
    workflowExecution: scheduler(scene),
    signalName: 'patch',
  })),
  denied('that of a schedule ended', 'stopper', 'TerminateWorkflowExecution', (scene) => ({ workflowExecution: scheduler(scene) })),
  denied('that of a schedule as a batch that is to stop', 'owner', 'StopBatchOperation', (scene) => ({
    jobId: scheduler(scene).workflowId,
    reason: 'trial',
  })),
  denied('that of a schedule in a batch by ids', 'owner', 'StartBatchOperation', (scene) => ({
    jobId: scene.world.newId(),
    reason: 'trial',
    executions: [scene.victims.own, scheduler(scene)],
    signalOperation: { signal: 'patch' },
  })),
  denied('that of a schedule in a batch by a query', 'allButSecret', 'StartBatchOperation', ({ world }) => ({
    jobId: world.newId(),
    reason: 'trial',
    visibilityQuery: "`TemporalNamespaceDivision` = 'TemporalScheduler'",
    terminationOperation: {},
  })),
  hidden('that of a schedule described by whoever may not read its type', 'allButSecret', 'DescribeWorkflowExecution', (scene) => ({
    execution: scheduler(scene),
  })),
  hidden('the history of a schedule, by whoever may not read its type', 'allButSecret', 'GetWorkflowExecutionHistory', (scene) => ({
    execution: scheduler(scene),
  })),
  ...['ListWorkflowExecutions', 'CountWorkflowExecutions'].map((method): Attempt => {
    const query = "TemporalNamespaceDivision = 'TemporalScheduler'";
    return {
      ...harmless(call([`found by ${method}`, 'allButSecret', method, () => ({ query })])),
      // Reading is written down where something is opened.
      event: undefined,
      async check(_, { shown }) {
        if (shown.length > 0) throw new Error(`it is shown: ${shown.toString()}`);
        return Promise.resolve();
      },
    };
  }),
];
