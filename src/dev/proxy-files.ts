import { stringify } from 'yaml';
import { builtinPlatform } from '../domain/builtin-platform.ts';
import { fnv1a } from '../domain/names.ts';
import { apiVersion, type PlatformDocument, type PlatformEncryption } from '../domain/platform.ts';

/** What the proxy of a local loop reads, below the folder of the loop's state. */
export const proxyFileNames = {
  config: 'proxy.yaml',
  platform: 'temporal-platform.yaml',
  keyRing: 'keys.yaml',
  access: 'access.yaml',
} as const;

export interface ProxyFilesInput {
  /** Logical names, of every worker. */
  namespaces: readonly string[];
  owner: string;
  /** The team's own: its config says who may do what there. */
  namespace: string;
  port: number;
  temporalPort: number;
  operationsPort: number;
  workers: readonly LocalCaller[];
  /** The group of the team's people. */
  group: string;
  /** Who may do what in the team's own namespace: path of its Namespace document, from the folder of the files. */
  namespaceDocument: string;
}

/** A deployment of this machine, as the proxy is to know it. */
export interface LocalCaller {
  /** As in production. */
  subject: string;
  /** Logical. */
  namespace: string;
  /** Of its token, in hexadecimal digits. */
  sha256: string;
}

const name = 'local';
const place = { environment: 'dev', region: 'local' };

/** What a namespace is called behind the proxy. */
export function physicalNamespace(namespace: string): string {
  return `${namespace}-${place.environment}-${place.region}`;
}

/** Who seals on this machine: part of everything that is sealed, so it never changes. */
export function encryptionOf(namespaces: readonly string[]): PlatformEncryption {
  const keyDomains = namespaces.map((namespace) => ({
    id: keyDomainId(namespace),
    namespace,
    environment: place.environment,
    zone: place.region,
  }));
  return { deployment: name, keyDomains };
}

/** An id is a DNS label, a namespace may be longer. */
function keyDomainId(namespace: string): string {
  const id = `${name}-${namespace}`;
  return id.length <= 63 ? id : `${id.slice(0, 54)}-${fnv1a(namespace)}`;
}

/** Both files as text, by their names. The same input gives the same bytes. */
export function proxyFiles(input: ProxyFilesInput): Record<string, string> {
  return {
    [proxyFileNames.platform]: textOf(platformOf(input)),
    [proxyFileNames.config]: textOf(configOf(input)),
    [proxyFileNames.access]: textOf(accessOf(input)),
  };
}

function textOf(document: object): string {
  return `# Made by \`dev\`, again at every start.\n${stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })}`;
}

function platformOf({ namespaces, port, temporalPort }: ProxyFilesInput): PlatformDocument {
  return {
    apiVersion,
    kind: 'Platform',
    metadata: { name },
    spec: {
      ...builtinPlatform.spec,
      environments: [place.environment],
      regions: [place.region],
      clusters: [{ name, region: place.region, environments: [place.environment], context: name }],
      temporal: [{ ...place, address: `127.0.0.1:${temporalPort}` }],
      proxy: [{ ...place, address: `127.0.0.1:${port}` }],
      encryption: encryptionOf(namespaces),
    },
  };
}

/**
 * What a laptop allows beside the team's own document: whoever sits at it may do all of it, also work, for workers that show no token;
 * and deployments may work in namespaces that another team's document would speak of.
 */
function accessOf({ workers, namespace: own }: ProxyFilesInput): object {
  const elsewhere = workers.filter(({ namespace }) => namespace !== own);
  return {
    apiVersion,
    kind: 'Policy',
    metadata: { name },
    spec: {
      roles: [
        { name: 'developer', description: 'sits at this machine', allow: [{ rights: [...developer] }] },
        { name: 'worker', description: 'runs on this machine', allow: [{ rights: ['work', 'decode'] }] },
      ],
      grants: [
        { role: 'developer', to: [{ callers: 'people' }], namespaces: ['*'] },
        ...elsewhere.map(({ subject, namespace }) => ({ role: 'worker', to: [{ subject }], namespaces: [namespace] })),
      ],
    },
  };
}

const developer = ['read', 'query', 'start', 'signal', 'terminate', 'operate', 'deploy', 'administer', 'work', 'decode'] as const;

function configOf(input: ProxyFilesInput): object {
  const { namespaces, owner, port, operationsPort, namespaceDocument } = input;
  return {
    apiVersion,
    kind: 'Proxy',
    metadata: { name },
    spec: {
      platform: proxyFileNames.platform,
      development: true,
      logLevel: 'warn',
      // The loopback address alone: whoever can connect may do all that the worker may.
      listen: { address: `127.0.0.1:${port}` },
      operations: { address: `127.0.0.1:${operationsPort}` },
      identities: identitiesOf(input),
      upstreams: [place],
      namespaces: namespaces.map((namespace) => ({ name: namespace, owner })),
      access: { documents: [proxyFileNames.access, namespaceDocument] },
      keys: { ring: proxyFileNames.keyRing, providers: [{ name: 'local', kind: 'local' }] },
    },
  };
}

/** Whoever shows no token is the developer, logged in by sitting here; a worker shows the one that `dev` gave it. */
function identitiesOf({ workers, group }: ProxyFilesInput): object[] {
  const tokens = workers.map(({ subject, sha256 }) => ({ subject, sha256 }));
  return [
    { kind: 'local', name: 'this-machine', subject: 'local-developer', groups: [group], callers: 'people', place },
    ...(tokens.length === 0 ? [] : [{ kind: 'static', name: 'workers', callers: 'services', place, tokens }]),
  ];
}
