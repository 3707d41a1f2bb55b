import type { LimitClock } from '../../../src/proxy/limit/clock.ts';

export interface TurnedClock extends LimitClock {
  /** Lets time pass, and what is due in it happen in its order. */
  turn(milliseconds: number): void;
  /** Timers that are set. */
  readonly timers: number;
}

export function turnedClock(): TurnedClock {
  let now = 1_000;
  const timers = new Set<{ at: number; run: () => void }>();
  const nextBefore = (end: number) =>
    [...timers]
      .filter(({ at }) => at <= end)
      .reduce<{ at: number; run: () => void } | undefined>((a, b) => (a && a.at <= b.at ? a : b), undefined);
  return {
    now: () => now,
    get timers() {
      return timers.size;
    },
    after(milliseconds, run) {
      const timer = { at: now + milliseconds, run };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    turn(milliseconds) {
      const end = now + milliseconds;
      for (let due = nextBefore(end); due !== undefined; due = nextBefore(end)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.run();
      }
      now = end;
    },
  };
}
