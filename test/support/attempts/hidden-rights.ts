import { physicalName } from '../proxy-config.ts';
import { decode, encode, textPayload } from '../temporal-messages.ts';
import { harmless, refused, type Attempt, type Scene } from './attempt.ts';

const namespace = 'images';
const starting = (name: string, more: object, message?: (scene: Scene) => object): Attempt =>
  refused(
    {
      name: `a start by whoever may start: ${name}`,
      as: 'starter',
      method: 'StartWorkflowExecution',
      message: (scene) => ({ namespace, ...startOf(scene), ...more, ...message?.(scene) }),
    },
    'permissionDenied',
    'not-allowed',
  );

function startOf({ world }: Scene): object {
  const workflowId = world.newId();
  return { workflowId, workflowType: { name: 'Pay' }, taskQueue: { name: 'nobody' }, requestId: workflowId };
}

const completed = (name: string, command: object, reason = 'namespace-not-granted'): Attempt =>
  refused(
    {
      name: `a worker: ${name}`,
      as: 'worker',
      method: 'RespondWorkflowTaskCompleted',
      message: ({ victims }) => ({ namespace, taskToken: victims.imagesTaskToken, commands: [command] }),
    },
    'permissionDenied',
    reason,
  );

/** Rights that stand in fields, and commands of workers. */
export const fieldAttempts: readonly Attempt[] = [
  starting('and ends what runs', { workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING' }, ({ victims }) => ({
    workflowId: victims.secret.workflowId,
  })),
  starting(
    'and ends what runs, by the older policy',
    { workflowIdReusePolicy: 'WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING' },
    (scene) => ({
      workflowId: scene.victims.secret.workflowId,
    }),
  ),
  starting('and is handed its first task', { requestEagerExecution: true }),
  starting('and has its result sent elsewhere', { completionCallbacks: [{ nexus: { url: 'https://elsewhere.example.com' } }] }),
  refused(
    {
      name: 'a start by whoever may start: and joins what runs, to have its result sent elsewhere',
      as: 'starter',
      method: 'StartWorkflowExecution',
      message: (scene) => ({
        namespace,
        ...startOf(scene),
        workflowId: scene.victims.secret.workflowId,
        workflowIdConflictPolicy: 'WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING',
        onConflictOptions: { attachCompletionCallbacks: true, attachRequestId: true },
        completionCallbacks: [{ nexus: { url: 'https://elsewhere.example.com' } }],
      }),
    },
    'permissionDenied',
    'not-allowed',
  ),
  refused(
    {
      name: 'a start by whoever may start: a policy that stands twice, first harmless',
      as: 'starter',
      method: 'StartWorkflowExecution',
      message: (scene) =>
        Buffer.concat(
          [
            { namespace, ...startOf(scene), workflowId: scene.victims.secret.workflowId, workflowIdConflictPolicy: 1 },
            { workflowIdConflictPolicy: 3 },
          ].map((part) => encode('workflowservice.v1.StartWorkflowExecutionRequest', part)),
        ),
    },
    'invalidArgument',
    'malformed',
  ),
  refused(
    {
      name: 'a start by whoever may start: another namespace in a call within the call',
      as: 'starter',
      method: 'ExecuteMultiOperation',
      message: (scene) => ({
        namespace,
        operations: [
          { startWorkflow: { namespace: 'videos', ...startOf(scene), workflowId: 'their-video' } },
          { updateWorkflow: { namespace: 'videos', workflowExecution: { workflowId: 'their-video' }, request: { input: { name: 'go' } } } },
        ],
      }),
    },
    'invalidArgument',
    'inner-namespace',
  ),
  completed('a child in another namespace', {
    commandType: 'COMMAND_TYPE_START_CHILD_WORKFLOW_EXECUTION',
    startChildWorkflowExecutionCommandAttributes: {
      namespace: 'videos',
      workflowId: 'intruder-child',
      workflowType: { name: 'Pay' },
      taskQueue: { name: 'nobody' },
    },
  }),
  completed('a signal into another namespace, by its physical name', {
    commandType: 'COMMAND_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION',
    signalExternalWorkflowExecutionCommandAttributes: {
      namespace: physicalName('videos'),
      execution: { workflowId: 'their-video' },
      signalName: 'go',
    },
  }),
  completed('a cancellation in another namespace', {
    commandType: 'COMMAND_TYPE_REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION',
    requestCancelExternalWorkflowExecutionCommandAttributes: { namespace: 'videos', workflowId: 'their-video' },
  }),
  refused(
    {
      name: 'a worker: a task token of another namespace, and no namespace',
      as: 'worker',
      method: 'RespondWorkflowTaskCompleted',
      message: ({ victims }) => ({ taskToken: victims.videosTaskToken, commands: [failing] }),
    },
    'invalidArgument',
    'namespace-missing',
  ),
  refused(
    {
      name: 'a worker: a task token of another namespace in its own',
      as: 'worker',
      method: 'RespondWorkflowTaskCompleted',
      message: ({ victims }) => ({ namespace, taskToken: victims.videosTaskToken, commands: [failing] }),
    },
    'invalidArgument',
    'foreign-task',
  ),
  refused(
    {
      name: 'a worker: polls in another namespace',
      as: 'worker',
      method: 'PollWorkflowTaskQueue',
      message: () => ({ namespace: 'videos', taskQueue: { name: 'queue-of-their-video' } }),
    },
    'permissionDenied',
    'namespace-not-granted',
  ),
  refused(
    {
      name: 'a worker: looks at what it has no right to read',
      as: 'worker',
      method: 'ListWorkflowExecutions',
      message: () => ({ namespace }),
    },
    'permissionDenied',
    'not-allowed',
  ),
  harmless({
    name: 'a start by whoever may start: as somebody else, by the field that says who calls',
    as: 'starter',
    method: 'StartWorkflowExecution',
    message: ({ world }) => ({ namespace, ...startOf({ world } as Scene), workflowId: 'intruder-as-boss', identity: 'boss@example.com' }),
    async check({ world }) {
      const { history } = await world.direct.getWorkflowExecutionHistory({
        namespace: physicalName(namespace),
        execution: { workflowId: 'intruder-as-boss' },
      });
      const identity = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.identity;
      if (identity !== 'starter@example.com') throw new Error(`the history says ${String(identity)}`);
    },
  }),
];

