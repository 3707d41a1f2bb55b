import type { PlatformRuleBreak } from '../../domain/platform.ts';
import { listRing, loadKeyRing, type KeyRing } from '../../keys/keys.ts';
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
  const providers = new Set(keys?.providers.map(({ name }) => name));
  const path = ['spec', 'keys', 'ring'];
  const unsealed = sealing.domains.filter((id) => !listed.get(id)?.versions.some(({ state }) => state === 'active'));
  const used = [...ring.domains.values()].flatMap(({ versions }) => versions).filter(({ retired }) => retired === undefined);
  const unknown = new Set(used.map(({ provider }) => provider).filter((name) => !providers.has(name)));
  return [
    ...(sealing.deployment === undefined || ring.deployment === sealing.deployment
      ? []
      : [{ path, message: `is of the deployment ${ring.deployment}, the platform of ${sealing.deployment}` }]),
    ...unsealed.map((id) => ({ path, message: `has no version that seals for ${id}; run \`temporal-platform keys create ${id}\`` })),
    ...[...unknown].map((name) => ({ path: ['spec', 'keys', 'providers'], message: `lacks ${name}, which versions of the key ring name` })),
  ];
}
