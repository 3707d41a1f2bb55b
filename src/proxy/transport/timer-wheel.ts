/** One thing that is due some time; belongs to at most one wheel. */
export interface WheelTimer {
  due: number;
  onDue: () => void;
  next: WheelTimer | undefined;
  previous: WheelTimer | undefined;
}

export interface TimerWheel {
  /** `due` in milliseconds of `performance.now()`; called up to one tick late, never early. */
  start(due: number, onDue: () => void): WheelTimer;
  stop(timer: WheelTimer): void;
  close(): void;
}

/**
 * Deadlines of all calls on one interval: starting and stopping a timer is a few pointers, where a timer of Node's own
 * costs a heap operation, and most deadlines never come.
 */
export function createTimerWheel(tick = 50, slots = 512): TimerWheel {
  const heads = Array.from({ length: slots }, () => ring());
  let last = Math.floor(performance.now() / tick);
  const turn = (): void => {
    const now = performance.now();
    const current = Math.floor(now / tick);
    // After a long pause each slot still has to be looked at once only.
    const from = Math.max(last + 1, current - slots + 1);
    last = current;
    for (let at = from; at <= current; at++) expire(heads[at % slots]!, now);
  };
  const interval = setInterval(turn, tick).unref();
  return {
    start(due, onDue) {
      const at = Math.max(Math.ceil(due / tick), last + 1);
      const timer: WheelTimer = { due, onDue, next: undefined, previous: undefined };
      link(heads[at % slots]!, timer);
      return timer;
    },
    stop: unlink,
    close: () => clearInterval(interval),
  };
}

function ring(): WheelTimer {
  const head: WheelTimer = { due: 0, onDue: () => undefined, next: undefined, previous: undefined };
  head.next = head;
  head.previous = head;
  return head;
}

function link(head: WheelTimer, timer: WheelTimer): void {
  timer.next = head;
  timer.previous = head.previous;
  head.previous!.next = timer;
  head.previous = timer;
}

function unlink(timer: WheelTimer): void {
  if (timer.next === undefined) return;
  timer.next.previous = timer.previous;
  timer.previous!.next = timer.next;
  timer.next = undefined;
  timer.previous = undefined;
}

/** What is due is taken out first, because what it calls may start and stop others in the same slot. */
function expire(head: WheelTimer, now: number): void {
  const due: WheelTimer[] = [];
  for (let timer = head.next!; timer !== head; timer = timer.next!) if (timer.due <= now) due.push(timer);
  for (const timer of due) {
    if (timer.next === undefined) continue;
    unlink(timer);
    timer.onDue();
  }
}
