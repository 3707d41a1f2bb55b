import { Runtime } from '@temporalio/worker';
import type { Customisation } from './customisation.ts';
import type { ActivityModules } from './worker/activities.ts';
import { readStamp } from './worker/bundle.ts';
import { jsonLogger, logLevelOf } from './worker/logger.ts';
import { freePort, HealthServer } from './worker/health.ts';
import { runtimeOptions } from './worker/runtime.ts';
import { ConfigError } from './worker/config-error.ts';
import { ManagedWorker, planWorker, type PlanInput } from './worker.ts';

const exitCode = { failed: 1, misconfigured: 2 } as const;

export interface ProcessInput {
  /** What `npm run build` made; its stamp stands beside it. */
  bundlePath: string;
  activities: ActivityModules;
  customisation: Customisation;
}

/** The whole life of a worker process: start, serve, drain on SIGTERM or SIGINT, end. */
export async function runProcess({ bundlePath, activities, customisation }: ProcessInput): Promise<void> {
  const { env: environment } = process;
  // Here and not on the command line, which would have Node read the map of every file of the SDK at start.
  process.setSourceMapsEnabled(true);
  const level = logLevelOf(environment.LOG_LEVEL);
  try {
    const workflows = { bundle: { codePath: bundlePath }, stamp: await readStamp(bundlePath) };
    await serve({ environment, workflows, activities, customisation }, level);
  } catch (error) {
    const logger = jsonLogger(level, {});
    if (error instanceof ConfigError) for (const problem of error.problems) logger.error(problem);
    else logger.error(error instanceof Error ? error.message : 'worker failed', { error });
    process.exitCode = error instanceof ConfigError ? exitCode.misconfigured : exitCode.failed;
  }
}

async function serve(input: PlanInput, level: ReturnType<typeof logLevelOf>): Promise<void> {
  const { signal, stopped } = stopSignal();
  const plan = await planWorker(input);
  const { metadata } = plan.document;
  const logger = jsonLogger(level, { worker: metadata.name });
  let worker: ManagedWorker | undefined;
  let awaited: string | undefined = 'the start of the process';
  let hasRuntime = false;
  const waiting = { signal, tell: (next?: string) => void (awaited = next) };
  const health = new HealthServer({
    isLive: () => worker?.hasFailed !== true,
    unready: () => (signal.aborted ? 'draining' : awaited && `waiting for ${awaited}`),
  });
  const healthPort = await health.listen(portOf(input.environment.HEALTH_PORT, 8080));
  try {
    const metricsPort = portOf(input.environment.METRICS_PORT, 9464) || (await freePort());
    const runtime = runtimeOptions({ logger, metadata, metricsPort });
    Runtime.install(input.customisation.runtime?.(runtime) ?? runtime);
    hasRuntime = true;
    logger.info('worker starting', { healthPort, metricsPort });
    worker = await ManagedWorker.create(plan, waiting);
    await Promise.race([worker.run(logger, waiting), stopped]);
    logger.info('worker draining', { grace: plan.document.spec.scaling.shutdownGrace });
    await worker.close();
    logger.info('worker stopped');
  } catch (error) {
    // One of several SDK workers has failed: the others still get to end what they run.
    await worker?.close().catch(() => undefined);
    // Stopped before it had begun, it has nothing to drain.
    if (worker !== undefined || !signal.aborted) throw error;
    logger.info('worker stopped');
  } finally {
    await health.close();
    // It would keep the process alive when no worker came to use it.
    if (hasRuntime) await Runtime.instance().shutdown();
  }
}

/** Set off by whoever stops the process, once and for all. */
function stopSignal(): { signal: AbortSignal; stopped: Promise<void> } {
  const controller = new AbortController();
  const { signal } = controller;
  const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => controller.abort());
  return { signal, stopped };
}

function portOf(text: string | undefined, fallback: number): number {
  if (text === undefined || text === '') return fallback;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new ConfigError([`'${text}' is not a port.`]);
}
