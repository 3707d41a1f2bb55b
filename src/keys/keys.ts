import { randomFillSync } from 'node:crypto';
import { DataKeyCache } from './data-key-cache.ts';
import { domainKeys, type Domain } from './domain-keys.ts';
import { nonceSource } from './envelope/nonces.ts';
import { findVersion, ProviderHealth, type KeysContext, type KeysEvent } from './keys-context.ts';
import type { DomainKeys } from './outcomes.ts';
import { guardedProvider } from './providers/guarded.ts';
import type { KeyProvider } from './providers/provider.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { KeyRing } from './ring/ring.ts';
import { Unwrapping } from './unwrapping.ts';

export type { KeysEvent } from './keys-context.ts';
export type { DomainKeys, KeysOutcome, MissingKey, OpenOutcome, PayloadRefusal, SealOutcome } from './outcomes.ts';
export type { KeyProvider } from './providers/provider.ts';
export type { KeyRing, RingDomain, RingVersion } from './ring/ring.ts';

/** `payloads sealed in from may be opened in to`, ids of key domains. */
export interface PayloadFlow {
  readonly from: string;
  readonly to: string;
}

export interface KeysInput {
  /** `spec.encryption.deployment` of the platform. */
  readonly deployment: string;
  readonly flows: readonly PayloadFlow[];
  readonly ring: KeyRing;
  readonly providers: readonly KeyProvider[];
  /** Milliseconds, and payloads sealed with one data key; at most 24 h and 2^30, which is what they are when left out. */
  readonly dataKey?: { readonly maximumAge?: number; readonly maximumPayloads?: number };
  /** Data keys kept unwrapped, and milliseconds. */
  readonly cache?: {
    readonly entries?: number;
    readonly maximumAge?: number;
    readonly serveWhileUnavailable?: number;
    readonly refusalAge?: number;
  };
  /** Milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Fills a buffer from a cryptographically secure source. */
  readonly random?: (bytes: Buffer) => void;
  readonly observe?: (event: KeysEvent) => void;
}

/** The keys of one process: data keys in memory, and what wraps them. */
export interface Keys {
  /** The same object every time; one that the ring does not know refuses to seal. */
  domain(id: string): DomainKeys;
  /** For gauges. */
  counts(): { cachedDataKeys: number; unwrapsUnderWay: number; domainsWithoutProvider: number };
  /** Another ring, and other flows if the platform has changed. Data keys stay, but for those of versions that are retired or gone. */
  useRing(ring: KeyRing, flows?: readonly PayloadFlow[]): void;
  /** Zeroes every key. Nothing is sealed or opened after it. */
  close(): void;
}

const day = 86_400_000;
const hour = 3_600_000;
export const dataKeyLimits = { maximumAge: day, maximumPayloads: 2 ** 30 } as const;
const cacheDefaults = { entries: 10_000, maximumAge: day, serveWhileUnavailable: hour, refusalAge: 10_000 };

export function createKeys(input: KeysInput): Keys {
  const context = contextOf(input);
  const unwrapping = new Unwrapping(context, input.cache?.refusalAge ?? cacheDefaults.refusalAge);
  const domains = new Map<string, Domain>();
  const domain = (id: string): Domain => {
    const known = domains.get(id) ?? domainKeys(id, context, unwrapping);
    domains.set(id, known);
    return known;
  };
  return {
    domain: (id) => domain(id).keys,
    counts: () => ({
      cachedDataKeys: context.cache.size,
      unwrapsUnderWay: unwrapping.underWay,
      domainsWithoutProvider: [...domains.keys()].filter((id) => context.health.isDown(id)).length,
    }),
    useRing(ring, flows) {
      context.ring = ringOf(ring, input.deployment);
      if (flows !== undefined) context.flows = flowsOf(flows);
      for (const { sealing } of domains.values()) sealing.recheck();
      context.cache.keepOnly(({ header }) => {
        const version = findVersion(ring, header);
        return version !== undefined && version.retired === undefined;
      });
      unwrapping.forgetRefusals();
    },
    close() {
      context.isClosed = true;
      for (const { sealing } of domains.values()) sealing.erase();
      context.cache.keepOnly(() => false);
      for (const provider of context.providers.values()) provider.close();
    },
  };
}

function contextOf(input: KeysInput): KeysContext {
  const random = input.random ?? ((bytes) => void randomFillSync(bytes));
  const cache = { ...cacheDefaults, ...input.cache };
  return {
    deployment: input.deployment,
    ring: ringOf(input.ring, input.deployment),
    flows: flowsOf(input.flows),
    providers: new Map(input.providers.map((provider) => [provider.name, guardedProvider(provider)])),
    dataKey: {
      maximumAge: Math.min(input.dataKey?.maximumAge ?? day, dataKeyLimits.maximumAge),
      maximumPayloads: Math.min(input.dataKey?.maximumPayloads ?? dataKeyLimits.maximumPayloads, dataKeyLimits.maximumPayloads),
    },
    serveWhileUnavailable: cache.serveWhileUnavailable,
    cache: new DataKeyCache(cache),
    health: new ProviderHealth(),
    now: input.clock ?? Date.now,
    random,
    nonce: nonceSource(random),
    observe: input.observe ?? (() => undefined),
    isClosed: false,
  };
}

function ringOf(ring: KeyRing, deployment: string): KeyRing {
  if (ring.deployment === deployment) return ring;
  throw new ToolError('KEY_RING_INVALID', `the key ring is of the deployment ${ring.deployment}, the platform of ${deployment}`, {
    hint: 'Name the ring of this deployment: what another has sealed cannot be opened here.',
  });
}

function flowsOf(flows: readonly PayloadFlow[]): ReadonlyMap<string, ReadonlySet<string>> {
  const byTarget = new Map<string, Set<string>>();
  for (const { from, to } of flows) byTarget.set(to, (byTarget.get(to) ?? new Set()).add(from));
  return byTarget;
}
