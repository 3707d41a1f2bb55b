import { encode, textPayload } from '../temporal-messages.ts';
import { harmless, refused, type Attempt, type Scene } from './attempt.ts';
import { scheduleOf } from './victims.ts';

const namespace = 'images';
const call = (name: string, method: string, message: (scene: Scene) => object) => ({
  name: `a workflow of another type: ${name}`,
  as: 'payOwner' as const,
  method,
  message: (scene: Scene) => ({ namespace, ...message(scene) }),
});
const hidden = (name: string, method: string, message: (scene: Scene) => object): Attempt =>
  refused(call(name, method, message), 'notFound', 'type-not-allowed');
const denied = (name: string, method: string, message: (scene: Scene) => object): Attempt =>
  refused(call(name, method, message), 'permissionDenied', 'type-not-allowed');

const theirs = ({ victims: { secret } }: Scene) => ({ workflowId: secret.workflowId });
const start = (type: string, workflowId: string) => ({
  workflowId,
  workflowType: { name: type },
  taskQueue: { name: 'nobody' },
  requestId: `${type}-${workflowId}`,
});

/** By id, by run, by page, by schedule and by batch. */
export const typeAttempts: readonly Attempt[] = [
  hidden('described', 'DescribeWorkflowExecution', (scene) => ({ execution: theirs(scene) })),
  hidden('its history', 'GetWorkflowExecutionHistory', (scene) => ({ execution: theirs(scene) })),
  hidden('its history backwards', 'GetWorkflowExecutionHistoryReverse', (scene) => ({ execution: theirs(scene) })),
  hidden('queried', 'QueryWorkflow', (scene) => ({ execution: theirs(scene), query: { queryType: 'state' } })),
  hidden('signalled', 'SignalWorkflowExecution', (scene) => ({ workflowExecution: theirs(scene), signalName: 'go' })),
  hidden('updated', 'UpdateWorkflowExecution', (scene) => ({
    workflowExecution: theirs(scene),
    request: { meta: { updateId: 'u' }, input: { name: 'go' } },
  })),
  hidden('cancelled', 'RequestCancelWorkflowExecution', (scene) => ({ workflowExecution: theirs(scene), requestId: 'c' })),
  hidden('terminated', 'TerminateWorkflowExecution', (scene) => ({ workflowExecution: theirs(scene) })),
  hidden('deleted', 'DeleteWorkflowExecution', (scene) => ({ workflowExecution: theirs(scene) })),
  hidden('reset', 'ResetWorkflowExecution', (scene) => ({
    workflowExecution: theirs(scene),
    workflowTaskFinishEventId: 3,
    requestId: 'r',
    reason: 'trial',
  })),
  refused(
    call('its run under an id of one’s own', 'DescribeWorkflowExecution', ({ victims: { own, secret } }) => ({
      execution: { workflowId: own.workflowId, runId: secret.runId },
    })),
    'notFound',
    'run-not-found',
  ),
  refused(
    call('its run under an id of one’s own, terminated', 'TerminateWorkflowExecution', ({ victims: { own, secret } }) => ({
      workflowExecution: { workflowId: own.workflowId, runId: secret.runId },
    })),
    'notFound',
    'run-not-found',
  ),
  refused(
    call('the next page of its history under an id of one’s own', 'GetWorkflowExecutionHistory', ({ victims: { own, secretPage } }) => ({
      execution: { workflowId: own.workflowId },
      nextPageToken: secretPage,
    })),
    'notFound',
    'run-not-found',
  ),
  refused(
    call('the next page of its history under a run of one’s own', 'GetWorkflowExecutionHistory', ({ victims: { own, secretPage } }) => ({
      execution: own,
      nextPageToken: secretPage,
    })),
    'permissionDenied',
    'foreign-history',
  ),
  refused(
    {
      name: 'a workflow of another type: an execution that stands twice',
      as: 'payOwner',
      method: 'TerminateWorkflowExecution',
      message: ({ victims: { own, secret } }) =>
        Buffer.concat(
          [own, secret].map((workflowExecution) =>
            encode('workflowservice.v1.TerminateWorkflowExecutionRequest', { namespace, workflowExecution }),
          ),
        ),
    },
    'invalidArgument',
    'repeated-field',
  ),
  refused(
    call('started', 'StartWorkflowExecution', ({ world }) => start('Secret', world.newId())),
    'permissionDenied',
    'not-allowed',
  ),
  refused(
    {
      name: 'a workflow of another type: started by a type that stands twice',
      as: 'payOwner',
      method: 'StartWorkflowExecution',
      message: ({ world }) =>
        Buffer.concat(
          [start('Pay', world.newId()), { workflowType: { name: 'Secret' } }].map((part) =>
            encode('workflowservice.v1.StartWorkflowExecutionRequest', { namespace, ...part }),
          ),
        ),
    },
    'invalidArgument',
    'repeated-field',
  ),
  denied('terminated by a start under its id', 'StartWorkflowExecution', ({ victims: { secret } }) => ({
    ...start('Pay', secret.workflowId),
    workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING',
  })),
  denied('joined by a start under its id', 'StartWorkflowExecution', ({ victims: { secret } }) => ({
    ...start('Pay', secret.workflowId),
    workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
  })),
  denied('signalled with a start under its id', 'SignalWithStartWorkflowExecution', ({ victims: { secret } }) => ({
    ...start('Pay', secret.workflowId),
    signalName: 'go',
  })),
  denied('updated with a start under its id', 'ExecuteMultiOperation', ({ victims: { secret } }) => ({
    operations: [
      {
        startWorkflow: {
          namespace,
          ...start('Pay', secret.workflowId),
          workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
        },
      },
      {
        updateWorkflow: {
          namespace,
          workflowExecution: { workflowId: secret.workflowId },
          request: { meta: { updateId: 'u' }, input: { name: 'go' } },
        },
      },
    ],
  })),
  refused(
    call('in a batch by ids', 'StartBatchOperation', ({ world, victims: { secret } }) => ({
      jobId: world.newId(),
      reason: 'trial',
      executions: [secret],
      terminationOperation: {},
    })),
    'permissionDenied',
    'batch-not-narrowed',
  ),
  harmless(
    call('in a batch by a query', 'StartBatchOperation', ({ world }) => ({
      jobId: world.newId(),
      reason: 'trial',
      visibilityQuery: `WorkflowType = 'Secret'`,
      signalOperation: { signal: 'go' },
    })),
  ),
  refused(
    call('in a batch by a query that ends its bracket', 'StartBatchOperation', ({ world }) => ({
      jobId: world.newId(),
      reason: 'trial',
      visibilityQuery: `WorkflowType = 'Secret') OR (WorkflowType = 'Secret'`,
      terminationOperation: {},
    })),
    'invalidArgument',
    'query-not-understood',
  ),
  refused(
    call('in a batch that resets', 'StartBatchOperation', ({ world }) => ({
      jobId: world.newId(),
      reason: 'trial',
      visibilityQuery: `WorkflowType = 'Pay'`,
      resetOperation: { options: { firstWorkflowTask: {} } },
    })),
    'permissionDenied',
    'batch-not-narrowed',
  ),
  refused(
    call('by a schedule of one’s own', 'CreateSchedule', ({ world }) => {
      const scheduleId = world.newId();
      return { scheduleId, requestId: scheduleId, schedule: scheduleOf('Secret', scheduleId) };
    }),
    'permissionDenied',
    'not-allowed',
  ),
  refused(
    call('by a schedule of one’s own that is edited', 'UpdateSchedule', ({ victims: { ownSchedule } }) => ({
      scheduleId: ownSchedule,
      schedule: scheduleOf('Secret', ownSchedule),
    })),
    'permissionDenied',
    'not-allowed',
  ),
  hidden('its schedule described', 'DescribeSchedule', ({ victims }) => ({ scheduleId: victims.secretSchedule })),
  hidden('its schedule triggered', 'PatchSchedule', ({ victims }) => ({
    scheduleId: victims.secretSchedule,
    patch: { triggerImmediately: {} },
  })),
  hidden('its schedule taken over', 'UpdateSchedule', ({ victims: { secretSchedule } }) => ({
    scheduleId: secretSchedule,
    schedule: scheduleOf('Pay', secretSchedule),
  })),
  hidden('its schedule deleted', 'DeleteSchedule', ({ victims }) => ({ scheduleId: victims.secretSchedule })),
  refused(
    call('read in clear by its ciphertext in a start of one’s own', 'StartWorkflowExecution', ({ world, victims }) => ({
      ...start('Pay', world.newId()),
      input: { payloads: [victims.secretCiphertext] },
    })),
    'permissionDenied',
    'sealed-payload',
  ),
  refused(
    call(
      'read in clear by its ciphertext in a signal of one’s own',
      'SignalWorkflowExecution',
      ({ victims: { own, secretCiphertext } }) => ({
        workflowExecution: own,
        signalName: 'copy',
        input: { payloads: [textPayload('mine'), secretCiphertext] },
      }),
    ),
    'permissionDenied',
    'sealed-payload',
  ),
];
