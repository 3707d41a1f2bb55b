import { expect, test } from 'vitest';
import { Gate, type Turn, type TurnOutcome } from '../../../src/proxy/limit/gate.ts';
import { memorySupply } from '../../../src/proxy/limit/memory-supply.ts';
import { turnedClock } from './turned-clock.ts';

/** One token at first, then ten a second. */
function gateWith({ mostWaiting = 100 } = {}) {
  const clock = turnedClock();
  const gate = new Gate({ supply: memorySupply({ requestsPerSecond: 10, burst: 1, backfillShare: 1 }, clock), clock, mostWaiting });
  gate.pass('call', 'live');
  const told: string[] = [];
  const wait = (name: string, turn: Partial<Turn> = {}) =>
    gate.wait({ urgency: 'call', traffic: 'live', lane: 'ada', until: clock.now() + 10_000, ...turn }, (outcome: TurnOutcome) =>
      told.push(outcome === 'admitted' ? name : `${name} ${outcome}`),
    );
  return { clock, gate, told, wait };
}

test('calls come to their turn in their order, as tokens come', () => {
  const { clock, told, wait } = gateWith();
  for (const name of ['1', '2', '3']) wait(name);
  expect(told).toEqual([]);
  clock.turn(100);
  expect(told).toEqual(['1']);
  clock.turn(200);
  expect(told).toEqual(['1', '2', '3']);
  expect(clock.timers).toBe(0);
});

test('a caller with many calls does not hold up one with a few', () => {
  const { clock, told, wait } = gateWith();
  for (const name of ['a1', 'a2', 'a3', 'a4']) wait(name);
  for (const name of ['b1', 'b2']) wait(name, { lane: 'bob' });
  clock.turn(600);
  expect(told).toEqual(['a1', 'b1', 'a2', 'b2', 'a3', 'a4']);
});

test('what stops something goes first, calls and polls in turn, backfill when nobody else waits', () => {
  const { clock, told, wait } = gateWith();
  wait('backfill', { traffic: 'backfill' });
  for (const name of ['p1', 'p2']) wait(name, { urgency: 'poll' });
  for (const name of ['c1', 'c2', 'c3']) wait(name);
  wait('terminate', { urgency: 'urgent' });
  clock.turn(600);
  expect(told).toEqual(['terminate', 'c1', 'p1', 'c2', 'p2', 'c3']);
  clock.turn(200);
  expect(told.at(-1)).toBe('backfill');
});

test('nobody goes past those who wait', () => {
  const { clock, gate, wait } = gateWith();
  wait('first', { until: clock.now() + 1_000 });
  clock.turn(99);
  expect(gate.pass('call', 'live')).toBe(false);
  clock.turn(101);
  expect(gate.pass('call', 'backfill')).toBe(true);
});

test('whose time is over is told so, and takes nothing', () => {
  const { clock, gate, told, wait } = gateWith();
  wait('short', { until: clock.now() + 50 });
  wait('over', { until: clock.now() });
  wait('long');
  clock.turn(60);
  expect(told).toEqual(['over late', 'short late']);
  clock.turn(40);
  expect(told).toEqual(['over late', 'short late', 'long']);
  expect(gate.waiting('live')).toBe(0);
});

test('who leaves is not told any more, and leaves nothing behind', () => {
  const { clock, gate, told, wait } = gateWith();
  wait('gone')?.cancel();
  expect([gate.waiting('live'), clock.timers]).toEqual([0, 0]);
  clock.turn(1_000);
  expect(told).toEqual([]);
});

test('when too many wait the caller with the most of them makes room, and polls are never turned away', () => {
  const { told, wait } = gateWith({ mostWaiting: 3 });
  for (const name of ['a1', 'a2', 'a3', 'a4']) wait(name);
  wait('b1', { lane: 'bob' });
  for (let index = 0; index < 10; index++) wait(`p${index}`, { urgency: 'poll' });
  expect(told).toEqual(['a4 full', 'a3 full']);
});
