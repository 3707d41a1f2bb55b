import type { KeyRing } from '../../keys/keys.ts';
import { loadPolicy, type LoadedPolicy } from '../../policy/policy.ts';
import { compileProxy, type CompiledProxy } from '../routing/compile.ts';
import { loadConfig, type LoadedConfig } from '../routing/load.ts';
import { loadRevocations, type LoadedRevocations } from './follow-revocations.ts';
import type { ProxyOutside } from './outside.ts';
import { ringBreaks, ringOf } from './ring.ts';

/** A config with all it names: right in every way that can be told without asking anybody. */
export interface LoadedProxy extends LoadedConfig {
  readonly compiled: CompiledProxy;
  /** `undefined` when nothing is sealed here. */
  readonly ring: KeyRing | undefined;
  /** `undefined` when the config names no documents: its grants decide alone. */
  readonly policy: LoadedPolicy | undefined;
  /** `undefined` when the config names no list. */
  readonly revocations: LoadedRevocations | undefined;
}

/**
 * Throws PROXY_INVALID, PLATFORM_INVALID, KEY_RING_INVALID, POLICY_INVALID or REVOCATIONS_INVALID with all that is wrong. With what is
 * in use `before`, policy documents that are the same are not read again.
 */
export async function loadProxy(
  configFile: string,
  outside: Pick<ProxyOutside, 'files' | 'clock'>,
  before?: LoadedProxy,
): Promise<LoadedProxy> {
  const loaded = await loadConfig(configFile, outside.files);
  const compiled = compileProxy(loaded);
  const { sealing } = compiled;
  const ring = sealing.domains.length === 0 ? undefined : ringOf(loaded.config, outside);
  const breaks = ring === undefined ? [] : ringBreaks(ring, loaded.config, { sealing, now: outside.clock() });
  if (breaks.length > 0) throw loaded.invalid(breaks);
  const { access } = loaded.config;
  const owners = new Map(loaded.config.namespaces.map(({ name, owner }) => [name, owner]));
  const { platform } = loaded;
  const input = { files: outside.files, platform, owners, before: before?.policy };
  const policy = access === undefined ? undefined : await loadPolicy({ ...input, paths: access.documents });
  const file = access?.revocations;
  const revocations = file === undefined ? undefined : await loadRevocations(file, outside.files);
  return { ...loaded, compiled, ring, policy, revocations };
}

/** Files and folders by which a config changes. What identity sources name is left out: it is read again for each use; and revocations are followed apart. */
export function filesOf(configFile: string, { config, contents, ring }: LoadedProxy): string[] {
  const ofIdentities = new Set(
    config.identities.flatMap((source) => [
      'jwksAuthorities' in source && source.jwksAuthorities,
      'jwksToken' in source && source.jwksToken,
    ]),
  );
  const named = [...contents.keys()].filter((file) => !ofIdentities.has(file));
  const ringFile = ring === undefined ? undefined : config.keys?.ring;
  return [configFile, config.platform, ...named, ...(ringFile === undefined ? [] : [ringFile]), ...(config.access?.documents ?? [])];
}
