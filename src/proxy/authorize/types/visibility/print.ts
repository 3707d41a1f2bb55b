import type { Condition, Query, Value } from './query.ts';

/** Writes a query so that the server's parser reads just this: every column in backticks, every text quoted, every join in brackets. */
export function printQuery({ where, groupBy, orderBy }: Query): string {
  const parts = where === undefined ? [] : [printCondition(where)];
  if (groupBy.length > 0) parts.push(`GROUP BY ${groupBy.map(printColumn).join(', ')}`);
  if (orderBy.length > 0) parts.push(`ORDER BY ${orderBy.map(printOrdering).join(', ')}`);
  return parts.join(' ');
}

function printOrdering({ column, isDescending }: Query['orderBy'][number]): string {
  return `${printColumn(column)} ${isDescending ? 'DESC' : 'ASC'}`;
}

function printCondition(condition: Condition): string {
  if ('terms' in condition) return condition.terms.map(printTerm).join(` ${condition.kind.toUpperCase()} `);
  if (condition.kind === 'not') return `NOT ${printTerm(condition.term)}`;
  return `${printColumn(condition.column)} ${printTest(condition)}`;
}

function printTest(test: Exclude<Condition, { readonly kind: 'and' | 'or' | 'not' }>): string {
  if (test.kind === 'compare') return `${test.operator} ${printValue(test.value)}`;
  if (test.kind === 'in') return `${not(test)}IN (${test.values.map(printValue).join(', ')})`;
  if (test.kind === 'between') return `${not(test)}BETWEEN ${printValue(test.from)} AND ${printValue(test.to)}`;
  return `IS ${not(test)}NULL`;
}

/** Brackets even where none are needed: how a reader ranks AND, OR and NOT does not matter then. */
function printTerm(condition: Condition): string {
  return `(${printCondition(condition)})`;
}

function not({ isNegated }: { readonly isNegated: boolean }): string {
  return isNegated ? 'NOT ' : '';
}

/** The tokenizer has let no backtick into it. */
function printColumn(column: string): string {
  return `\`${column}\``;
}

const escaped: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\', "'": "\\'" };

function printValue(value: Value): string {
  if (value.kind === 'number') return value.digits;
  if (value.kind === 'boolean') return String(value.isTrue);
  return `'${value.text.replaceAll(/[\n\r\t\\']/g, (character) => escaped[character]!)}'`;
}
