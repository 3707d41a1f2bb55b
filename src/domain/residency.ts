import type { Platform, PlatformRuleBreak } from './platform.ts';

/** The residency zone of a region; a region that no zone names is a zone of its own. */
export function zoneOf(region: string, { residency }: Pick<Platform, 'residency'>): string {
  return residency?.zones.find(({ regions }) => regions.includes(region))?.name ?? region;
}

/** Names of all zones, in the order of the platform's regions. */
export function zonesOf(platform: Pick<Platform, 'regions' | 'residency'>): string[] {
  return [...new Set(platform.regions.map((region) => zoneOf(region, platform)))];
}

/** `host:port` in one spelling, so that one server is not taken for two. */
export function sameAddress(address: string): string {
  return address.toLowerCase().replace(/\.(?=:\d+$)/, '');
}

/**
 * What the zones of a platform get wrong. A server that two zones share counts only once zones are declared: a platform
 * file from before there were zones stays valid, and a proxy refuses it by itself.
 */
export function residencyBreaks(platform: Platform): PlatformRuleBreak[] {
  const zones = platform.residency?.zones;
  if (zones === undefined) return [];
  const names = zones.map(({ name }) => name);
  const listed = zones.flatMap(({ regions }, zone) => regions.map((region, index) => ({ region, zone, index })));
  const isListed = (region: string) => listed.some((one) => one.region === region);
  const found = [
    ...names.flatMap((name, index) => [
      ...(names.indexOf(name) < index ? [{ path: [index, 'name'], message: `${name} stands twice` }] : []),
      ...(platform.regions.includes(name) && !isListed(name)
        ? [{ path: [index, 'name'], message: `${name} is also a region that stands in no zone, and so a zone of its own` }]
        : []),
    ]),
    ...listed.flatMap(({ region, zone, index }, position) => [
      ...(platform.regions.includes(region) ? [] : [{ path: [zone, 'regions', index], message: `${region} is not one of spec.regions` }]),
      ...(listed.findIndex((one) => one.region === region) < position
        ? [{ path: [zone, 'regions', index], message: `${region} stands in a zone already; a region is in one at most` }]
        : []),
    ]),
  ].map(({ path, message }) => ({ path: ['residency', 'zones', ...path], message }));
  return [...found, ...sharedServerBreaks(platform)];
}

/** Two zones on one server: what it stores, replicates and backs up lies in both. Temporal Cloud places each namespace by itself. */
export function sharedServerBreaks(platform: Platform): PlatformRuleBreak[] {
  return platform.temporal.flatMap((target, index) => {
    if (!('address' in target)) return [];
    const zone = zoneOf(target.region, platform);
    const other = platform.temporal
      .slice(0, index)
      .find((one) => 'address' in one && sameAddress(one.address) === sameAddress(target.address) && zoneOf(one.region, platform) !== zone);
    if (other === undefined) return [];
    const message = `${target.address} already serves ${other.region}, of zone ${zoneOf(other.region, platform)}; ${target.region} is of zone ${zone}`;
    return [{ path: ['temporal', index, 'address'], message }];
  });
}
