import { NativeConnection, Worker } from '@temporalio/worker';
import type { Logger, WorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import { connectionOptions, namespaceOf, type Environment } from './connection.ts';
import type { Customisation } from './customisation.ts';
import { loadActivities, type ActivityModules } from './worker/activities.ts';
import type { BundleStamp } from './worker/bundle-stamp.ts';
import { compareWithConfig } from './worker/compare.ts';
import { chooseDocument, readWorkerDocuments, type WorkerDocument } from './worker/config.ts';
import { ConfigError } from './worker/config-error.ts';
import { deploymentOptions, queueOptions } from './worker/options.ts';

/** What a process serves: chosen and checked, nothing started. */
export interface WorkerPlan {
  document: WorkerDocument;
  environment: Environment;
  workflowBundle: WorkflowBundleOption;
  activities: ActivityModules;
  customisation: Customisation;
  deployment: WorkerOptions['workerDeploymentOptions'];
}

export interface PlanInput {
  environment: Environment;
  /** Bundle and stamp. */
  workflows: { bundle: WorkflowBundleOption; stamp: BundleStamp };
  activities: ActivityModules;
  customisation: Customisation;
}

/** Reads the config, and refuses to go on when it does not fit the code. */
export async function planWorker(input: PlanInput): Promise<WorkerPlan> {
  const { environment, workflows, activities, customisation } = input;
  const directory = environment.CONFIG_DIRECTORY || 'config';
  const documents = await readWorkerDocuments(directory);
  const document = await chooseDocument(documents, { name: environment.WORKER_NAME || undefined, directory });
  const code = { stamp: workflows.stamp, activities: Object.keys(activities) };
  const problems = compareWithConfig(code, document, documents);
  if (problems.length > 0) throw new ConfigError(problems);
  const deployment = deploymentOptions(document, environment);
  return { document, environment, workflowBundle: workflows.bundle, activities, customisation, deployment };
}

async function connect({ environment, customisation }: WorkerPlan): Promise<NativeConnection> {
  const target = connectionOptions(environment);
  try {
    return await NativeConnection.connect(customisation.connection?.(target) ?? target);
  } catch (cause) {
    throw new Error(`Temporal does not answer at ${target.address}`, { cause });
  }
}

/** The SDK workers of one `Worker` document, one per task queue, on one connection. */
export class ManagedWorker {
  readonly #workers: readonly Worker[];
  readonly #connection: NativeConnection;
  #runs: readonly Promise<void>[] = [];

  private constructor(workers: readonly Worker[], connection: NativeConnection) {
    this.#workers = workers;
    this.#connection = connection;
  }

  /** Connects and gets everything ready; `run` starts polling. */
  static async create(plan: WorkerPlan): Promise<ManagedWorker> {
    const { document, environment, workflowBundle, activities: modules, customisation, deployment } = plan;
    const namespace = namespaceOf(environment) ?? document.spec.namespace;
    const [connection, activities] = await Promise.all([connect(plan), loadActivities(modules, document)]);
    try {
      const shared = { document, connection, namespace, workflowBundle, activities, deployment };
      const options = document.spec.taskQueues.map((queue) => queueOptions({ ...shared, queue }));
      const { worker: customise = (given) => given } = customisation;
      const workers = await Promise.all(options.map((given) => Worker.create(customise(given))));
      return new ManagedWorker(workers, connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Resolves once all have stopped; rejects as soon as one fails. */
  run(logger: Logger): Promise<void> {
    this.#runs = this.#workers.map(async (worker) => worker.run());
    logger.info('worker ready', { taskQueues: this.#workers.map(({ options }) => options.taskQueue) });
    return Promise.all(this.#runs).then(() => undefined);
  }

  get isReady(): boolean {
    return this.#workers.length > 0 && this.#workers.every((worker) => worker.getState() === 'RUNNING');
  }

  get hasFailed(): boolean {
    return this.#workers.some((worker) => worker.getState() === 'FAILED');
  }

  /** Polls for nothing more, lets running activities end within the grace period, then disconnects. */
  async close(): Promise<void> {
    for (const worker of this.#workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    const ends = await Promise.allSettled(this.#runs);
    await this.#connection.close();
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
