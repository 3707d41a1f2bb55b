import { rightBit } from '../../domain/access.ts';
import { scopeOf } from '../entries.ts';
import type { Entry } from '../entry.ts';
import type { PolicyDocuments } from '../read.ts';
import type { Traffic } from '../rights.ts';
import { typePatternsOf } from '../type-patterns.ts';
import type { Change } from './change.ts';
import { diffEntries } from './diff.ts';
import type { LimitsInput } from './limits.ts';

/** Calls that are of another class of traffic. */
export interface TrafficChange extends Omit<Change, 'change' | 'rights' | 'during'> {
  readonly traffic: Traffic;
}

/** Being backfill is compared as a right would be that is granted. */
export function diffTraffic({ before, after, platform }: LimitsInput): TrafficChange[] {
  const changes = diffEntries({ before: entriesOf(before), after: entriesOf(after), platform });
  return changes.map(({ who, change, namespace, environment, region, workflowType }) => {
    return { who, traffic: change === 'gains' ? 'backfill' : 'live', namespace, environment, region, workflowType };
  });
}

function entriesOf({ policies }: PolicyDocuments): Entry[] {
  return policies.flatMap(({ value, placeOf }) =>
    value.spec.backfill.map((one, index): Entry => {
      const place = placeOf(['spec', 'backfill', index]);
      const clause = { bits: rightBit.start, types: typePatternsOf(one.workflowTypes), role: undefined, place };
      const base = { kind: 'grant', place, to: one.to, name: undefined, reason: undefined, from: -Infinity, until: Infinity } as const;
      return { ...base, ...scopeOf(one), allow: [clause], deny: [], narrowed: clause.types !== undefined };
    }),
  );
}
