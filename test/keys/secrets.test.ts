import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { readKeyRing } from '../../src/keys/keys.ts';
import { DataKey } from '../../src/keys/envelope/data-key.ts';
import { localProvider } from '../../src/keys/providers/local.ts';
import { SecretBytes } from '../../src/keys/secret-bytes.ts';
import { failure } from '../support/failure.ts';
import { payload, sealed } from './payloads.ts';
import { keysAtWork, randomFill, ringOf, ringVersion } from './rings.ts';

const domain = 'kd-images-production-eu';
const pattern = Buffer.from('0123456789abcdef0123456789abcdef');

/** Every way in which these bytes could be printed. */
function shows(text: string, bytes: Buffer): boolean {
  const spaced = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const forms = [
    bytes.toString('latin1', 0, 8),
    bytes.toString('hex', 0, 8),
    bytes.toString('base64').slice(0, 8),
    spaced,
    [...bytes.subarray(0, 4)].join(', '),
  ];
  return forms.some((form) => text.includes(form));
}

function printed(value: unknown): string {
  const json = JSON.stringify(value, (_key, inner: unknown) => (inner instanceof Map ? [...inner] : inner)) ?? '';
  return `${inspect(value, { depth: Infinity, showHidden: true, maxArrayLength: null, maxStringLength: null })}${json}${String(value)}`;
}

test('the check for printed keys would find one', () => {
  expect(shows(printed({ key: pattern }), pattern)).toBe(true);
  expect(shows(printed({ key: pattern.toString('base64') }), pattern)).toBe(true);
});

test('no object shows a key when it is inspected, serialized or printed', async () => {
  const random = (bytes: Buffer) => void (bytes.length === 32 ? pattern.copy(bytes) : randomFill(bytes));
  const ring = ringOf({ [domain]: [ringVersion(domain, 1, { material: new SecretBytes(Buffer.from(pattern)) })] });
  const provider = localProvider('local', random);
  const { keys, events } = keysAtWork(ring, { providers: [provider] });
  await sealed(keys.domain(domain), payload());
  const generated = await provider.generate(ringVersion(domain, 1), { deployment: 'acme', domain });
  const header = { deployment: 'acme', domain, keyId: 'k', keyVersion: 1, wrapped: Buffer.alloc(60) };
  const dataKey = new DataKey(header, new SecretBytes(Buffer.from(pattern)));
  for (const object of [ring, keys, keys.domain(domain), provider, generated, dataKey, events, new SecretBytes(Buffer.from(pattern))]) {
    expect(shows(printed(object), pattern)).toBe(false);
  }
});

test('a key is zeros once it is erased, and a copy is not', () => {
  const bytes = Buffer.from(pattern);
  const secret = new SecretBytes(bytes);
  const copy = secret.copy();
  secret.erase();
  expect(bytes).toEqual(Buffer.alloc(32));
  expect(copy.reveal()).toEqual(pattern);
});

test('keys that are pushed out of memory, replaced or closed are zeros', async () => {
  const made: Buffer[] = [];
  const ring = ringOf({ [domain]: [ringVersion(domain, 1)] });
  const local = localProvider('local', randomFill);
  const watching = {
    ...local,
    generate: async (...[version, context]: Parameters<typeof local.generate>) => {
      const outcome = await local.generate(version, context);
      if (outcome.kind === 'generated') made.push(outcome.key.reveal());
      return outcome;
    },
    unwrap: async (...[version, wrapped, context]: Parameters<typeof local.unwrap>) => {
      const outcome = await local.unwrap(version, wrapped, context);
      if (outcome.kind === 'unwrapped') made.push(outcome.key.reveal());
      return outcome;
    },
  };
  const { keys, pass } = keysAtWork(ring, { providers: [watching], cache: { entries: 1 } });
  const isZero = () => made.map((bytes) => bytes.every((byte) => byte === 0));
  await sealed(keys.domain(domain));
  pass(86_400_000);
  await sealed(keys.domain(domain));
  expect(isZero()).toEqual([true, false]);
  for (const foreign of [1, 2]) {
    const bytes = await sealed(keysAtWork(ring).keys.domain(domain), payload(String(foreign)));
    const missing = keys.domain(domain).open(bytes);
    if (missing.kind === 'missing') await keys.domain(domain).fetch([missing.key]);
  }
  expect(isZero()).toEqual([true, false, true, false]);
  keys.close();
  expect(isZero()).toEqual([true, true, true, true]);
});

test('a ring that cannot be read does not say its keys', () => {
  const base64 = pattern.toString('base64');
  for (const material of [base64, `${base64}=`, `[${base64}]`, `{ ${base64}: 1 }`, `${base64} }`, `"${base64}`]) {
    const said = failure(() => readKeyRing(ringText(material), 'key-ring.yaml'));
    expect(said).toContain('key-ring.yaml:');
    expect(shows(said, pattern)).toBe(false);
  }
});

function ringText(material: string): string {
  return `
apiVersion: managed-temporal.dev/v1
kind: KeyRing
metadata: { name: keys }
spec:
  deployment: acme
  domains:
    - id: ${domain}
      versions:
        - { version: 1, keyId: k, provider: local, created: 2026-11-26T06:00:00Z, activateAt: never, material: ${material} }
`;
}
