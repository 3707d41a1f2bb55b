import type { SecretBytes } from '../secret-bytes.ts';

/** A key ring as it is used: which versions of a domain's key there are, and from when each seals. Times are milliseconds since the epoch. */
export interface KeyRing {
  readonly deployment: string;
  readonly domains: ReadonlyMap<string, RingDomain>;
}

export interface RingDomain {
  readonly id: string;
  /** Milliseconds after which the version that seals is overdue for another. */
  readonly rotateEvery: number | undefined;
  /** By version, the first one first. */
  readonly versions: readonly RingVersion[];
}

export interface RingVersion {
  readonly domain: string;
  readonly version: number;
  /** Unique in the ring, made at random: a ring that was lost and made anew is not taken for the old one. */
  readonly keyId: string;
  /** Name of the provider in the proxy's config. */
  readonly provider: string;
  readonly created: number;
  /** From then on it seals, until that of a later version; it opens as soon as the ring is loaded. */
  readonly activateAt: number;
  readonly retired: { readonly at: number; readonly reason: string } | undefined;
  /** What a `local` version wraps with. */
  readonly material: SecretBytes | undefined;
  /** What the provider knows the key by, an ARN for AWS KMS. */
  readonly reference: string | undefined;
}

export type VersionState = 'pending' | 'active' | 'decrypt-only' | 'retired';

/** The version that seals at a time: the latest whose time has come. */
export function activeVersion(domain: RingDomain | undefined, now: number): RingVersion | undefined {
  return domain?.versions.findLast(({ activateAt, retired }) => retired === undefined && activateAt <= now);
}

/** States follow from times, so that a ring need not be written when one of them comes. */
export function stateOf(domain: RingDomain, version: RingVersion, now: number): VersionState {
  if (version.retired !== undefined) return 'retired';
  if (activeVersion(domain, now) === version) return 'active';
  return version.activateAt > now ? 'pending' : 'decrypt-only';
}

export interface OverdueRotation {
  readonly domain: string;
  readonly version: number;
  /** Milliseconds since it was due. */
  readonly overdueBy: number;
}

/** Domains whose active version has sealed for longer than `rotateEvery`, and that have no later one waiting. */
export function overdueRotations(ring: KeyRing, now: number): OverdueRotation[] {
  return [...ring.domains.values()].flatMap((domain) => {
    const active = activeVersion(domain, now);
    if (active === undefined || domain.rotateEvery === undefined) return [];
    const overdueBy = now - active.activateAt - domain.rotateEvery;
    const isReplaced = domain.versions.some((version) => stateOf(domain, version, now) === 'pending');
    return overdueBy > 0 && !isReplaced ? [{ domain: domain.id, version: active.version, overdueBy }] : [];
  });
}
