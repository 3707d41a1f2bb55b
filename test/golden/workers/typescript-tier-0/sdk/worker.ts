import { Worker } from '@temporalio/worker';
import type { Logger, NativeConnection, WorkerOptions, WorkflowBundleOption } from '@temporalio/worker';
import { connectionOptions, namespaceOf, tokenFileOf, type Environment } from './connection.ts';
import type { Customisation } from './customisation.ts';
import type { TokenFile } from './token-file.ts';
import { loadActivities, type ActivityModules } from './worker/activities.ts';
import type { BundleStamp } from './worker/bundle-stamp.ts';
import { compareWithConfig } from './worker/compare.ts';
import { chooseDocument, readWorkerDocuments, type WorkerDocument } from './worker/config.ts';
import { ConfigError } from './worker/config-error.ts';
import { connectPatiently } from './worker/connecting.ts';
import { FirstPolls, type Tell } from './worker/first-polls.ts';
import { deploymentOptions, queueOptions } from './worker/options.ts';
import { limitResults, payloadLimitOf } from './worker/payload-limit.ts';
import { renewToken } from './worker/renew-token.ts';

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

export interface Waiting {
  tell: Tell;
  /** Ends the wait: nobody wants the worker any more. */
  signal: AbortSignal;
}

const unheard: Waiting = { tell: () => undefined, signal: new AbortController().signal };

interface Connected {
  connection: NativeConnection;
  token: TokenFile | undefined;
}

/** The SDK workers of one `Worker` document, one per task queue, on one connection. */
export class ManagedWorker {
  readonly #workers: readonly Worker[];
  readonly #connection: NativeConnection;
  readonly #firstPolls: FirstPolls;
  readonly #token: TokenFile | undefined;
  readonly #closing = new AbortController();
  #runs: readonly Promise<void>[] = [];
  #announced: Promise<void> = Promise.resolve();

  private constructor(workers: readonly Worker[], firstPolls: FirstPolls, { connection, token }: Connected) {
    this.#workers = workers;
    this.#firstPolls = firstPolls;
    this.#connection = connection;
    this.#token = token;
  }

  /** Connects and gets everything ready; `run` starts polling. */
  static async create(plan: WorkerPlan, waiting: Waiting = unheard): Promise<ManagedWorker> {
    const { document, environment, workflowBundle, activities: modules, customisation, deployment } = plan;
    const namespace = namespaceOf(environment) ?? document.spec.namespace;
    const token = tokenFileOf(environment);
    const target = connectionOptions(environment, token?.last);
    const limit = payloadLimitOf(environment);
    const [connection, activities] = await Promise.all([
      connectPatiently(customisation.connection?.(target) ?? target, waiting),
      loadActivities(modules, document),
    ]);
    try {
      const shared = { document, connection, namespace, workflowBundle, activities, deployment };
      const options = document.spec.taskQueues.map((queue) => queueOptions({ ...shared, queue }));
      const { worker: customise = (given) => given } = customisation;
      const workers = await Promise.all(options.map((given) => Worker.create(limitResults(customise(given), limit))));
      return new ManagedWorker(workers, await FirstPolls.of(workers, connection), { connection, token });
    } catch (error) {
      await connection.close();
      throw error;
    }
  }

  /** Resolves once all have stopped; rejects as soon as one fails. */
  run(logger: Logger, waiting: Waiting = unheard): Promise<void> {
    this.#runs = this.#workers.map(async (worker) => worker.run());
    this.#announced = this.#announce(logger, waiting);
    if (this.#token !== undefined) {
      renewToken(this.#connection, this.#token, { logger, signal: this.#closing.signal });
    }
    return Promise.all([this.#announced, ...this.#runs]).then(() => undefined);
  }

  async #announce(logger: Logger, waiting: Waiting): Promise<void> {
    const { tell } = waiting;
    const signal = AbortSignal.any([waiting.signal, this.#closing.signal]);
    await this.#firstPolls.all(tell, signal);
    if (signal.aborted) return;
    logger.info('worker ready', { taskQueues: this.#workers.map(({ options }) => options.taskQueue) });
  }

  get hasFailed(): boolean {
    return this.#workers.some((worker) => worker.getState() === 'FAILED');
  }

  /** Polls for nothing more, lets running activities end within the grace period, then disconnects. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const worker of this.#workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    const ends = await Promise.allSettled(this.#runs);
    await this.#announced;
    await this.#connection.close();
    const failed = ends.find((end) => end.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}
