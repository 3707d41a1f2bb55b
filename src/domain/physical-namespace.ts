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

/** Why a physical name does not fit the server it is meant for; `undefined` when all fit. */
export function physicalNamespaceProblem(namespace: string, regions: readonly string[], platform: Platform): string | undefined {
  for (const { environment, region, name } of physicalNamespaces(namespace, regions, platform)) {
    const target = platform.temporal.find((candidate) => candidate.environment === environment && candidate.region === region);
    const isCloud = target !== undefined && 'cloudAccount' in target;
    const limit = isCloud ? longest.cloud : longest.selfHosted;
    if (name.length > limit) {
      const server = isCloud ? 'Temporal Cloud' : 'a self-hosted server';
      return `its physical name ${name} has ${name.length} characters, ${server} takes ${limit}; shorten it by ${name.length - limit}`;
    }
  }
  return undefined;
}

function physicalName(namespace: string, place: { environment: string; region: string }, platform: Platform): string {
  return platform.physicalNamespace
    .replaceAll('{namespace}', namespace)
    .replaceAll('{environment}', place.environment)
    .replaceAll('{region}', place.region);
}
