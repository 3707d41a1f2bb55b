import type { DomainKeys, KeysOutcome } from '../../keys/keys.ts';

export interface HoldInput {
  keys: DomainKeys | undefined;
  /** Milliseconds. */
  patience: number;
  isGone: () => boolean;
}

/** Milliseconds between two times the provider is asked. */
const pause = 500;

/**
 * Waits until tasks can be opened and answered, before one is asked for: a task that is taken and cannot be opened is lost
 * until its timeout. Calls `done` at once when keys are at hand, and never once the caller has gone.
 */
export function holdForKeys({ keys, patience, isGone }: HoldInput, done: (outcome: KeysOutcome) => void): void {
  const until = performance.now() + patience;
  const ask = (): void => {
    if (isGone()) return;
    const wanted = keys?.prepare();
    if (wanted === undefined) return done({ kind: 'ready' });
    void wanted.then((outcome) => {
      if (outcome.kind !== 'unavailable' || performance.now() + pause > until) return isGone() ? undefined : done(outcome);
      setTimeout(ask, pause);
    });
  };
  ask();
}
