import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { encryptionOf, physicalNamespace, proxyFiles } from '../../src/dev/proxy-files.ts';
import { readPlatform } from '../../src/domain/read-platform.ts';
import { proxyDocument } from '../../src/proxy/routing/config.ts';

const input = { namespaces: ['images', 'n'.repeat(60)], owner: 'Équipe "R&D"', port: 7233, temporalPort: 7234, operationsPort: 9233 };

test('the platform file is a valid one, in which every namespace has a key domain', () => {
  const text = proxyFiles(input)['temporal-platform.yaml'] ?? '';
  const platform = readPlatform(text, 'temporal-platform.yaml').spec;
  expect(platform.encryption).toEqual(encryptionOf(input.namespaces));
  expect(platform.temporal).toEqual([{ environment: 'dev', region: 'local', address: '127.0.0.1:7234' }]);
});

test('the config of the proxy is a valid one, and nobody but this machine reaches it', () => {
  const config = proxyDocument.parse(parse(proxyFiles(input)['proxy.yaml'] ?? '')).spec;
  expect([config.listen.address, config.operations.address]).toEqual(['127.0.0.1:7233', '127.0.0.1:9233']);
  expect(config.identities).toMatchObject([{ kind: 'local', namespaces: input.namespaces }]);
  expect(config.namespaces.map(({ name, encryption }) => ({ name, encryption }))).toEqual(
    input.namespaces.map((name) => ({ name, encryption: 'required' })),
  );
});

test('a namespace is called after the place, as anywhere', () => {
  expect(physicalNamespace('images')).toBe('images-dev-local');
});

test('the same input makes the same bytes', () => {
  expect(proxyFiles({ ...input })).toEqual(proxyFiles(input));
});
