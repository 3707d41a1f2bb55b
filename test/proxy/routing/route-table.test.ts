import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtinPlatform } from '../../../src/domain/builtin-platform.ts';
import type { Platform } from '../../../src/domain/platform.ts';
import { zoneOf } from '../../../src/domain/residency.ts';
import type { Identity, Place } from '../../../src/proxy/identity/identity.ts';
import type { NamespaceConfig, UpstreamConfig } from '../../../src/proxy/routing/config.ts';
import { namespaceBreaks } from '../../../src/proxy/routing/namespace-rules.ts';
import { placeName } from '../../../src/proxy/routing/place-name.ts';
import { planRoutes } from '../../../src/proxy/routing/plan.ts';
import { createRoutes } from '../../../src/proxy/routing/route-table.ts';

const production: Place = { cluster: 'eu-1', environment: 'production', region: 'eu' };

function identityIn(place: Place, namespaces: readonly string[]): Identity {
  return { source: 'test', subject: 'ada', place, namespaces: new Set(namespaces), groups: new Set(), kind: 'service' };
}

function routesFor(names: readonly string[], places: readonly Place[] = [production], platform: Platform = builtinPlatform.spec) {
  const upstreams = places.map(({ environment, region }): UpstreamConfig => ({ environment, region, connections: { maximum: 32 } }));
  const namespaces = names.map((name): NamespaceConfig => ({ name, owner: `team-${name}`, encryption: 'off' }));
  const breaks = namespaceBreaks({ namespaces, upstreams, keys: undefined }, platform);
  const list = planRoutes({ namespaces, upstreams }, platform);
  return { breaks, list, routes: createRoutes(list, upstreams.map(placeName)) };
}

describe('a caller', () => {
  const { routes } = routesFor(['images', 'orders']);
  const ada = identityIn(production, ['images', 'elsewhere']);

  test('reaches a namespace it is granted, in its own place', () => {
    expect(routes.find(ada, 'images')).toMatchObject({
      kind: 'route',
      logical: 'images',
      physical: 'images-production-eu',
      owner: 'team-images',
      upstream: 'production/eu',
    });
    expect(routes.of(ada).map(({ logical }) => logical)).toEqual(['images']);
    expect(routes.upstreamOf(ada)).toBe('production/eu');
  });

  const notGranted = { status: 7, reason: 'namespace-not-granted' };
  test.each([
    {
      title: 'that is there but not granted',
      logical: 'orders',
      refusal: { ...notGranted, detail: 'orders is not granted in production/eu' },
    },
    { title: 'that is not there', logical: 'nothing', refusal: { ...notGranted, detail: 'nothing is not served in production/eu' } },
    {
      title: 'that is granted but not there',
      logical: 'elsewhere',
      refusal: { status: 7, reason: 'namespace-elsewhere', detail: 'elsewhere is not served in production/eu' },
    },
    {
      title: 'by its physical name',
      logical: 'images-production-eu',
      refusal: { ...notGranted, detail: 'images-production-eu is not served in production/eu' },
    },
    { title: 'of no name', logical: '', refusal: { status: 3, reason: 'no-namespace', detail: 'the namespace is missing' } },
  ])('is refused a namespace $title', ({ logical, refusal }) => {
    expect(routes.find(ada, logical)).toMatchObject({ kind: 'rejected', ...refusal });
  });

  test.each([
    { granted: ['images', 'elsewhere'], end: 'Granted here: images.' },
    { granted: ['elsewhere'], end: 'Ask the platform team.' },
    { granted: ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'], end: 'Granted here: a1, a2, a3, a4, a5, ….' },
  ])('that names none of its own, $granted, is told of them: $end', ({ granted, end }) => {
    const { routes: many } = routesFor(['images', 'orders', 'a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
    const message = `${ada.subject} may not use namespace default (nothing grants it here, or there is none). ${end}`;
    expect(many.find(identityIn(production, granted), 'default')).toMatchObject({ message });
  });

  test('cannot tell a namespace that is not there from one that is not granted, nor put anything into a log line', () => {
    const texts = ['orders', 'nothin'].map((name) => (routes.find(ada, name) as { message: string }).message);
    expect(texts[0]?.replace('orders', 'X')).toBe(texts[1]?.replace('nothin', 'X'));
    const hostile = routes.find(ada, `a\n\u001b[31m${'x'.repeat(5_000)}`) as { message: string; detail: string };
    expect(hostile.detail.length).toBeLessThan(200);
    expect(hostile.detail).toContain(String.raw`a\n\u001b[31mxxx`);
  });

  test('of a place that is not served is refused everything but told why', () => {
    const stranger = identityIn({ cluster: 'us-1', environment: 'production', region: 'us' }, ['images']);
    expect(routes.find(stranger, 'images')).toMatchObject({ status: 7, reason: 'place-not-served' });
    expect(routes.upstreamOf(stranger)).toMatchObject({ status: 7, reason: 'place-not-served' });
    expect(routes.of(stranger)).toEqual([]);
    expect(routes.logicalOf(stranger, 'images-production-eu')).toBeUndefined();
  });

  test('sees the logical name of every namespace of its place, granted or not, and of none of another', () => {
    expect(routes.logicalOf(ada, 'orders-production-eu')).toBe('orders');
    expect(routes.logicalOf(ada, 'orders-production-us')).toBeUndefined();
  });
});

const label = fc.array(fc.constantFrom('a', 'b'), { minLength: 1, maxLength: 3 }).map((parts) => parts.join('-'));
const pattern = fc.shuffledSubarray(['{namespace}', '{environment}', '{region}'], { minLength: 3 });
const setting = fc.record({
  names: fc.uniqueArray(label, { minLength: 2, maxLength: 6 }),
  environments: fc.uniqueArray(label, { minLength: 2, maxLength: 3 }),
  regions: fc.uniqueArray(label, { minLength: 1, maxLength: 3 }),
  pattern: fc.tuple(pattern, fc.constantFrom('', '-', '.')).map(([parts, separator]) => parts.join(separator)),
});

test('whatever the rules let through, names are a bijection and every route stays in the zone of its caller', () => {
  let accepted = 0;
  let refused = 0;
  fc.assert(
    fc.property(setting, ({ names, environments, regions, pattern: physicalNamespace }) => {
      const platform = { ...builtinPlatform.spec, environments, regions, physicalNamespace, temporal: [] };
      const places = environments.flatMap((environment) => regions.map((region) => ({ cluster: undefined, environment, region })));
      const { breaks, list, routes } = routesFor(names, places, platform);
      const physical = list.map((route) => route.physical);
      const isBijection =
        new Set(physical).size === physical.length &&
        !list.some((route) => names.includes(route.physical) && route.physical !== route.logical);
      expect(breaks.length === 0).toBe(isBijection);
      if (isBijection) accepted += 1;
      else refused += 1;
      if (!isBijection) return;
      for (const place of places) {
        const identity = identityIn(place, names);
        for (const name of names) {
          const route = routes.find(identity, name);
          if (route.kind !== 'route') throw new Error(route.detail);
          expect(zoneOf(route.region, platform)).toBe(zoneOf(place.region, platform));
          expect(routes.logicalOf(identity, route.physical)).toBe(name);
        }
      }
    }),
    { numRuns: 300 },
  );
  // Both kinds were met, or the property said nothing.
  expect(Math.min(accepted, refused)).toBeGreaterThan(20);
});
