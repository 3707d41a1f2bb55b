import type { ConfigDocuments, WorkerDocument } from '../domain/config-documents.ts';
import { milliseconds } from '../domain/duration.ts';
import type { Scaling } from '../domain/platform.ts';

export interface Autoscaler {
  kind: 'none' | 'HorizontalPodAutoscaler' | 'ScaledObject';
  minimum: number;
  maximum: number;
  /** Seconds a lower figure has to stand before pods go. */
  window: number;
  fromZero: boolean;
  /** For the HorizontalPodAutoscaler, one per kind of slot that is used. */
  metrics: readonly { selector: Record<string, string>; utilisation: string; backlog: number }[];
  /** For KEDA, its `temporal` scaler's metadata, one per task queue. */
  triggers: readonly Record<string, string>[];
}

export interface AutoscalerInput {
  worker: WorkerDocument;
  workflows: ConfigDocuments['workflows'];
  environment: string;
  /** Of the proxy. */
  address: string;
  version: { deploymentName: string; buildId: string } | undefined;
}

type TaskQueue = WorkerDocument['spec']['taskQueues'][number];

/** What adds and removes pods, by the signal the Worker document names. */
export function planAutoscaler(input: AutoscalerInput): Autoscaler {
  const { scaling } = input.worker.spec;
  const { minimum, maximum } = scaling.replicas;
  const isKeda = scaling.signal !== 'slots';
  const served = input.worker.spec.taskQueues.filter((queue) => serves(queue, 'workflows') || serves(queue, 'activities'));
  return {
    kind: minimum >= maximum || served.length === 0 ? 'none' : isKeda ? 'ScaledObject' : 'HorizontalPodAutoscaler',
    // An autoscaler that may not reach zero by itself needs one pod to measure.
    minimum: Math.max(1, minimum),
    maximum,
    window: seconds(scaling.scaleDownWindow),
    fromZero: scaling.signal === 'backlog-from-zero',
    metrics: isKeda ? [] : slotMetrics(served, input),
    triggers: isKeda ? backlogTriggers(served, input) : [],
  };
}

function slotMetrics(queues: readonly TaskQueue[], { worker, environment, version }: AutoscalerInput): Autoscaler['metrics'] {
  const { scaling } = worker.spec;
  const kinds = [
    { served: 'workflows', workerType: 'WorkflowWorker', slots: scaling.workflowSlots },
    { served: 'activities', workerType: 'ActivityWorker', slots: scaling.activitySlots },
  ] as const;
  return kinds
    .filter(({ served }) => queues.some((queue) => serves(queue, served)))
    .map(({ workerType, slots }) => ({
      // One series exactly: an autoscaler adds up all that a selector finds.
      selector: {
        environment,
        worker: worker.metadata.name,
        worker_type: workerType,
        ...(version === undefined ? {} : { build_id: version.buildId }),
      },
      utilisation: `${Math.round(scaling.slotUtilisation * 1000)}m`,
      backlog: headroom(slots, scaling),
    }));
}

function backlogTriggers(queues: readonly TaskQueue[], input: AutoscalerInput): Record<string, string>[] {
  return queues.flatMap((queue) => {
    const counted = input.worker.spec.scaling.signal === 'backlog-from-zero' ? countedQueues(queue, queues, input) : [];
    const trigger = backlogTrigger(queue, input);
    if (counted.length === 0) return [trigger];
    return counted.map((name) => ({
      ...trigger,
      includeRunningWorkflowCount: 'true',
      ...(name === queue.name ? {} : { workflowTaskQueueForCount: name }),
    }));
  });
}

function backlogTrigger(queue: TaskQueue, { worker, address, version }: AutoscalerInput): Record<string, string> {
  const { scaling, namespace } = worker.spec;
  const hasActivities = serves(queue, 'activities');
  const types = [...(serves(queue, 'workflows') ? ['workflow'] : []), ...(hasActivities ? ['activity'] : [])];
  return {
    endpoint: address,
    namespace,
    taskQueue: queue.name,
    // Left out it means workflows alone, and a backlog of activities would go unseen.
    queueTypes: types.join(','),
    targetQueueSize: String(headroom(hasActivities ? scaling.activitySlots : scaling.workflowSlots, scaling)),
    activationTargetQueueSize: '0',
    ...(version === undefined ? {} : { workerDeploymentName: version.deploymentName, workerDeploymentBuildId: version.buildId }),
  };
}

/**
 * Task queues whose running workflows keep the pods up, told by the trigger of `queue`: an empty backlog does not mean
 * that no work is under way. A worker with activities alone looks at the queues of the service's workflows.
 */
function countedQueues(queue: TaskQueue, queues: readonly TaskQueue[], { worker, workflows }: AutoscalerInput): string[] {
  if (serves(queue, 'workflows')) return [queue.name];
  const isForAll = queue === queues[0] && !queues.some((other) => serves(other, 'workflows'));
  if (!isForAll) return [];
  const sameNamespace = workflows.filter(({ spec }) => spec.namespace === worker.spec.namespace);
  return [...new Set(sameNamespace.map(({ spec }) => spec.taskQueue))].toSorted();
}

/** Tasks that the slots the fleet keeps free would take at once: a longer backlog is worth another pod. */
function headroom(slots: number, { slotUtilisation }: Scaling): number {
  return Math.max(1, Math.round(slots * (1 - slotUtilisation)));
}

function serves(queue: TaskQueue, what: 'workflows' | 'activities'): boolean {
  return (queue[what]?.length ?? 0) > 0;
}

function seconds(duration: string): number {
  return Math.ceil(milliseconds(duration) / 1000);
}
