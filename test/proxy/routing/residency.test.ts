import { expect, test } from 'vitest';
import { problemsOf, refusedWithPlace, sealImages, type RefusedConfig } from '../../support/proxy-files.ts';

/** Each of these would let data of one zone reach a server, a namespace or a key of another. */
const residency: RefusedConfig[] = [
  {
    title: 'an upstream that is the platform’s server of another zone',
    change: ({ upstreams }) => void (upstreams[0]!.addresses = ['Temporal-Frontend.temporal-production-us.svc.:7233']),
    message:
      'spec.upstreams.0.addresses.0: Temporal-Frontend.temporal-production-us.svc.:7233 is a server of zone us (the platform file); data of zone eu may not go there',
  },
  {
    title: 'one server for upstreams of two zones',
    change: ({ upstreams }) => void upstreams.push({ environment: 'production', region: 'us', addresses: ['b:1', '127.0.0.1:7233'] }),
    message: 'spec.upstreams.1.addresses.1: 127.0.0.1:7233 is a server of zone eu (this file); data of zone us may not go there',
  },
  {
    title: 'a platform whose zones share a server, although it declares none',
    change: ({ upstreams }) => void delete upstreams[0]!.addresses,
    platform: (platform) =>
      void (platform.temporal = platform.temporal.map(({ environment, region }) => ({ environment, region, address: 'temporal:7233' }))),
    message: 'spec.upstreams.0: temporal:7233 is a server of zone us (the platform file); data of zone eu may not go there',
  },
  {
    title: 'an account of Temporal Cloud that is reached at a server of another zone',
    change: ({ upstreams }) =>
      void Object.assign(upstreams[0]!, { tls: {}, addresses: ['temporal-frontend.temporal-production-us.svc:7233'] }),
    platform: (platform) => void (platform.temporal[2] = { environment: 'production', region: 'eu', cloudAccount: 'a1b2c' }),
    message: 'is a server of zone us (the platform file); data of zone eu may not go there',
  },
  {
    title: 'a namespace whose physical name in one zone is that of another namespace in another zone',
    change: ({ namespaces }) => {
      namespaces[0]!.name = 'images-eu';
      namespaces[1]!.name = 'images';
    },
    platform: (platform) => {
      platform.regions = ['eu', 'eu-eu'];
      platform.physicalNamespace = '{environment}-{namespace}-{region}';
      for (const list of [platform.temporal, platform.proxy]) for (const one of list) if (one.region === 'us') one.region = 'eu-eu';
      platform.clusters[1]!.region = 'eu-eu';
    },
    message:
      'spec.namespaces.1.name: its physical name staging-images-eu-eu in staging/eu-eu is that of images-eu in staging/eu, so zones eu-eu and eu would share it',
  },
  {
    title: 'physical names that do not name the region',
    platform: (platform) => void (platform.physicalNamespace = '{namespace}-{environment}'),
    message: 'spec.physicalNamespace: lacks {region}, so two places would share one name',
  },
  {
    title: 'a physical name that is the logical name of another namespace',
    change: ({ namespaces }) => void (namespaces[1]!.name = 'images-production-us'),
    message: 'spec.namespaces.0.name: its physical name images-production-us in production/us is the logical name of another namespace',
  },
  {
    title: 'a flow of payloads out of a zone',
    platform: (platform) => {
      sealImages(platform);
      platform.encryption!.keyDomains.push({ id: 'kd-images-us', namespace: 'images', environment: 'production', zone: 'us' });
      platform.encryption!.payloadFlows = [{ from: 'kd-images-eu', to: 'kd-images-us', reason: 'because' }];
    },
    message: 'spec.encryption.payloadFlows.0: would take payloads out of zone eu into zone us; no flow leaves its zone',
  },
  {
    title: 'an encrypted namespace whose key domain is of another zone',
    change: ({ namespaces }) => void delete namespaces[0]!.encryption,
    platform: (platform) => {
      sealImages(platform);
      platform.encryption!.keyDomains[0]!.zone = 'us';
    },
    message: 'spec.namespaces.0: images has no key domain in production and zone eu',
  },
  {
    title: 'callers in a cluster of another zone than any upstream',
    change: ({ identities }) => void (identities[0]!.place = { cluster: 'us-1', environment: 'production' }),
    message: 'spec.identities.0.place: no upstream serves production/us; callers reach that of their own place alone',
  },
  {
    title: 'one token that would be of two zones',
    change: ({ identities, upstreams }) => {
      upstreams.push({ environment: 'production', region: 'us' });
      identities.push({ ...identities[0]!, name: 'more', place: { cluster: 'us-1', environment: 'production' } });
    },
    message: 'spec.identities.1.tokens.0.sha256: this token belongs to tokens (ada) already',
  },
];

test.each(residency)('$title is refused with its place', async ({ message, ...input }) => {
  const text = await problemsOf(input);
  expect(text).toMatch(refusedWithPlace);
  expect(text).toContain(message);
});
