import { expect, test } from 'vitest';
import { nodeFiles } from '../../../src/adapters/files.ts';
import { compileProxy } from '../../../src/proxy/routing/compile.ts';
import { loadConfig } from '../../../src/proxy/routing/load.ts';
import { failureOf } from '../../support/failure.ts';
import { plainProxy, platformOf, proxyFolder, sealImages } from '../../support/proxy-files.ts';

test('a config that is not there is told as such', async () => {
  expect(await failureOf(loadConfig('/nonexistent/proxy.yaml', nodeFiles))).toBe(
    'error PROXY_INVALID  the proxy config /nonexistent/proxy.yaml cannot be read: it does not exist\n  Name another with --config.',
  );
});

test('paths begin at the folder of the file, and what they hold is read once', async () => {
  const file = await proxyFolder(
    plainProxy(({ upstreams }) => void Object.assign(upstreams[0]!, { tls: { serverName: 'x' }, apiKeyFile: 'key' })),
    platformOf(),
    { key: 's3cret\n' },
  );
  const loaded = await loadConfig(file, nodeFiles);
  expect([...loaded.contents.keys()]).toEqual([file.replace('proxy.yaml', 'key')]);
  const { upstreams } = compileProxy(loaded);
  expect(upstreams).toEqual([
    {
      name: 'production/eu',
      addresses: ['127.0.0.1:7233'],
      maximumConnections: 32,
      credentials: { apiKey: 's3cret', tls: { serverName: 'x' } },
    },
  ]);
});

test('what is left out has its default', async () => {
  const { limits } = compileProxy(await loadConfig(await proxyFolder(plainProxy()), nodeFiles));
  expect(limits).toEqual({
    messageBytes: 4_194_304,
    responseBytes: 134_217_728,
    payloadBytes: 2_097_152,
    bytesInFlight: 536_870_912,
    streamsPerConnection: 1_000,
    connectionAge: 600_000,
    pollHold: 10_000,
  });
});

test('an account of Temporal Cloud ends every physical name there', async () => {
  const file = await proxyFolder(
    plainProxy(({ upstreams }) => void Object.assign(upstreams[0]!, { tls: {}, addresses: ['eu.api.example:7233'] })),
    platformOf((platform) => void (platform.temporal[2] = { environment: 'production', region: 'eu', cloudAccount: 'a1b2c' })),
  );
  const { routeList } = compileProxy(await loadConfig(file, nodeFiles));
  expect(routeList.map(({ physical }) => physical)).toEqual(['images-production-eu.a1b2c', 'orders-production-eu.a1b2c']);
});

test('a served namespace is sealed with the key domain of its place', async () => {
  const file = await proxyFolder(
    plainProxy((spec) => {
      delete spec.namespaces[0]!.encryption;
      spec.keys = { ring: 'ring.yaml', providers: [{ name: 'k', kind: 'local' }] };
    }),
    platformOf(sealImages),
  );
  const { routeList, sealing } = compileProxy(await loadConfig(file, nodeFiles));
  expect(routeList.map(({ logical, keyDomain }) => [logical, keyDomain])).toEqual([
    ['images', 'kd-images-eu'],
    ['orders', undefined],
  ]);
  expect(sealing).toEqual({ deployment: 'acme', domains: ['kd-images-eu'], flows: [] });
});
