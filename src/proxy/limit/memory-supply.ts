import { Bucket, bucketLimit } from './bucket.ts';
import type { LimitClock } from './clock.ts';
import type { Supply } from './gate.ts';
import type { NamespaceRate } from './limit-rules.ts';

/** Tokens of this process alone. */
export function memorySupply(rate: NamespaceRate, clock: LimitClock): Supply {
  const bucket = new Bucket(bucketLimit(rate), clock.now());
  return {
    use: (next) => bucket.use(bucketLimit(next), clock.now()),
    take: (traffic, now) => bucket.take(traffic, now),
    putBack: (traffic) => bucket.putBack(traffic),
    delay: (traffic, now) => bucket.delay(traffic, now),
    isClosed: () => false,
    isIdle: (now) => bucket.isFull(now),
    level: (now) => bucket.levelOf(now),
  };
}
