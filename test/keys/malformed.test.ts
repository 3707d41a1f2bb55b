import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DomainKeys } from '../../src/keys/keys.ts';
import { decoded, encoded, payload, sealed } from './payloads.ts';
import { keysAtWork, ringOf, ringVersion } from './rings.ts';

const domain = 'kd-images-production-eu';
const ring = ringOf({ [domain]: [ringVersion(domain, 1)] });

/** A length-delimited field on the wire, of at most 127 bytes. */
function field(number: number, content: string | Buffer): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([Buffer.from([number * 8 + 2, bytes.length]), bytes]);
}

describe('a payload with our fields that is not as we make them', () => {
  let keys: DomainKeys;
  let bytes: Buffer;

  beforeAll(async () => {
    keys = keysAtWork(ring).keys.domain(domain);
    bytes = await sealed(keys);
  });

  const cases: { title: string; change: (metadata: Record<string, Uint8Array>) => void; detail: string }[] = [
    {
      title: 'an encoding of its own',
      change: (all) => (all['encoding'] = Buffer.from('json/plain')),
      detail: 'its encoding is not binary/encrypted',
    },
    {
      title: 'a later format',
      change: (all) => (all['mt-format'] = Buffer.from('2')),
      detail: 'its mt-format is not 1, the one known here',
    },
    { title: 'a version of 0', change: (all) => (all['mt-version'] = Buffer.from('0')), detail: 'its mt-version is no number from 1 up' },
    {
      title: 'a version that is no number',
      change: (all) => (all['mt-version'] = Buffer.from('one')),
      detail: 'its mt-version is no number from 1 up',
    },
    {
      title: 'a version with a zero before it',
      change: (all) => (all['mt-version'] = Buffer.from('01')),
      detail: 'its mt-version is no number from 1 up',
    },
    {
      title: 'a domain that is no name',
      change: (all) => (all['mt-domain'] = Buffer.from('a\nb')),
      detail: 'its mt-domain is no name of lower-case letters, digits and hyphens',
    },
    {
      title: 'a deployment that is too long',
      change: (all) => (all['mt-deployment'] = Buffer.alloc(64, 'a')),
      detail: 'its mt-deployment is no name of lower-case letters, digits and hyphens',
    },
    {
      title: 'an empty key id',
      change: (all) => (all['mt-key'] = Buffer.alloc(0)),
      detail: 'its mt-key is no name of lower-case letters, digits and hyphens',
    },
    { title: 'an empty data key', change: (all) => (all['mt-data-key'] = Buffer.alloc(0)), detail: 'its mt-data-key has 0 bytes' },
    {
      title: 'a data key without end',
      change: (all) => (all['mt-data-key'] = Buffer.alloc(6145)),
      detail: 'its mt-data-key has 6145 bytes',
    },
    { title: 'no version', change: (all) => delete all['mt-version'], detail: 'it lacks mt-version' },
    { title: 'no encoding', change: (all) => delete all['encoding'], detail: 'it lacks encoding' },
    {
      title: 'a field that was added',
      change: (all) => (all['canary'] = Buffer.from('1')),
      detail: 'it has a metadata field that sealed payloads do not have',
    },
  ];

  test.each(cases)('is refused for $title', ({ change, detail }) => {
    const { metadata, data } = decoded(bytes);
    change(metadata);
    const changed = encoded(metadata, data);
    expect(keys.open(changed)).toEqual({ kind: 'refused', reason: 'malformed', detail });
    expect(keys.seal(changed)).toEqual({ kind: 'refused', reason: 'malformed', detail });
  });

  test.each([
    { title: 'a second data', more: field(2, 'x'), detail: 'it has its data 2 times' },
    { title: 'an external payload beside it', more: field(3, ''), detail: 'it has fields besides metadata and data' },
    { title: 'a field nobody knows', more: Buffer.from([0x78, 1]), detail: 'it has fields besides metadata and data' },
    {
      title: 'a metadata field twice',
      more: field(1, Buffer.concat([field(1, 'mt-format'), field(2, '1')])),
      detail: 'a metadata field stands twice',
    },
    {
      title: 'a key that is given twice in one entry',
      more: field(1, Buffer.concat([field(1, 'mt-format'), field(1, 'other')])),
      detail: 'an entry of its metadata is not one key and one value',
    },
    {
      title: 'an entry with more than key and value',
      more: field(1, Buffer.concat([field(1, 'mt-format'), field(2, '1'), field(3, '')])),
      detail: 'an entry of its metadata is not one key and one value',
    },
    {
      title: 'a million metadata fields',
      more: Buffer.concat(Array.from({ length: 1_000_000 }, () => Buffer.from([0x0a, 0]))),
      detail: 'it has more fields than sealed payloads have',
    },
    { title: 'a field that is cut off', more: Buffer.from([0x0a, 5]), detail: 'it is no protobuf message' },
    { title: 'a group', more: Buffer.from([0x1b, 0x1c]), detail: 'it is no protobuf message' },
  ])('is refused for $title', ({ more, detail }) => {
    const changed = Buffer.concat([bytes, more]);
    expect(keys.open(changed)).toEqual({ kind: 'refused', reason: 'malformed', detail });
    expect(keys.seal(changed)).toEqual({ kind: 'refused', reason: 'malformed', detail });
  });

  test.each([0, 11, 27])('is refused for data of %i bytes, which has no room for nonce and tag', (length) => {
    const { metadata } = decoded(bytes);
    const changed = encoded(metadata, Buffer.alloc(length, 1));
    const outcome = keys.open(changed);
    // protobufjs leaves out data that is empty.
    expect(outcome).toMatchObject({ kind: 'refused', reason: length === 0 ? 'malformed' : 'tampered' });
  });

  test('is refused when it is cut off anywhere, but where nothing is left of it that is ours', () => {
    const kinds = Array.from({ length: bytes.length - 1 }, (_, end) => keys.open(bytes.subarray(0, end + 1)).kind);
    const encodingEntry = field(1, Buffer.concat([field(1, 'encoding'), field(2, 'binary/encrypted')])).length;
    expect(kinds.indexOf('plain')).toBe(encodingEntry - 1);
    expect(kinds.toSpliced(encodingEntry - 1, 1).every((kind) => kind === 'refused')).toBe(true);
  });
});

