import { createHash } from 'node:crypto';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { PlatformDocument, PlatformEncryption } from '../../src/domain/platform.ts';
import type { proxyDocument } from '../../src/proxy/routing/config.ts';
import type * as z from 'zod';

/** A config file as it is written: what has a default may be left out. */
export type ProxyFile = z.input<typeof proxyDocument>;

export const place = { environment: 'production', region: 'eu' } as const;
export const deployment = 'trials';

export function physicalName(namespace: string): string {
  return `${namespace}-${place.environment}-${place.region}`;
}

export function domainOf(namespace: string): string {
  return `kd-${namespace}`;
}

/** A team's credential, the same in every trial. */
export function tokenOf(namespace: string): string {
  return `token-of-${namespace}`;
}

interface PlatformInput {
  upstream: string;
  namespaces: readonly string[];
  payloadFlows?: PlatformEncryption['payloadFlows'];
}

export function platformFile({ upstream, namespaces, payloadFlows = [] }: PlatformInput): PlatformDocument {
  const keyDomains = namespaces.map((namespace) => ({
    id: domainOf(namespace),
    namespace,
    environment: place.environment,
    zone: place.region,
  }));
  const { spec } = builtinPlatform;
  const temporal = spec.temporal.map((target) =>
    target.environment === place.environment && target.region === place.region ? { ...place, address: upstream } : target,
  );
  return { ...builtinPlatform, spec: { ...spec, temporal, encryption: { deployment, keyDomains, payloadFlows } } };
}

interface ProxyFileInput {
  listen: string;
  operations: string;
  namespaces: readonly string[];
}

/** Paths are those that `startProxy` writes beside it. */
export function proxyFile({ listen, operations, namespaces }: ProxyFileInput): ProxyFile {
  const tokens = namespaces.map((namespace) => ({
    subject: `team-${namespace}`,
    sha256: createHash('sha256').update(tokenOf(namespace)).digest('hex'),
    namespaces: [namespace],
  }));
  return {
    apiVersion: builtinPlatform.apiVersion,
    kind: 'Proxy',
    metadata: { name: 'trials' },
    spec: {
      platform: './platform.yaml',
      listen: { address: listen },
      operations: { address: operations },
      identities: [{ kind: 'static', name: 'tokens', place, tokens }],
      upstreams: [place],
      namespaces: namespaces.map((name) => ({ name, owner: `team-${name}` })),
      keys: { ring: './ring.yaml', providers: [{ name: 'local', kind: 'local' }] },
      logLevel: 'info',
      development: true,
    },
  };
}
