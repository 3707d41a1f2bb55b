/** A query of Temporal's list filters, as far as this proxy understands them. Source: https://docs.temporal.io/list-filter */
export interface Query {
  /** `undefined`: everything. */
  readonly where: Condition | undefined;
  /** Columns; in counts alone. */
  readonly groupBy: readonly string[];
  readonly orderBy: readonly Ordering[];
}

interface Ordering {
  readonly column: string;
  readonly isDescending: boolean;
}

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly terms: readonly Condition[] }
  | { readonly kind: 'not'; readonly term: Condition }
  | { readonly kind: 'compare'; readonly column: string; readonly operator: Operator; readonly value: Value }
  | { readonly kind: 'in'; readonly column: string; readonly isNegated: boolean; readonly values: readonly Value[] }
  | { readonly kind: 'between'; readonly column: string; readonly isNegated: boolean; readonly from: Value; readonly to: Value }
  | { readonly kind: 'null'; readonly column: string; readonly isNegated: boolean };

export type Operator = '=' | '!=' | '>' | '>=' | '<' | '<=' | 'STARTS_WITH' | 'NOT STARTS_WITH';

export type Value =
  | { readonly kind: 'text'; readonly text: string }
  /** As it was written: it may be larger than a number of JavaScript holds. */
  | { readonly kind: 'number'; readonly digits: string }
  | { readonly kind: 'boolean'; readonly isTrue: boolean };

/** Where a query is not understood, and why. */
export interface QueryProblem {
  readonly kind: 'problem';
  /** Counted in characters, from 1. */
  readonly position: number;
  /** What stands there; empty at the end. */
  readonly token: string;
  readonly says: string;
}
