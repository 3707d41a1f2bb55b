import type { DomainKeys, KeysOutcome, MissingKey } from '../../keys/keys.ts';
import type { Rejection } from '../rejection.ts';
import type { RewriteOutcome } from '../wire/rewriting.ts';
import { bugRejection } from './bug.ts';

export type Refused = Extract<RewriteOutcome, { kind: 'refused' }>;
export type Keyless = { readonly kind: 'missing-keys'; readonly keys: readonly MissingKey[] } | { readonly kind: 'unprepared' };
/** Why a rewriting was not tried to its end. */
export type KeysProblem = Exclude<KeysOutcome, { kind: 'ready' }>;

/** A payload may hold another, whose key shows only when the outer one is open; more layers than this are no accident. */
const maximumFetches = 4;

export interface NoKeys {
  readonly kind: 'no-keys';
  readonly problem: KeysProblem;
}

export interface Bug {
  readonly kind: 'bug';
  readonly rejection: Rejection;
}

/**
 * Rewrites at once when all keys are at hand, which is the rule; else asks for those that are missing and begins anew. A bug is an
 * outcome too: thrown after keys were asked for, it would end the process, and a task that it was met in has to be given back.
 */
export function rewriteWithKeys<T extends { readonly kind: string }>(
  attempt: () => T | Keyless,
  keys: DomainKeys | undefined,
  done: (outcome: T | NoKeys | Bug) => void,
): void {
  let fetches = 0;
  const step = (): void => {
    const outcome = guard(attempt);
    if (!isKeyless(outcome)) return done(outcome);
    if (keys === undefined || fetches === maximumFetches)
      return done(noKeys({ kind: 'unavailable', detail: 'keys run out as fast as they are fetched' }));
    fetches += 1;
    const wanted = outcome.kind === 'unprepared' ? keys.prepare() : keys.fetch(outcome.keys);
    if (wanted === undefined) return step();
    void wanted.then((answer) => (answer.kind === 'ready' ? step() : done(noKeys(answer))));
  };
  step();
}

function guard<T>(attempt: () => T): T | Bug {
  try {
    return attempt();
  } catch (error) {
    return { kind: 'bug', rejection: bugRejection(error) };
  }
}

function isKeyless(outcome: { readonly kind: string }): outcome is Keyless {
  return outcome.kind === 'missing-keys' || outcome.kind === 'unprepared';
}

function noKeys(problem: KeysProblem): NoKeys {
  return { kind: 'no-keys', problem };
}
