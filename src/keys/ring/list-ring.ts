import { overdueRotations, stateOf, type KeyRing, type VersionState } from './ring.ts';

export interface ListedVersion {
  readonly version: number;
  readonly keyId: string;
  readonly state: VersionState;
  readonly provider: string;
  readonly reference: string | undefined;
  /** ISO 8601, as the ones below. */
  readonly created: string;
  readonly activateAt: string;
  readonly retired: { readonly at: string; readonly reason: string } | undefined;
  readonly isOverdue: boolean;
}

export interface ListedDomain {
  readonly id: string;
  readonly versions: readonly ListedVersion[];
}

/** What there is to say of a ring, without any key. */
export function listedDomains(ring: KeyRing, now: number): ListedDomain[] {
  const overdue = overdueRotations(ring, now);
  return [...ring.domains.values()].map((domain) => ({
    id: domain.id,
    versions: domain.versions.map((version) => ({
      version: version.version,
      keyId: version.keyId,
      state: stateOf(domain, version, now),
      provider: version.provider,
      reference: version.reference,
      created: new Date(version.created).toISOString(),
      activateAt: new Date(version.activateAt).toISOString(),
      retired: version.retired === undefined ? undefined : { ...version.retired, at: new Date(version.retired.at).toISOString() },
      isOverdue: overdue.some((one) => one.domain === domain.id && one.version === version.version),
    })),
  }));
}
