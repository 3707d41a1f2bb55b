import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { redisScripts } from '../../../src/adapters/redis.ts';
import { processClock } from '../../../src/proxy/limit/clock.ts';
import { Leases } from '../../../src/proxy/limit/leases.ts';
import { createLimits } from '../../../src/proxy/limit/limits.ts';
import { ask, rulesOf, waits } from '../../support/limiting.ts';
import { startRedis, type RedisServer } from '../../support/redis-server.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const binary = requireTool('redis-server') ?? '';
const requestsPerSecond = 300;

function within10Percent(rate: number): void {
  expect(rate).toBeGreaterThan(requestsPerSecond * 0.9);
  expect(rate).toBeLessThan(requestsPerSecond * 1.1);
}

describeWith(['redis-server'], 'three replicas that share limits through Redis', () => {
  let redis: RedisServer;
  let replicas: ReturnType<typeof startReplicas>;
  const states: string[] = [];

  beforeAll(async () => {
    redis = await startRedis(binary);
    replicas = startReplicas(redis.url);
  });
  afterAll(async () => {
    for (const { limits } of replicas ?? []) limits.close();
    await redis?.kill();
  });

  function startReplicas(url: string) {
    return ['one', 'two', 'three'].map((replica) => {
      const leases = new Leases({
        store: redisScripts({ url, timeout: 300 }),
        clock: processClock,
        replica,
        interval: 100,
        whenUnavailable: 'open',
        random: Math.random,
        onState: (isAvailable) => states.push(`${replica} ${isAvailable}`),
      });
      const limits = createLimits({
        clock: processClock,
        makeSupply: (key, rate, gate) => leases.supply(key, rate, gate),
        close: () => leases.close(),
      });
      const rules = rulesOf({ namespace: { requestsPerSecond, burst: 30 } });
      return { limits, limiter: limits.limiter(rules, waits) };
    });
  }

  /**
   * Calls of each replica a second, for some time; returns how many a second were let through, and refused, in all. Time to
   * settle comes first and is not counted: it uses up the burst.
   */
  async function load(perSecond: readonly number[], milliseconds: number, settling = 0) {
    const sent = perSecond.map(() => 0);
    const calls: ReturnType<typeof ask>[] = [];
    const told = (kind: string) => calls.filter(({ outcome }) => outcome?.kind === kind).length;
    const start = performance.now();
    const send = async (until: number) => {
      for (let passed = performance.now() - start; passed < until; passed = performance.now() - start) {
        for (const [index, rate] of perSecond.entries())
          for (; sent[index]! < (passed * rate) / 1_000; sent[index]!++) calls.push(ask(replicas[index]!.limiter));
        await sleep(2);
      }
      return { at: performance.now(), admitted: told('admitted') };
    };
    const [first, last] = [await send(settling), await send(settling + milliseconds)];
    const refused = told('rejected');
    // Those that wait when it ends belong to nobody's second.
    await sleep(waits.live + 50);
    return { admitted: ((last.admitted - first.admitted) * 1_000) / (last.at - first.at), refused };
  }

  test('let through what the limit allows, whichever of them is asked, and refuse nothing below it', async () => {
    within10Percent((await load([200, 200, 200], 2_000, 1_000)).admitted);
    within10Percent((await load([600, 60, 0], 2_000, 500)).admitted);
    await sleep(300);
    expect((await load([80, 80, 80], 1_500)).refused).toBe(0);
  });

  test('go on while Redis is killed, without a call that fails, and share the limit again once it is back', async () => {
    const killed = load([60, 60, 60], 2_000);
    await sleep(500);
    await redis.kill();
    expect((await killed).refused).toBe(0);
    expect(states.toSorted()).toEqual(['one false', 'three false', 'two false']);
    const restarted = load([60, 60, 60], 1_500);
    await redis.restart();
    expect((await restarted).refused).toBe(0);
    expect(states).toHaveLength(6);
    within10Percent((await load([200, 200, 200], 2_000, 500)).admitted);
  });

  test('go on while Redis holds its answers back, and keep nothing of what they have asked', async () => {
    const before = process.memoryUsage().heapUsed;
    redis.pause();
    expect((await load([60, 60, 60], 2_000)).refused).toBe(0);
    redis.resume();
    await expect.poll(() => states.length, { timeout: 5_000 }).toBe(12);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 2 ** 20);
  });
});
