import type { DomainKeys, KeysOutcome } from '../../keys/keys.ts';

export interface HoldInput {
  keys: DomainKeys | undefined;
  /** Milliseconds. */
  patience: number;
  isGone: () => boolean;
}

/** Milliseconds between two times the provider is asked. */
const pause = 500;

/** Domains that have met a task they could not open while their provider was away. */
const starved = new WeakSet<DomainKeys>();

/** Notes that a task came whose keys cannot be had: the next poll of this domain waits until they can. */
export function noteStarved(keys: DomainKeys | undefined): void {
  if (keys !== undefined) starved.add(keys);
}

/**
 * Waits until tasks can be opened and answered, before one is asked for: a task that is taken and cannot be opened is lost
 * until its timeout. While keys in memory serve, polls go on, until one of them has brought what these do not open.
 * Calls `done` at once when keys are at hand, and never once the caller has gone.
 */
export function holdForKeys({ keys, patience, isGone }: HoldInput, done: (outcome: KeysOutcome) => void): void {
  if (keys === undefined) return done({ kind: 'ready' });
  const until = performance.now() + patience;
  const ask = (): void => {
    if (isGone()) return;
    const wanted = keys.prepare();
    if (wanted === undefined) return done({ kind: 'ready' });
    void wanted.then((prepared) => {
      const outcome = forTasks(keys, prepared);
      if (outcome.kind !== 'unavailable' || performance.now() + pause > until) return isGone() ? undefined : done(outcome);
      setTimeout(ask, pause);
    });
  };
  ask();
}

function forTasks(keys: DomainKeys, outcome: KeysOutcome): KeysOutcome {
  if (keys.isProviderDown !== true) starved.delete(keys);
  if (outcome.kind !== 'ready' || !starved.has(keys)) return outcome;
  return { kind: 'unavailable', detail: 'the key provider is away, and the keys in memory do not open every task' };
}
