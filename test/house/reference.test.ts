import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { platformDocument } from '../../src/domain/platform.ts';
import { proxyDocument } from '../../src/proxy/routing/config.ts';
import { readYaml } from '../../src/domain/read-yaml.ts';
import {
  cliReference,
  documentSchema,
  documentSchemas,
  errorReference,
  exitCodeReference,
  platformReference,
} from '../support/reference.ts';
import { methodsReference } from '../support/methods-reference.ts';
import { proxyExample, proxyReference } from '../support/proxy-reference.ts';
import { visibleFields } from '../support/visible-fields.ts';

const reference = fileURLToPath(new URL('../../docs/reference', import.meta.url));

describe('the reference in docs/ is current (`npm run reference` makes it again)', () => {
  test.each(Object.keys(documentSchemas) as (keyof typeof documentSchemas)[])('schema of %s', async (name) => {
    await expect(documentSchema(name)).toMatchFileSnapshot(`${reference}/schemas/${name}.schema.json`);
  });

  test('a whole platform file, which reads as valid', async () => {
    const text = platformReference();
    expect(readYaml(platformDocument, text, 'temporal-platform.yaml')).toEqual({ kind: 'valid', value: builtinPlatform });
    await expect(text).toMatchFileSnapshot(`${reference}/temporal-platform.yaml`);
  });

  test('errors', async () => {
    await expect(errorReference()).toMatchFileSnapshot(`${reference}/errors.md`);
  });

  test('exit codes', async () => {
    await expect(exitCodeReference()).toMatchFileSnapshot(`${reference}/exit-codes.md`);
  });

  test('what stays visible to Temporal', async () => {
    await expect(visibleFields()).toMatchFileSnapshot(`${reference}/visible-fields.md`);
  });

  test('which right each method takes', async () => {
    await expect(methodsReference()).toMatchFileSnapshot(`${reference}/methods-and-actions.md`);
  });

  test('the config of a proxy, whose example reads as valid', async () => {
    expect(readYaml(proxyDocument, proxyExample, 'proxy.yaml')).toMatchObject({ kind: 'valid' });
    await expect(proxyReference()).toMatchFileSnapshot(`${reference}/proxy-config.md`);
  });

  test('command line', async () => {
    await expect(await cliReference()).toMatchFileSnapshot(`${reference}/cli.md`);
  });
});

test('a schema names every field of its document and takes no other', () => {
  const schema = JSON.parse(documentSchema('temporal-platform')) as {
    properties: { spec: { properties: object; additionalProperties: boolean } };
  };
  expect(Object.keys(schema.properties.spec.properties)).toEqual([
    ...Object.keys(builtinPlatform.spec),
    'residency',
    'encryption',
    'login',
    'access',
  ]);
  expect(schema.properties.spec.additionalProperties).toBe(false);
});
