import { randomFillSync } from 'node:crypto';
import type { PrivateFiles } from '../adapters/private-files.ts';
import type { PlatformEncryption } from '../domain/platform.ts';
import { DataKeyCache } from './data-key-cache.ts';
import { domainKeys, type Domain } from './domain-keys.ts';
import { encodingField, headerFields, sealedEncoding } from './envelope/header.ts';
import { nonceSource } from './envelope/nonces.ts';
import { readMarker } from './envelope/read-marker.ts';
import { isInUse, ProviderHealth, type KeysContext, type KeysEvent } from './keys-context.ts';
import type { DomainKeys } from './outcomes.ts';
import { guardedProvider } from './providers/guarded.ts';
import type { KeyProvider } from './providers/provider.ts';
import { ToolError } from '../errors/tool-error.ts';
import { makeProvider, type ProviderConfig } from './providers/make-provider.ts';
import { changeRing, type RingPlace } from './ring/change-ring.ts';
import { listedDomains, type ListedDomain } from './ring/list-ring.ts';
import { exposedText, loadPrivateRing, loadRing } from './ring/load-ring.ts';
import { newKeyId, newMaterial } from './ring/new-key.ts';
import { planCreate, planRetire, planRotate, type NewVersion, type RetireOptions, type RingEdit, type Selection } from './ring/plan.ts';
import { probeVersions } from './ring/probe-versions.ts';
import { readRing } from './ring/read-ring.ts';
import { overdueRotations, type KeyRing, type OverdueRotation } from './ring/ring.ts';
import { finding, ringFindings, type RingFinding } from './ring/ring-findings.ts';
import { Unwrapping } from './unwrapping.ts';

export type { KeysEvent } from './keys-context.ts';
export type { DomainKeys, KeysOutcome, MissingKey, OpenOutcome, PayloadRefusal, SealOutcome } from './outcomes.ts';
export type { KeyProvider } from './providers/provider.ts';
export type { ProviderConfig } from './providers/make-provider.ts';
export type { RingPlace } from './ring/change-ring.ts';
export type { ListedDomain, ListedVersion } from './ring/list-ring.ts';
export type { RingEdit, Selection } from './ring/plan.ts';
export type { KeyRing, OverdueRotation, RingDomain, RingVersion } from './ring/ring.ts';
export type { RingFinding } from './ring/ring-findings.ts';

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
      context.cache.keepOnly(({ header }) => isInUse(ring, header));
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

/** Reads a ring from its file; throws KEY_RING_INVALID with every place when it is none, or when others than its owner may read its keys. */
export function loadKeyRing(path: string, files: Pick<PrivateFiles, 'readPrivate'>): KeyRing {
  return (loadPrivateRing(path, files) ?? loadRing(path, files)).ring;
}

/** The same of a text, wherever it comes from. */
export function readKeyRing(text: string, file: string): KeyRing {
  return readRing(text, file);
}

/** What a provider of the proxy's config becomes; nothing is asked of it yet. */
export function makeKeyProvider(config: ProviderConfig): KeyProvider {
  return makeProvider(config);
}

/** Domains whose active version has sealed for longer than the ring's `rotateEvery`. */
export function overdueKeys(ring: KeyRing, now: number): OverdueRotation[] {
  return overdueRotations(ring, now);
}

/** Without its ids and material, which are made anew. */
export type VersionOptions = Omit<NewVersion, 'newKeyId' | 'newMaterial'>;

/** First versions, in a ring that is made if there is none. */
export async function createRingKeys(
  place: RingPlace,
  selection: Selection,
  { encryption, ...options }: VersionOptions & { readonly encryption: PlatformEncryption },
): Promise<readonly RingEdit[]> {
  const platformDomains = encryption.keyDomains.map(({ id }) => id);
  const plan = (ring: KeyRing) =>
    planCreate(ringOf(ring, encryption.deployment), selection, { ...options, newKeyId, newMaterial, platformDomains });
  return await changeRing(place, plan, encryption.deployment);
}

export async function rotateRingKeys(
  place: RingPlace,
  selection: Selection,
  options: VersionOptions & { readonly isOverdue: boolean },
): Promise<readonly RingEdit[]> {
  return await changeRing(place, (ring) => planRotate(ring, selection, { ...options, newKeyId, newMaterial }));
}

export async function retireRingVersion(place: RingPlace, options: RetireOptions): Promise<readonly RingEdit[]> {
  return await changeRing(place, (ring) => [planRetire(ring, options)]);
}

export function listRing(ring: KeyRing, now: number): ListedDomain[] {
  return listedDomains(ring, now);
}

export interface RingCheck {
  readonly path: string;
  readonly files: Pick<PrivateFiles, 'readPrivate'>;
  readonly encryption: PlatformEncryption;
  readonly now: number;
  /** `undefined`: providers are not asked. */
  readonly providerOf: ((name: string, reference: string | undefined) => KeyProvider | undefined) | undefined;
}

/** What is wrong with a ring: against the platform, with its file, and with the keys it names. */
export async function checkRing({ path, files, encryption, now, providerOf }: RingCheck): Promise<RingFinding[]> {
  const { ring, isExposed } = loadRing(path, files);
  return [
    ...(isExposed ? [finding('exposed', undefined, `${exposedText(path)}; run \`chmod 600 ${path}\``)] : []),
    ...ringFindings(ring, encryption, now),
    ...(providerOf === undefined ? [] : await probeVersions(ring, providerOf)),
  ];
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

/** The key domain that a serialized payload says it is sealed in; nothing is opened, and nothing of it is checked but its shape. */
export function sealedDomain(payload: Buffer): string | undefined {
  const marker = readMarker(payload);
  return marker.kind === 'sealed' ? marker.header.domain : undefined;
}

/** The key domain that the metadata of a payload names; `undefined` when it is none of ours. */
export function sealedIn(metadata: Readonly<Record<string, string>>): string | undefined {
  return metadata[encodingField] === sealedEncoding ? metadata[headerFields.domain] : undefined;
}
