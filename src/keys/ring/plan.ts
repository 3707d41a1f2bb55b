import { ToolError } from '../../errors/tool-error.ts';
import type { SecretBytes } from '../secret-bytes.ts';
import { stateOf, overdueRotations, type KeyRing, type RingDomain, type RingVersion } from './ring.ts';

/** One change of a ring. */
export type RingEdit =
  | { readonly kind: 'add'; readonly domain: string; readonly version: RingVersion }
  | { readonly kind: 'retire'; readonly domain: string; readonly version: number; readonly at: number; readonly reason: string };

/** What a new version is made of. Times are milliseconds since the epoch. */
export interface NewVersion {
  readonly now: number;
  readonly activateAt: number;
  /** As the last version has them when left out; `local` for the first. */
  readonly provider: string | undefined;
  /** Of a key that a provider keeps; without one the ring holds material of its own. */
  readonly reference: string | undefined;
  readonly newKeyId: () => string;
  readonly newMaterial: () => SecretBytes;
}

/** Domains by their ids, or all that the command is about. */
export type Selection = { readonly ids: readonly string[] } | 'all';

/** First versions for domains of the platform; `all` are those that have none. */
export function planCreate(
  ring: KeyRing,
  selection: Selection,
  options: NewVersion & { readonly platformDomains: readonly string[] },
): RingEdit[] {
  const { platformDomains } = options;
  const ids = selection === 'all' ? platformDomains.filter((id) => !ring.domains.has(id)) : selection.ids;
  for (const id of ids) {
    if (!platformDomains.includes(id)) {
      throw refused(
        `${id} is not one of spec.encryption.keyDomains in the platform file`,
        `Put it there first; there is ${listed(platformDomains)}.`,
      );
    }
    if (ring.domains.has(id)) throw refused(`${id} has a key already`, `Run \`keys rotate ${id}\` for another version.`);
  }
  return ids.map((id) => ({ kind: 'add', domain: id, version: newVersion({ domain: id, version: 1 }, options, ring) }));
}

/** Next versions; `all` are the domains of the ring, `isOverdue` leaves out those that `rotateEvery` asks nothing of. */
export function planRotate(ring: KeyRing, selection: Selection, options: NewVersion & { readonly isOverdue: boolean }): RingEdit[] {
  const { isOverdue, now } = options;
  const overdue = new Set(overdueRotations(ring, now).map(({ domain }) => domain));
  const ids = (selection === 'all' ? [...ring.domains.keys()] : selection.ids).filter((id) => !isOverdue || overdue.has(id));
  return ids.map((id) => {
    const domain = domainOf(ring, id);
    const waiting = domain.versions.find((version) => stateOf(domain, version, now) === 'pending');
    if (waiting !== undefined) {
      throw refused(
        `version ${waiting.version} of ${id} waits for its time already`,
        `It seals from ${new Date(waiting.activateAt).toISOString()} on.`,
      );
    }
    return { kind: 'add', domain: id, version: nextVersion(domain, options, ring) };
  });
}

export interface RetireOptions {
  readonly domain: string;
  readonly version: number;
  readonly now: number;
  readonly reason: string;
  /** Days that closed workflows are kept at most. */
  readonly retentionDays: number;
  /** The caller has said that it may be needed and shall go all the same. */
  readonly isConfirmed: boolean;
}

const day = 86_400_000;

/** Retires a version that seals nothing any more; whether something sealed is still there cannot be seen from here, only how long ago it was. */
export function planRetire(ring: KeyRing, options: RetireOptions): RingEdit {
  const { now, reason, retentionDays, isConfirmed } = options;
  const domain = domainOf(ring, options.domain);
  const version = domain.versions.find((one) => one.version === options.version);
  if (version === undefined)
    throw refused(
      `${domain.id} has no version ${options.version}`,
      `There is ${listed(domain.versions.map((one) => String(one.version)))}.`,
    );
  const state = stateOf(domain, version, now);
  if (state === 'retired') throw refused(`version ${version.version} of ${domain.id} is retired already`, 'Nothing is left to do.');
  if (state !== 'decrypt-only')
    throw refused(
      `version ${version.version} of ${domain.id} is ${state}`,
      `Run \`keys rotate ${domain.id}\` first, and wait until the new version is active.`,
    );
  const sealedUntil = lastSealed(domain, version, now);
  const days = Math.floor((now - sealedUntil) / day);
  if (days <= retentionDays && !isConfirmed) {
    throw new ToolError(
      'KEY_NEEDED',
      `version ${version.version} of ${domain.id} sealed until ${Math.max(days, 0)} days ago, and workflows are kept for up to ${retentionDays} days after they close`,
      {
        hint: 'Wait, or say --yes if no payload of it is needed any more. Nothing was written.',
      },
    );
  }
  return { kind: 'retire', domain: domain.id, version: version.version, at: now, reason };
}

/** When the last payload can have been sealed under a version: data keys of the version before serve for up to a day. */
function lastSealed(domain: RingDomain, version: RingVersion, now: number): number {
  const next = domain.versions.find((one) => one.version > version.version && one.activateAt <= now);
  return (next?.activateAt ?? now) + day;
}

/** Provider and key are those of the last version where nothing else is asked for. */
function nextVersion({ id, versions }: RingDomain, options: NewVersion, ring: KeyRing): RingVersion {
  const last = versions.at(-1);
  const provider = options.provider ?? last?.provider;
  const isSameProvider = provider === last?.provider;
  const reference = options.reference ?? (isSameProvider ? last?.reference : undefined);
  return newVersion({ domain: id, version: (last?.version ?? 0) + 1 }, { ...options, provider, reference }, ring);
}

function newVersion(
  name: { domain: string; version: number },
  { provider = 'local', reference, ...options }: NewVersion,
  ring: KeyRing,
): RingVersion {
  refuseOtherKind(ring, provider, reference);
  const material = reference === undefined ? options.newMaterial() : undefined;
  const { now, activateAt } = options;
  return { ...name, keyId: options.newKeyId(), provider, created: now, activateAt, retired: undefined, material, reference };
}

/** A provider keeps its keys itself or has them in the ring, never now this and now that: what it cannot use would be found when it is to seal. */
function refuseOtherKind(ring: KeyRing, provider: string, reference: string | undefined): void {
  const versions = [...ring.domains.values()].flatMap((domain) => domain.versions).filter((version) => version.provider === provider);
  if (reference === undefined && (provider === 'aws-kms' || versions.some((version) => version.reference !== undefined))) {
    throw refused(`${provider} keeps its keys itself, and none is named`, 'Name one with --kms-key.');
  }
  if (reference !== undefined && (provider === 'local' || versions.some(({ material }) => material !== undefined))) {
    throw refused(`${provider} has its keys in the ring, and --kms-key names another's`, 'Leave out --provider or --kms-key.');
  }
}

function domainOf(ring: KeyRing, id: string): RingDomain {
  const domain = ring.domains.get(id);
  if (domain === undefined) throw refused(`the ring has no key for ${id}`, `There is ${listed([...ring.domains.keys()])}.`);
  return domain;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function refused(message: string, hint: string): ToolError {
  return new ToolError('KEY_CHANGE_REFUSED', message, { hint: `${hint} Nothing was written.` });
}
