import { setImmediate as others } from 'node:timers/promises';

/** Work that may rest between its steps; each step should be short. */
export type Steps<T> = Generator<void, T, void>;

/** Milliseconds of work, after which calls have their turn. */
const turn = 8;

/** Does work of seconds without holding up whatever else the process serves: it rests after some milliseconds, and at no other time. */
export async function inTurns<T>(steps: Steps<T>): Promise<T> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < turn) continue;
    await others();
    since = performance.now();
  }
}

/** The same without a rest, for those who serve nothing meanwhile. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
