import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bucket, bucketLimit } from '../../../src/proxy/limit/bucket.ts';

const limits = fc
  .record({
    requestsPerSecond: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
    burst: fc.double({ min: 0.01, max: 5_000, noNaN: true }),
    backfillShare: fc.double({ min: 0.001, max: 1, noNaN: true }),
  })
  .map((rate) => bucketLimit(rate));
const traffic = fc.constantFrom('live', 'backfill' as const);
const calls = fc.array(fc.record({ traffic, pause: fc.double({ min: 0, max: 400, noNaN: true }), many: fc.integer({ min: 1, max: 40 }) }), {
  maxLength: 60,
});

interface Admitted {
  readonly at: number;
  readonly traffic: 'live' | 'backfill';
}

function run(
  limit: Parameters<typeof bucketsOf>[0],
  load: readonly { traffic: 'live' | 'backfill'; pause: number; many: number }[],
): Admitted[] {
  const bucket = bucketsOf(limit);
  const admitted: Admitted[] = [];
  let at = 0;
  for (const { traffic: kind, pause, many } of load) {
    at += pause;
    for (let index = 0; index < many; index++) if (bucket.take(kind, at)) admitted.push({ at, traffic: kind });
  }
  return admitted;
}

function bucketsOf(limit: ReturnType<typeof bucketLimit>): Bucket {
  return new Bucket(limit, 0);
}

/** The most that come in any time, beyond what its rate allows. */
function excess(admitted: readonly Admitted[], rate: number): number {
  let most = 0;
  for (let from = 0; from < admitted.length; from++)
    for (let to = from; to < admitted.length; to += 7) {
      most = Math.max(most, to - from + 1 - (admitted[to]!.at - admitted[from]!.at) * rate);
    }
  return most;
}

test('in any time no more is let through than the rate and the burst allow, and of backfill no more than its share', () => {
  fc.assert(
    fc.property(limits, calls, (limit, load) => {
      const admitted = run(limit, load);
      const live = admitted.filter((one) => one.traffic === 'live');
      const backfill = admitted.filter((one) => one.traffic === 'backfill');
      expect(excess(live, limit.rate)).toBeLessThanOrEqual(limit.burst + 0.001);
      expect(excess(backfill, limit.backfillRate)).toBeLessThanOrEqual(limit.backfillBurst + 0.001);
      expect(excess(admitted, limit.rate)).toBeLessThanOrEqual(limit.burst + limit.backfillBurst + 0.001);
    }),
    { numRuns: 150 },
  );
});

test('the same live calls are let through with backfill beside them and without', () => {
  fc.assert(
    fc.property(limits, calls, (limit, load) => {
      const alone = load.map((one) => (one.traffic === 'live' ? one : { ...one, many: 0 }));
      expect(run(limit, load).filter((one) => one.traffic === 'live')).toEqual(run(limit, alone));
    }),
    { numRuns: 150 },
  );
});

const hundred = { requestsPerSecond: 100, burst: 100, backfillShare: 0.25 };

/** Of each class in ten seconds, when so many are tried a second. */
function tenSeconds(tried: { live: number; backfill: number }, rate = hundred): { live: number; backfill: number } {
  const bucket = new Bucket(bucketLimit(rate), 0);
  const admitted = { live: 0, backfill: 0 };
  const done = { live: 0, backfill: 0 };
  for (let at = 0; at < 10_000; at += 5)
    for (const kind of ['live', 'backfill'] as const)
      for (; done[kind] < (tried[kind] * at) / 1_000; done[kind]++) admitted[kind] += Number(bucket.take(kind, at));
  return admitted;
}

test.each([
  { title: 'alone, backfill has its share', tried: { live: 0, backfill: 500 }, live: 0, backfill: 250 },
  { title: 'beside few live calls too', tried: { live: 50, backfill: 500 }, live: 500, backfill: 250 },
  { title: 'beside more of them what they leave', tried: { live: 90, backfill: 500 }, live: 900, backfill: 100 },
  { title: 'beside as many as the limit allows hardly anything', tried: { live: 100, backfill: 500 }, live: 1_000, backfill: 0 },
])('$title', ({ tried, live, backfill }) => {
  const admitted = tenSeconds(tried);
  expect(admitted.live).toBeGreaterThanOrEqual(live * 0.99);
  expect(Math.abs(admitted.backfill - backfill)).toBeLessThanOrEqual(Math.max(10, backfill * 0.1));
});

test('another limit changes nothing of what is used up', () => {
  const bucket = new Bucket(bucketLimit(hundred), 0);
  for (let index = 0; index < 90; index++) bucket.take('live', 0);
  bucket.use(bucketLimit({ ...hundred, requestsPerSecond: 50 }), 0);
  expect(bucket.levelOf(0)).toBe(10);
  bucket.use(bucketLimit({ ...hundred, burst: 5 }), 0);
  expect(bucket.levelOf(0)).toBe(5);
});

test('it says when there will be a token', () => {
  const bucket = new Bucket(bucketLimit({ requestsPerSecond: 10, burst: 1, backfillShare: 0.5 }), 0);
  expect([bucket.delay('live', 0), bucket.delay('backfill', 0)]).toEqual([0, 0]);
  bucket.take('live', 0);
  expect(bucket.delay('live', 0)).toBeCloseTo(100);
  expect(bucket.delay('live', 60)).toBeCloseTo(40);
  expect(bucket.take('live', 99)).toBe(false);
  expect(bucket.take('live', 100)).toBe(true);
});
