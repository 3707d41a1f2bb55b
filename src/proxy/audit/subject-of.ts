import { readVarint, skipValue, wireType, type Cursor } from '../../domain/protobuf-wire.ts';
import type { Method } from '../wire/methods.ts';
import { temporalApi, type MessageTable } from '../wire/table.ts';
import { cleanText } from './clean-text.ts';
import type { AuditEvent } from './event.ts';

/** What a call is about. */
export type CallSubject = Pick<AuditEvent, 'workflow' | 'resource'>;

type ResourceKind = NonNullable<AuditEvent['resource']>['kind'];

/** Where a text stands in a request: a field's number, and where that is a message, those of fields in it. */
type Path = readonly number[];

interface Places {
  readonly workflow?: Path;
  readonly run?: Path;
  readonly type?: Path;
  readonly resource?: { readonly kind: ResourceKind; readonly path: Path };
}

const activity = (...path: number[]) => ({ resource: { kind: 'activity', path } }) as const;
const operation = { resource: { kind: 'nexus-operation', path: [2] }, run: [3] } as const;
const schedule = { resource: { kind: 'schedule', path: [2] } } as const;
const deployment = (...path: number[]) => ({ resource: { kind: 'deployment', path } }) as const;
const taskQueue = (...path: number[]) => ({ resource: { kind: 'task-queue', path } }) as const;
const batch = (...path: number[]) => ({ resource: { kind: 'batch', path } }) as const;
const activityById = { workflow: [2], run: [3], ...activity(4) } as const;
const activityOfWorkflow = { workflow: [2], run: [4], ...activity(3) } as const;
const activityAlone = { run: [3], ...activity(2) } as const;
const workflowRule = { resource: { kind: 'rule', path: [2] } } as const;

/** Beside what the table of messages tells: fields of plain text have no name there. Held against Temporal's descriptors by a test. */
const written: Readonly<Record<string, Places>> = {
  StartWorkflowExecution: { workflow: [2] },
  SignalWithStartWorkflowExecution: { workflow: [2] },
  // Of the only kind there is the last operation updates the workflow that the first one starts.
  ExecuteMultiOperation: { workflow: [2, 2, 2, 1] },
  PollWorkflowExecutionUpdate: { workflow: [2, 1, 1], run: [2, 1, 2] },
  PauseWorkflowExecution: { workflow: [2], run: [3] },
  UnpauseWorkflowExecution: { workflow: [2], run: [3] },
  RecordActivityTaskHeartbeatById: activityById,
  RespondActivityTaskCompletedById: activityById,
  RespondActivityTaskFailedById: activityById,
  RespondActivityTaskCanceledById: activityById,
  PauseActivityExecution: activityOfWorkflow,
  ResetActivityExecution: activityOfWorkflow,
  UnpauseActivityExecution: activityOfWorkflow,
  UpdateActivityExecutionOptions: activityOfWorkflow,
  PauseActivity: activity(4),
  UnpauseActivity: activity(4),
  ResetActivity: activity(4),
  UpdateActivityOptions: activity(6),
  StartActivityExecution: activity(4),
  DescribeActivityExecution: activityAlone,
  PollActivityExecution: activityAlone,
  RequestCancelActivityExecution: activityAlone,
  TerminateActivityExecution: activityAlone,
  DeleteActivityExecution: activityAlone,
  StartNexusOperationExecution: { resource: { kind: 'nexus-operation', path: [4] } },
  DescribeNexusOperationExecution: operation,
  PollNexusOperationExecution: operation,
  RequestCancelNexusOperationExecution: operation,
  TerminateNexusOperationExecution: operation,
  DeleteNexusOperationExecution: operation,
  CreateSchedule: schedule,
  DescribeSchedule: schedule,
  UpdateSchedule: schedule,
  PatchSchedule: schedule,
  DeleteSchedule: schedule,
  ListScheduleMatchingTimes: schedule,
  StartBatchOperation: batch(3),
  StopBatchOperation: batch(2),
  DescribeBatchOperation: batch(2),
  DeleteWorkflowRule: workflowRule,
  DescribeWorkflowRule: workflowRule,
  TriggerWorkflowRule: { resource: { kind: 'rule', path: [4] } },
  CreateWorkflowRule: { resource: { kind: 'rule', path: [2, 1] } },
  UpdateWorkerBuildIdCompatibility: taskQueue(2),
  UpdateWorkerVersioningRules: taskQueue(2),
  UpdateTaskQueueConfig: taskQueue(3),
  DescribeTaskQueue: taskQueue(2, 1),
  SetCurrentDeployment: deployment(2, 1),
  SetWorkerDeploymentCurrentVersion: deployment(2),
  SetWorkerDeploymentRampingVersion: deployment(2),
  SetWorkerDeploymentManager: deployment(2),
  CreateWorkerDeployment: deployment(2),
  DeleteWorkerDeployment: deployment(2),
  DescribeWorkerDeployment: deployment(2),
  CreateWorkerDeploymentVersion: deployment(2, 2),
  DeleteWorkerDeploymentVersion: deployment(5, 2),
  UpdateWorkerDeploymentVersionComputeConfig: deployment(2, 2),
  UpdateWorkerDeploymentVersionMetadata: deployment(5, 2),
  UpdateWorkerConfig: { resource: { kind: 'worker', path: [6, 1] } },
  DescribeWorker: { resource: { kind: 'worker', path: [2] } },
};

