import type { PlatformEncryption } from '../../domain/platform.ts';
import { activeVersion, overdueRotations, stateOf, type KeyRing } from './ring.ts';

export interface RingFinding {
  readonly kind: 'exposed' | 'other-deployment' | 'no-key' | 'not-active' | 'unknown-domain' | 'overdue' | 'from-the-future' | 'provider';
  readonly domain: string | undefined;
  readonly version: number | undefined;
  readonly message: string;
}

const day = 86_400_000;
/** What two clocks may differ by. */
const clockSkew = 300_000;

/** What a ring lacks to serve a platform. */
export function ringFindings(ring: KeyRing, encryption: PlatformEncryption, now: number): RingFinding[] {
  const { deployment, keyDomains } = encryption;
  const ids = new Set(keyDomains.map(({ id }) => id));
  return [
    ...(ring.deployment === deployment
      ? []
      : [finding('other-deployment', undefined, `the ring is of ${ring.deployment}, the platform of ${deployment}`)]),
    ...keyDomains.flatMap(({ id }) => domainFindings(ring, id, now)),
    ...[...ring.domains.keys()]
      .filter((id) => !ids.has(id))
      .map((id) =>
        finding('unknown-domain', { domain: id }, 'is in the ring and not in the platform file: what was sealed in it cannot be opened'),
      ),
    ...overdueRotations(ring, now).map(({ domain, version, overdueBy }) =>
      finding('overdue', { domain, version }, `is overdue for rotation by ${days(overdueBy)}; run \`keys rotate ${domain}\``),
    ),
    ...futureFindings(ring, now),
  ];
}

function domainFindings(ring: KeyRing, id: string, now: number): RingFinding[] {
  const domain = ring.domains.get(id);
  if (domain === undefined) return [finding('no-key', { domain: id }, `has no key; run \`keys create ${id}\``)];
  if (activeVersion(domain, now) !== undefined) return [];
  const waiting = domain.versions.find((version) => stateOf(domain, version, now) === 'pending');
  if (waiting === undefined) return [finding('not-active', { domain: id }, `has no version that seals; run \`keys rotate ${id}\``)];
  const since = new Date(waiting.activateAt).toISOString();
  return [finding('not-active', { domain: id, version: waiting.version }, `seals nothing before ${since}`)];
}

function futureFindings(ring: KeyRing, now: number): RingFinding[] {
  const versions = [...ring.domains.values()].flatMap((domain) => domain.versions);
  return versions
    .filter(({ created }) => created - now > clockSkew)
    .map(({ domain, version, created }) =>
      finding(
        'from-the-future',
        { domain, version },
        `was made ${days(created - now)} from now: the clock here or the one where it was made is wrong`,
      ),
    );
}

export function finding(kind: RingFinding['kind'], about: { domain: string; version?: number } | undefined, message: string): RingFinding {
  return { kind, domain: about?.domain, version: about?.version, message };
}

function days(time: number): string {
  return time < day ? `${Math.max(1, Math.round(time / 3_600_000))} h` : `${Math.floor(time / day)} days`;
}
