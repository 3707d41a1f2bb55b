import type { Traffic } from '../../policy/policy.ts';
import { Bucket, bucketLimit, type BucketLimit } from './bucket.ts';
import type { LimitClock } from './clock.ts';
import type { Gate, Supply } from './gate.ts';
import type { LeaseAsk, LeaseGrant } from './lease-script.ts';
import type { NamespaceRate } from './limit-rules.ts';

/** `open`: it is away, and each replica goes on by itself; `closed`: it is away, and nothing goes on. */
type StoreState = 'available' | 'open' | 'closed';

export interface LeasedSupplyInput {
  readonly key: string;
  readonly rate: NamespaceRate;
  readonly clock: LimitClock;
  readonly gate: () => Gate;
  /** Milliseconds between two leases. */
  readonly interval: number;
  readonly state: () => StoreState;
  /** There is something to ask for: soon, or at once. */
  readonly wake: (isUrgent: boolean) => void;
}

/** Of these many intervals a bucket keeps the tokens, and a replica the demand. */
const intervalsKept = 3;
/** Of the store's answers. */
const rounding = 1e-3;
const classes = ['live', 'backfill'] as const;

/** Tokens of one class that are here, and how many are used in an interval. */
interface Stock {
  tokens: number;
  used: number;
  pace: number;
  /** Less came than was asked for: there is no use in asking before the next interval. */
  isScarce: boolean;
}

/**
 * Tokens that this replica has leased of a bucket that all share, ahead of the calls that need them: as many as calls have
 * used in the last intervals, those that wait, and one more, so that a call seldom waits for a round trip and an idle replica keeps
 * nothing from the others. While the store is away it has a bucket of its own, of the whole limit, or lets nothing through.
 */
export class LeasedSupply implements Supply {
  readonly #input: LeasedSupplyInput;
  readonly #stocks: Readonly<Record<Traffic, Stock>> = { live: newStock(), backfill: newStock() };
  #rate: NamespaceRate;
  #limit: BucketLimit;
  #alone: Bucket | undefined;
  #quietIntervals = 0;

  constructor(input: LeasedSupplyInput) {
    this.#input = input;
    this.#rate = input.rate;
    this.#limit = bucketLimit(input.rate, input.interval * intervalsKept);
  }

  get key(): string {
    return this.#input.key;
  }

  use(rate: NamespaceRate): void {
    this.#rate = rate;
    this.#limit = bucketLimit(rate, this.#input.interval * intervalsKept);
    this.#alone?.use(bucketLimit(rate), this.#input.clock.now());
  }

  take(traffic: Traffic, now: number): boolean {
    const stock = this.#stocks[traffic];
    if (this.#input.state() !== 'available') return this.#takeAlone(traffic, now);
    this.#alone = undefined;
    if (stock.tokens < 1) {
      this.#input.wake(!stock.isScarce);
      return false;
    }
    stock.tokens -= 1;
    stock.used += 1;
    this.#input.wake(false);
    return true;
  }

  putBack(traffic: Traffic): void {
    if (this.#alone === undefined) this.#stocks[traffic].tokens += 1;
    else this.#alone.putBack(traffic);
  }

  delay(traffic: Traffic, now: number): number | undefined {
    return this.#alone?.delay(traffic, now);
  }

  isClosed(): boolean {
    return this.#input.state() === 'closed';
  }

  isIdle(): boolean {
    return this.#quietIntervals > intervalsKept && classes.every((name) => this.#stocks[name].tokens < 1);
  }

  level(now: number): number {
    return this.#alone?.levelOf(now) ?? this.#stocks.live.tokens;
  }

  /** What to ask for in this interval; `undefined`: nothing. */
  ask(isWholeInterval: boolean): LeaseAsk | undefined {
    const [live, backfill] = classes.map((name) => this.#wanted(name, isWholeInterval)) as [number, number];
    const isQuiet = live === 0 && backfill === 0;
    if (isWholeInterval) this.#quietIntervals = isQuiet ? this.#quietIntervals + 1 : 0;
    return isQuiet ? undefined : { key: this.key, limit: this.#limit, live, backfill };
  }

  /** Whether it has been of no use for some time. */
  isQuiet(): boolean {
    return this.#quietIntervals > intervalsKept;
  }

  granted(ask: LeaseAsk, grant: LeaseGrant): void {
    this.#alone = undefined;
    for (const name of classes) {
      const stock = this.#stocks[name];
      stock.tokens += grant[name];
      stock.isScarce = grant[name] < ask[name] - rounding;
    }
    this.#input.gate().open();
  }

  /** What was leased may have been given to others since. */
  lost(): void {
    for (const name of classes) Object.assign(this.#stocks[name], newStock());
    this.#input.gate().open();
  }

  #takeAlone(traffic: Traffic, now: number): boolean {
    this.#input.wake(false);
    if (this.isClosed()) return false;
    // Were it full at first, each time the store goes away would be worth a burst.
    this.#alone ??= new Bucket(bucketLimit(this.#rate), now, 1);
    return this.#alone.take(traffic, now);
  }

  #wanted(traffic: Traffic, isWholeInterval: boolean): number {
    const stock = this.#stocks[traffic];
    const waiting = this.#input.gate().waiting(traffic);
    if (isWholeInterval) {
      stock.pace = (stock.pace + stock.used) / 2;
      if (stock.pace < 0.01) stock.pace = 0;
      stock.used = 0;
    }
    const isUsed = stock.pace > 0 || stock.used > 0;
    const most = traffic === 'live' ? this.#limit.burst : this.#limit.backfillBurst;
    const target = Math.min(most, 2 * Math.max(stock.pace, stock.used) + waiting + (isUsed ? 1 : 0));
    const missing = target - stock.tokens;
    // Small change is not worth a trip back.
    return missing > 0 || missing < -1 || (!isUsed && missing < 0) ? missing : 0;
  }
}

function newStock(): Stock {
  return { tokens: 0, used: 0, pace: 0, isScarce: false };
}
