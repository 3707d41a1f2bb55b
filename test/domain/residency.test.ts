import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { keyDomainOf } from '../../src/domain/encryption.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { readPlatform } from '../../src/domain/read-platform.ts';
import { zoneOf, zonesOf } from '../../src/domain/residency.ts';
import { failure } from '../support/failure.ts';

const encryption = {
  deployment: 'acme',
  keyDomains: [
    { id: 'kd-images-eu', namespace: 'images', environment: 'production', zone: 'eu' },
    { id: 'kd-orders-eu', namespace: 'orders', environment: 'production', zone: 'eu' },
    { id: 'kd-images-us', namespace: 'images', environment: 'production', zone: 'us' },
  ],
  payloadFlows: [{ from: 'kd-orders-eu', to: 'kd-images-eu', reason: 'labels are printed' }],
};

type Sealing = Required<Platform> & { encryption: typeof encryption };

function platformWith(change: (platform: Sealing) => void): string {
  const document = JSON.parse(JSON.stringify(builtinPlatform)) as typeof builtinPlatform;
  const spec = document.spec as Sealing;
  spec.encryption = structuredClone(encryption);
  change(spec);
  return stringify(document, { aliasDuplicateObjects: false });
}

test('a region that no zone names is a zone of its own', () => {
  const { spec } = readPlatform(
    platformWith((platform) => {
      platform.residency = { zones: [{ name: 'europe', regions: ['eu'] }] };
      for (const domain of platform.encryption.keyDomains) if (domain.zone === 'eu') domain.zone = 'europe';
    }),
    'p.yaml',
  );
  expect(zoneOf('eu', spec)).toBe('europe');
  expect(zoneOf('us', spec)).toBe('us');
  expect(zonesOf(spec)).toEqual(['europe', 'us']);
});

test('a key domain is found by namespace, environment and the zone of the region', () => {
  const { spec } = readPlatform(
    platformWith(() => undefined),
    'p.yaml',
  );
  const place = { namespace: 'images', environment: 'production' };
  expect(keyDomainOf({ ...place, region: 'eu' }, spec)?.id).toBe('kd-images-eu');
  expect(keyDomainOf({ ...place, region: 'us' }, spec)?.id).toBe('kd-images-us');
  expect(keyDomainOf({ ...place, environment: 'staging', region: 'us' }, spec)).toBeUndefined();
  expect(keyDomainOf({ ...place, region: 'us' }, builtinPlatform.spec)).toBeUndefined();
});

