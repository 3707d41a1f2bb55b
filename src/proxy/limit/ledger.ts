import type { Traffic } from '../../policy/policy.ts';

/** What has become of calls of one class: let through at once, let through later, refused, or polls answered empty. */
export const limitCounts = ['admitted', 'delayed', 'refused', 'empty'] as const;
type LimitCount = (typeof limitCounts)[number];

/** What limits have done to the calls of one namespace: plain numbers, because each call touches them. */
export interface LimitLedger {
  readonly namespace: string;
  readonly owner: string;
  readonly upstream: string;
  readonly counts: Readonly<Record<Traffic, Record<LimitCount, number>>>;
}

const none = { admitted: 0, delayed: 0, refused: 0, empty: 0 };

export function newLedger({ logical, owner, upstream }: { logical: string; owner: string; upstream: string }): LimitLedger {
  return { namespace: logical, owner, upstream, counts: { live: { ...none }, backfill: { ...none } } };
}
