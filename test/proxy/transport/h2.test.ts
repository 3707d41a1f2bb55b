import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from '../../../src/proxy/transport/h2/frame-reader.ts';
import { frameOf, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { HpackDecoder } from '../../../src/proxy/transport/h2/hpack-decoder.ts';
import { HpackEncoder, sizeOfBlock } from '../../../src/proxy/transport/h2/hpack-encoder.ts';

const name = fc.constantFrom(':path', 'authorization', 'temporal-namespace', 'x-other', 'te', 'grpc-timeout');
const value = fc.string({ unit: fc.integer({ min: 32, max: 255 }).map((code) => String.fromCharCode(code)), maxLength: 300 });
const call = fc.uniqueArray(fc.tuple(name, value), { selector: ([own]) => own });

test('what the encoder writes the decoder reads, call after call, whatever the table is limited to', () => {
  fc.assert(
    fc.property(fc.array(call, { maxLength: 40 }), fc.constantFrom(0, 100, 1000, 4096, 65_536), (calls, limit) => {
      const encoder = new HpackEncoder();
      const decoder = new HpackDecoder();
      for (const [at, fields] of calls.entries()) {
        if (at === 3) encoder.limitTable(limit);
        const into = Buffer.alloc(sizeOfBlock(fields));
        const block = into.subarray(0, encoder.encode(fields, into, 0));
        expect(decoder.decode(block)).toEqual(Object.fromEntries(fields));
      }
    }),
  );
});

// Source: RFC 7541, C.4 and C.6.
test.each([
  {
    hex: '828684418cf1e3c2e5f23a6ba0ab90f4ff',
    fields: { ':method': 'GET', ':scheme': 'http', ':path': '/', ':authority': 'www.example.com' },
  },
  {
    hex: '488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3',
    fields: { ':status': '302', 'cache-control': 'private', date: 'Mon, 21 Oct 2013 20:13:21 GMT', location: 'https://www.example.com' },
  },
])('the blocks of the RFC are read: $hex', ({ hex, fields }) => {
  expect(new HpackDecoder().decode(Buffer.from(hex, 'hex'))).toEqual(fields);
});

test.each([
  { title: 'an index that is none', hex: 'ff8001' },
  { title: 'an index of zero', hex: '80' },
  { title: 'a text that ends early', hex: '400a61' },
  { title: 'a number without end', hex: 'ffffffffffffffff' },
  { title: 'a table larger than ours', hex: '3fe2ff03' },
  { title: 'Huffman padding of zeros', hex: '00816100811c00' },
])('$title is no block', ({ hex }) => {
  expect(new HpackDecoder().decode(Buffer.from(hex, 'hex'))).toBeUndefined();
});

test('no bytes make the decoder throw', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 64 }), { maxLength: 8 }), (blocks) => {
      const decoder = new HpackDecoder();
      for (const block of blocks) expect(['object', 'undefined']).toContain(typeof decoder.decode(Buffer.from(block)));
    }),
    { numRuns: 2000 },
  );
});

test('frames are the same however the socket cuts them', () => {
  const frames = Buffer.concat([
    frameOf({ type: frameType.settings, flags: 0, stream: 0 }, Buffer.alloc(0)),
    frameOf({ type: frameType.data, flags: 0, stream: 1 }, Buffer.from('hello ')),
    frameOf({ type: frameType.data, flags: 1, stream: 1 }, Buffer.alloc(0)),
    frameOf({ type: frameType.ping, flags: 0, stream: 0 }, Buffer.from('12345678')),
    frameOf({ type: frameType.data, flags: 8, stream: 3 }, Buffer.from([2, 65, 0, 0])),
  ]);
  const whole = readIn(frames, []);
  expect(whole).toEqual(['4 ', '0 hello .', '0 .', '6 12345678', '0 \u0002A\0\0']);
  fc.assert(
    fc.property(fc.array(fc.nat(frames.length), { maxLength: 20 }), (cuts) => {
      expect(readIn(frames, cuts)).toEqual(whole);
    }),
  );
});

function readIn(bytes: Buffer, cuts: readonly number[]): string[] {
  const seen: string[] = [];
  let data = '';
  const reader = new FrameReader({
    onData: ({ type }, piece, isLast) => {
      data += piece.toString();
      if (!isLast) return;
      seen.push(`${type} ${data}.`);
      data = '';
    },
    onFrame: ({ type }, payload) => seen.push(`${type} ${payload.toString()}`),
    onOversize: () => seen.push('oversize'),
  });
  const edges = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
  for (let at = 1; at < edges.length; at++) reader.feed(bytes.subarray(edges[at - 1], edges[at]));
  return seen;
}
