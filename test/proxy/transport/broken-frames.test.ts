import { expect, test, vi } from 'vitest';
import { flag, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { beforeHostilePeer } from './before-hostile-peer.ts';
import { answer, answerHead, blockOf, data, headers, number, raw, settingsOf } from './hostile-peer.ts';

const world = beforeHostilePeer();
const { start, call } = world;

test.each<{ title: string; bytes: (stream: number) => Buffer }>([
  { title: 'DATA on stream 0', bytes: () => data(0, Buffer.from('x')) },
  { title: 'DATA on a stream nobody opened', bytes: (stream) => data(stream + 2, Buffer.from('x')) },
  { title: 'padded DATA on a stream nobody opened', bytes: (stream) => data(stream + 2, Buffer.from([0, 65]), flag.padded) },
  { title: 'DATA on a stream of its own', bytes: () => data(2, Buffer.from('x')) },
  { title: 'DATA with more padding than frame', bytes: (stream) => data(stream, Buffer.from([5, 1]), flag.padded) },
  { title: 'padded DATA without its length', bytes: (stream) => data(stream, Buffer.alloc(0), flag.padded) },
  { title: 'HEADERS on stream 0', bytes: () => headers(0, answerHead) },
  { title: 'HEADERS on a stream nobody opened', bytes: (stream) => headers(stream + 2, answerHead) },
  {
    title: 'HEADERS with priority and no room for it',
    bytes: (stream) => raw(frameType.headers, stream, { flags: flag.priority | flag.endHeaders, payload: Buffer.alloc(3) }),
  },
  { title: 'CONTINUATION without HEADERS', bytes: (stream) => raw(frameType.continuation, stream, { flags: 4 }) },
  { title: 'a frame inside a header block', bytes: (stream) => Buffer.concat([headers(stream, answerHead, 0), raw(frameType.ping, 0)]) },
  { title: 'an unknown frame inside a header block', bytes: (stream) => Buffer.concat([headers(stream, answerHead, 0), raw(77, 0)]) },
  {
    title: 'DATA inside a header block',
    bytes: (stream) => Buffer.concat([headers(stream, answerHead, 0), data(stream, Buffer.from('x'))]),
  },
  {
    title: 'CONTINUATION of another stream',
    bytes: (stream) => Buffer.concat([headers(stream, answerHead, 0), raw(frameType.continuation, stream + 2, { flags: 4 })]),
  },
  {
    title: 'a header block that is none',
    bytes: (stream) => raw(frameType.headers, stream, { flags: 4, payload: Buffer.from('ff8001', 'hex') }),
  },
  {
    title: 'a new table size behind a field',
    bytes: (stream) => raw(frameType.headers, stream, { flags: 4, payload: Buffer.from('8820', 'hex') }),
  },
  { title: 'RST_STREAM on stream 0', bytes: () => raw(frameType.rst, 0, { payload: number(8) }) },
  { title: 'RST_STREAM on a stream nobody opened', bytes: (stream) => raw(frameType.rst, stream + 2, { payload: number(8) }) },
  { title: 'RST_STREAM of three bytes', bytes: (stream) => raw(frameType.rst, stream, { payload: Buffer.alloc(3) }) },
  { title: 'SETTINGS on a stream', bytes: (stream) => raw(frameType.settings, stream) },
  { title: 'SETTINGS of five bytes', bytes: () => raw(frameType.settings, 0, { payload: Buffer.alloc(5) }) },
  { title: 'an acknowledgement that says something', bytes: () => raw(frameType.settings, 0, { flags: 1, payload: Buffer.alloc(6) }) },
  { title: 'a window above the largest', bytes: () => raw(frameType.settings, 0, { payload: settingsOf([4, 2 ** 31]) }) },
  { title: 'a frame size below the least', bytes: () => raw(frameType.settings, 0, { payload: settingsOf([5, 16_383]) }) },
  { title: 'a frame size above the largest', bytes: () => raw(frameType.settings, 0, { payload: settingsOf([5, 2 ** 24]) }) },
  { title: 'PUSH_PROMISE', bytes: (stream) => raw(frameType.push, stream, { flags: 4, payload: number(2) }) },
  { title: 'PING of seven bytes', bytes: () => raw(frameType.ping, 0, { payload: Buffer.alloc(7) }) },
  { title: 'PING on a stream', bytes: (stream) => raw(frameType.ping, stream, { payload: Buffer.alloc(8) }) },
  { title: 'GOAWAY of seven bytes', bytes: () => raw(frameType.goaway, 0, { payload: Buffer.alloc(7) }) },
  { title: 'GOAWAY on a stream', bytes: (stream) => raw(frameType.goaway, stream, { payload: Buffer.alloc(8) }) },
  { title: 'WINDOW_UPDATE of nothing', bytes: () => raw(frameType.window, 0, { payload: number(0) }) },
  { title: 'WINDOW_UPDATE above the largest', bytes: () => raw(frameType.window, 0, { payload: number(2 ** 31 - 1) }) },
  {
    title: 'WINDOW_UPDATE above the largest on a stream',
    bytes: (stream) => raw(frameType.window, stream, { payload: number(2 ** 31 - 1) }),
  },
  { title: 'WINDOW_UPDATE of a stream nobody opened', bytes: (stream) => raw(frameType.window, stream + 2, { payload: number(1) }) },
  { title: 'a frame that is too large', bytes: (stream) => data(stream, Buffer.alloc(16_385)) },
  { title: 'CONTINUATION without end', bytes: (stream) => flood(stream) },
])('$title ends the connection, its call is UNAVAILABLE, and the next call has another', async ({ bytes }) => {
  await start();
  world.peer.onHeaders = (stream, socket) => void socket.write(bytes(stream));
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14, reason: 'upstream-lost' });
  expect(world.errors).toEqual([expect.stringMatching(/^The peer broke HTTP\/2: /)]);
  await vi.waitFor(() => expect(world.peer.seen.at(-1)?.type).toBe(frameType.goaway));
  expect(world.peer.seen.at(-1)!.payload.readUInt32BE(4)).toBeGreaterThan(0);
  world.peer.onHeaders = (stream, socket) => void socket.write(answer(stream, 'next'));
  expect(await call()).toMatchObject({ message: Buffer.from('next') });
});

function flood(stream: number): Buffer {
  const parts = Array.from({ length: 70 }, () => raw(frameType.continuation, stream, { payload: blockOf({ a: 'b' }) }));
  return Buffer.concat([headers(stream, answerHead, 0), ...parts]);
}

test('a connection whose first frame is no SETTINGS is none', async () => {
  await start({}, raw(frameType.ping, 0, { payload: Buffer.alloc(8) }));
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14 });
  expect(world.errors[0]).toBe('The peer broke HTTP/2: the first frame is no SETTINGS.');
});

test('a peer that floods with PING and reads no answer is left', async () => {
  await start();
  world.peer.onHeaders = (_, socket) => {
    socket.pause();
    const pings = Buffer.concat(Array.from({ length: 1000 }, () => raw(frameType.ping, 0, { payload: Buffer.alloc(8) })));
    const more = (): void => {
      while (!socket.destroyed && socket.write(pings));
    };
    socket.on('drain', more);
    more();
  };
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14 });
  expect(world.errors[0]).toBe('The peer broke HTTP/2: a flood of PING or SETTINGS.');
});
