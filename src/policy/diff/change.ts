import type { Right } from '../../domain/access.ts';
import type { Who } from '../../domain/who.ts';

/** What some callers may do under the one policy and not under the other; in words of the documents. */
export interface Change {
  /** Everybody when undefined. */
  readonly who: Who | undefined;
  /** Denials are told apart: they hold against what callers have by other groups, too. */
  readonly change: 'gains' | 'loses' | 'is-denied' | 'is-denied-no-more';
  readonly rights: readonly Right[];
  readonly namespace: string;
  /** All of the platform when undefined. */
  readonly environment: string | undefined;
  readonly region: string | undefined;
  /** Every type when undefined. */
  readonly workflowType: string | undefined;
  /** Break-glass alone changes, from and until these times, ISO 8601. */
  readonly during: { readonly from: string; readonly until: string } | undefined;
}
