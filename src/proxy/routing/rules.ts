import { milliseconds } from '../../domain/duration.ts';
import type { Platform, PlatformRuleBreak } from '../../domain/platform.ts';
import { namespaceLists } from '../identity/grant-problems.ts';
import { compilePlace } from '../identity/place.ts';
import { identityProblems } from '../identity/problems.ts';
import type { ProxyConfig } from './config.ts';
import { namespaceBreaks } from './namespace-rules.ts';
import { placeName } from './place-name.ts';
import { planRoutes } from './plan.ts';
import { rateLimitBreaks } from './rate-limits-rules.ts';
import { upstreamBreaks } from './upstream-rules.ts';

/** What a proxy config may get wrong although every field has its shape: alone, and against the platform file. All at once. */
export function proxyRuleBreaks(config: ProxyConfig, platform: Platform): PlatformRuleBreak[] {
  const upstreams = upstreamBreaks(config, platform);
  const namespaces = namespaceBreaks(config, platform);
  const identities = identityProblems(config.identities, {
    platform,
    namespaces: config.namespaces.map(({ name }) => name),
    listener: { address: config.listen.address, verifiesClients: config.listen.tls?.clientAuthorities !== undefined },
    development: config.development,
    hasPolicy: config.access !== undefined,
  }).map(({ path, message }) => ({ path: ['identities', ...path], message }));
  // Whether callers are served is asked only once places, servers and namespaces are right, or one mistake would be told thrice.
  const isSound = upstreams.length + namespaces.length + identities.length === 0;
  const found = [
    ...addressBreaks(config),
    ...identities,
    ...upstreams,
    ...namespaces,
    ...(isSound ? callerBreaks(config, platform) : []),
    ...keysBreaks(config, platform),
    ...limitBreaks(config),
    ...rateLimitBreaks(config.rateLimits),
  ];
  return found.map(({ path, message }) => ({ path: ['spec', ...path], message }));
}

function addressBreaks({ listen, operations, codec }: ProxyConfig): PlatformRuleBreak[] {
  return [
    ...(isShared(operations.address, listen.address)
      ? [{ path: ['operations', 'address'], message: `${operations.address} is where callers connect already` }]
      : []),
    ...(codec !== undefined && [listen.address, operations.address].some((other) => isShared(codec.address, other))
      ? [{ path: ['codec', 'address'], message: `${codec.address} is taken by another part of this proxy` }]
      : []),
  ];
}

function isShared(one: string, other: string): boolean {
  return one === other && !one.endsWith(':0');
}

/** Callers that would be let in and find nothing: their place has no upstream here, or a namespace of theirs is not in it. */
function callerBreaks(config: ProxyConfig, platform: Platform): PlatformRuleBreak[] {
  const served = new Set(config.upstreams.map(placeName));
  const routes = new Set(planRoutes(config, platform).map(({ logical, upstream }) => `${logical} ${upstream}`));
  return config.identities.flatMap((source, index) => {
    const place = placeName(compilePlace(source.place, platform));
    if (!served.has(place)) {
      return [
        { path: ['identities', index, 'place'], message: `no upstream serves ${place}; callers reach that of their own place alone` },
      ];
    }
    return namespaceLists(source).flatMap(({ path, namespaces = [] }) =>
      namespaces.flatMap((namespace, at) =>
        routes.has(`${namespace} ${place}`)
          ? []
          : [{ path: ['identities', index, ...path, at], message: `${namespace} is not in ${place}, where these callers run` }],
      ),
    );
  });
}

function keysBreaks({ keys, namespaces, upstreams }: ProxyConfig, platform: Platform): PlatformRuleBreak[] {
  if (keys === undefined) {
    const sealed = planRoutes({ namespaces, upstreams }, platform).find(({ keyDomain }) => keyDomain !== undefined);
    return sealed === undefined
      ? []
      : [{ path: ['keys'], message: `is missing; payloads of ${sealed.logical} in ${sealed.upstream} have to be sealed` }];
  }
  const names = keys.providers.map(({ name }) => name);
  return [
    ...names.flatMap((name, index) =>
      names.indexOf(name) < index ? [{ path: ['keys', 'providers', index, 'name'], message: `${name} stands twice` }] : [],
    ),
    ...durationBreaks(['keys', 'dataKey', 'maximumAge'], keys.dataKey.maximumAge, { least: '1m', most: '24h' }),
  ];
}

function limitBreaks({ limits }: ProxyConfig): PlatformRuleBreak[] {
  return [
    ...(limits.payloadBytes <= limits.messageBytes
      ? []
      : [{ path: ['limits', 'payloadBytes'], message: `is above messageBytes, ${limits.messageBytes}, so that it limits nothing` }]),
    ...(limits.bytesInFlight >= limits.messageBytes + limits.responseBytes
      ? []
      : [{ path: ['limits', 'bytesInFlight'], message: 'is below messageBytes and responseBytes together, which one call may hold' }]),
    ...durationBreaks(['limits', 'connectionAge'], limits.connectionAge, { least: '10s', most: '7d' }),
    ...durationBreaks(['limits', 'pollHold'], limits.pollHold, { least: '0s', most: '60s' }),
  ];
}

function durationBreaks(path: string[], text: string, { least, most }: { least: string; most: string }): PlatformRuleBreak[] {
  const isWithin = milliseconds(text) >= milliseconds(least) && milliseconds(text) <= milliseconds(most);
  return isWithin ? [] : [{ path, message: `is not between ${least} and ${most}` }];
}
