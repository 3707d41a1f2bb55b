import { keyDomainOf } from '../../domain/encryption.ts';
import { physicalNamespaces } from '../../domain/physical-namespace.ts';
import type { Platform } from '../../domain/platform.ts';
import type { NamespaceConfig, ProxyConfig } from './config.ts';
import { placeName } from './place-name.ts';
import type { Route } from './route.ts';
import { cloudAccountOf } from './upstream-rules.ts';

/** Every namespace in every place that an upstream serves, in the order of the file. */
export function planRoutes({ namespaces, upstreams }: Pick<ProxyConfig, 'namespaces' | 'upstreams'>, platform: Platform): Route[] {
  const served = new Set(upstreams.map(placeName));
  return namespaces.flatMap((namespace) => everyRoute(namespace, platform).filter(({ upstream }) => served.has(upstream)));
}

/** A namespace in every place it may be in, whether this proxy serves it or not. */
export function everyRoute(namespace: NamespaceConfig, platform: Platform): Route[] {
  const { name, owner, encryption } = namespace;
  const environments = namespace.environments ?? platform.environments;
  return physicalNamespaces(name, namespace.regions ?? platform.regions, platform)
    .filter(({ environment }) => environments.includes(environment))
    .map(({ environment, region, name: physical }) => {
      const account = cloudAccountOf({ environment, region }, platform);
      return {
        kind: 'route',
        logical: name,
        physical: account === undefined ? physical : `${physical}.${account}`,
        owner,
        environment,
        region,
        upstream: placeName({ environment, region }),
        keyDomain: encryption === 'off' ? undefined : keyDomainOf({ namespace: name, environment, region }, platform)?.id,
      };
    });
}
