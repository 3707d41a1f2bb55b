import { stringify } from 'yaml';
import { builtinPlatform } from '../domain/builtin-platform.ts';
import { fnv1a } from '../domain/names.ts';
import { apiVersion, type PlatformDocument, type PlatformEncryption } from '../domain/platform.ts';

/** What the proxy of a local loop reads, below the folder of the loop's state. */
export const proxyFileNames = { config: 'proxy.yaml', platform: 'temporal-platform.yaml', keyRing: 'keys.yaml' } as const;

export interface ProxyFilesInput {
  /** Logical names, of every worker. */
  namespaces: readonly string[];
  owner: string;
  port: number;
  temporalPort: number;
  operationsPort: number;
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

function configOf({ namespaces, owner, port, operationsPort }: ProxyFilesInput): object {
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
      identities: [{ kind: 'local', name: 'this-machine', subject: 'this-machine', namespaces, place }],
      upstreams: [place],
      namespaces: namespaces.map((namespace) => ({ name: namespace, owner })),
      keys: { ring: proxyFileNames.keyRing, providers: [{ name: 'local', kind: 'local' }] },
    },
  };
}
