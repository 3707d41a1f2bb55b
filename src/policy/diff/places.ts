import type { Platform } from '../../domain/platform.ts';

/** Something in one place, or in all of them where it is said of none. */
interface Somewhere {
  readonly environment: string | undefined;
  readonly region: string | undefined;
}

/** One for all environments and regions, where it is the same in all. */
export function inAllPlaces<T extends Somewhere>(found: readonly T[], platform: Pick<Platform, 'environments' | 'regions'>): T[] {
  const { environments, regions } = platform;
  const overRegions = merged(found, { count: regions.length, widen: (one) => ({ ...one, region: undefined }) });
  return merged(overRegions, { count: environments.length, widen: (one) => ({ ...one, environment: undefined }) });
}

function merged<T>(found: readonly T[], { count, widen }: { count: number; widen: (one: T) => T }): T[] {
  const groups = new Map<string, T[]>();
  for (const one of found) {
    const key = JSON.stringify(widen(one));
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first !== undefined && group.length === count ? [widen(first)] : group;
  });
}
