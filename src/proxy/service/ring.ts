import type { PlatformRuleBreak } from '../../domain/platform.ts';
import { listRing, loadKeyRing, type KeyRing, type RingVersion } from '../../keys/keys.ts';
import type { ProxyConfig } from '../routing/config.ts';
import type { SealingPlan } from '../routing/compile.ts';
import type { ProxyOutside } from './outside.ts';

/** The key ring of a config; `undefined` when nothing is sealed or opened here. Throws KEY_RING_INVALID. */
export function ringOf({ keys }: ProxyConfig, { files }: Pick<ProxyOutside, 'files'>): KeyRing | undefined {
  return keys === undefined ? undefined : loadKeyRing(keys.ring, files);
}

/** What a ring lacks to seal what this config has to be sealed. */
export function ringBreaks(
  ring: KeyRing,
  { keys }: ProxyConfig,
  { sealing, now }: { sealing: SealingPlan; now: number },
): PlatformRuleBreak[] {
  const listed = new Map(listRing(ring, now).map((domain) => [domain.id, domain]));
  const kinds = new Map(keys?.providers.map(({ name, kind }) => [name, kind]));
  const path = ['spec', 'keys', 'ring'];
  const unsealed = sealing.domains.filter((id) => !listed.get(id)?.versions.some(({ state }) => state === 'active'));
  const used = [...ring.domains.values()].flatMap(({ versions }) => versions).filter(({ retired }) => retired === undefined);
  const unknown = new Set(used.map(({ provider }) => provider).filter((name) => !kinds.has(name)));
  return [
    ...(sealing.deployment === undefined || ring.deployment === sealing.deployment
      ? []
      : [{ path, message: `is of the deployment ${ring.deployment}, the platform of ${sealing.deployment}` }]),
    ...unsealed.map((id) => ({ path, message: `has no version that seals for ${id}; run \`temporal-platform keys create ${id}\`` })),
    ...[...unknown].map((name) => ({ path: ['spec', 'keys', 'providers'], message: `lacks ${name}, which versions of the key ring name` })),
    ...used.flatMap((version) => kindBreak(version, kinds.get(version.provider)) ?? []).map((message) => ({ path, message })),
  ];
}

/** What its provider can do nothing with would be found when it is to seal. */
function kindBreak({ domain, version, provider, material }: RingVersion, kind: string | undefined): string | undefined {
  if (kind === undefined || (kind === 'local') === (material !== undefined)) return undefined;
  const what = material === undefined ? 'a reference' : 'material';
  return `has ${what} in version ${version} of ${domain}, with which ${provider}, of kind ${kind}, can do nothing; mend its kind in spec.keys.providers, or the provider of that version`;
}
