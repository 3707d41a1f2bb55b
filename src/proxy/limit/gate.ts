import type { Traffic } from '../../policy/policy.ts';
import type { LimitClock } from './clock.ts';
import { FairQueue } from './fair-queue.ts';
import type { NamespaceRate } from './limit-rules.ts';

/** Where a gate has its tokens from. */
export interface Supply {
  /** Another limit; what is there stays, as far as it fits. */
  use(rate: NamespaceRate): void;
  take(traffic: Traffic, now: number): boolean;
  putBack(traffic: Traffic): void;
  /** Milliseconds until it is worth another try; `undefined`: the supply says so by itself, by `open`. */
  delay(traffic: Traffic, now: number): number | undefined;
  /** Nobody knows how much is left, and nothing may be let through. */
  isClosed(): boolean;
  /** It is as one that is made anew, so that it can be forgotten. */
  isIdle(now: number): boolean;
  /** For live calls, here. */
  level(now: number): number;
}

/** `urgent`: stops something, so it goes first. */
export type Urgency = 'urgent' | 'call' | 'poll';

export interface Turn {
  readonly urgency: Urgency;
  readonly traffic: Traffic;
  /** Of one caller. */
  readonly lane: string;
  /** In milliseconds of `performance.now()`. */
  readonly until: number;
}

/** `late`: its time was over; `full`: too many wait; `closed`: as its supply is. */
export type TurnOutcome = 'admitted' | 'late' | 'full' | 'closed';

interface Waiter extends Turn {
  readonly done: (outcome: TurnOutcome) => void;
  timer: { cancel(): void } | undefined;
}

/** Calls and polls are served in turn, so that neither polls keep starts waiting nor starts keep workers from their tasks. */
interface Line {
  readonly calls: FairQueue<Waiter>;
  readonly polls: FairQueue<Waiter>;
  isPollsTurn: boolean;
}

/**
 * Lets calls through one by one as its supply has tokens. What is urgent goes first, then live calls and polls in turn, then,
 * only when none of them waits, those of backfill.
 */
export class Gate {
  /** Calls that may wait at once; polls are as many as their workers make. */
  mostWaiting: number;
  /** Another one stands in its place. */
  isForgotten = false;
  readonly supply: Supply;
  readonly #clock: LimitClock;
  readonly #urgent = new FairQueue<Waiter>();
  readonly #lines: Readonly<Record<Traffic, Line>> = { live: newLine(), backfill: newLine() };
  #timer: { cancel(): void } | undefined;
  #isOpening = false;

  constructor({ supply, clock, mostWaiting }: { supply: Supply; clock: LimitClock; mostWaiting: number }) {
    this.supply = supply;
    this.#clock = clock;
    this.mostWaiting = mostWaiting;
  }

  /** Takes a token at once, when there is one and nobody waits for it. */
  pass(urgency: Urgency, traffic: Traffic): boolean {
    if (this.#urgent.size > 0) return false;
    if (urgency !== 'urgent' && (sizeOf(this.#lines.live) > 0 || (traffic === 'backfill' && sizeOf(this.#lines.backfill) > 0)))
      return false;
    return this.supply.take(traffic, this.#clock.now());
  }

  /** Waits for one. `done` is called once, unless it is cancelled first. */
  wait(turn: Turn, done: (outcome: TurnOutcome) => void): { cancel(): void } | undefined {
    const refusal = this.#refusalOf(turn);
    if (refusal !== undefined) {
      done(refusal);
      return undefined;
    }
    const waiter: Waiter = { ...turn, done, timer: undefined };
    waiter.timer = this.#clock.after(turn.until - this.#clock.now(), () => this.#settle(waiter, 'late'));
    this.#queueOf(waiter).add(waiter);
    this.open();
    return { cancel: () => this.#remove(waiter) };
  }

  putBack(traffic: Traffic): void {
    this.supply.putBack(traffic);
    this.open();
  }

  /**
   * Lets through whom there are tokens for. Whoever is let through may give its token back before this returns, as the next gate is
   * full: the loop goes on with it. Were it begun anew each time, thousands of waiters would be as many calls within each other.
   */
  open(): void {
    if (this.#isOpening) return;
    this.#isOpening = true;
    this.#timer?.cancel();
    this.#timer = undefined;
    try {
      if (this.supply.isClosed()) this.#turnAway();
      else this.#letThrough();
    } finally {
      this.#isOpening = false;
    }
  }

  #letThrough(): void {
    for (;;) {
      const traffic = this.#nextTraffic();
      if (traffic === undefined) return;
      const now = this.#clock.now();
      if (!this.supply.take(traffic, now)) return this.#tryAfter(this.supply.delay(traffic, now));
      this.#settle(this.#shift(traffic), 'admitted');
    }
  }

  waiting(traffic: Traffic): number {
    return sizeOf(this.#lines[traffic]) + (traffic === 'live' ? this.#urgent.size : 0);
  }

  isIdle(): boolean {
    return this.waiting('live') + this.waiting('backfill') === 0 && this.supply.isIdle(this.#clock.now());
  }

  #refusalOf(turn: Turn): TurnOutcome | undefined {
    if (turn.until <= this.#clock.now()) return 'late';
    if (turn.urgency === 'poll') return undefined;
    if (this.supply.isClosed()) return turn.urgency === 'urgent' ? 'admitted' : 'closed';
    const queue = this.#queueOf(turn);
    if (queue.size < this.mostWaiting) return undefined;
    const displaced = queue.displacedBy(turn.lane);
    if (displaced === undefined) return 'full';
    this.#settle(displaced, 'full');
    return undefined;
  }

  #queueOf({ urgency, traffic }: Turn): FairQueue<Waiter> {
    if (urgency === 'urgent') return this.#urgent;
    return this.#lines[traffic][urgency === 'poll' ? 'polls' : 'calls'];
  }

  #nextTraffic(): Traffic | undefined {
    if (this.waiting('live') > 0) return 'live';
    return this.waiting('backfill') > 0 ? 'backfill' : undefined;
  }

  #shift(traffic: Traffic): Waiter {
    const line = this.#lines[traffic];
    if (this.#urgent.size > 0) return this.#urgent.shift()!;
    const isPoll = line.calls.size === 0 || (line.isPollsTurn && line.polls.size > 0);
    line.isPollsTurn = !isPoll;
    return (isPoll ? line.polls : line.calls).shift()!;
  }

  #tryAfter(delay: number | undefined): void {
    // A timer of Node's may come a little early.
    if (delay !== undefined) this.#timer = this.#clock.after(Math.ceil(delay), () => this.open());
  }

  /** Polls wait on: whoever polls would only come again at once. */
  #turnAway(): void {
    for (const waiter of this.#urgent.items()) this.#settle(waiter, 'admitted');
    for (const { calls } of Object.values(this.#lines)) for (const waiter of calls.items()) this.#settle(waiter, 'closed');
  }

  #settle(waiter: Waiter, outcome: TurnOutcome): void {
    this.#remove(waiter);
    waiter.done(outcome);
  }

  #remove(waiter: Waiter): void {
    waiter.timer?.cancel();
    this.#queueOf(waiter).delete(waiter);
    if (this.#nextTraffic() !== undefined) return;
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}

function newLine(): Line {
  return { calls: new FairQueue(), polls: new FairQueue(), isPollsTurn: false };
}

function sizeOf({ calls, polls }: Line): number {
  return calls.size + polls.size;
}