const placesByMethod = new Map<string, Places>();

/** What says which call it is about. */
export interface SubjectInput {
  readonly method: Pick<Method, 'name' | 'request'>;
  readonly message: Buffer;
  /** When it is known already. */
  readonly workflowType: string | undefined;
}

/** Read from the bytes of a request, without decoding it; what is malformed, or not there, is left out. */
export function putSubject(event: CallSubject, { method, message, workflowType }: SubjectInput): void {
  const { name, request } = method;
  let places = placesByMethod.get(name);
  if (places === undefined) placesByMethod.set(name, (places = placesOf(name, request)));
  putWorkflow(event, places, { message, workflowType });
  const resource = textAt(message, places.resource?.path);
  if (resource !== undefined && places.resource !== undefined) event.resource = { kind: places.resource.kind, id: cleanText(resource) };
}

function putWorkflow(event: CallSubject, places: Places, { message, workflowType }: Omit<SubjectInput, 'method'>): void {
  const id = textAt(message, places.workflow);
  const runId = textAt(message, places.run);
  const type = workflowType ?? textAt(message, places.type);
  if (id === undefined && runId === undefined && type === undefined) return;
  const workflow: NonNullable<AuditEvent['workflow']> = {};
  if (id !== undefined) workflow.id = cleanText(id);
  if (runId !== undefined) workflow.runId = cleanText(runId);
  if (type !== undefined) workflow.type = cleanText(type);
  event.workflow = workflow;
}

function placesOf(name: string, request: MessageTable): Places {
  const execution = numberOf(request, 'common.v1.WorkflowExecution');
  const type = numberOf(request, 'common.v1.WorkflowType');
  return {
    ...(execution === -1 ? {} : { workflow: [execution, 1], run: [execution, 2] }),
    ...(type === -1 ? {} : { type: [type, 1] }),
    ...written[name],
  };
}

function numberOf({ fields }: MessageTable, message: string): number {
  return fields.findIndex((rule) => rule?.table?.name === temporalApi + message);
}

/** `undefined` when it is not there, empty or malformed. */
function textAt(message: Buffer, path: Path | undefined): string | undefined {
  if (path === undefined) return undefined;
  let [start, end] = [0, message.length];
  for (const number of path) {
    const found = lastValue({ source: message, at: start }, end, number);
    if (found === undefined || found.start === found.end) return undefined;
    ({ start, end } = found);
  }
  return message.toString('utf8', start, Math.min(end, start + longestRead));
}

/** Bytes; more than `cleanText` keeps of any text. */
const longestRead = 2_000;

function lastValue(cursor: Cursor, end: number, number: number): { start: number; end: number } | undefined {
  let found: { start: number; end: number } | undefined;
  while (cursor.at < end) {
    const tag = readVarint(cursor, end);
    const valueAt = cursor.at;
    if (tag < 8 || !skipValue(cursor, end, tag)) return undefined;
    if (tag === number * 8 + wireType.lengthDelimited) found = { start: afterLength(cursor.source, valueAt, end), end: cursor.at };
  }
  return found;
}

function afterLength(source: Buffer, at: number, end: number): number {
  const cursor = { source, at };
  readVarint(cursor, end);
  return cursor.at;
}
