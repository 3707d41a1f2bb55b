import type { Platform } from '../../domain/platform.ts';
import type { PlaceConfig } from './config.ts';
import type { Place } from './identity.ts';
import type { IdentityProblem } from './identity-context.ts';

type Places = Pick<Platform, 'clusters' | 'environments' | 'regions'>;

/** Why a source's place is none of the platform's, or not one alone. Paths begin at `place`. */
export function placeProblems(place: PlaceConfig, platform: Places): IdentityProblem[] {
  if (!('cluster' in place)) {
    return [
      ...(platform.environments.includes(place.environment)
        ? []
        : [problem('environment', `${place.environment} is no environment of the platform`)]),
      ...(platform.regions.includes(place.region) ? [] : [problem('region', `${place.region} is no region of the platform`)]),
    ];
  }
  const cluster = platform.clusters.find(({ name }) => name === place.cluster);
  if (cluster === undefined) return [problem('cluster', `${place.cluster} is no cluster of the platform`)];
  const environments = cluster.environments.join(', ');
  if (place.environment === undefined) {
    const message = `is missing; cluster ${place.cluster} has several: ${environments}`;
    return cluster.environments.length === 1 ? [] : [problem('environment', message)];
  }
  const isThere = cluster.environments.includes(place.environment);
  return isThere ? [] : [problem('environment', `cluster ${place.cluster} has no ${place.environment}; it has ${environments}`)];
}

/** The place of a source without problems. */
export function compilePlace(place: PlaceConfig, { clusters }: Pick<Platform, 'clusters'>): Place {
  if (!('cluster' in place)) return { cluster: undefined, environment: place.environment, region: place.region };
  const cluster = clusters.find(({ name }) => name === place.cluster);
  const environment = place.environment ?? cluster?.environments[0];
  if (cluster === undefined || environment === undefined) throw new RangeError(`no such place: ${place.cluster}`);
  return { cluster: cluster.name, environment, region: cluster.region };
}

function problem(field: string, message: string): IdentityProblem {
  return { path: ['place', field], message };
}
