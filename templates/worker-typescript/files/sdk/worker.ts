import { NativeConnection, Worker, type Logger } from '@temporalio/worker';
import { connectionOptions, namespaceOf, type Environment } from './connection.ts';
import { loadActivities, type ActivityModules } from './worker/activities.ts';
import { readStamp } from './worker/bundle.ts';
import { compareWithConfig } from './worker/compare.ts';
import { chooseDocument, readWorkerDocuments, type WorkerDocument } from './worker/config.ts';
import { ConfigError } from './worker/config-error.ts';
import { deploymentOptions, queueOptions } from './worker/options.ts';

/** What the process serves: chosen and checked, nothing started. */
export interface WorkerPlan {
  document: WorkerDocument;
  environment: Environment;
  bundlePath: string;
  activities: ActivityModules;
}

export interface PlanInput {
  environment: Environment;
  bundlePath: string;
  activities: ActivityModules;
}

/** Reads config and bundle, and refuses to go on when they do not fit the code. */
export async function planWorker({ environment, bundlePath, activities }: PlanInput): Promise<WorkerPlan> {
  const directory = environment.CONFIG_DIRECTORY || 'config';
  const [documents, stamp] = await Promise.all([readWorkerDocuments(directory), readStamp(bundlePath)]);
  const document = await chooseDocument(documents, { name: environment.WORKER_NAME || undefined, directory });
  const problems = compareWithConfig({ stamp, activities: Object.keys(activities) }, document, documents);
  if (problems.length > 0) throw new ConfigError(problems);
  return { document, environment, bundlePath, activities };
}

/** The SDK workers of one `Worker` document, one per task queue, on one connection. */
export class ManagedWorker {
  readonly #workers: readonly Worker[];
  readonly #connection: NativeConnection;
  #finished: Promise<unknown> = Promise.resolve();

  private constructor(workers: readonly Worker[], connection: NativeConnection) {
    this.#workers = workers;
    this.#connection = connection;
  }

  /** Connects and gets everything ready; `run` starts polling. */
  static async create({ document, environment, bundlePath, activities: modules }: WorkerPlan): Promise<ManagedWorker> {
    const deployment = deploymentOptions(document, environment);
    const namespace = namespaceOf(environment) ?? document.spec.namespace;
    const [connection, activities] = await Promise.all([
      NativeConnection.connect(connectionOptions(environment)),
      loadActivities(modules, document),
    ]);
    try {
      const shared = { document, connection, namespace, bundlePath, activities, deployment };
      const workers = await Promise.all(
        document.spec.taskQueues.map((queue) => Worker.create(queueOptions({ ...shared, queue }))),
      );
      return new ManagedWorker(workers, connection);
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Resolves once all have stopped; rejects as soon as one fails. */
  run(logger: Logger): Promise<void> {
    const runs = this.#workers.map(async (worker) => worker.run());
    this.#finished = Promise.allSettled(runs);
    logger.info('worker ready', { taskQueues: this.#workers.map(({ options }) => options.taskQueue) });
    return Promise.all(runs).then(() => undefined);
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
    await this.#finished;
    await this.#connection.close();
  }
}
