import { constants } from 'node:http2';
import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { beforeListener, echo } from './before-listener.ts';
import { answerOf, callRaw, frame, open } from './raw-client.ts';

const world = beforeListener();
const { start } = world;

test('a message comes back with its status in trailers, and the budget is empty again', async () => {
  await start();
  const answer = await callRaw(world.session, frame('hello'));
  expect(answer).toMatchObject({ status: '0', isTrailersOnly: false, code: 0 });
  expect(answer.body).toEqual(frame('hello'));
  expect(answer.headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
  expect(world.budget.inUse).toBe(0);
});

test('an error ends the stream on its first HEADERS, its text and binary trailers untouched', async () => {
  await start();
  world.onCall = (call) =>
    call.respond({ status: 5, statusMessage: 'no %C3%A9 here', trailers: { 'grpc-status-details-bin': 'CAUSBQ==' } });
  const answer = await callRaw(world.session, frame('hello'));
  expect(answer).toMatchObject({ isTrailersOnly: true, status: '5', message: 'no %C3%A9 here' });
  expect(answer.headers['grpc-status-details-bin']).toBe('CAUSBQ==');
  expect(answer.body).toHaveLength(0);
});

test.each([
  { title: 'no message', body: Buffer.alloc(0), status: '12' },
  { title: 'two messages', body: Buffer.concat([frame('a'), frame('b')]), status: '12' },
  { title: 'a message that is cut off', body: frame('hello').subarray(0, 7), status: '13' },
  { title: 'a prefix that is cut off', body: frame('hello').subarray(0, 3), status: '13' },
  { title: 'an unknown compression flag', body: frame('hello', 7), status: '13' },
  { title: 'a compressed message without its encoding', body: frame(gzipSync('hello'), 1), status: '13' },
])('$title is answered with status $status', async ({ body, status }) => {
  await start();
  expect(await callRaw(world.session, body)).toMatchObject({ isTrailersOnly: true, status });
  expect(await callRaw(world.session, frame('next'))).toMatchObject({ status: '0' });
});

test('a gzip message is taken inflated', async () => {
  await start();
  const answer = await callRaw(world.session, frame(gzipSync('hello'), 1), { 'grpc-encoding': 'gzip' });
  expect(answer.body).toEqual(frame('hello'));
});

test('a length over the limit is refused before the message has come', async () => {
  await start({ messageBytes: 1000 });
  const stream = open(world.session);
  stream.write(frame(Buffer.alloc(1001)).subarray(0, 5));
  const answer = await answerOf(stream);
  expect(answer).toMatchObject({ status: '8', message: 'grpc: received message larger than max (1001 vs. 1000)' });
});

test('a cancelled call is gone, and says so once', async () => {
  await start();
  let gone = 0;
  const seen = new Promise<ServerCall>((resolve) => {
    world.onCall = (call) => {
      call.onGone = () => {
        gone++;
        resolve(call);
      };
    };
  });
  const stream = open(world.session);
  await new Promise((resolve) => void setTimeout(resolve, 20));
  stream.close(8);
  const call = await seen;
  call.respond({ status: 0, message: Buffer.from('late') });
  expect([call.isGone, gone]).toEqual([true, 1]);
});

test('trailers that HTTP/2 has not end their own call, and the process goes on', async () => {
  await start();
  world.onCall = (call) =>
    call.takeMessage(() => call.respond({ status: 0, message: Buffer.from('x'), trailers: { connection: 'close' } }));
  expect(await callRaw(world.session, frame('hello'))).toMatchObject({ code: constants.NGHTTP2_INTERNAL_ERROR, status: undefined });
  world.onCall = echo;
  expect(await callRaw(world.session, frame('hello'))).toMatchObject({ status: '0' });
  expect(world.budget.inUse).toBe(0);
});

test('an answer that its caller opens no window for is given up, and everybody has its bytes again', async () => {
  await start({ answerTime: 60 });
  world.session.settings({ initialWindowSize: 0 });
  world.onCall = (call) => call.takeMessage(() => call.respond({ status: 0, message: Buffer.alloc(900_000) }));
  expect(await callRaw(world.session, frame('hello'))).toMatchObject({ code: constants.NGHTTP2_CANCEL });
  await vi.waitFor(() => expect(world.budget.inUse).toBe(0));
});

test('what is no POST or no gRPC is answered in HTTP', async () => {
  await start();
  const get = await callRaw(world.session, Buffer.alloc(0), { ':method': 'GET' });
  const json = await callRaw(world.session, Buffer.from('{}'), { 'content-type': 'application/json' });
  expect([get.headers[':status'], json.headers[':status']]).toEqual([405, 415]);
});

test('it says how many streams a connection may hold', async () => {
  await start({ streamsPerConnection: 7 });
  expect(world.session.remoteSettings.maxConcurrentStreams).toBe(7);
});

test('a body that trickles is answered UNAVAILABLE, while a call that waits for its answer is left alone', async () => {
  await start({ bodyTime: 60 });
  const slow = open(world.session);
  slow.write(frame('hello').subarray(0, 6));
  let answerLater: (() => void) | undefined;
  world.onCall = (call) => call.takeMessage(() => (answerLater = () => call.respond({ status: 0, message: Buffer.from('at last') })));
  const poll = callRaw(world.session, frame('poll'));
  world.onCall = echo;
  expect(await answerOf(slow)).toMatchObject({ status: '14' });
  answerLater?.();
  expect(await poll).toMatchObject({ status: '0' });
});

test('a body over the budget waits for room and gets it', async () => {
  world.budget = createBudget(1000);
  await start();
  world.budget.take(900);
  const waiting = callRaw(world.session, frame(Buffer.alloc(500)));
  await vi.waitFor(() => expect(world.listener.counts().calls).toBe(1));
  world.budget.give(900);
  expect(await waiting).toMatchObject({ status: '0' });
  await vi.waitFor(() => expect(world.budget.inUse).toBe(0));
});

test('a body that finds no room in time is answered UNAVAILABLE', async () => {
  world.budget = createBudget(1000);
  await start({ budgetTime: 60 });
  world.budget.take(900);
  expect(await callRaw(world.session, frame(Buffer.alloc(500)))).toMatchObject({ status: '14' });
  expect(world.budget.inUse).toBe(900);
});

test('a length that is only announced takes no room from others', async () => {
  world.budget = createBudget(1000);
  await start({ budgetTime: 60 });
  const announced = Buffer.from([0, 0, 0, 3, 132, 120]);
  const slow = open(world.session);
  slow.write(announced);
  await vi.waitFor(() => expect(world.budget.inUse).toBe(announced.length));
  expect(await callRaw(world.session, frame(Buffer.alloc(500)))).toMatchObject({ status: '0' });
  slow.close();
  await vi.waitFor(() => expect(world.budget.inUse).toBe(0));
});

test.each([
  { title: 'a small bomb', size: 4_000_000 },
  { title: 'one large enough for a thread', size: 60_000_000 },
])('$title is given up at the limit', async ({ size }) => {
  await start({ messageBytes: 200_000 });
  const answer = await callRaw(world.session, frame(gzipSync(Buffer.alloc(size)), 1), { 'grpc-encoding': 'gzip' });
  expect(answer).toMatchObject({ status: '8', message: expect.stringMatching(/^grpc: received message larger than max \(/) });
});

test.each([
  { title: 'an unknown encoding', headers: { 'grpc-encoding': 'snappy' }, status: '12' },
  { title: 'a malformed timeout', headers: { 'grpc-timeout': '12x' }, status: '3' },
])('$title is refused', async ({ headers, status }) => {
  await start();
  const answer = await callRaw(world.session, frame('hello'), headers);
  expect(answer).toMatchObject({ status, isTrailersOnly: true });
  expect(answer.headers['grpc-accept-encoding']).toBe('identity,gzip');
});

test('a call whose deadline passes is reset with CANCEL and gone', async () => {
  await start();
  const gone = new Promise<void>((resolve) => {
    world.onCall = (call) => {
      expect(call.deadline).toBeGreaterThan(performance.now());
      call.onGone = resolve;
    };
  });
  const answer = await callRaw(world.session, frame('hello'), { 'grpc-timeout': '100m' });
  await gone;
  expect(answer.code).toBe(8);
});

test('a bug in one call ends it as INTERNAL, and the next one is served', async () => {
  await start();
  world.onCall = () => {
    throw new Error('a bug');
  };
  const first = await callRaw(world.session, frame('hello'));
  world.onCall = (call) =>
    call.takeMessage(() => {
      throw new Error('another');
    });
  const second = await callRaw(world.session, frame('hello'));
  world.onCall = echo;
  const third = await callRaw(world.session, frame('hello'));
  expect([first.status, second.status, third.status]).toEqual(['13', '13', '0']);
});
