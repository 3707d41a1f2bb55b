import type { Platform, PlatformRuleBreak } from '../../domain/platform.ts';
import { sameAddress, zoneOf } from '../../domain/residency.ts';
import { placeName } from './place-name.ts';
import type { ProxyConfig, UpstreamConfig } from './config.ts';

/** What `spec.upstreams` get wrong; a server that two residency zones would share among it. */
export function upstreamBreaks({ upstreams }: Pick<ProxyConfig, 'upstreams'>, platform: Platform): PlatformRuleBreak[] {
  const names = upstreams.map(placeName);
  const found = upstreams.flatMap((upstream, index) =>
    [
      ...placeBreaks(upstream, platform),
      ...(names.indexOf(placeName(upstream)) < index ? [{ path: [], message: `${placeName(upstream)} stands twice` }] : []),
      ...addressBreaks(upstream, platform),
      ...credentialBreaks(upstream, platform),
      ...foreignServerBreaks(upstream, { platform, others: upstreams.slice(0, index) }),
    ].map(({ path, message }) => ({ path: ['upstreams', index, ...path], message })),
  );
  return found;
}

/** Where the Temporal frontend of an upstream listens: its own addresses, else the platform's. */
export function addressesOf({ addresses, environment, region }: UpstreamConfig, platform: Platform): readonly string[] {
  if (addresses !== undefined) return addresses;
  const target = targetOf({ environment, region }, platform);
  return target !== undefined && 'address' in target ? [target.address] : [];
}

/** The account of Temporal Cloud that a place's namespaces are in; its servers name every namespace with it. */
export function cloudAccountOf(place: Pick<UpstreamConfig, 'environment' | 'region'>, platform: Platform): string | undefined {
  const target = targetOf(place, platform);
  return target !== undefined && 'cloudAccount' in target ? target.cloudAccount : undefined;
}

function targetOf({ environment, region }: Pick<UpstreamConfig, 'environment' | 'region'>, { temporal }: Platform) {
  return temporal.find((target) => target.environment === environment && target.region === region);
}

function placeBreaks({ environment, region }: UpstreamConfig, platform: Platform): PlatformRuleBreak[] {
  return [
    ...(platform.environments.includes(environment)
      ? []
      : [{ path: ['environment'], message: `${environment} is no environment of the platform` }]),
    ...(platform.regions.includes(region) ? [] : [{ path: ['region'], message: `${region} is no region of the platform` }]),
  ];
}

function addressBreaks(upstream: UpstreamConfig, platform: Platform): PlatformRuleBreak[] {
  const { addresses } = upstream;
  if (addresses === undefined) {
    return cloudAccountOf(upstream, platform) === undefined
      ? []
      : [{ path: ['addresses'], message: 'is missing; the platform file has an account of Temporal Cloud here, which is no address' }];
  }
  const spelled = addresses.map(sameAddress);
  return addresses.flatMap((address, index) =>
    spelled.indexOf(sameAddress(address)) < index ? [{ path: ['addresses', index], message: `${address} stands twice` }] : [],
  );
}

function credentialBreaks(upstream: UpstreamConfig, platform: Platform): PlatformRuleBreak[] {
  const { tls, apiKeyFile } = upstream;
  const needsTls = tls === undefined && (apiKeyFile !== undefined || cloudAccountOf(upstream, platform) !== undefined);
  return [
    ...(needsTls && apiKeyFile !== undefined
      ? [{ path: ['apiKeyFile'], message: 'needs tls, or the API key would travel in clear; write `tls: {}` for the public authorities' }]
      : []),
    ...(needsTls && apiKeyFile === undefined ? [{ path: [], message: 'needs tls: Temporal Cloud takes no other connection' }] : []),
    ...(tls !== undefined && (tls.certificate === undefined) !== (tls.key === undefined)
      ? [{ path: ['tls'], message: 'has one of certificate and key; a client certificate needs both' }]
      : []),
  ];
}

interface Elsewhere {
  platform: Platform;
  /** Upstreams that stand before it. */
  others: readonly UpstreamConfig[];
}

/** A server that is known as one of another zone, from this file or from the platform's. */
function foreignServerBreaks(upstream: UpstreamConfig, { platform, others }: Elsewhere): PlatformRuleBreak[] {
  const zone = zoneOf(upstream.region, platform);
  const known = [
    ...platform.temporal.flatMap((target) => ('address' in target ? [{ ...target, where: 'the platform file' }] : [])),
    ...others.flatMap((other) => addressesOf(other, platform).map((address) => ({ region: other.region, address, where: 'this file' }))),
  ].filter(({ region }) => zoneOf(region, platform) !== zone);
  return addressesOf(upstream, platform).flatMap((address, index) => {
    const foreign = known.find((one) => sameAddress(one.address) === sameAddress(address));
    if (foreign === undefined) return [];
    const path = upstream.addresses === undefined ? [] : ['addresses', index];
    const message = `${address} is a server of zone ${zoneOf(foreign.region, platform)} (${foreign.where}); data of zone ${zone} may not go there`;
    return [{ path, message }];
  });
}