const failing = {
  commandType: 'COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION',
  failWorkflowExecutionCommandAttributes: { failure: { message: 'by an intruder' } },
};

/** Ciphertext where it does not belong. */
export const ciphertextAttempts: readonly Attempt[] = [
  refused(
    {
      name: 'ciphertext: of another namespace in an input',
      as: 'owner',
      method: 'StartWorkflowExecution',
      message: (scene) => ({ namespace, ...startOf(scene), input: { payloads: [scene.victims.videosCiphertext] } }),
    },
    'invalidArgument',
    'foreign-domain',
  ),
  refused(
    {
      name: 'ciphertext: of another namespace, that says it is of this one',
      as: 'owner',
      method: 'SignalWorkflowExecution',
      message: ({ victims }) => ({
        namespace,
        workflowExecution: victims.own,
        signalName: 'swapped',
        input: { payloads: [relabelled(victims.videosCiphertext, victims.secretCiphertext)] },
      }),
    },
    'invalidArgument',
    'tampered',
  ),
  refused(
    {
      name: 'ciphertext: an input as a summary, by whoever reads summaries alone',
      as: 'summaryReader',
      method: 'StartWorkflowExecution',
      message: (scene) => ({ namespace, ...startOf(scene), userMetadata: { summary: scene.victims.secretCiphertext } }),
    },
    'permissionDenied',
    'sealed-payload',
  ),
  harmless({
    name: 'ciphertext: copied and read back by whoever reads nothing',
    as: 'owner',
    method: 'StartWorkflowExecution',
    message: (scene) => ({
      namespace,
      ...startOf(scene),
      workflowId: 'intruder-copy',
      input: { payloads: [scene.victims.secretCiphertext] },
      memo: { fields: { copy: textPayload('beside it') } },
    }),
    async check({ world }) {
      const outcome = await world.as('owner', 'GetWorkflowExecutionHistory', {
        message: { namespace, execution: { workflowId: 'intruder-copy' } },
      });
      const history = JSON.stringify(decode('workflowservice.v1.GetWorkflowExecutionHistoryResponse', outcome.body));
      if (!history.includes(Buffer.from('binary/encrypted').toString('base64'))) throw new Error('the input is not sealed');
      if (outcome.body.includes('canary-of')) throw new Error('the input is in clear');
    },
  }),
];

interface Sealed {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data: Uint8Array;
}

/** The content of one under the metadata of another. */
function relabelled(content: object, label: object): object {
  return { metadata: (label as Sealed).metadata, data: (content as Sealed).data };
}
