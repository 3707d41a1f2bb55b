import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { readPlatform } from '../../src/domain/read-platform.ts';
import { failure } from '../support/failure.ts';

function changed(change: (platform: Platform) => void): string {
  // By way of JSON: a clone would keep shared lists shared, so that changing one changes all.
  const document = JSON.parse(JSON.stringify(builtinPlatform)) as typeof builtinPlatform;
  change(document.spec);
  return textOf(document);
}

function textOf(document: typeof builtinPlatform): string {
  return stringify(document, { aliasDuplicateObjects: false });
}

test('the built-in platform is a valid platform file', () => {
  expect(readPlatform(textOf(builtinPlatform), 'p.yaml')).toEqual(builtinPlatform);
});

test.each<{ title: string; change: (platform: Platform) => void; message: string }>([
  {
    title: 'a region a cluster is in',
    change: ({ clusters }) => void (clusters[0]!.region = 'mars'),
    message: 'spec.clusters.0.region: mars is not one of spec.regions',
  },
  {
    title: 'an environment a cluster serves',
    change: ({ clusters }) => void (clusters[0]!.environments = ['qa']),
    message: 'spec.clusters.0.environments: qa is not one of spec.environments',
  },
  {
    title: 'two clusters of one name',
    change: ({ clusters }) => void (clusters[1]!.name = 'eu-1'),
    message: 'spec.clusters.1.name: eu-1 stands twice',
  },
  { title: 'a region named twice', change: ({ regions }) => void regions.push('eu'), message: 'spec.regions.2: eu stands twice' },
  {
    title: 'no server for a place',
    change: ({ temporal }) => void temporal.pop(),
    message: 'spec.temporal: has nothing for production in us',
  },
  {
    title: 'two proxies for a place',
    change: ({ proxy }) => void proxy.push(proxy[0]!),
    message: 'spec.proxy.4: staging in eu stands twice',
  },
  {
    title: 'a proxy in an unknown region',
    change: ({ proxy }) => void (proxy[0]!.region = 'mars'),
    message: 'spec.proxy.0.region: mars is not one of spec.regions',
  },
  {
    title: 'physical names that would clash',
    change: (platform) => void (platform.physicalNamespace = '{namespace}-{region}'),
    message: 'spec.physicalNamespace: lacks {environment}, so two places would share one name',
  },
  {
    title: 'an unknown part of physical names',
    change: (platform) => void (platform.physicalNamespace += '-{cluster}'),
    message: 'spec.physicalNamespace: {cluster} is not known here',
  },
  {
    title: 'code owners without an owner',
    change: (platform) => void (platform.codeOwners = '@a/b'),
    message: 'spec.codeOwners: lacks {owner}',
  },
  {
    title: 'a default retention above the maximum',
    change: ({ retention }) => void (retention.default = 91),
    message: 'spec.retention.default: 91 is not between 1 and 90',
  },
  {
    title: 'a minimum retention above the maximum',
    change: ({ retention }) => void (retention.minimum = 91),
    message: 'spec.retention.minimum: 91 is above the maximum of 90',
  },
  {
    title: 'pollers out of order',
    change: ({ tiers }) => void (tiers[0].scaling.pollers.initial = 1),
    message: 'spec.tiers.0.scaling.pollers: minimum, initial and maximum are not in order',
  },
  {
    title: 'more replicas at least than at most',
    change: ({ tiers }) => void (tiers[3].scaling.replicas.minimum = 6),
    message: 'spec.tiers.3.scaling.replicas: minimum is above maximum',
  },
])('$title is refused with its place', ({ change, message }) => {
  const text = failure(() => readPlatform(changed(change), 'p.yaml'));
  expect(text).toMatch(/^error PLATFORM_INVALID {2}p\.yaml is not a valid platform file\n {2}p\.yaml:\d+:\d+ {2}/);
  expect(text).toContain(`  ${message}\n`);
});

test('all problems come at once, and shapes come before rules', () => {
  const text = changed((platform) => {
    platform.regions.push('us');
    platform.retention.default = 0;
    platform.imageRegistry = 3 as never;
  });
  const lines = failure(() => readPlatform(text, 'p.yaml')).split('\n');
  expect(lines.map((line) => line.replace(/^ {2}p\.yaml:\d+:\d+ {2}/, ''))).toEqual([
    'error PLATFORM_INVALID  p.yaml is not a valid platform file',
    'spec.retention.default: too small: expected number to be >=1',
    'spec.imageRegistry: is 3, which is no text; text that looks so needs quotes',
    '  Mend it, or name another with --platform. Nothing was written.',
  ]);
});
