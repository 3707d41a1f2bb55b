import type { Caller, Where } from '../../policy/policy.ts';

export interface Rate {
  readonly requestsPerSecond: number;
  /** Calls at once. */
  readonly burst: number;
}

export interface NamespaceRate extends Rate {
  /** Above 0, at most 1: what backfill may use of it, where live calls leave it. */
  readonly backfillShare: number;
}

/** What one caller may do in one namespace; `undefined`: as much as it likes. */
export interface CallLimits {
  /** Of all callers together. */
  readonly namespace: NamespaceRate | undefined;
  /** Of this caller alone. */
  readonly caller: Rate | undefined;
}

/** How much may be done, of one config. */
export interface LimitRules {
  limitsOf(caller: Caller, where: Where): CallLimits;
}

/** Milliseconds that a call may wait for leave before it is refused, or a poll before it is answered empty. */
export interface LimitWaits {
  readonly live: number;
  readonly backfill: number;
  readonly poll: number;
}
