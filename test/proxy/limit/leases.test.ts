import { expect, test } from 'vitest';
import { Leases, type ScriptStore } from '../../../src/proxy/limit/leases.ts';
import { createLimits } from '../../../src/proxy/limit/limits.ts';
import { ask, callerNamed, rulesOf, waits } from '../../support/limiting.ts';
import { turnedClock } from './turned-clock.ts';

/** Gives whatever is asked for, up to so much in each trip, or does not answer; a real one is in the server tests. */
function switchedStore() {
  const trips: { live: number; backfill: number }[][] = [];
  const store: ScriptStore & { isAway: boolean; most: number } = {
    isAway: false,
    most: Infinity,
    async run(_script, calls) {
      await Promise.resolve();
      if (store.isAway) throw new Error('connection refused');
      trips.push(calls.map(({ args }) => ({ live: Number(args[4]), backfill: Number(args[5]) })));
      return calls.map(({ args }) => [String(Math.min(store.most, Number(args[4]))), String(Math.min(store.most, Number(args[5])))]);
    },
    close: () => undefined,
  };
  return { store, trips };
}

function leasing(whenUnavailable: 'open' | 'closed' = 'open', requestsPerSecond = 10) {
  const clock = turnedClock();
  const { store, trips } = switchedStore();
  const states: string[] = [];
  const leases = new Leases({
    store,
    clock,
    replica: 'one',
    interval: 100,
    whenUnavailable,
    random: () => 0.5,
    onState: (isAvailable, detail) => states.push(`${isAvailable} ${detail}`),
  });
  const limits = createLimits({ clock, makeSupply: (key, rate, gate) => leases.supply(key, rate, gate), close: () => leases.close() });
  const limiter = limits.limiter(rulesOf({ namespace: { requestsPerSecond } }), waits);
  /** Trips are promises: they come back between two steps. */
  const turn = async (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 10) {
      clock.turn(10);
      for (let tick = 0; tick < 10; tick++) await Promise.resolve();
    }
  };
  return { clock, store, trips, states, limits, limiter, turn };
}

test('only the first call waits for a trip: those after it find tokens, and many of them share one trip', async () => {
  const { trips, limiter, turn } = leasing('open', 1_000);
  const first = ask(limiter);
  expect(first.outcome).toBeUndefined();
  await turn(10);
  expect(first.outcome).toMatchObject({ kind: 'admitted' });
  for (let round = 0; round < 10; round++) {
    for (let index = 0; index < 5; index++) ask(limiter);
    await turn(100);
  }
  const before = trips.length;
  const calls = [];
  for (let round = 0; round < 10; round++) {
    for (let index = 0; index < 5; index++) calls.push(ask(limiter));
    await turn(100);
  }
  expect(calls.every(({ outcome }) => outcome?.kind === 'admitted')).toBe(true);
  expect(trips.length - before).toBeLessThanOrEqual(11);
});

test('a replica without calls gives back what it has leased, and asks no more', async () => {
  const { trips, limiter, turn, clock } = leasing();
  for (let index = 0; index < 5; index++) ask(limiter);
  await turn(2_000);
  const sum = trips.flat().reduce((total, { live }) => total + live, 0);
  expect(sum).toBeCloseTo(5, 0);
  const { length } = trips;
  await turn(5_000);
  expect(trips.length).toBe(length);
  expect(clock.timers).toBe(0);
});

test('with little to share a replica asks once in an interval, not for each call that waits', async () => {
  const { store, trips, limiter, turn } = leasing('open', 1_000);
  store.most = 1;
  for (let index = 0; index < 200; index++) ask(limiter, { identity: callerNamed(`caller-${index}`) });
  await turn(400);
  expect(trips.length).toBeLessThanOrEqual(8);
});

test('while the store is away an open limiter goes on by itself with the whole limit', async () => {
  const { store, states, limiter, turn } = leasing();
  ask(limiter);
  await turn(100);
  store.isAway = true;
  await turn(300);
  const calls = Array.from({ length: 4 }, () => ask(limiter));
  await turn(400);
  expect(calls.map(({ outcome }) => outcome?.kind)).toEqual(['admitted', 'admitted', 'admitted', 'admitted']);
  expect(states).toEqual(['false connection refused']);
  store.isAway = false;
  await turn(300);
  expect(states).toEqual(['false connection refused', 'true limits are shared again']);
  const again = ask(limiter);
  await turn(200);
  expect(again.outcome?.kind).toBe('admitted');
});

test('a closed one refuses what is limited, holds polls until the store is back, and lets through what stops something', async () => {
  const { store, limiter, turn } = leasing('closed');
  store.isAway = true;
  const first = ask(limiter);
  await turn(20);
  expect(first.outcome).toMatchObject({ kind: 'rejected', status: 14, reason: 'limits-unavailable' });
  expect(ask(limiter).outcome).toMatchObject({ kind: 'rejected', status: 14 });
  expect(ask(limiter, { method: 'TerminateWorkflowExecution' }).outcome?.kind).toBe('admitted');
  expect(ask(limiter, { method: 'RespondActivityTaskCompleted' }).outcome?.kind).toBe('admitted');
  const poll = ask(limiter, { method: 'PollActivityTaskQueue' });
  await turn(1_000);
  expect(poll.outcome).toBeUndefined();
  store.isAway = false;
  await turn(600);
  expect(poll.outcome?.kind).toBe('admitted');
});

test('nothing goes on once it is closed', async () => {
  const { limits, limiter, turn, clock } = leasing();
  ask(limiter);
  await turn(50);
  limits.close();
  await turn(500);
  expect(clock.timers).toBe(0);
});
