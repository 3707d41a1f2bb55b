import { hostname } from 'node:os';
import type { NativeConnection, WorkerOptions } from '@temporalio/worker';
import type { Environment } from '../connection.ts';
import { graceOf, type TaskQueue, type WorkerDocument } from './config.ts';
import { ConfigError } from './config-error.ts';

/** What a cancelled activity gets to tidy up, after the grace period and before the process ends without it. */
const tidyUpMilliseconds = 20_000;

export interface QueueInput {
  document: WorkerDocument;
  queue: TaskQueue;
  connection: NativeConnection;
  namespace: string;
  workflowBundle: NonNullable<WorkerOptions['workflowBundle']>;
  /** Every activity of the document, by name. */
  activities: Readonly<Record<string, (...args: never[]) => unknown>>;
  deployment: WorkerOptions['workerDeploymentOptions'];
}

/** Options of the SDK worker that serves one task queue. */
export function queueOptions(input: QueueInput): WorkerOptions {
  const { document, queue, connection, namespace, workflowBundle, activities, deployment } = input;
  const { scaling } = document.spec;
  const pollers = { type: 'autoscaling' as const, ...scaling.pollers };
  const servesWorkflows = queue.workflows.length > 0;
  const own = Object.fromEntries(queue.activities.map((name) => [name, activities[name]]));
  return {
    connection,
    namespace,
    taskQueue: queue.name,
    identity: `${document.metadata.name}-${process.pid}@${hostname()}`,
    shutdownGraceTime: graceOf(document),
    shutdownForceTime: graceOf(document) + tidyUpMilliseconds,
    maxConcurrentActivityTaskExecutions: scaling.activitySlots,
    activityTaskPollerBehavior: pollers,
    ...(servesWorkflows
      ? {
          workflowBundle,
          maxConcurrentWorkflowTaskExecutions: Math.max(2, scaling.workflowSlots),
          maxConcurrentLocalActivityExecutions: scaling.activitySlots,
          workflowTaskPollerBehavior: pollers,
        }
      : {}),
    // The SDK measures what it hands on; what counts is what the proxy sends in the end, and the proxy refuses it.
    disablePayloadErrorLimit: true,
    // Workflows may run any activity of their own worker locally; only those the queue lists are polled for.
    activities: servesWorkflows ? activities : own,
    enableNonLocalActivities: queue.activities.length > 0,
    ...(deployment === undefined ? {} : { workerDeploymentOptions: deployment }),
  };
}

/**
 * Versioning only makes sense with a deployment version: a behaviour without one is refused by the server, task after
 * task, for ever.
 */
export function deploymentOptions(
  document: WorkerDocument,
  { TEMPORAL_DEPLOYMENT_NAME: deploymentName = '', TEMPORAL_WORKER_BUILD_ID: buildId = '' }: Environment,
): WorkerOptions['workerDeploymentOptions'] {
  if (deploymentName === '' && buildId === '') return undefined;
  if (deploymentName === '' || buildId === '') {
    throw new ConfigError(['Set both TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID, or neither.']);
  }
  const version = { deploymentName, buildId };
  const { versioning } = document.spec;
  if (versioning === 'none') return { version, useWorkerVersioning: false };
  const defaultVersioningBehavior = versioning === 'pinned' ? 'PINNED' : 'AUTO_UPGRADE';
  return { version, useWorkerVersioning: true, defaultVersioningBehavior };
}
