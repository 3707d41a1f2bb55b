import type { TypeScope } from '../../../../policy/policy.ts';
import { parseQuery } from './parse.ts';
import { printQuery } from './print.ts';
import type { Condition, QueryProblem } from './query.ts';
import { scopeCondition } from './scope-condition.ts';

export type NarrowedQuery = { readonly kind: 'narrowed'; readonly text: string } | { readonly kind: 'unsayable' } | QueryProblem;

/**
 * A query for what is in the scopes and fulfils the caller's query too. It is written anew from what was understood of the caller's: text
 * that is put beside theirs is done away with by a comment or a bracket.
 */
export function narrowQuery(text: string, scopes: readonly TypeScope[]): NarrowedQuery {
  const query = parseQuery(text);
  if ('kind' in query) return query;
  const scope = scopeCondition(scopes);
  if (scope === 'unsayable') return { kind: 'unsayable' };
  const where = scope === 'everything' ? query.where : both(scope, query.where);
  return { kind: 'narrowed', text: printQuery({ ...query, where }) };
}

function both(scope: Condition, wanted: Condition | undefined): Condition {
  return wanted === undefined ? scope : { kind: 'and', terms: [scope, wanted] };
}
