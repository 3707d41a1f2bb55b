import { gzipSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { beforeFakeFrontend } from './before-fake-frontend.ts';
import { answerWith } from './fake-frontend.ts';
import { frame } from './raw-client.ts';

const world = beforeFakeFrontend();
const { start, call } = world;

test('a gzip answer comes inflated, a bomb ends at the limit', async () => {
  await start({ responseBytes: 100_000 });
  let size = 1000;
  world.frontend.onStream = (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc', 'grpc-encoding': 'gzip' }, { waitForTrailers: true });
    stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
    stream.end(frame(gzipSync(Buffer.alloc(size, 'x')), 1));
  };
  expect(await call()).toMatchObject({ message: Buffer.alloc(1000, 'x') });
  size = 20_000_000;
  expect(await call()).toMatchObject({ kind: 'rejected', status: 8 });
  expect(world.budget.inUse).toBe(0);
});

test.each([
  { title: 'HTTP 503', headers: { ':status': 503 }, status: 14 },
  { title: 'HTTP 404', headers: { ':status': 404 }, status: 12 },
  { title: 'a page', headers: { ':status': 200, 'content-type': 'text/html' }, status: 2 },
  { title: 'an answer without a status', headers: { ':status': 200, 'content-type': 'application/grpc' }, status: 2 },
  { title: 'success without a message', headers: { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': '0' }, status: 13 },
])('$title is answered with status $status', async ({ headers, status }) => {
  await start();
  world.frontend.onStream = (stream) => stream.respond(headers, { endStream: true });
  expect(await call()).toMatchObject({ kind: 'rejected', status });
});

test('a response over the limit is refused by its length', async () => {
  await start({ responseBytes: 1000 });
  world.frontend.onStream = (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/grpc' });
    stream.write(frame(Buffer.alloc(1001)).subarray(0, 5));
  };
  expect(await call()).toMatchObject({ kind: 'rejected', status: 8, message: 'grpc: received message larger than max (1001 vs. 1000)' });
});

test('a response over the budget waits for room', async () => {
  world.budget = createBudget(1_000_000);
  await start();
  world.budget.take(900_000);
  const large = Buffer.alloc(700_000, 'x');
  world.frontend.onStream = (stream) => answerWith(stream, frame(large));
  const running = call();
  await vi.waitFor(() => expect(world.frontend.calls).toHaveLength(1));
  await new Promise((resolve) => void setTimeout(resolve, 50));
  world.budget.give(900_000);
  const outcome = await running;
  expect(outcome.kind === 'response' && outcome.message?.equals(large)).toBe(true);
  expect(world.budget.inUse).toBe(0);
});

test('a message larger than every window arrives whole', async () => {
  await start();
  const large = Buffer.alloc(3_000_000, 'x');
  const outcome = await call({ message: large });
  expect(outcome.kind === 'response' && outcome.message?.equals(large)).toBe(true);
});

test('the deadline ends a call that nobody answers', async () => {
  await start();
  world.frontend.onStream = () => undefined;
  expect(await call({ deadline: performance.now() + 50 })).toMatchObject({ kind: 'rejected', status: 4 });
});

test('metadata that says something else on every call, and more of it than a frame holds, arrives as it was', async () => {
  await start();
  for (let round = 0; round < 30; round++) {
    const metadata = {
      'x-round': `round ${round} é`,
      'temporal-namespace': `namespace-${round}`.repeat(8),
      'x-large': 'y'.repeat(round === 20 ? 30_000 : 100),
    };
    expect(await call({ metadata, path: `/test/Method${round % 7}` })).toMatchObject({ kind: 'response', status: 0 });
    expect(world.frontend.calls.at(-1)).toMatchObject({ ...metadata, ':path': `/test/Method${round % 7}` });
  }
});

test('what an answer says of its own connection stays behind', async () => {
  await start();
  world.frontend.onStream = (stream) => answerWith(stream, frame('hello'), { 'grpc-status': '0', te: 'trailers', constructor: '1' });
  expect(await call()).toMatchObject({ kind: 'response', trailers: { constructor: '1' } });
  expect(await call()).not.toHaveProperty('trailers.te');
});
