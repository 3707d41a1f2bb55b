import type { KeyDomain, Platform, PlatformEncryption, PlatformRuleBreak } from './platform.ts';
import { zoneOf, zonesOf } from './residency.ts';

export interface NamespacePlace {
  namespace: string;
  environment: string;
  region: string;
}

/** The key domain that seals the payloads of a logical namespace in a place; `undefined` when the platform declares none. */
export function keyDomainOf({ namespace, environment, region }: NamespacePlace, platform: Platform): KeyDomain | undefined {
  const zone = zoneOf(region, platform);
  return platform.encryption?.keyDomains.find(
    (domain) => domain.namespace === namespace && domain.environment === environment && domain.zone === zone,
  );
}

/** What key domains and payload flows get wrong: names that are not there, one place with two domains, a flow out of its zone. */
export function encryptionBreaks(platform: Platform): PlatformRuleBreak[] {
  const { encryption } = platform;
  if (encryption === undefined) return [];
  const found = [...encryption.keyDomains.flatMap((_, index) => domainBreaks(platform, encryption, index)), ...flowBreaks(encryption)];
  return found.map(({ path, message }) => ({ path: ['encryption', ...path], message }));
}

function domainBreaks(platform: Platform, { keyDomains }: PlatformEncryption, index: number): PlatformRuleBreak[] {
  const path = ['keyDomains', index];
  const domain = keyDomains[index];
  if (domain === undefined) return [];
  const { id, namespace, environment, zone } = domain;
  const earlier = keyDomains.slice(0, index);
  const twin = earlier.find((one) => one.namespace === namespace && one.environment === environment && one.zone === zone);
  return [
    ...(earlier.some((one) => one.id === id) ? [{ path: [...path, 'id'], message: `${id} stands twice` }] : []),
    ...(platform.environments.includes(environment)
      ? []
      : [{ path: [...path, 'environment'], message: `${environment} is not one of spec.environments` }]),
    ...(zonesOf(platform).includes(zone)
      ? []
      : [{ path: [...path, 'zone'], message: `${zone} is not a zone; there is ${zonesOf(platform).join(', ')}` }]),
    ...(twin === undefined
      ? []
      : [{ path, message: `${twin.id} already is the key domain of ${namespace} in ${environment} and ${zone}` }]),
  ];
}

function flowBreaks({ keyDomains, payloadFlows = [] }: PlatformEncryption): PlatformRuleBreak[] {
  const byId = new Map(keyDomains.map((domain) => [domain.id, domain]));
  return payloadFlows.flatMap((flow, index) => {
    const path = ['payloadFlows', index];
    const unknown = (['from', 'to'] as const).filter((end) => !byId.has(flow[end]));
    const [from, to] = [byId.get(flow.from), byId.get(flow.to)];
    const isTwin = payloadFlows.slice(0, index).some((one) => one.from === flow.from && one.to === flow.to);
    return [
      ...unknown.map((end) => ({ path: [...path, end], message: `${flow[end]} is not one of spec.encryption.keyDomains` })),
      ...(flow.from === flow.to ? [{ path, message: 'leads from a key domain into itself' }] : []),
      ...(isTwin ? [{ path, message: `the flow from ${flow.from} to ${flow.to} stands twice` }] : []),
      ...(from !== undefined && to !== undefined && from.zone !== to.zone
        ? [{ path, message: `would take payloads out of zone ${from.zone} into zone ${to.zone}; no flow leaves its zone` }]
        : []),
    ];
  });
}
