import { stringify } from 'yaml';
import type { ConfigDocuments, WorkerDocument } from '../domain/config-documents.ts';
import { milliseconds } from '../domain/duration.ts';
import { slug } from '../domain/names.ts';
import { usualAudience, type Resources } from '../domain/platform.ts';
import { ToolError } from '../errors/tool-error.ts';
import { planAutoscaler, type Autoscaler } from './autoscaler.ts';
import { planImage } from './image.ts';
import type { ManifestsInput } from './manifests-input.ts';
import { buildSuffix, configMapName, labelValue } from './object-names.ts';

/** Everything a template of the family may read; a name that is not here is an error in the template. */
export interface FamilyVariables {
  /** Of the worker, and of every object that all its versions share. */
  worker: string;
  /** Of the objects each version has of its own; the worker's when there are no versions. */
  name: string;
  /** Full texts; labels hold what of them a label can. */
  annotations: Record<string, string>;
  labels: Record<string, string>;
  /** What selects the worker's pods of every version. */
  workerSelector: Record<string, string>;
  /** What selects one version's among them, or those that have none: no pod is ever counted by two objects. */
  versionLabels: Record<string, string>;
  image: string;
  env: Record<string, string>;
  resources: Resources;
  shutdownGrace: string;
  terminationSeconds: number;
  healthPort: number;
  metricsPort: number;
  /** 0 when an autoscaler has the say. */
  fixedReplicas: number;
  autoscaler: Autoscaler;
  proxy: ProxyTarget;
  configMaps: readonly { name: string; kind: string; lines: readonly string[] }[];
}

/** How a worker reaches the proxy. What a NetworkPolicy names it by, `namespace` and `cidr`, is empty when its address does not tell. */
export interface ProxyTarget {
  address: string;
  port: number;
  namespace: string;
  cidr: string;
  /** Of the token that the worker shows. */
  audience: string;
  isEncrypted: boolean;
  /** ConfigMap with the authorities that vouch for the proxy; empty when they are those of the image. */
  authorities: string;
}

const healthPort = 8080;
const metricsPort = 9464;
/** After the grace a worker forces its activities for so long, and then has this long to exit. */
const forceSeconds = 20;
const exitSeconds = 15;
/** Share of the memory limit that Node's heap gets; the rest is the native core, buffers and threads. */
const heapShare = 0.75;

/** Decides every value of one worker's objects; the template only lays them out. */
export function planManifest(input: ManifestsInput, worker: WorkerDocument): FamilyVariables {
  const { metadata, spec } = worker;
  const { environment, region, documents, service } = input;
  const proxy = proxyTarget(input);
  const version = planVersion(input, worker);
  const autoscaler = planAutoscaler({ worker, workflows: documents.workflows, environment, address: proxy.address, version });
  const workerSelector = { 'app.kubernetes.io/name': metadata.name, 'app.kubernetes.io/component': 'temporal-worker' };
  return {
    worker: metadata.name,
    name: version === undefined ? metadata.name : metadata.name + buildSuffix(version.buildId),
    annotations: { 'temporal-platform/owner': metadata.owner, 'temporal-platform/manifests': familyOf(input, worker) },
    labels: {
      ...workerSelector,
      'app.kubernetes.io/part-of': service.name,
      'app.kubernetes.io/managed-by': 'gen-temporal-managed-worker',
      'temporal-platform/owner': slug(metadata.owner),
      'temporal-platform/tier': String(metadata.tier),
      'temporal-platform/namespace': labelValue(spec.namespace),
      'temporal-platform/environment': environment,
      'temporal-platform/region': region,
    },
    workerSelector,
    versionLabels: versionLabels(version),
    image: planImage(input),
    env: planEnvironment({ worker, language: service.language, address: proxy.address, version }),
    resources: spec.resources,
    shutdownGrace: spec.scaling.shutdownGrace,
    terminationSeconds: Math.ceil(milliseconds(spec.scaling.shutdownGrace) / 1000) + forceSeconds + exitSeconds,
    healthPort,
    metricsPort,
    fixedReplicas: autoscaler.kind === 'none' ? Math.max(1, spec.scaling.replicas.minimum) : 0,
    autoscaler,
    proxy,
    configMaps: planConfigMaps(worker, documents, service.name),
  };
}

