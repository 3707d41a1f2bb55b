import type { Logger, RuntimeOptions } from '@temporalio/worker';
import type { WorkerDocument } from './config.ts';

const seconds = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600];

/**
 * The SDK's own buckets end too early to see trouble: workflow tasks at 1 s, queueing at 17 minutes. A quantile above
 * the last bucket is never seen.
 */
const histogramBucketOverrides = {
  workflow_task_execution_latency: seconds,
  workflow_task_replay_latency: seconds,
  workflow_task_schedule_to_start_latency: seconds,
  activity_schedule_to_start_latency: seconds,
  activity_execution_latency: seconds,
};

interface RuntimeInput {
  logger: Logger;
  metadata: WorkerDocument['metadata'];
  metricsPort: number;
}

/** One per process: logging and metrics of everything the SDK does in it. */
export function runtimeOptions({ logger, metadata, metricsPort }: RuntimeInput): RuntimeOptions {
  return {
    logger,
    // The bootstrap stops the workers itself, after it has taken the pod out of the ready ones.
    shutdownSignals: [],
    telemetryOptions: {
      logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} },
      metrics: {
        prometheus: {
          bindAddress: `0.0.0.0:${metricsPort}`,
          countersTotalSuffix: true,
          unitSuffix: true,
          useSecondsForDurations: true,
          histogramBucketOverrides,
        },
        globalTags: { owner: metadata.owner, tier: String(metadata.tier), worker: metadata.name },
      },
    },
  };
}
