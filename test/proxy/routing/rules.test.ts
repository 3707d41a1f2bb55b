import { expect, test } from 'vitest';
import { problemsOf, refusedWithPlace, sealImages, type RefusedConfig } from '../../support/proxy-files.ts';

const rules: RefusedConfig[] = [
  {
    title: 'a poll that would wait longer than its worker',
    change: (spec) => void (spec.rateLimits = { pollWait: '70s' }),
    message: 'spec.rateLimits.pollWait: is not between 1s and 50s',
  },
  {
    title: 'leases that come too seldom',
    change: (spec) => void (spec.rateLimits = { store: { kind: 'redis', url: 'redis://redis.example:6379', interval: '10s' } }),
    message: 'spec.rateLimits.store.interval: is not between 20ms and 1s',
  },
  {
    title: 'calls that would not wait for Redis',
    change: (spec) => void (spec.rateLimits = { wait: '300ms', store: { kind: 'redis', url: 'redis://redis.example:6379' } }),
    message: 'spec.rateLimits.wait: is not above store.timeout, 300ms: a Redis that does not answer would have calls refused',
  },
  {
    title: 'a store of limits that is no Redis',
    change: (spec) => void (spec.rateLimits = { store: { kind: 'redis', url: 'redis.example:6379' } }),
    message: 'spec.rateLimits.store.url: is no redis://host:port or rediss://host:port',
  },
  {
    title: 'a password in an address',
    change: (spec) => void (spec.rateLimits = { store: { kind: 'redis', url: 'rediss://user:secret@redis.example:6379' } }),
    message: 'spec.rateLimits.store.url: holds a password; name a file with it in passwordFile',
  },
  {
    title: 'authorities without TLS',
    change: (spec) => void (spec.rateLimits = { store: { kind: 'redis', url: 'redis://redis.example:6379', authorities: 'junk.pem' } }),
    message: 'spec.rateLimits.store.authorities: is for TLS, and url begins with redis://; write rediss://',
  },
  {
    title: 'a file of a password that holds more than one line',
    change: (spec) => void (spec.rateLimits = { store: { kind: 'redis', url: 'redis://redis.example:6379', passwordFile: 'token' } }),
    message: 'spec.rateLimits.store.passwordFile: token has to hold one line, the password',
  },
  {
    title: 'one address for callers and for operations',
    change: (spec) => void (spec.listen.address = spec.operations.address = '127.0.0.1:7233'),
    message: 'spec.operations.address: 127.0.0.1:7233 is where callers connect already',
  },
  {
    title: 'an upstream in an unknown environment',
    change: ({ upstreams }) => void (upstreams[0]!.environment = 'qa'),
    message: 'spec.upstreams.0.environment: qa is no environment of the platform',
  },
  {
    title: 'an upstream in an unknown region',
    change: ({ upstreams }) => void (upstreams[0]!.region = 'mars'),
    message: 'spec.upstreams.0.region: mars is no region of the platform',
  },
  {
    title: 'two upstreams for one place',
    change: ({ upstreams }) => void upstreams.push({ ...upstreams[0]! }),
    message: 'spec.upstreams.1: production/eu stands twice',
  },
  {
    title: 'an address named twice',
    change: ({ upstreams }) => void (upstreams[0]!.addresses = ['a.example:1', 'A.example.:1']),
    message: 'spec.upstreams.0.addresses.1: A.example.:1 stands twice',
  },
  {
    title: 'an account of Temporal Cloud without an address',
    change: ({ upstreams }) => void delete upstreams[0]!.addresses,
    platform: (platform) => void (platform.temporal[2] = { environment: 'production', region: 'eu', cloudAccount: 'a1b2c' }),
    message: 'spec.upstreams.0.addresses: is missing; the platform file has an account of Temporal Cloud here, which is no address',
  },
  {
    title: 'Temporal Cloud in clear',
    platform: (platform) => void (platform.temporal[2] = { environment: 'production', region: 'eu', cloudAccount: 'a1b2c' }),
    message: 'spec.upstreams.0: needs tls: Temporal Cloud takes no other connection',
  },
  {
    title: 'an API key in clear',
    change: ({ upstreams }) => void (upstreams[0]!.apiKeyFile = 'token'),
    message: 'spec.upstreams.0.apiKeyFile: needs tls, or the API key would travel in clear; write `tls: {}` for the public authorities',
  },
  {
    title: 'a client certificate without its key',
    change: ({ upstreams }) => void (upstreams[0]!.tls = { certificate: 'junk.pem' }),
    message: 'spec.upstreams.0.tls: has one of certificate and key; a client certificate needs both',
  },
  {
    title: 'a namespace named twice',
    change: ({ namespaces }) => void (namespaces[1]!.name = 'images'),
    message: 'spec.namespaces.1.name: images stands twice',
  },
  {
    title: 'a namespace in an unknown environment',
    change: ({ namespaces }) => void (namespaces[0]!.environments = ['qa']),
    message: 'spec.namespaces.0.environments.0: qa is no environment of the platform',
  },
  {
    title: 'a namespace twice in a region',
    change: ({ namespaces }) => void (namespaces[0]!.regions = ['eu', 'eu']),
    message: 'spec.namespaces.0.regions.1: eu stands twice',
  },
  {
    title: 'a namespace that becomes too long for Temporal Cloud',
    change: ({ namespaces }) => void (namespaces[0]!.name = 'a'.repeat(40)),
    platform: (platform) => void (platform.temporal[0] = { environment: 'staging', region: 'eu', cloudAccount: 'a1b2c' }),
    message: 'has 51 characters, Temporal Cloud takes 39; shorten it by 12',
  },
  {
    title: 'callers of a place that is not served',
    change: ({ identities }) => void (identities[0]!.place = { cluster: 'eu-1', environment: 'staging' }),
    message: 'spec.identities.0.place: no upstream serves staging/eu; callers reach that of their own place alone',
  },
  {
    title: 'a grant of a namespace that is not where the callers are',
    change: ({ namespaces }) => void (namespaces[1]!.regions = ['us']),
    message: 'spec.identities.0.tokens.0.namespaces.1: orders is not in production/eu, where these callers run',
  },
  {
    title: 'an identity rule, such as a namespace that is not there',
    change: ({ namespaces }) => void namespaces.pop(),
    message: 'spec.identities.0.tokens.0.namespaces.1: orders is not in spec.namespaces',
  },
  {
    title: 'an encrypted namespace without a key domain',
    change: ({ namespaces }) => void delete namespaces[0]!.encryption,
    message:
      'spec.namespaces.0: images has no key domain in production and zone eu; add it to spec.encryption.keyDomains of the platform file, or write `encryption: off`',
  },
  {
    title: 'an encrypted namespace without keys',
    change: ({ namespaces }) => void delete namespaces[0]!.encryption,
    platform: sealImages,
    message: 'spec.keys: is missing; payloads of images in production/eu have to be sealed',
  },
  {
    title: 'two providers of one name',
    change: (spec) =>
      void (spec.keys = {
        ring: 'ring',
        providers: [
          { name: 'k', kind: 'local' },
          { name: 'k', kind: 'local' },
        ],
      }),
    message: 'spec.keys.providers.1.name: k stands twice',
  },
  {
    title: 'data keys that live for more than a day',
    change: (spec) => void (spec.keys = { ring: 'ring', providers: [{ name: 'k', kind: 'local' }], dataKey: { maximumAge: '25h' } }),
    message: 'spec.keys.dataKey.maximumAge: is not between 1m and 24h',
  },
  {
    title: 'a payload limit above the message limit',
    change: (spec) => void (spec.limits = { payloadBytes: 8 * 2 ** 20 }),
    message: 'spec.limits.payloadBytes: is above messageBytes, 4194304, so that it limits nothing',
  },
  {
    title: 'a budget that one call can spend alone',
    change: (spec) => void (spec.limits = { bytesInFlight: 2 ** 20 }),
    message: 'spec.limits.bytesInFlight: is below messageBytes and responseBytes together, which one call may hold',
  },
  {
    title: 'connections that are told to go all the time',
    change: (spec) => void (spec.limits = { connectionAge: '1s' }),
    message: 'spec.limits.connectionAge: is not between 10s and 7d',
  },
  {
    title: 'polls that are held for too long',
    change: (spec) => void (spec.limits = { pollHold: '61s' }),
    message: 'spec.limits.pollHold: is not between 0s and 60s',
  },
  {
    title: 'a platform file that is not there',
    change: (spec) => void (spec.platform = 'nowhere.yaml'),
    message: 'spec.platform: nowhere.yaml cannot be read: it does not exist',
  },
  {
    title: 'a certificate that is not there',
    change: (spec) => void (spec.listen.tls = { certificate: 'nowhere.pem', key: 'junk.pem' }),
    message: 'spec.listen.tls.certificate: nowhere.pem cannot be read: it does not exist',
  },
  {
    title: 'an empty file',
    change: (spec) => void (spec.listen.tls = { certificate: 'empty', key: 'junk.pem' }),
    message: 'spec.listen.tls.certificate: empty is empty',
  },
  {
    title: 'a certificate that is none',
    change: (spec) => void (spec.listen.tls = { certificate: 'junk.pem', key: 'junk.pem' }),
    message: 'spec.listen.tls.certificate: junk.pem holds no readable certificate; it has to be PEM',
  },
  {
    title: 'authorities that are none',
    change: ({ upstreams }) => void (upstreams[0]!.tls = { authorities: 'junk.pem' }),
    message: 'spec.upstreams.0.tls.authorities: junk.pem holds no readable certificate; it has to be PEM',
  },
  {
    title: 'an API key of two words',
    change: ({ upstreams }) => void Object.assign(upstreams[0]!, { tls: {}, apiKeyFile: 'token' }),
    message: 'spec.upstreams.0.apiKeyFile: token has to hold one line, the API key',
  },
];

test.each(rules)('$title is refused with its place', async ({ message, ...input }) => {
  const text = await problemsOf(input);
  expect(text).toMatch(refusedWithPlace);
  expect(text).toContain(message);
});
