import { physicalNamespaceProblem } from '../../domain/physical-namespace.ts';
import type { Platform, PlatformRuleBreak } from '../../domain/platform.ts';
import { zoneOf } from '../../domain/residency.ts';
import type { NamespaceConfig, ProxyConfig } from './config.ts';
import { everyRoute, planRoutes } from './plan.ts';
import type { Route } from './route.ts';

type Config = Pick<ProxyConfig, 'namespaces' | 'upstreams' | 'keys'>;

/** What `spec.namespaces` get wrong by themselves and beside each other. */
export function namespaceBreaks(config: Config, platform: Platform): PlatformRuleBreak[] {
  const names = config.namespaces.map(({ name }) => name);
  const found = config.namespaces.flatMap((namespace, index) => [
    ...(names.indexOf(namespace.name) < index ? [{ path: [index, 'name'], message: `${namespace.name} stands twice` }] : []),
    ...[
      ...listBreaks(namespace, 'environments', platform),
      ...listBreaks(namespace, 'regions', platform),
      ...lengthBreaks(namespace, platform),
    ].map(({ path, message }) => ({ path: [index, ...path], message })),
  ]);
  // Names are compared only where each is one: a namespace that stands twice would clash with itself.
  const rest = found.length > 0 ? [] : [...clashBreaks(config, platform), ...sealingBreaks(config, platform)];
  return [...found, ...rest].map(({ path, message }) => ({ path: ['namespaces', ...path], message }));
}

function listBreaks(namespace: NamespaceConfig, field: 'environments' | 'regions', platform: Platform): PlatformRuleBreak[] {
  const listed = namespace[field] ?? [];
  return listed.flatMap((name, index) => [
    ...(platform[field].includes(name) ? [] : [{ path: [field, index], message: `${name} is no ${field.slice(0, -1)} of the platform` }]),
    ...(listed.indexOf(name) < index ? [{ path: [field, index], message: `${name} stands twice` }] : []),
  ]);
}

function lengthBreaks({ name, regions }: NamespaceConfig, platform: Platform): PlatformRuleBreak[] {
  const message = physicalNamespaceProblem(name, regions ?? platform.regions, platform);
  return message === undefined ? [] : [{ path: ['name'], message }];
}

/**
 * Logical and physical names are a bijection over the whole platform, not over what is served here alone: two names for
 * one physical namespace would let one team read what another keeps, or one zone what another keeps.
 */
function clashBreaks({ namespaces }: Config, platform: Platform): PlatformRuleBreak[] {
  const indexed = namespaces.flatMap((namespace, index) => everyRoute(namespace, platform).map((route) => ({ route, index })));
  const holders = new Map<string, Route>();
  const logical = new Set(namespaces.map(({ name }) => name));
  return indexed.flatMap(({ route, index }) => {
    const path = [index, 'name'];
    const holder = holders.get(route.physical);
    if (holder === undefined) holders.set(route.physical, route);
    return [
      ...(holder === undefined ? [] : [{ path, message: clashOf(route, { holder, platform }) }]),
      ...(route.physical !== route.logical && logical.has(route.physical)
        ? [{ path, message: `its physical name ${route.physical} in ${route.upstream} is the logical name of another namespace` }]
        : []),
    ];
  });
}

function clashOf(route: Route, { holder, platform }: { holder: Route; platform: Platform }): string {
  const zones = [route, holder].map(({ region }) => zoneOf(region, platform));
  const across = zones[0] === zones[1] ? '' : `, so zones ${zones.join(' and ')} would share it`;
  return `its physical name ${route.physical} in ${route.upstream} is that of ${holder.logical} in ${holder.upstream}${across}`;
}

function sealingBreaks(config: Config, platform: Platform): PlatformRuleBreak[] {
  const served = planRoutes(config, platform);
  return config.namespaces.flatMap(({ name, encryption }, index) => {
    if (encryption === 'off') return [];
    const bare = served.filter((route) => route.logical === name && route.keyDomain === undefined);
    const path = [index];
    return bare.map(({ environment, region }) => {
      const zone = zoneOf(region, platform);
      return {
        path,
        message: `${name} has no key domain in ${environment} and zone ${zone}; add it to spec.encryption.keyDomains of the platform file, or write \`encryption: off\``,
      };
    });
  });
}
