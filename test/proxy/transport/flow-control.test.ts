import type { Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { flag, frameType, setting } from '../../../src/proxy/transport/h2/frames.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import { beforeHostilePeer } from './before-hostile-peer.ts';
import { answer, answerHead, data, headers, number, raw, settingsOf, trailers } from './hostile-peer.ts';
import { frame } from './raw-client.ts';

const world = beforeHostilePeer();
const { start, call } = world;

test('padding gives its window back, or long answers would stand still', async () => {
  await start({ streamWindowBytes: 4000 });
  world.peer.onHeaders = (stream, socket) => {
    let room = 4000;
    let left = Buffer.concat([frame(Buffer.alloc(3000, 'x'))]);
    socket.write(headers(stream, answerHead));
    const push = (): void => {
      while (left.length > 0 && room >= 266) {
        socket.write(data(stream, Buffer.concat([Buffer.from([255]), left.subarray(0, 10), Buffer.alloc(255)]), flag.padded));
        left = left.subarray(10);
        room -= 266;
      }
      if (left.length === 0) socket.write(trailers(stream));
    };
    world.peer.onFrame = (seen) => {
      if (seen.type !== frameType.window || seen.stream !== stream || left.length === 0) return;
      room += seen.payload.readUInt32BE();
      push();
    };
    push();
  };
  expect(await call()).toMatchObject({ message: Buffer.alloc(3000, 'x') });
});

test('more DATA than the window, while nobody reads, ends the connection', async () => {
  await start({ streamWindowBytes: 2000, responseBytes: 400_000_000, budgetTime: 5000 });
  await world.upstream.close();
  const budget = createBudget(1000);
  budget.take(1000);
  world.upstream = createUpstream({ addresses: [world.peer.address], credentials: {}, budget, limits: { streamWindowBytes: 2000 } });
  world.peer.onHeaders = (stream, socket) => {
    socket.write(Buffer.concat([headers(stream, answerHead), data(stream, frame(Buffer.alloc(5000)).subarray(0, 1000))]));
    for (let more = 0; more < 5; more++) socket.write(data(stream, Buffer.alloc(900)));
  };
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14, reason: 'upstream-lost' });
});

test.each([1, 3, 5, 1000])('a window that grows by %i bytes at a time gets a whole message', async (step) => {
  await start({}, raw(frameType.settings, 0, { payload: settingsOf([setting.initialWindowSize, 0]) }));
  const message = Buffer.alloc(step < 10 ? 100 : 60_000, 'x');
  const chunks: Buffer[] = [];
  const grow = (stream: number, socket: Socket): void => void socket.write(raw(frameType.window, stream, { payload: number(step) }));
  world.peer.onHeaders = grow;
  world.peer.onFrame = ({ type, flags, stream, payload }, socket) => {
    if (type !== frameType.data) return;
    chunks.push(Buffer.from(payload));
    if (payload.length > 0) socket.write(raw(frameType.window, 0, { payload: number(payload.length) }));
    if ((flags & flag.endStream) === 0) grow(stream, socket);
    else socket.write(answer(stream, 'done'));
  };
  expect(await call({ message })).toMatchObject({ message: Buffer.from('done') });
  expect(Buffer.concat(chunks)).toEqual(frame(message));
});

test('SETTINGS that take the window below zero hold a message back until it is above again', async () => {
  await start({}, raw(frameType.settings, 0, { payload: settingsOf([setting.initialWindowSize, 20_000]) }));
  const message = Buffer.alloc(30_000, 'x');
  let received = 0;
  world.peer.onFrame = ({ type, flags, stream, payload }, socket) => {
    if (type !== frameType.data) return;
    received += payload.length;
    if (received === 20_000) {
      socket.write(raw(frameType.settings, 0, { payload: settingsOf([setting.initialWindowSize, 5000]) }));
      // It stands at -15,000 now: these leave it at -1, and the last one opens it.
      socket.write(raw(frameType.window, stream, { payload: number(14_999) }));
      socket.write(raw(frameType.ping, 0, { payload: Buffer.alloc(8) }));
    }
    if ((flags & flag.endStream) !== 0) socket.write(answer(stream, 'done'));
  };
  const running = call({ message });
  await vi.waitFor(() => expect(world.peer.seen.some(({ type, flags }) => type === frameType.ping && flags === 1)).toBe(true));
  expect(received).toBe(20_000);
  world.peer.sockets[0]!.write(raw(frameType.window, 1, { payload: number(10_006) }));
  expect(await running).toMatchObject({ message: Buffer.from('done') });
  expect(received).toBe(30_005);
});
