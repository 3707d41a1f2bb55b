import { afterEach, expect, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import type { Upstream, UpstreamOutcome } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import { startFakeFrontend, type FakeFrontend } from './fake-frontend.ts';

let first: FakeFrontend;
let second: FakeFrontend;
let upstream: Upstream;
let known: Set<string>;
let errors: string[];

function port({ address }: FakeFrontend): string {
  return address.split(':')[1]!;
}

async function start(): Promise<void> {
  [first, second] = [await startFakeFrontend(), await startFakeFrontend()];
  errors = [];
  upstream = createUpstream({
    addresses: [`first:${port(first)}`, `second:${port(second)}`],
    credentials: {},
    budget: createBudget(1_000_000),
    limits: { resolveTime: 1050 },
    resolve: (host) => (known.has(host) ? Promise.resolve(['127.0.0.1']) : Promise.reject(new Error(`${host} is not known`))),
    onError: (error) => errors.push(error.message),
  });
}

function call(): Promise<UpstreamOutcome> {
  return new Promise((resolve) => {
    upstream.call({ path: '/test/Echo', metadata: {}, message: Buffer.from('hello'), deadline: undefined }, resolve);
  });
}

afterEach(async () => {
  await upstream.close();
  await Promise.all([first.close(), second.close()]);
});

test('every peer has a connection, a name that does not resolve is told, and one that comes later has its share', async () => {
  known = new Set(['first']);
  await start();
  expect(await call()).toMatchObject({ status: 0 });
  expect(errors).toEqual(['second is not known']);
  known.add('second');
  // The pool counts a connection as it begins, the peer when it has taken it.
  await vi.waitFor(() => expect([first.sessions.length, second.sessions.length]).toEqual([1, 1]), 5000);
  expect(upstream.counts().connections).toBe(2);
});

test('calls go on by the peer that is left when another ends', async () => {
  known = new Set(['first', 'second']);
  await start();
  expect(await call()).toMatchObject({ status: 0 });
  await first.close();
  await vi.waitFor(async () => expect(await call()).toMatchObject({ kind: 'response', status: 0 }), 3000);
  expect(second.calls.length).toBeGreaterThan(0);
});
