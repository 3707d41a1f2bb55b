import type { Traffic } from '../../policy/policy.ts';
import type { NamespaceRate } from './limit-rules.ts';

/** A limit as buckets reckon with it. */
export interface BucketLimit {
  /** Tokens a millisecond. */
  readonly rate: number;
  readonly burst: number;
  /** Of backfill alone. */
  readonly backfillRate: number;
  readonly backfillBurst: number;
}

/** How far backfill may run ahead of its rate, in milliseconds of it. */
const backfillAhead = 100;

/** `slack`: milliseconds of the rate that have to fit into a bucket because it is emptied no more often than that. */
export function bucketLimit({ requestsPerSecond, burst, backfillShare }: NamespaceRate, slack = 0): BucketLimit {
  const rate = requestsPerSecond / 1_000;
  const backfillRate = rate * backfillShare;
  const whole = Math.max(1, burst, rate * slack);
  return { rate, burst: whole, backfillRate, backfillBurst: Math.min(whole, Math.max(1, backfillRate * Math.max(backfillAhead, slack))) };
}

/** Sums of fractions come out a little below the whole they stand for. */
const nearly = 1 - 1e-9;

/**
 * Tokens of one limit: `rate` come in, at most `burst` are kept, each call takes one.
 *
 * Two levels are kept so that live calls never wait for backfill. `live` knows of live calls alone: what it lets through is
 * what would be let through were there no backfill. `all` knows of both, and backfill is let through only while `all` is full
 * but for `backfillBurst`, which it is as long as live calls leave something over; what it takes, it takes from `all` and from a
 * bucket of its own, of its share of the rate. A burst of live calls may bring `all` below nothing: that is paid off before the
 * next backfill. So in any time, live calls are at most `rate * time + burst`, backfill is at most its share of the rate and
 * `backfillBurst`, and both together are at most `rate * time + burst + backfillBurst`.
 */
export class Bucket {
  limit: BucketLimit;
  live: number;
  all: number;
  backfill: number;
  #at: number;

  /** `level`: tokens there are at first; a full bucket when left out. */
  constructor(limit: BucketLimit, now: number, level = limit.burst) {
    this.limit = limit;
    this.live = Math.min(level, limit.burst);
    this.all = this.live;
    this.backfill = Math.min(level, limit.backfillBurst);
    this.#at = now;
  }

  /** Levels stay, as far as they fit. */
  use(limit: BucketLimit, now: number): void {
    this.#fill(now);
    this.limit = limit;
    this.#fill(now);
  }

  take(traffic: Traffic, now: number): boolean {
    this.#fill(now);
    if (traffic === 'live') {
      if (this.live < nearly) return false;
      this.live -= 1;
      this.all -= 1;
      return true;
    }
    if (this.backfill < nearly || this.all - this.#reserve() < nearly) return false;
    this.backfill -= 1;
    this.all -= 1;
    return true;
  }

  /** A token that was taken and not used. */
  putBack(traffic: Traffic): void {
    if (traffic === 'live') this.live += 1;
    else this.backfill += 1;
    this.all += 1;
  }

  /** Milliseconds until `take` lets another through, when nobody else takes meanwhile. */
  delay(traffic: Traffic, now: number): number {
    this.#fill(now);
    const { rate, backfillRate } = this.limit;
    if (traffic === 'live') return Math.max(0, (1 - this.live) / rate);
    return Math.max(0, (1 - this.backfill) / backfillRate, (this.#reserve() + 1 - this.all) / rate);
  }

  /** Of live calls. */
  levelOf(now: number): number {
    this.#fill(now);
    return this.live;
  }

  isFull(now: number): boolean {
    this.#fill(now);
    return this.all >= this.limit.burst;
  }

  #reserve(): number {
    return this.limit.burst - this.limit.backfillBurst;
  }

  #fill(now: number): void {
    const { rate, burst, backfillRate, backfillBurst } = this.limit;
    const elapsed = Math.max(0, now - this.#at);
    this.#at = now;
    this.live = Math.min(burst, this.live + elapsed * rate);
    this.all = Math.min(burst, this.all + elapsed * rate);
    this.backfill = Math.min(backfillBurst, this.backfill + elapsed * backfillRate);
  }
}
