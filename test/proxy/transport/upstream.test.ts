import { connect, createServer, type Socket } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { UpstreamOutcome } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import { beforeFakeFrontend, echoRequest } from './before-fake-frontend.ts';
import { answerWith, startFakeFrontend } from './fake-frontend.ts';
import { frame } from './raw-client.ts';

const world = beforeFakeFrontend();
const { start, call } = world;

test('a call goes out with metadata, deadline and the credentials of the pool, and its answer comes back', async () => {
  await start();
  const outcome = await call({ metadata: { 'temporal-namespace': 'images', 'trace-bin': 'AQI=' }, deadline: performance.now() + 5000 });
  expect(outcome).toMatchObject({ kind: 'response', status: 0, message: Buffer.from('hello') });
  expect(world.frontend.calls[0]).toMatchObject({
    ':path': '/test/Echo',
    ':authority': world.frontend.address,
    te: 'trailers',
    authorization: 'Bearer secret',
    'temporal-namespace': 'images',
    'trace-bin': 'AQI=',
    'grpc-timeout': expect.stringMatching(/^(?:4\d{3}|5000)m$/),
  });
  expect(world.budget.inUse).toBe(0);
});

test('an error keeps its text and details as they are on the wire', async () => {
  await start();
  world.frontend.onStream = (stream) => {
    const headers = {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': '5',
      'grpc-message': 'no %C3%A9',
      'grpc-status-details-bin': 'CAU=',
    };
    stream.respond(headers, { endStream: true });
  };
  expect(await call()).toEqual({
    kind: 'response',
    headers: {},
    message: undefined,
    status: 5,
    statusMessage: 'no %C3%A9',
    trailers: { 'grpc-status-details-bin': 'CAU=' },
  });
});

test('a cancelled call is reset upstream with CANCEL, and says nothing more', async () => {
  await start();
  const arrived = new Promise<number>((resolve) => {
    world.frontend.onStream = (stream) => void stream.once('close', () => resolve(stream.rstCode));
  });
  const done = vi.fn<(outcome: UpstreamOutcome) => void>();
  const running = world.upstream.call(echoRequest, done);
  await vi.waitFor(() => expect(world.frontend.calls).toHaveLength(1));
  running.cancel();
  expect(await arrived).toBe(8);
  expect(done).not.toHaveBeenCalled();
});

test.each([8, 2])('a reset with code %i stays a reset', async (code) => {
  await start();
  world.frontend.onStream = (stream) => stream.close(code);
  expect(await call()).toEqual({ kind: 'reset', code });
});

test('10 MB come back whole', async () => {
  await start();
  const large = Buffer.alloc(10_000_000, 'x');
  world.frontend.onStream = (stream) => answerWith(stream, frame(large));
  const outcome = await call();
  expect(outcome.kind === 'response' && outcome.message?.equals(large)).toBe(true);
  expect(world.budget.inUse).toBe(0);
});

test('64 callers with 8 streams a connection all get through, and no connection ever holds more', async () => {
  await start({}, { maxConcurrentStreams: 8 });
  let most = 0;
  const open = new Map<object, number>();
  world.frontend.onStream = (stream) => {
    const session = stream.session!;
    const count = (open.get(session) ?? 0) + 1;
    open.set(session, count);
    most = Math.max(most, count);
    setTimeout(() => {
      open.set(session, open.get(session)! - 1);
      answerWith(stream, frame('ok'));
    }, 20);
  };
  const outcomes = await Promise.all(Array.from({ length: 64 }, () => call()));
  expect(outcomes.every((outcome) => outcome.kind === 'response')).toBe(true);
  expect(most).toBeLessThanOrEqual(8);
  expect(world.frontend.sessions.length).toBeLessThanOrEqual(32);
});

test('nobody listening is UNAVAILABLE without the address', async () => {
  await start();
  await world.frontend.close();
  const outcome = await call();
  expect(outcome).toMatchObject({ kind: 'rejected', status: 14, message: 'Temporal cannot be reached.' });
});

test('a refused stream is sent once more, a second refusal is UNAVAILABLE', async () => {
  await start();
  let refusals = 1;
  const answer = world.frontend.onStream;
  world.frontend.onStream = (stream, headers) => {
    if (refusals-- > 0) stream.close(7);
    else answer(stream, headers);
  };
  expect(await call()).toMatchObject({ kind: 'response', status: 0 });
  refusals = 2;
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14 });
});

test('after GOAWAY calls that were taken finish, others go over a new connection', async () => {
  await start();
  let finish: (() => void) | undefined;
  world.frontend.onStream = (stream) => (finish = () => answerWith(stream, frame('old')));
  const running = call();
  await vi.waitFor(() => expect(finish).toBeDefined());
  const [session] = world.frontend.sessions;
  session!.goaway(0, 1);
  await new Promise((resolve) => void setTimeout(resolve, 20));
  world.frontend.onStream = (stream) => answerWith(stream, frame('new'));
  expect(await call()).toMatchObject({ message: Buffer.from('new') });
  finish?.();
  expect(await running).toMatchObject({ message: Buffer.from('old') });
  expect(world.frontend.sessions).toHaveLength(2);
  await vi.waitFor(() => expect(world.upstream.counts()).toEqual({ connections: 1, streams: 0 }));
});

test('a call above the last one that GOAWAY names is sent again', async () => {
  await start();
  await call();
  world.frontend.onStream = (stream) => {
    world.frontend.onStream = (other) => answerWith(other, frame('second'));
    stream.session!.goaway(11, 1);
  };
  expect(await call()).toMatchObject({ message: Buffer.from('second') });
});

test('a connection that breaks under a call is UNAVAILABLE, and the call is not sent again', async () => {
  await start();
  world.frontend.onStream = (stream) => stream.session!.destroy();
  expect(await call()).toMatchObject({ kind: 'rejected', status: 14, reason: 'upstream-lost' });
  expect(world.frontend.calls).toHaveLength(1);
});

test('a peer that has gone without a word is noticed by its silence', async () => {
  world.frontend = await startFakeFrontend();
  const port = Number(world.frontend.address.split(':')[1]);
  const sockets: Socket[] = [];
  // Half open: what comes is taken and nothing is ever said, as when a machine has lost its power.
  const relay = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    sockets.push(near, far);
    near
      .on('error', () => undefined)
      .pipe(far.on('error', () => undefined))
      .pipe(near);
  });
  await new Promise<void>((resolve) => void relay.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(relay.address() as { port: number }).port}`;
  world.upstream = createUpstream({
    addresses: [address],
    credentials: {},
    budget: world.budget,
    limits: { keepaliveTime: 100, keepaliveTimeout: 100 },
  });
  await call();
  world.frontend.onStream = () => undefined;
  const stuck = call();
  await vi.waitFor(() => expect(world.frontend.calls).toHaveLength(2));
  for (const socket of sockets) socket.unpipe().pause();
  expect(await stuck).toMatchObject({ kind: 'rejected', status: 14, reason: 'upstream-lost' });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => void relay.close(resolve));
});

test('calls made after new credentials carry them', async () => {
  await start();
  await call();
  world.upstream.useCredentials({ apiKey: 'renewed' });
  await call();
  expect(world.frontend.calls.map((headers) => headers.authorization)).toEqual(['Bearer secret', 'Bearer renewed']);
  expect(world.frontend.sessions).toHaveLength(1);
});
