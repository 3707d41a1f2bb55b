import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';

/** A call whose caller is known, until it is answered. */
interface RunningCall {
  readonly identity: Identity | undefined;
  cut(rejection: Rejection): void;
}

/** Calls that run, so that those of one caller can be ended at once. Looked through for that alone: a call costs an entry in a set. */
export interface RunningCalls {
  add(call: RunningCall): void;
  delete(call: RunningCall): void;
  /** Ends each call for whose caller there is a rejection; returns how many. */
  cut(rejectionOf: (identity: Identity) => Rejection | undefined): number;
}

export function createRunningCalls(): RunningCalls {
  const calls = new Set<RunningCall>();
  return {
    add: (call) => void calls.add(call),
    delete: (call) => void calls.delete(call),
    cut(rejectionOf) {
      let count = 0;
      for (const call of calls) {
        const rejection = call.identity === undefined ? undefined : rejectionOf(call.identity);
        if (rejection === undefined) continue;
        call.cut(rejection);
        count += 1;
      }
      return count;
    },
  };
}
