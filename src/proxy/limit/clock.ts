/** Time that tests can turn. */
export interface LimitClock {
  /** In milliseconds of `performance.now()`. */
  now(): number;
  after(milliseconds: number, run: () => void): { cancel(): void };
}

export const processClock: LimitClock = {
  now: () => performance.now(),
  after(milliseconds, run) {
    const timer = setTimeout(run, milliseconds).unref();
    return { cancel: () => clearTimeout(timer) };
  },
};
