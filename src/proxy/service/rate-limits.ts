import { randomUUID } from 'node:crypto';
import type { RedisInput, RedisScripts } from '../../adapters/redis.ts';
import { processClock } from '../limit/clock.ts';
import type { CompiledStore } from '../limit/compile.ts';
import { Leases } from '../limit/leases.ts';
import { createLimits, type Limits } from '../limit/limits.ts';
import { memorySupply } from '../limit/memory-supply.ts';
import type { Observer } from '../observe/create-observe.ts';
import type { Log } from '../observe/log.ts';

export interface RateLimitsMaking {
  readonly redis: (input: RedisInput) => RedisScripts;
  readonly log: Log;
  readonly observer: Observer;
}

export interface MadeLimits extends Limits {
  /** `undefined`: nothing is shared. */
  isStoreAvailable(): boolean | undefined;
}

/** What is used of limits from now on; nothing is connected before something is limited. */
export function makeLimits(store: CompiledStore | undefined, making: RateLimitsMaking): MadeLimits {
  const clock = processClock;
  if (store === undefined) {
    const makeSupply = (_key: string, rate: Parameters<typeof memorySupply>[0]) => memorySupply(rate, clock);
    return { ...createLimits({ clock, makeSupply, close: () => undefined }), isStoreAvailable: () => undefined };
  }
  const leases = leasesFrom(store, making);
  const limits = createLimits({
    clock,
    makeSupply: (key, rate, gate) => leases.supply(key, rate, gate),
    close: () => leases.close(),
  });
  return { ...limits, isStoreAvailable: () => leases.isAvailable };
}

function leasesFrom(
  { url, password, authorities, timeout, interval, whenUnavailable }: CompiledStore,
  { redis, log, observer }: RateLimitsMaking,
): Leases {
  return new Leases({
    store: redis({ url, timeout, ...(password === undefined ? {} : { password }), ...(authorities === undefined ? {} : { authorities }) }),
    clock: processClock,
    replica: randomUUID(),
    interval,
    whenUnavailable,
    random: Math.random,
    onState(isAvailable, detail) {
      if (isAvailable) return log.write('info', { event: 'limit-store-back', detail });
      observer.metrics.limitStoreFailures.inc();
      log.write('warn', { event: 'limit-store-away', reason: whenUnavailable, detail });
    },
  });
}
