import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { ConfigDocuments, WorkerDocument } from '../../src/domain/config-documents.ts';
import { apiVersion, type TierLevel } from '../../src/domain/platform.ts';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import type { ManifestsInput } from '../../src/kubernetes/kubernetes.ts';
import { findTemplate } from '../../src/templates/templates.ts';

const family = await findTemplate('kubernetes', { files: nodeFiles, bytes: nodeBytes, folders: ['templates'] });

export const shortestName = 'a';
export const longestName = 'the-longest-worker-name-that-is-allowed-at-all4';
export const unicodeOwner = 'Équipe Images – 画像チーム 🦊 "R&D": #1';

export interface ServiceOptions {
  name?: string;
  owner?: string;
  tier?: TierLevel;
  namespace?: string;
  spec?: Partial<WorkerDocument['spec']>;
  taskQueues?: WorkerDocument['spec']['taskQueues'];
}

/** The documents of a service with one worker that serves `Greet` and its activity, as `config` writes them. */
export function serviceDocuments(options: ServiceOptions = {}): ConfigDocuments {
  const { name = 'image-render', owner = 'team-images', tier = 1, namespace = 'images' } = options;
  const metadata = { name, owner };
  return {
    namespace: {
      apiVersion,
      kind: 'Namespace',
      metadata: { name: namespace, owner },
      spec: {
        retention: '14d',
        environments: ['staging', 'production'],
        regions: ['eu', 'us'],
        rateLimits: { actionsPerSecond: 400, requestsPerSecond: 800 },
        access: [{ to: { group: owner }, rights: ['read', 'decode'], because: `${owner} owns it` }],
      },
    },
    workflows: [
      {
        apiVersion,
        kind: 'Workflow',
        metadata: { name: 'Greet', owner },
        spec: {
          namespace,
          taskQueue: 'greetings',
          input: 'schemas/Greet/input.json',
          output: 'schemas/Greet/output.json',
          source: 'contracts/src/workflows/greet.ts:4',
        },
      },
    ],
    workers: [workerDocument({ ...options, name, owner, tier, namespace, metadata })],
  };
}

function workerDocument({
  tier,
  namespace,
  metadata,
  spec,
  taskQueues,
}: Required<Pick<ServiceOptions, 'tier' | 'namespace'>> & ServiceOptions & { metadata: { name: string; owner: string } }): WorkerDocument {
  const { scaling, resources } = builtinPlatform.spec.tiers[tier];
  return {
    apiVersion,
    kind: 'Worker',
    metadata: { ...metadata, tier },
    spec: {
      namespace,
      manifests: `kubernetes@${family.version}`,
      taskQueues: taskQueues ?? [
        { name: 'greetings', workflows: ['Greet'] },
        { name: 'greetings-activities', activities: ['composeGreeting'] },
      ],
      scaling,
      resources,
      versioning: 'none',
      ...spec,
    },
  };
}

/** A service whose activities have a worker of their own, and two workflow types that differ by capitals alone. */
export function twoWorkers(): ConfigDocuments {
  const base = serviceDocuments();
  const [greet] = base.workflows;
  const gpu = serviceDocuments({ name: 'image-gpu', tier: 3, taskQueues: [{ name: 'image-gpu', activities: ['render'] }] });
  const own = serviceDocuments({ taskQueues: [{ name: 'greetings', workflows: ['Greet', 'greet'], activities: ['composeGreeting'] }] });
  return {
    ...base,
    workflows: [...base.workflows, ...(greet === undefined ? [] : [{ ...greet, metadata: { ...greet.metadata, name: 'greet' } }])],
    workers: [...gpu.workers, ...own.workers],
  };
}

/** A whole input for `renderManifests`, production in the EU. */
export function manifestsInput(options: ServiceOptions & Partial<ManifestsInput> = {}): ManifestsInput {
  const documents = options.documents ?? serviceDocuments(options);
  return {
    documents,
    service: options.service ?? { name: options.name ?? 'image-render', language: 'typescript' },
    platform: options.platform ?? builtinPlatform.spec,
    environment: options.environment ?? 'production',
    region: options.region ?? 'eu',
    image: options.image,
    buildId: options.buildId,
    templateVersion: options.templateVersion,
    templates: options.templates ?? [family],
  };
}
