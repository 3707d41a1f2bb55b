import type { ConfigDocuments, NamespaceDocument, WorkerDocument, WorkflowDocument } from '../domain/config-documents.ts';
import type { Declarations } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import { apiVersion, type Platform } from '../domain/platform.ts';
import { ToolError } from '../errors/tool-error.ts';
import { accessOf } from './access.ts';
import { compare, placeDeclarations, placeText, type Placed } from './placed.ts';
import { declarationProblems } from './rules.ts';
import { schemaPath } from './schema-files.ts';
import { tunedWorker } from './tuning.ts';
import { accessProblems, unknownPlace, unusedWorkers, workerProblems, type WorkerPlace } from './worker-problems.ts';

export interface PlanInput {
  declarations: Declarations;
  worker: ManagedWorker;
  platform: Platform;
  /** Family and version of the Kubernetes objects: `kubernetes@1.0.0`. */
  manifests: string;
  place?: WorkerPlace | undefined;
}

/**
 * The config documents of one service: pure, and the same whatever order the declarations come in. Throws with every
 * problem that keeps them from being made.
 */
export function planConfig(input: PlanInput): ConfigDocuments {
  const placed = placeDeclarations(input.declarations, input.worker);
  refuseProblems(input, placed);
  const workers = [...new Set(placed.map(({ worker }) => worker))].toSorted().map((name) => workerOf(name, placed, input));
  const { namespace } = input.worker;
  return {
    namespace: namespaceOf(
      input,
      workers.filter(({ spec }) => spec.namespace === namespace).map(({ metadata }) => metadata.name),
    ),
    workflows: placed
      .filter(({ kind }) => kind === 'workflow')
      .map((one) => workflowOf(one, input))
      .toSorted((a, b) => compare(a.metadata.name, b.metadata.name)),
    workers,
  };
}

function refuseProblems({ worker, platform, place = unknownPlace }: PlanInput, placed: readonly Placed[]): void {
  const ofWorker = workerProblems(worker, platform, place);
  if (ofWorker.length > 0) {
    throw new ToolError('WORKER_INVALID', 'worker.yaml asks for what the platform does not allow', {
      problems: ofWorker,
      hint: 'Mend worker.yaml and run `config` again. Nothing was written.',
    });
  }
  const ofCode = [
    ...declarationProblems(placed, worker),
    ...unusedWorkers(worker, placed, place),
    ...accessProblems(worker, placed, place),
  ];
  if (ofCode.length > 0) {
    throw new ToolError('DECLARATION_INVALID', 'the declarations do not fit together', {
      problems: ofCode,
      hint: 'Mend them and run `config` again. Nothing was written.',
    });
  }
}

function namespaceOf({ worker, platform }: PlanInput, workers: readonly string[]): NamespaceDocument {
  const { actionsPerSecond, requestsPerSecond } = platform.quotas;
  return {
    apiVersion,
    kind: 'Namespace',
    metadata: { name: worker.namespace, owner: worker.owner },
    spec: {
      retention: worker.retention,
      environments: [...platform.environments],
      regions: platform.regions.filter((region) => worker.regions.includes(region)),
      rateLimits: {
        actionsPerSecond: worker.rateLimits?.actionsPerSecond ?? actionsPerSecond,
        requestsPerSecond: worker.rateLimits?.requestsPerSecond ?? requestsPerSecond,
      },
      access: accessOf(worker, platform, workers),
    },
  };
}

function workflowOf({ name, namespace, taskQueue, declared }: Placed, { worker }: PlanInput): WorkflowDocument {
  const schema = (side: 'input' | 'output') => schemaPath({ kind: 'workflow', name }, side);
  return {
    apiVersion,
    kind: 'Workflow',
    metadata: { name, owner: worker.owner },
    spec: { namespace, taskQueue, input: schema('input'), output: schema('output'), source: placeText(declared.source) },
  };
}

function workerOf(name: string, placed: readonly Placed[], { worker, platform, manifests }: PlanInput): WorkerDocument {
  const served = placed.filter((one) => one.worker === name);
  const { scaling, resources, versioning } = tunedWorker(name, worker, platform);
  return {
    apiVersion,
    kind: 'Worker',
    metadata: { name, owner: worker.owner, tier: worker.tier },
    spec: {
      namespace: served[0]?.namespace ?? worker.namespace,
      manifests,
      taskQueues: [...new Set(served.map(({ taskQueue }) => taskQueue))].toSorted().map((queue) => queueOf(queue, served)),
      scaling,
      resources,
      versioning,
    },
  };
}

function queueOf(name: string, served: readonly Placed[]): WorkerDocument['spec']['taskQueues'][number] {
  const namesOf = (kind: Placed['kind']) =>
    served
      .filter((one) => one.taskQueue === name && one.kind === kind)
      .map((one) => one.name)
      .toSorted();
  const workflows = namesOf('workflow');
  const activities = namesOf('activity');
  return { name, ...(workflows.length === 0 ? {} : { workflows }), ...(activities.length === 0 ? {} : { activities }) };
}