describe('a payload without our fields', () => {
  const { keys } = keysAtWork(ring);
  const ours = keys.domain(domain);

  test.each([
    { title: 'one that another codec has encrypted', bytes: payload('x', { encoding: 'binary/encrypted', 'encryption-key-id': 'theirs' }) },
    { title: 'one with a field that begins like ours', bytes: payload('x', { encoding: 'json/plain', 'mt-else': '1' }) },
    { title: 'an empty one', bytes: Buffer.alloc(0) },
    {
      title: 'one with data before its metadata',
      bytes: Buffer.concat([field(2, 'x'), field(1, Buffer.concat([field(1, 'encoding'), field(2, 'json/plain')]))]),
    },
    { title: 'one with fields of a later API', bytes: Buffer.concat([payload(), Buffer.from([0x78, 1]), field(9, 'x')]) },
  ])('is plain, sealed on its way in and opened to the same bytes: $title', async ({ bytes }) => {
    expect(ours.open(bytes)).toEqual({ kind: 'plain' });
    expect(ours.open(await sealed(ours, bytes))).toEqual({ kind: 'opened', payload: bytes });
  });

  test.each([
    { title: 'that is cut off', bytes: payload().subarray(0, -1) },
    { title: 'with an entry that is cut off', bytes: field(1, Buffer.from([0x0a, 9, 1])) },
    { title: 'with a field number of 0', bytes: Buffer.from([0x02, 0]) },
    { title: 'with a varint of eleven bytes', bytes: Buffer.from([0x78, ...Array<number>(10).fill(0xff), 1]) },
  ])('is refused $title', ({ bytes }) => {
    expect(ours.seal(bytes)).toMatchObject({ kind: 'refused', reason: 'malformed' });
    expect(ours.open(bytes)).toMatchObject({ kind: 'refused', reason: 'malformed' });
  });
});

describe('whatever bytes come', () => {
  const { keys } = keysAtWork(ring);
  const ours = keys.domain(domain);
  const anyPayload = fc
    .tuple(
      fc.dictionary(fc.string({ maxLength: 20 }), fc.uint8Array({ maxLength: 40 }), { maxKeys: 6 }),
      fc.uint8Array({ maxLength: 3_000 }),
    )
    .map(([metadata, data]) => encoded(metadata, data));

  test('a payload comes back as it was, and never shows itself sealed', async () => {
    expect(await ours.prepare()).toEqual({ kind: 'ready' });
    fc.assert(
      fc.property(anyPayload, (bytes) => {
        const outcome = ours.seal(bytes);
        if (outcome.kind !== 'sealed') throw new Error(outcome.kind);
        const back = ours.open(outcome.payload);
        const isBack = back.kind === 'opened' && back.payload.equals(bytes);
        const isHidden = bytes.length <= 8 || !outcome.payload.includes(bytes);
        return isBack && isHidden && ours.seal(outcome.payload).kind === 'verbatim';
      }),
      { numRuns: 300 },
    );
  });

  test('sealing and opening end in an outcome and never throw', async () => {
    const bytes = await sealed(ours);
    const mutated = fc
      .tuple(fc.nat(bytes.length - 1), fc.nat(40), fc.uint8Array({ maxLength: 40 }))
      .map(([at, drop, put]) => Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + drop)]));
    fc.assert(
      fc.property(
        fc.oneof(
          mutated,
          fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)),
        ),
        (input) => {
          const isAsItWas = input.equals(bytes);
          const outcome = ours.open(input);
          expect(['refused', 'missing', 'plain', ...(isAsItWas ? ['opened'] : [])]).toContain(outcome.kind);
          expect(['refused', 'missing', 'sealed', ...(isAsItWas ? ['verbatim'] : [])]).toContain(ours.seal(input).kind);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
