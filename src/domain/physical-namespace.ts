import type { Platform } from './platform.ts';

export interface PhysicalNamespace {
  environment: string;
  region: string;
  name: string;
}

/** Cloud: 2-39 characters before the account. Self-hosted: `limit.maxIDLength`, 1,000 unless the operator changed it. */
const longest = { cloud: 39, selfHosted: 1_000 } as const;

/** One physical namespace per environment and region, in the platform's order. */
export function physicalNamespaces(namespace: string, regions: readonly string[], platform: Platform): PhysicalNamespace[] {
  return platform.environments.flatMap((environment) =>
    platform.regions
      .filter((region) => regions.includes(region))
      .map((region) => ({ environment, region, name: physicalName(namespace, { environment, region }, platform) })),
  );
}

/**
 * Why a physical name does not fit the server it is meant for; `undefined` when all fit. Of several it is the one that
 * is furthest over, so that shortening by what it says is enough for all.
 */
export function physicalNamespaceProblem(namespace: string, regions: readonly string[], platform: Platform): string | undefined {
  const [worst] = physicalNamespaces(namespace, regions, platform)
    .map((place) => ({ name: place.name, ...serverOf(place, platform) }))
    .map((one) => ({ ...one, excess: one.name.length - one.limit }))
    .toSorted((a, b) => b.excess - a.excess);
  if (worst === undefined || worst.excess <= 0) return undefined;
  const { name, server, limit, excess } = worst;
  return `its physical name ${name} has ${name.length} characters, ${server} takes ${limit}; shorten it by ${excess}`;
}

function serverOf({ environment, region }: Pick<PhysicalNamespace, 'environment' | 'region'>, platform: Platform) {
  const target = platform.temporal.find((candidate) => candidate.environment === environment && candidate.region === region);
  const isCloud = target !== undefined && 'cloudAccount' in target;
  return isCloud ? { server: 'Temporal Cloud', limit: longest.cloud } : { server: 'a self-hosted server', limit: longest.selfHosted };
}

function physicalName(namespace: string, place: { environment: string; region: string }, platform: Platform): string {
  return platform.physicalNamespace
    .replaceAll('{namespace}', namespace)
    .replaceAll('{environment}', place.environment)
    .replaceAll('{region}', place.region);
}
