import type { TypeScope } from '../../policy/policy.ts';
import { grpcStatus, reject } from '../rejection.ts';
import type { Method, TextPath } from '../wire/methods.ts';
import { readTexts } from '../wire/top-level.ts';

/** How types, ids and task queues begin of what Temporal itself runs in every namespace, for schedules, batches and deployments. */
const beginning = 'temporal-sys-';
/** Queries find workflows of Temporal's own only by this search attribute. */
const division = 'TemporalNamespaceDivision';

export const systemWorkflow = reject(grpcStatus.permissionDenied, 'system-workflow', {
  message: `What is named ${beginning}* is Temporal's own: it is changed by the calls for schedules, batches and deployments alone.`,
});

export function isOfSystem(name: string): boolean {
  return name.startsWith(beginning);
}

/** A scope without the types of Temporal's own workflows, which tell of workflows of every type. */
export function withoutSystem({ allowed, denied }: TypeScope): TypeScope {
  const mayHold = allowed.some(({ kind, text }) => kind === 'prefix' && beginning.startsWith(text));
  return mayHold ? { allowed, denied: [...denied, { kind: 'prefix', text: beginning }] } : { allowed, denied };
}

const queueOfStart: TextPath = [4, 1];
const queueOfSchedule: TextPath = [3, 2, 1, 3, 1];

/** Where a request may name one besides the places of its scope, by method. Paths of temporal.api. */
const furtherPlaces: Readonly<Record<string, readonly TextPath[]>> = {
  StartWorkflowExecution: [queueOfStart],
  SignalWithStartWorkflowExecution: [queueOfStart],
  ExecuteMultiOperation: [[2, 1, ...queueOfStart]],
  CreateSchedule: [queueOfSchedule],
  UpdateSchedule: [queueOfSchedule],
  // Executions, and the task queue that their activities are moved to.
  StartBatchOperation: [
    [5, 1],
    [18, 4, 1, 1],
  ],
  // The server terminates whatever has the id of the job.
  StopBatchOperation: [[2]],
  StartActivityExecution: [[6, 1]],
  UpdateActivityExecutionOptions: [[6, 1, 1]],
  UpdateActivityOptions: [[4, 1, 1]],
  PollWorkflowTaskQueue: [[2, 1]],
  PollActivityTaskQueue: [[2, 1]],
  PollNexusTaskQueue: [[3, 1]],
  // Commands: the queue of an activity; whom to cancel; type and queue to go on with; id, type and queue of a child; whom to signal.
  RespondWorkflowTaskCompleted: [
    [2, 2, 4, 1],
    [2, 9, 2],
    [2, 11, 1, 1],
    [2, 11, 2, 1],
    [2, 12, 2],
    [2, 12, 3, 1],
    [2, 12, 4, 1],
    [2, 13, 2, 1],
  ],
};

const reading: ReadonlySet<string> = new Set(['read', 'query', 'local']);

/**
 * Whether a request would start, signal, end or change one, or give its workers a task or take theirs. They do what they are told with Temporal's own
 * rights: the one that runs a batch ends all it finds, and on some servers in any namespace that it is told.
 */
export function changesSystem(method: Method, message: Buffer): boolean {
  if (method.actions.every((action) => reading.has(action))) return false;
  const { type, workflow, query, kind } = method.scope;
  if (kind === 'batch' && query !== undefined && readTexts(message, query).some((text) => text.includes(division))) return true;
  // One look at all of the bytes costs less than one at each place.
  if (!message.includes(beginning)) return false;
  const places = [type, workflow, ...(furtherPlaces[method.name] ?? [])];
  return places.some((place) => place !== undefined && readTexts(message, place).some(isOfSystem));
}
