import type { TaskKind } from './methods.ts';
import { readBytes } from './top-level.ts';
import { encodeField, encodeNumber, encodeText } from '../../domain/protobuf-wire.ts';

/** A call to make upstream. */
export interface TaskFailure {
  /** `/temporal.api.workflowservice.v1.WorkflowService/RespondWorkflowTaskFailed` */
  readonly path: string;
  readonly message: Buffer;
}

export interface TaskFailureInput {
  /** Physical name. */
  readonly namespace: string;
  /** Who fails the task, as it shows in the workflow's history. */
  readonly identity: string;
  /** Why, in a sentence that holds nothing of the task's. */
  readonly reason: string;
}

/** What a poll is answered with when there is no task for it. */
export const emptyPoll = Buffer.alloc(0);

/** Type of the failures, to be found by. */
const failureType = 'TaskCannotBeOpened';

/**
 * The call that gives back a task that cannot be handed to its worker, so that Temporal sends it again: from the bytes of the poll's
 * response, or of an eager task. `undefined`: it holds no task.
 */
export function failTask(kind: TaskKind, task: Buffer, input: TaskFailureInput): TaskFailure | undefined {
  const token = readBytes(task, 1);
  if (token === undefined || token.length === 0) return undefined;
  if (kind === 'activity') return failActivity(token, input);
  if (kind === 'nexus') return failNexus(token, { ...input, pollerGroup: readBytes(task, 4) });
  const isQuery = (readBytes(task, queryField)?.length ?? 0) > 0;
  return isQuery ? failQuery(token, { ...input, pollerGroup: readBytes(task, 17) }) : failWorkflow(token, input);
}

const service = '/temporal.api.workflowservice.v1.WorkflowService';
/** Of PollWorkflowTaskQueueResponse: a query that the task is made for, and that is answered by another call. */
const queryField = 10;

/** Cause: WORKFLOW_TASK_FAILED_CAUSE_WORKFLOW_WORKER_UNHANDLED_FAILURE. */
function failWorkflow(token: Buffer, { namespace, identity, reason }: TaskFailureInput): TaskFailure {
  const message = [
    encodeField(1, token),
    encodeNumber(2, 14),
    encodeField(3, failureOf(reason)),
    encodeText(4, identity),
    encodeText(6, namespace),
  ];
  return { path: `${service}/RespondWorkflowTaskFailed`, message: Buffer.concat(message) };
}

function failActivity(token: Buffer, { namespace, identity, reason }: TaskFailureInput): TaskFailure {
  const message = [encodeField(1, token), encodeField(2, failureOf(reason)), encodeText(3, identity), encodeText(4, namespace)];
  return { path: `${service}/RespondActivityTaskFailed`, message: Buffer.concat(message) };
}

/** A retryable temporal.api.failure.v1.Failure. */
function failureOf(reason: string): Buffer {
  return Buffer.concat([encodeText(1, reason), encodeField(5, encodeText(1, failureType))]);
}

type Grouped = TaskFailureInput & { readonly pollerGroup: Buffer | undefined };

/** QUERY_RESULT_TYPE_FAILED. */
function failQuery(token: Buffer, { namespace, reason, pollerGroup }: Grouped): TaskFailure {
  const message = [
    encodeField(1, token),
    encodeNumber(2, 2),
    encodeText(4, reason),
    encodeText(6, namespace),
    ...groupField(9, pollerGroup),
  ];
  return { path: `${service}/RespondQueryTaskCompleted`, message: Buffer.concat(message) };
}

/** A temporal.api.nexus.v1.HandlerError of type INTERNAL, NEXUS_HANDLER_ERROR_RETRY_BEHAVIOR_RETRYABLE. */
function failNexus(token: Buffer, { namespace, identity, reason, pollerGroup }: Grouped): TaskFailure {
  const error = Buffer.concat([encodeText(1, 'INTERNAL'), encodeField(2, encodeText(1, reason)), encodeNumber(3, 1)]);
  const message = [
    encodeText(1, namespace),
    encodeText(2, identity),
    encodeField(3, token),
    encodeField(4, error),
    ...groupField(6, pollerGroup),
  ];
  return { path: `${service}/RespondNexusTaskFailed`, message: Buffer.concat(message) };
}

/** The server finds the waiting caller by it. */
function groupField(number: number, group: Buffer | undefined): Buffer[] {
  return group === undefined || group.length === 0 ? [] : [encodeField(number, group)];
}
