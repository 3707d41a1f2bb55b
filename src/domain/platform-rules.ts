import { encryptionBreaks } from './encryption.ts';
import type { Platform, PlatformRuleBreak, Tier } from './platform.ts';
import { residencyBreaks } from './residency.ts';

/** What a platform file may get wrong although every field has its shape: references, gaps, orders. All at once. */
export function platformFileRuleBreaks(platform: Platform): PlatformRuleBreak[] {
  const found = [
    ...duplicates(platform.environments, 'environments'),
    ...duplicates(platform.regions, 'regions'),
    ...clusterBreaks(platform),
    ...placeBreaks(platform, 'temporal'),
    ...placeBreaks(platform, 'proxy'),
    ...patternBreaks(platform),
    ...retentionBreaks(platform),
    ...Object.entries(platform.tiers).flatMap(([level, tier]) => tierBreaks(tier, level)),
    ...accessBreaks(platform),
    ...residencyBreaks(platform),
    ...encryptionBreaks(platform),
  ];
  return found.map(({ path, message }) => ({ path: ['spec', ...path], message }));
}

function duplicates(values: readonly string[], field: string): PlatformRuleBreak[] {
  return values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: [field, index], message: `${value} stands twice` }] : [],
  );
}

function clusterBreaks(platform: Platform): PlatformRuleBreak[] {
  const names = platform.clusters.map(({ name }) => name);
  return platform.clusters.flatMap(({ name, region, environments }, index) => [
    ...(names.indexOf(name) < index ? [{ path: ['clusters', index, 'name'], message: `${name} stands twice` }] : []),
    ...unknownBreaks(platform, { region, environments }, ['clusters', index]),
  ]);
}

function placeBreaks(platform: Platform, field: 'temporal' | 'proxy'): PlatformRuleBreak[] {
  const places = platform[field].map(({ environment, region }) => `${environment} in ${region}`);
  const known = platform[field].flatMap(({ environment, region }, index) => [
    ...unknownBreaks(platform, { region, environments: [environment] }, [field, index]),
    ...(places.indexOf(places[index] ?? '') < index ? [{ path: [field, index], message: `${places[index] ?? ''} stands twice` }] : []),
  ]);
  const wanted = platform.environments.flatMap((environment) => platform.regions.map((region) => `${environment} in ${region}`));
  const missing = wanted
    .filter((place) => !places.includes(place))
    .map((place) => ({ path: [field], message: `has nothing for ${place}` }));
  return [...known, ...missing];
}

function unknownBreaks(
  platform: Platform,
  { region, environments }: { region: string; environments: readonly string[] },
  path: (string | number)[],
): PlatformRuleBreak[] {
  const unknown = environments.filter((environment) => !platform.environments.includes(environment));
  return [
    ...(platform.regions.includes(region) ? [] : [{ path: [...path, 'region'], message: `${region} is not one of spec.regions` }]),
    ...unknown.map((environment) => ({ path: [...path, 'environments'], message: `${environment} is not one of spec.environments` })),
  ];
}

function patternBreaks({ physicalNamespace, codeOwners, environments, regions }: Platform): PlatformRuleBreak[] {
  const needed = ['{namespace}', ...(environments.length > 1 ? ['{environment}'] : []), ...(regions.length > 1 ? ['{region}'] : [])];
  const missing = needed.filter((part) => !physicalNamespace.includes(part));
  const unknown =
    physicalNamespace.match(/\{[^}]*\}/g)?.filter((part) => !['{namespace}', '{environment}', '{region}'].includes(part)) ?? [];
  return [
    ...missing.map((part) => ({ path: ['physicalNamespace'], message: `lacks ${part}, so two places would share one name` })),
    ...unknown.map((part) => ({ path: ['physicalNamespace'], message: `${part} is not known here` })),
    ...(codeOwners.includes('{owner}') ? [] : [{ path: ['codeOwners'], message: 'lacks {owner}' }]),
  ];
}

function accessBreaks({ access = {}, tiers }: Platform): PlatformRuleBreak[] {
  const levels = Object.entries(tiers).filter(([, { decodeRights }]) => decodeRights === 'owner-and-support');
  const unknownIn = (field: 'group' | 'serviceAccount', known: readonly string[]) =>
    (access[field]?.match(/\{[^}]*\}/g) ?? [])
      .filter((part) => !known.includes(part))
      .map((part) => ({ path: ['access', field], message: `${part} is not known here` }));
  const lacks = (field: 'group' | 'serviceAccount', part: string, why: string) =>
    access[field] === undefined || access[field].includes(part) ? [] : [{ path: ['access', field], message: `lacks ${part}, so ${why}` }];
  return [
    ...unknownIn('group', ['{owner}']),
    ...lacks('group', '{owner}', 'all teams would be one group'),
    ...unknownIn('serviceAccount', ['{worker}', '{namespace}', '{owner}']),
    ...lacks('serviceAccount', '{worker}', 'all workers would be one caller'),
    ...(access.supportGroup === undefined
      ? levels.map(([level]) => ({ path: ['tiers', level, 'decodeRights'], message: 'owner-and-support needs spec.access.supportGroup' }))
      : []),
  ];
}

function retentionBreaks({ retention: { minimum, maximum, default: usual } }: Platform): PlatformRuleBreak[] {
  if (minimum > maximum) return [{ path: ['retention', 'minimum'], message: `${minimum} is above the maximum of ${maximum}` }];
  const isWithin = usual >= minimum && usual <= maximum;
  return isWithin ? [] : [{ path: ['retention', 'default'], message: `${usual} is not between ${minimum} and ${maximum}` }];
}

function tierBreaks({ scaling: { pollers, replicas } }: Tier, level: string): PlatformRuleBreak[] {
  const path = ['tiers', level, 'scaling'];
  const hasOrder = pollers.minimum <= pollers.initial && pollers.initial <= pollers.maximum;
  return [
    ...(hasOrder ? [] : [{ path: [...path, 'pollers'], message: 'minimum, initial and maximum are not in order' }]),
    ...(replicas.minimum <= replicas.maximum ? [] : [{ path: [...path, 'replicas'], message: 'minimum is above maximum' }]),
  ];
}
