import type { TypeScope } from '../../../../policy/policy.ts';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';
import type { Condition, QueryProblem } from './query.ts';
import { scopeCondition } from './scope-condition.ts';

export type NarrowedQuery = { readonly kind: 'narrowed'; readonly text: string } | { readonly kind: 'unsayable' } | QueryProblem;

/** Servers put what a batch is run on into brackets: nothing may come after its condition. */
export type QueryForm = 'query' | 'condition';

const clauses: QueryProblem = { kind: 'problem', position: 1, token: '', says: 'a batch takes neither GROUP BY nor ORDER BY' };

/**
 * A query for what is in the scopes and fulfils the caller's query too. It is written anew from what was understood of the caller's: text
 * that is put beside theirs is done away with by a comment or a bracket.
 */
export function narrowQuery(text: string, scopes: readonly TypeScope[], form: QueryForm = 'query'): NarrowedQuery {
  const query = parseQuery(text);
  if ('kind' in query) return query;
  if (form === 'condition' && query.groupBy.length + query.orderBy.length > 0) return clauses;
  const scope = scopeCondition(scopes);
  if (scope === 'unsayable') return { kind: 'unsayable' };
  const where = scope === 'everything' ? query.where : both(scope, query.where);
  return { kind: 'narrowed', text: printQuery({ ...query, where }) };
}

function both(scope: Condition, wanted: Condition | undefined): Condition {
  return wanted === undefined ? scope : { kind: 'and', terms: [scope, wanted] };
}
