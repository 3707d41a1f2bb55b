import { expect, test } from 'vitest';
import { HpackDecoder } from '../../../src/proxy/transport/h2/hpack-decoder.ts';

const get = { ':method': 'GET', ':authority': 'www.example.com' };
const requests = [
  { ...get, ':scheme': 'http', ':path': '/' },
  { ...get, ':scheme': 'http', ':path': '/', 'cache-control': 'no-cache' },
  { ...get, ':scheme': 'https', ':path': '/index.html', 'custom-key': 'custom-value' },
];

// Source: RFC 7541, C.3 and C.4.
test.each([
  {
    title: 'as they are',
    blocks: [
      '828684410f7777772e6578616d706c652e636f6d',
      '828684be58086e6f2d6361636865',
      '828785bf400a637573746f6d2d6b65790c637573746f6d2d76616c7565',
    ],
  },
  {
    title: 'in Huffman code',
    blocks: ['828684418cf1e3c2e5f23a6ba0ab90f4ff', '828684be5886a8eb10649cbf', '828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf'],
  },
])('the requests of the RFC are read one after the other over one table, $title', ({ blocks }) => {
  const decoder = new HpackDecoder();
  for (const [at, hex] of blocks.entries()) expect(decoder.decode(Buffer.from(hex, 'hex'))).toEqual(requests[at]);
});

// Source: RFC 7541, C.6, whose table of 256 bytes the first block asks for here.
test('what a small table has pushed out is gone, what is left is found', () => {
  const decoder = new HpackDecoder();
  const first = '3fe101488264025885aec3771a4b6196d07abe941054d444a8200595040b8166e082a62d1bff6e919d29ad171863c78f0b97c8e9ae82ae43d3';
  const common = { 'cache-control': 'private', date: 'Mon, 21 Oct 2013 20:13:21 GMT', location: 'https://www.example.com' };
  expect(decoder.decode(Buffer.from(first, 'hex'))).toEqual({ ':status': '302', ...common });
  expect(decoder.decode(Buffer.from('4883640effc1c0bf', 'hex'))).toEqual({ ':status': '307', ...common });
  // The table holds four entries: a fifth is none.
  expect(decoder.decode(Buffer.from('c2', 'hex'))).toBeUndefined();
});