/** `kubernetes@1.0.0`: the family and version that render this worker. */
export function familyOf({ templateVersion }: Pick<ManifestsInput, 'templateVersion'>, worker: WorkerDocument): string {
  const [family = '', version = ''] = worker.spec.manifests.split('@');
  return `${family}@${templateVersion ?? version}`;
}

interface Version {
  deploymentName: string;
  buildId: string;
}

function planVersion({ buildId }: ManifestsInput, { metadata, spec }: WorkerDocument): Version | undefined {
  if (buildId === undefined || spec.versioning === 'none') return undefined;
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(buildId)) {
    throw new ToolError('USAGE', `'${buildId}' cannot be a build ID`, {
      hint: 'Use at most 63 letters, digits, dots, hyphens and underscores, such as a commit id. Nothing was written.',
    });
  }
  return { deploymentName: metadata.name, buildId };
}

function versionLabels(version: Version | undefined): Record<string, string> {
  if (version === undefined) return { 'temporal-platform/versioned': 'no' };
  return { 'temporal.io/deployment-name': version.deploymentName, 'temporal.io/build-id': version.buildId };
}

interface EnvironmentInput {
  worker: WorkerDocument;
  language: ManifestsInput['service']['language'];
  address: string;
  version: Version | undefined;
}

function planEnvironment({ worker, language, address, version }: EnvironmentInput): Record<string, string> {
  return {
    TEMPORAL_ADDRESS: address,
    TEMPORAL_NAMESPACE: worker.spec.namespace,
    ...(version === undefined ? {} : { TEMPORAL_DEPLOYMENT_NAME: version.deploymentName, TEMPORAL_WORKER_BUILD_ID: version.buildId }),
    WORKER_NAME: worker.metadata.name,
    HEALTH_PORT: String(healthPort),
    METRICS_PORT: String(metricsPort),
    LOG_LEVEL: 'info',
    ...(language === 'typescript' ? { NODE_OPTIONS: `--max-old-space-size=${heapMebibytes(worker.spec.resources.memory)}` } : {}),
  };
}

function heapMebibytes(memory: string): number {
  const mebibytes = Number.parseInt(memory, 10) * (memory.endsWith('Gi') ? 1024 : 1);
  return Math.floor(mebibytes * heapShare);
}

function proxyTarget({ platform, environment, region }: ManifestsInput): ProxyTarget {
  const proxy = platform.proxy.find((place) => place.environment === environment && place.region === region);
  if (proxy === undefined) {
    throw new ToolError('PLATFORM_INVALID', `the platform has no proxy for ${environment} in ${region}`, {
      hint: 'Add it to spec.proxy of temporal-platform.yaml; workers reach Temporal no other way. Nothing was written.',
    });
  }
  const { address, audience = usualAudience, tls } = proxy;
  const [host = '', port = ''] = address.split(':');
  const namespace = /^[a-z0-9-]+\.([a-z0-9-]+)\.svc(\.|$)/.exec(host)?.[1] ?? '';
  const isIpv4 = /^\d{1,3}(\.\d{1,3}){3}$/.test(host);
  return {
    address,
    port: Number(port),
    namespace,
    cidr: isIpv4 ? `${host}/32` : '',
    audience,
    isEncrypted: tls !== undefined,
    authorities: tls?.authoritiesConfigMap ?? '',
  };
}

/** The documents the operator acts on, one each. The namespace's goes with the first worker, so that it stands once. */
function planConfigMaps(worker: WorkerDocument, documents: ConfigDocuments, service: string): FamilyVariables['configMaps'] {
  const first = documents.workers.map(({ metadata }) => metadata.name).toSorted()[0];
  const served = new Set(worker.spec.taskQueues.flatMap(({ workflows = [] }) => workflows));
  const own = documents.workflows
    .filter(({ metadata }) => served.has(metadata.name))
    .toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  return [...(first === worker.metadata.name ? [documents.namespace] : []), ...own, worker].map((document) => ({
    name: configMapName(service, document.kind, document.metadata.name),
    kind: document.kind,
    lines: documentLines(document),
  }));
}

/** A document is the same wherever it is rendered for, and writing it as YAML is most of the work of a large service. */
const knownLines = new WeakMap<object, readonly string[]>();

function documentLines(document: object): readonly string[] {
  const known = knownLines.get(document);
  if (known !== undefined) return known;
  const lines = stringify(document, { lineWidth: 0, compat: 'yaml-1.1' }).trimEnd().split('\n');
  knownLines.set(document, lines);
  return lines;
}
