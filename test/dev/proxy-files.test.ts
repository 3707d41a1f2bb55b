import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { encryptionOf, physicalNamespace, proxyFiles } from '../../src/dev/proxy-files.ts';
import { readPlatform } from '../../src/domain/read-platform.ts';
import { policyDocument } from '../../src/policy/documents.ts';
import { proxyDocument } from '../../src/proxy/routing/config.ts';

const input = {
  namespaces: ['images', 'n'.repeat(60)],
  namespace: 'images',
  owner: 'Équipe "R&D"',
  group: 'r-and-d',
  workers: [
    { subject: 'images/image-render', namespace: 'images', sha256: 'a'.repeat(64) },
    { subject: 'images/biller', namespace: 'billing', sha256: 'b'.repeat(64) },
  ],
  namespaceDocument: '../../config/namespace.yaml',
  port: 7233,
  temporalPort: 7234,
  operationsPort: 9233,
};

test('the platform file is a valid one, in which every namespace has a key domain', () => {
  const text = proxyFiles(input)['temporal-platform.yaml'] ?? '';
  const platform = readPlatform(text, 'temporal-platform.yaml').spec;
  expect(platform.encryption).toEqual(encryptionOf(input.namespaces));
  expect(platform.temporal).toEqual([{ environment: 'dev', region: 'local', address: '127.0.0.1:7234' }]);
});

test('the config of the proxy is a valid one, and nobody but this machine reaches it', () => {
  const config = proxyDocument.parse(parse(proxyFiles(input)['proxy.yaml'] ?? '')).spec;
  expect([config.listen.address, config.operations.address]).toEqual(['127.0.0.1:7233', '127.0.0.1:9233']);
  expect(config.identities).toMatchObject([
    { kind: 'local', subject: 'local-developer', groups: ['r-and-d'], callers: 'people' },
    { kind: 'static', tokens: [{ subject: 'images/image-render' }, { subject: 'images/biller' }] },
  ]);
  expect(config.access).toEqual({ documents: ['access.yaml', '../../config/namespace.yaml'] });
  expect(config.namespaces.map(({ name, encryption }) => ({ name, encryption }))).toEqual(
    input.namespaces.map((name) => ({ name, encryption: 'required' })),
  );
});

test('in the team’s own namespace its own document decides; a worker that works elsewhere may', () => {
  const document = policyDocument.parse(parse(proxyFiles(input)['access.yaml'] ?? ''));
  expect(document.spec.grants.slice(1)).toEqual([{ role: 'worker', to: [{ subject: 'images/biller' }], namespaces: ['billing'] }]);
});

test('a namespace is called after the place, as anywhere', () => {
  expect(physicalNamespace('images')).toBe('images-dev-local');
});

test('the same input makes the same bytes', () => {
  expect(proxyFiles({ ...input })).toEqual(proxyFiles(input));
});
