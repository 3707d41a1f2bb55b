import type { TypePattern, TypeScope } from '../../../../policy/policy.ts';
import type { Condition } from './query.ts';

const column = 'WorkflowType';

/** `everything`: every type is in scope. `unsayable`: no query can say it, or nothing is in scope. */
export type ScopeCondition = Condition | 'everything' | 'unsayable';

/**
 * What a workflow's type has to fulfil to be in one of these scopes. NOT stands before IN and STARTS_WITH alone: servers on Elasticsearch
 * knew no other before 1.30.
 */
export function scopeCondition(scopes: readonly TypeScope[]): ScopeCondition {
  const conditions = scopes.filter((scope) => !isEmpty(scope)).map(conditionOf);
  if (conditions.length === 0 || conditions.includes('unsayable')) return 'unsayable';
  if (conditions.includes('everything')) return 'everything';
  return joined('or', conditions as Condition[]);
}

function isEmpty({ allowed, denied }: TypeScope): boolean {
  return allowed.length === 0 || denied.some(isEveryType);
}

function conditionOf({ allowed, denied }: TypeScope): ScopeCondition {
  if (![...allowed, ...denied].every(isSayable)) return 'unsayable';
  const positive = allowed.some(isEveryType) ? [] : [joined('or', matches(allowed, false))];
  const terms = [...positive, ...matches(denied, true)];
  return terms.length === 0 ? 'everything' : joined('and', terms);
}

function isEveryType({ kind, text }: TypePattern): boolean {
  return kind === 'prefix' && text === '';
}

/** Servers strip quotes at the ends of a text, and keep the backslashes that escape the others. */
function isSayable({ text }: TypePattern): boolean {
  return !/['"\\\p{Cc}]/u.test(text);
}

function matches(patterns: readonly TypePattern[], isNegated: boolean): Condition[] {
  const values = patterns.filter(({ kind }) => kind === 'exact').map(({ text }) => ({ kind: 'text' as const, text }));
  const operator = isNegated ? ('NOT STARTS_WITH' as const) : ('STARTS_WITH' as const);
  const prefixes = patterns
    .filter(({ kind }) => kind === 'prefix')
    .map(({ text }): Condition => ({ kind: 'compare', column, operator, value: { kind: 'text', text } }));
  return values.length === 0 ? prefixes : [{ kind: 'in', column, isNegated, values }, ...prefixes];
}

function joined(kind: 'and' | 'or', terms: readonly Condition[]): Condition {
  return terms.length === 1 ? terms[0]! : { kind, terms };
}
