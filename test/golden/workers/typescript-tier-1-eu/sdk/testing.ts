import { accessSync, constants } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { delimiter, join, resolve } from 'node:path';
import { defineSearchAttributeKey } from '@temporalio/common';
import { MockActivityEnvironment, TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import { bundleWorkflows } from './bundle-workflows.mjs';
import { Client } from './client.ts';
import type { Environment } from './connection.ts';
import type { Customisation } from './customisation.ts';
import { markOf } from './implementation.ts';
import { ManagedWorker, planWorker } from './worker.ts';
import type { ActivityModules } from './worker/activities.ts';
import { sdkVersion } from './worker/bundle.ts';
import { stampOf } from './worker/bundle-stamp.ts';
import { chooseDocument, readWorkerDocuments } from './worker/config.ts';

type Body = (...args: never[]) => unknown;
type SearchAttributeKey = ReturnType<typeof defineSearchAttributeKey>;

export interface TestWorkerInput {
  /** Everything `src/generated/workflows.ts` exports. */
  workflows: Readonly<Record<string, unknown>>;
  /** What `src/generated/activities.ts` exports. */
  activities: ActivityModules;
  /** Stand in for the activities of the same contract: `implement(contract, async () => …)`. */
  replace?: readonly Body[];
  /** What `src/customise.ts` exports. */
  customisation?: Customisation;
  workflowsPath?: string;
  configDirectory?: string;
  /** Which Worker document to serve. Default: the service's own. */
  workerName?: string;
}

/** A real Temporal server of its own, and this worker serving it as its config says. */
export interface TestWorker {
  readonly client: Client;
  /** An id no other test uses. */
  newId: (prefix?: string) => string;
  close: () => Promise<void>;
}

export async function startTestWorker(input: TestWorkerInput): Promise<TestWorker> {
  const { workflows, activities, configDirectory = 'config', workerName, replace = [], customisation = {} } = input;
  const logger = quietRuntime();
  const documents = await readWorkerDocuments(configDirectory);
  const document = await chooseDocument(documents, { name: workerName, directory: configDirectory });
  const workflowsPath = resolve(input.workflowsPath ?? 'src/generated/workflows.ts');
  const [server, code] = await Promise.all([
    startServer(document.spec.namespace, searchAttributesOf(workflows)),
    bundleWorkflows({ workflowsPath, logger, customisation }),
  ]);
  try {
    const environment: Environment = {
      TEMPORAL_ADDRESS: server.address,
      CONFIG_DIRECTORY: configDirectory,
      WORKER_NAME: document.metadata.name,
    };
    const bundled = { bundle: { code }, stamp: stampOf(workflows, sdkVersion()) };
    const served = { ...activities, ...replacements(replace) };
    const plan = await planWorker({ environment, workflows: bundled, activities: served, customisation });
    const worker = await ManagedWorker.create(plan);
    // A failure shows in close().
    worker.run(logger).catch(() => undefined);
    return {
      client: new Client(server.client),
      newId: (prefix = 'test') => `${prefix}-${randomUUID()}`,
      close: async () => {
        try {
          await worker.close();
        } finally {
          await server.teardown();
        }
      },
    };
  } catch (error) {
    await server.teardown();
    throw error;
  }
}

/** Runs one activity on its own, without a server. For heartbeats and cancellation use `MockActivityEnvironment`. */
export async function runActivity<Input extends unknown[], Output>(
  body: (...input: Input) => Promise<Output>,
  ...input: Input
): Promise<Output> {
  return new MockActivityEnvironment({}, { logger: quietRuntime() }).run(body, ...input);
}

/** `temporal server start-dev` on a free port: neither a download nor time skipping, which need the network. */
async function startServer(
  namespace: string,
  searchAttributes: SearchAttributeKey[],
): Promise<TestWorkflowEnvironment> {
  const executable = { type: 'existing-path' as const, path: temporalBinary(process.env) };
  return TestWorkflowEnvironment.createLocal({ server: { executable, namespace, searchAttributes, ip: '127.0.0.1' } });
}

function searchAttributesOf(workflows: TestWorkerInput['workflows']): SearchAttributeKey[] {
  const declared = Object.values(workflows).flatMap((body) => {
    const contract = markOf(body)?.contract;
    return contract?.kind === 'workflow' ? Object.entries(contract.searchAttributes) : [];
  });
  return [...new Map(declared)].map(([name, type]) => defineSearchAttributeKey(name, type));
}

/** Where the `temporal` CLI is: `TEMPORAL_CLI`, else the first on PATH. */
export function temporalBinary({ TEMPORAL_CLI, PATH = '' }: Environment): string {
  const named = TEMPORAL_CLI === undefined || TEMPORAL_CLI === '' ? undefined : TEMPORAL_CLI;
  const candidates = named === undefined ? PATH.split(delimiter).map((folder) => join(folder, 'temporal')) : [named];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  const where = named === undefined ? 'there is none on PATH' : `TEMPORAL_CLI names ${named}, which cannot be run`;
  throw new Error(
    `These tests need the temporal CLI, and ${where}. Install it (https://docs.temporal.io/cli) or set TEMPORAL_CLI.`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

let quiet: DefaultLogger | undefined;

/** The SDK allows one runtime per process. */
function quietRuntime(): DefaultLogger {
  if (quiet !== undefined) return quiet;
  const logger = new DefaultLogger('ERROR');
  Runtime.install({ logger, shutdownSignals: [] });
  quiet = logger;
  return logger;
}

function replacements(bodies: readonly Body[]): ActivityModules {
  const modules = bodies.map((body) => {
    const contract = markOf(body)?.contract;
    if (contract === undefined) throw new TypeError('`replace` takes what implement() returns.');
    return [contract.name, async () => ({ default: body })] as const;
  });
  return Object.fromEntries(modules);
}