const cases: { title: string; change: (platform: Sealing) => void; message: string }[] = [
  {
    title: 'a zone of a region that is not there',
    change: (platform) => void (platform.residency = { zones: [{ name: 'space', regions: ['mars'] }] }),
    message: 'spec.residency.zones.0.regions.0: mars is not one of spec.regions',
  },
  {
    title: 'a region in two zones',
    change: (platform) =>
      void (platform.residency = {
        zones: [
          { name: 'a', regions: ['eu'] },
          { name: 'b', regions: ['eu', 'us'] },
        ],
      }),
    message: 'spec.residency.zones.1.regions.0: eu stands in a zone already; a region is in one at most',
  },
  {
    title: 'two zones of one name',
    change: (platform) =>
      void (platform.residency = {
        zones: [
          { name: 'a', regions: ['eu'] },
          { name: 'a', regions: ['us'] },
        ],
      }),
    message: 'spec.residency.zones.1.name: a stands twice',
  },
  {
    title: 'a zone by the name of a region outside of it',
    change: (platform) => void (platform.residency = { zones: [{ name: 'us', regions: ['eu'] }] }),
    message: 'spec.residency.zones.0.name: us is also a region that stands in no zone, and so a zone of its own',
  },
  {
    title: 'one server for two zones',
    change: (platform) => {
      platform.residency = { zones: [{ name: 'eu', regions: ['eu'] }] };
      platform.temporal = platform.temporal.map(({ environment, region }) => ({
        environment,
        region,
        address: `${region === 'eu' ? 'Temporal.example.com.' : 'temporal.example.com'}:7233`,
      }));
    },
    message: 'spec.temporal.1.address: temporal.example.com:7233 already serves eu, of zone eu; us is of zone us',
  },
  {
    title: 'two key domains of one id',
    change: ({ encryption: { keyDomains } }) => void (keyDomains[1]!.id = 'kd-images-eu'),
    message: 'spec.encryption.keyDomains.1.id: kd-images-eu stands twice',
  },
  {
    title: 'a key domain of an unknown environment',
    change: ({ encryption: { keyDomains } }) => void (keyDomains[1]!.environment = 'qa'),
    message: 'spec.encryption.keyDomains.1.environment: qa is not one of spec.environments',
  },
  {
    title: 'a key domain of an unknown zone',
    change: ({ encryption: { keyDomains } }) => void (keyDomains[1]!.zone = 'mars'),
    message: 'spec.encryption.keyDomains.1.zone: mars is not a zone; there is eu, us',
  },
  {
    title: 'a second key domain for a place',
    change: ({ encryption: { keyDomains } }) => void (keyDomains[1]!.namespace = 'images'),
    message: 'spec.encryption.keyDomains.1: kd-images-eu already is the key domain of images in production and eu',
  },
  {
    title: 'a flow from an unknown key domain',
    change: ({ encryption: { payloadFlows } }) => void (payloadFlows[0]!.from = 'kd-nobody'),
    message: 'spec.encryption.payloadFlows.0.from: kd-nobody is not one of spec.encryption.keyDomains',
  },
  {
    title: 'a flow into itself',
    change: ({ encryption: { payloadFlows } }) => void (payloadFlows[0]!.from = 'kd-images-eu'),
    message: 'spec.encryption.payloadFlows.0: leads from a key domain into itself',
  },
  {
    title: 'a flow that stands twice',
    change: ({ encryption: { payloadFlows } }) => void payloadFlows.push({ ...payloadFlows[0]! }),
    message: 'spec.encryption.payloadFlows.1: the flow from kd-orders-eu to kd-images-eu stands twice',
  },
  {
    title: 'a flow that leaves its zone',
    change: ({ encryption: { payloadFlows } }) => void (payloadFlows[0]!.to = 'kd-images-us'),
    message: 'spec.encryption.payloadFlows.0: would take payloads out of zone eu into zone us; no flow leaves its zone',
  },
  {
    title: 'a flow without a reason',
    change: ({ encryption: { payloadFlows } }) => void (payloadFlows[0]!.reason = ''),
    message: 'spec.encryption.payloadFlows.0.reason: too small: expected string to have >=1 characters',
  },
];

test.each(cases)('$title is refused with its place', ({ change, message }) => {
  const text = failure(() => readPlatform(platformWith(change), 'p.yaml'));
  expect(text).toMatch(/^error PLATFORM_INVALID {2}p\.yaml is not a valid platform file\n {2}p\.yaml:\d+:\d+ {2}/);
  expect(text).toContain(`  ${message}\n`);
});

function shareServer(platform: Sealing): void {
  platform.temporal = platform.temporal.map(({ environment, region }) => ({ environment, region, address: 'temporal:7233' }));
}

test('one server for two regions stays valid while no zones are declared, and when both are of one zone', () => {
  expect(() => readPlatform(platformWith(shareServer), 'p.yaml')).not.toThrow();
  const oneZone = platformWith((platform) => {
    shareServer(platform);
    platform.residency = { zones: [{ name: 'world', regions: ['eu', 'us'] }] };
    platform.encryption.keyDomains = [{ id: 'kd-images', namespace: 'images', environment: 'production', zone: 'world' }];
    platform.encryption.payloadFlows = [];
  });
  expect(() => readPlatform(oneZone, 'p.yaml')).not.toThrow();
});
