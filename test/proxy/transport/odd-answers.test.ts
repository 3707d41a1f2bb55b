import { expect, test, vi } from 'vitest';
import { flag, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { beforeHostilePeer } from './before-hostile-peer.ts';
import { answer, answerHead, blockOf, data, headers, number, raw, trailers } from './hostile-peer.ts';
import { frame } from './raw-client.ts';

const world = beforeHostilePeer();
const { start, call } = world;

test.each<{ title: string; bytes: (stream: number) => Buffer; outcome: object }>([
  {
    title: 'DATA before HEADERS',
    bytes: (stream) => Buffer.concat([data(stream, frame('x')), trailers(stream, { ...answerHead, 'grpc-status': '0' })]),
    outcome: { kind: 'rejected', status: 13 },
  },
  {
    title: 'HEADERS in the middle that end nothing',
    bytes: (stream) =>
      Buffer.concat([headers(stream, answerHead), headers(stream, { a: 'b' }), data(stream, frame('x')), trailers(stream)]),
    outcome: { kind: 'rejected', status: 13 },
  },
  {
    title: '1xx that ends the stream',
    bytes: (stream) => headers(stream, { ':status': '103' }, flag.endHeaders | flag.endStream),
    outcome: { kind: 'rejected', status: 2 },
  },
  {
    title: 'no :status',
    bytes: (stream) => headers(stream, { 'content-type': 'application/grpc' }),
    outcome: { kind: 'rejected', status: 2 },
  },
  {
    title: 'more metadata than we take',
    bytes: (stream) => longHeaders(stream, { ...answerHead, 'x-long': 'y'.repeat(70_000) }),
    outcome: { kind: 'rejected', status: 8, reason: 'upstream-headers-too-large' },
  },
  {
    title: 'more trailers than we take',
    bytes: (stream) =>
      Buffer.concat([
        headers(stream, answerHead),
        data(stream, frame('x')),
        longHeaders(stream, { 'grpc-message': 'y'.repeat(100_000) }, 1),
      ]),
    outcome: { kind: 'rejected', status: 8, reason: 'upstream-headers-too-large' },
  },
])('$title ends its call alone', async ({ bytes, outcome }) => {
  await start();
  let other = 0;
  world.peer.onHeaders = (stream) => (other = stream);
  const standing = call();
  await vi.waitFor(() => expect(other).toBeGreaterThan(0));
  world.peer.onHeaders = (stream, socket) => void socket.write(bytes(stream));
  expect(await call()).toMatchObject(outcome);
  world.peer.sockets[0]!.write(answer(other, 'still here'));
  expect(await standing).toMatchObject({ message: Buffer.from('still here') });
  expect([world.errors, world.peer.sockets.length]).toEqual([[], 1]);
});

/** HEADERS and as many full CONTINUATIONs as the block needs. */
function longHeaders(stream: number, fields: Record<string, string>, flags = 0): Buffer {
  return Buffer.concat(split(blockOf(fields), 16_384).map((part, at, all) => blockPart(part, { stream, flags, at, last: all.length - 1 })));
}

function split(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, at * size + size));
}

interface PartPlace {
  readonly stream: number;
  readonly flags: number;
  readonly at: number;
  readonly last: number;
}

function blockPart(payload: Buffer, { stream, flags, at, last }: PartPlace): Buffer {
  const own = (at === 0 ? flags : 0) | (at === last ? flag.endHeaders : 0);
  return raw(at === 0 ? frameType.headers : frameType.continuation, stream, { flags: own, payload });
}

test('a header block is the same wherever CONTINUATION cuts it', async () => {
  await start();
  const block = blockOf({ ...answerHead, 'x-some': 'value' });
  for (let cut = 0; cut <= block.length; cut++) {
    world.peer.onHeaders = (stream, socket) => {
      const parts = [block.subarray(0, cut), Buffer.alloc(0), block.subarray(cut)];
      socket.write(Buffer.concat(parts.map((part, at) => blockPart(part, { stream, flags: 0, at, last: 2 }))));
      socket.write(Buffer.concat([data(stream, frame('x')), trailers(stream)]));
    };
    expect(await call()).toMatchObject({ message: Buffer.from('x'), headers: { 'x-some': 'value' } });
  }
  expect(world.peer.sockets).toHaveLength(1);
});

test('1xx, padding, priority, unknown frames and frames of closed streams change nothing', async () => {
  await start();
  world.peer.onHeaders = (stream, socket) => {
    socket.write(headers(stream, { ':status': '103', link: 'x' }));
    socket.write(raw(frameType.priority, stream, { payload: Buffer.alloc(5) }));
    socket.write(raw(99, stream, { flags: 255, payload: Buffer.from('what') }));
    const head = Buffer.concat([Buffer.from([3, 0, 0, 0, 0, 9]), blockOf(answerHead), Buffer.alloc(3)]);
    socket.write(raw(frameType.headers, stream, { flags: flag.endHeaders | flag.padded | flag.priority, payload: head }));
    socket.write(data(stream, padded(frame('hello').subarray(0, 7), 255), flag.padded));
    socket.write(data(stream, Buffer.alloc(0)));
    socket.write(data(stream, padded(frame('hello').subarray(7), 0), flag.padded));
    socket.write(trailers(stream));
    socket.write(raw(frameType.rst, stream, { payload: number(0) }));
    socket.write(raw(frameType.window, stream, { payload: number(100) }));
    socket.write(data(stream, Buffer.from('late')));
    socket.write(trailers(stream));
  };
  for (let round = 0; round < 3; round++) expect(await call()).toMatchObject({ message: Buffer.from('hello'), status: 0 });
  expect([world.errors, world.peer.sockets.length]).toEqual([[], 1]);
});

test('names that every object has are names like others', async () => {
  await start();
  world.peer.onHeaders = (stream, socket) => {
    socket.write(Buffer.concat([headers(stream, { ...answerHead, constructor: 'a' }), data(stream, frame('x')), trailers(stream)]));
  };
  expect(await call()).toMatchObject({ headers: { constructor: 'a' } });
});

function padded(payload: Buffer, padding: number): Buffer {
  return Buffer.concat([Buffer.from([padding]), payload, Buffer.alloc(padding)]);
}
