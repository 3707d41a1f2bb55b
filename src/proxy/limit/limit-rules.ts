import type { CallerLimit, CompiledPolicy, NamespaceLimit } from '../../policy/policy.ts';

export type Rate = CallerLimit;
export type NamespaceRate = NamespaceLimit;

/** How much may be done, of one config. */
export type LimitRules = Pick<CompiledPolicy, 'namespaceLimitOf' | 'callerLimitOf'>;

export const noRules: LimitRules = { namespaceLimitOf: () => undefined, callerLimitOf: () => undefined };

/** Milliseconds that a call may wait for leave before it is refused, or a poll before it is answered empty. */
export interface LimitWaits {
  readonly live: number;
  readonly backfill: number;
  readonly poll: number;
}
