import { setTimeout as sleep } from 'node:timers/promises';
import { physicalName } from '../proxy-config.ts';
import { textPayload } from '../temporal-messages.ts';
import type { AttemptWorld, Namespace } from './attempt-world.ts';

/** In payloads that none of those who attack may read. */
export const canaries = ['canary-of-secret', 'canary-of-videos'] as const;
/** In payloads of their own. */
export const ownCanary = 'canary-of-pay';
const [secretCanary, videosCanary] = canaries;

/** What is attacked, and what those who attack have of their own. */
export interface Victims {
  readonly own: Target;
  /** In the same namespace, of a type that is not theirs. */
  readonly secret: Target;
  /** In another namespace. */
  readonly videos: Target;
  readonly ownSchedule: string;
  readonly secretSchedule: string;
  /** Of a workflow task in the other namespace, and in their own. */
  readonly videosTaskToken: Buffer;
  readonly imagesTaskToken: Buffer;
  /** Of the second page of the secret workflow's history. */
  readonly secretPage: Buffer;
  /** As Temporal has it: input, and its summary. */
  readonly secretCiphertext: object;
  readonly videosCiphertext: object;
  readonly idOfVideos: string;
}

export interface Target {
  readonly workflowId: string;
  readonly runId: string;
}

export async function makeVictims(world: AttemptWorld): Promise<Victims> {
  const own = await started(world, 'images', { workflowId: 'own-pay', type: 'Pay', text: ownCanary });
  const secret = await started(world, 'images', { workflowId: 'their-secret', type: 'Secret', text: secretCanary });
  const videos = await started(world, 'videos', { workflowId: 'their-video', type: 'Pay', text: videosCanary });
  await started(world, 'images', { workflowId: 'worked-on', type: 'Secret', text: secretCanary });
  await schedule(world, 'own-schedule', 'Pay');
  await schedule(world, 'their-schedule', 'Secret');
  const poll = async (namespace: Namespace, name: string) => {
    const { taskToken } = await world.make(namespace, 'PollWorkflowTaskQueue', { taskQueue: { name } });
    return Buffer.from(String(taskToken), 'base64');
  };
  const page = await world.direct.getWorkflowExecutionHistory({
    namespace: physicalName('images'),
    execution: secret,
    maximumPageSize: 1,
  });
  const described = await world.direct.describeNamespace({ namespace: physicalName('videos') });
  return {
    own,
    secret,
    videos,
    ownSchedule: 'own-schedule',
    secretSchedule: 'their-schedule',
    videosTaskToken: await poll('videos', 'queue-of-their-video'),
    imagesTaskToken: await poll('images', 'queue-of-worked-on'),
    secretPage: Buffer.from(page.nextPageToken),
    secretCiphertext: await inputOf(world, 'images', secret),
    videosCiphertext: await inputOf(world, 'videos', videos),
    idOfVideos: described.namespaceInfo?.id ?? '',
  };
}

async function started(
  world: AttemptWorld,
  namespace: Namespace,
  { workflowId, type, text }: Record<'workflowId' | 'type' | 'text', string>,
): Promise<Target> {
  const payloads = { payloads: [textPayload(text)] };
  const { runId } = await world.make(namespace, 'StartWorkflowExecution', {
    workflowId,
    workflowType: { name: type },
    taskQueue: { name: `queue-of-${workflowId}` },
    requestId: workflowId,
    input: payloads,
    memo: { fields: { note: textPayload(text) } },
  });
  await world.make(namespace, 'SignalWorkflowExecution', { workflowExecution: { workflowId }, signalName: 'first', input: payloads });
  return { workflowId, runId: String(runId) };
}

async function schedule(world: AttemptWorld, scheduleId: string, type: string): Promise<void> {
  await world.make('images', 'CreateSchedule', { scheduleId, requestId: scheduleId, schedule: scheduleOf(type, scheduleId) });
}

/** One that never comes due. */
export function scheduleOf(type: string, workflowId: string, more: object = {}): object {
  return {
    spec: { interval: [{ interval: { seconds: 86_400 * 365 } }] },
    action: {
      startWorkflow: {
        workflowId,
        workflowType: { name: type },
        taskQueue: { name: 'nobody' },
        ...(type === 'Secret' ? { input: { payloads: [textPayload(secretCanary)] } } : {}),
      },
    },
    ...more,
  };
}

async function inputOf({ direct }: AttemptWorld, namespace: Namespace, execution: Target): Promise<object> {
  const { history } = await direct.getWorkflowExecutionHistory({ namespace: physicalName(namespace), execution });
  const payload = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
  if (!payload) throw new Error(`${execution.workflowId} has no input`);
  return payload;
}

interface State {
  readonly secret: unknown;
  readonly videos: unknown;
  readonly schedules: unknown;
  readonly secrets: readonly string[];
  readonly inVideos: readonly string[];
}

/** Scheduled, started, completed, timed out and failed. Source: temporal.api.enums.v1.EventType. */
const workflowTasks = new Set([5, 6, 7, 8, 9]);
/** Asked to cancel, cancelled, signalled and terminated. */
const changes = new Set([20, 21, 26, 27]);

/** The same, once visibility has it all. */
export async function listedState(world: AttemptWorld, victims: Victims): Promise<object> {
  for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(50)) {
    const state = await stateOf(world, victims);
    if (state.secrets.length === 2 && state.inVideos.length === 1) return state;
  }
  throw new Error('what is attacked is not listed');
}

/** All of what is attacked that an attack would change, as the server itself has it. */
export async function stateOf({ direct }: AttemptWorld, { secret, videos, secretSchedule, ownSchedule }: Victims): Promise<State> {
  const [images, others] = [physicalName('images'), physicalName('videos')];
  const run = async (namespace: string, { workflowId }: Target) => {
    const execution = { workflowId };
    const { workflowExecutionInfo: info } = await direct.describeWorkflowExecution({ namespace, execution });
    const { history } = await direct.getWorkflowExecutionHistory({ namespace, execution });
    // Its tasks are taken by nobody, or time out.
    const events = (history?.events ?? []).map(({ eventType }) => Number(eventType)).filter((type) => !workflowTasks.has(type));
    return [info?.execution?.runId, info?.status, events];
  };
  // Not by DescribeSchedule: that is a query, for which a busy server may take its ten seconds. Whatever is done to one is a signal to it.
  const scheduled = async (scheduleId: string) => {
    const execution = { workflowId: `temporal-sys-scheduler:${scheduleId}` };
    const { history } = await direct.getWorkflowExecutionHistory({ namespace: images, execution });
    return (history?.events ?? []).map(({ eventType }) => Number(eventType)).filter((type) => changes.has(type));
  };
  const named = async (namespace: string, query: string) => {
    const { executions } = await direct.listWorkflowExecutions({ namespace, query });
    return executions.map(({ execution }) => execution?.workflowId ?? '').toSorted((a, b) => a.localeCompare(b));
  };
  const [ofSecret, ofVideos, schedules, secrets, inVideos] = await Promise.all([
    run(images, secret),
    run(others, videos),
    Promise.all([secretSchedule, ownSchedule].map(scheduled)),
    named(images, 'WorkflowType = "Secret"'),
    named(others, ''),
  ]);
  return { secret: ofSecret, videos: ofVideos, schedules, secrets, inVideos };
}
