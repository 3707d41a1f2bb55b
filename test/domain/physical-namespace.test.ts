import fc from 'fast-check';
import { expect, test } from 'vitest';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { physicalNamespaceProblem, physicalNamespaces } from '../../src/domain/physical-namespace.ts';
import type { Platform } from '../../src/domain/platform.ts';

const platform: Platform = builtinPlatform.spec;
const onCloud: Platform = {
  ...platform,
  temporal: platform.temporal.map(({ environment, region }) => ({ environment, region, cloudAccount: 'a1b2c' })),
};

test('a logical namespace has one physical one per environment and region, in the platform’s order', () => {
  expect(physicalNamespaces('images', ['us', 'eu'], platform)).toEqual([
    { environment: 'staging', region: 'eu', name: 'images-staging-eu' },
    { environment: 'staging', region: 'us', name: 'images-staging-us' },
    { environment: 'production', region: 'eu', name: 'images-production-eu' },
    { environment: 'production', region: 'us', name: 'images-production-us' },
  ]);
});

test('regions that were not asked for, and ones the platform lacks, have none', () => {
  expect(physicalNamespaces('images', ['us', 'mars'], platform).map(({ name }) => name)).toEqual([
    'images-staging-us',
    'images-production-us',
  ]);
});

test('every place in the pattern is filled in, however often it stands there', () => {
  const pattern = { ...platform, physicalNamespace: '{region}.{namespace}.{environment}.{region}' };
  expect(physicalNamespaces('images', ['eu'], pattern)[0]?.name).toBe('eu.images.staging.eu');
});

test('39 characters fit on Cloud, 40 do not, and the message says by how much', () => {
  expect(physicalNamespaceProblem('a'.repeat(25), ['eu'], onCloud)).toBeUndefined();
  expect(physicalNamespaceProblem('a'.repeat(26), ['eu'], onCloud)).toBe(
    `its physical name ${'a'.repeat(26)}-production-eu has 40 characters, Temporal Cloud takes 39; shorten it by 1`,
  );
});

test('of several names that do not fit, the one furthest over is told', () => {
  const name = 'a'.repeat(30);
  expect(physicalNamespaceProblem(name, ['eu', 'us'], onCloud)).toBe(
    `its physical name ${name}-production-eu has 44 characters, Temporal Cloud takes 39; shorten it by 5`,
  );
});

test('a self-hosted server takes 1,000 characters', () => {
  expect(physicalNamespaceProblem('a'.repeat(986), ['eu'], platform)).toBeUndefined();
  expect(physicalNamespaceProblem('a'.repeat(987), ['eu'], platform)).toContain(
    'has 1001 characters, a self-hosted server takes 1000; shorten it by 1',
  );
});

test('only the place that is on Cloud is held to its limit', () => {
  const mixed: Platform = {
    ...platform,
    temporal: platform.temporal.map((target) =>
      target.environment === 'production' && target.region === 'us'
        ? { environment: 'production', region: 'us', cloudAccount: 'a1b2c' }
        : target,
    ),
  };
  const long = 'a'.repeat(30);
  expect(physicalNamespaceProblem(long, ['eu'], mixed)).toBeUndefined();
  expect(physicalNamespaceProblem(long, ['us'], mixed)).toContain(`${long}-production-us has 44 characters`);
});

test('a place without a target counts as self-hosted', () => {
  expect(physicalNamespaceProblem('a'.repeat(100), ['eu'], { ...platform, temporal: [] })).toBeUndefined();
});

test('physical names of two logical ones never meet under the built-in pattern', () => {
  const label = fc.stringMatching(/^[a-z][a-z0-9]{0,8}(-[a-z0-9]{1,4})?$/);
  fc.assert(
    fc.property(label, label, (one, other) => {
      fc.pre(one !== other);
      const names = [one, other].flatMap((name) => physicalNamespaces(name, ['eu', 'us'], platform).map((physical) => physical.name));
      expect(new Set(names).size).toBe(8);
    }),
  );
});
