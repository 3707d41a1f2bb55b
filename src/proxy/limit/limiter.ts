import type { Traffic } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';

export interface LimitRequest {
  readonly method: Method;
  readonly identity: Identity;
  readonly route: Route;
  readonly headers: Headers;
  /** What policy calls it. The caller's header may make `backfill` of `live`, never the reverse. */
  readonly traffic: Traffic;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number | undefined;
}

/** `empty`: a poll that is answered as if no task had come. */
export type LimitOutcome = { readonly kind: 'admitted'; readonly traffic: Traffic } | { readonly kind: 'empty' } | Rejection;

/** How much may be done, by the rules of one config. */
export interface Limiter {
  /** Calls `done` once, mostly before it returns; `cancel` when the caller has gone: then it is not called any more. */
  admit(request: LimitRequest, done: (outcome: LimitOutcome) => void): { cancel(): void } | undefined;
}

export const unlimited: Limiter = {
  admit({ traffic }, done) {
    done({ kind: 'admitted', traffic });
    return undefined;
  },
};
