import fc from 'fast-check';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { TypePattern, TypeScope } from '../../../../../src/policy/policy.ts';
import { narrowQuery } from '../../../../../src/proxy/authorize/types/visibility/narrow-query.ts';
import { parseQuery } from '../../../../../src/proxy/authorize/types/visibility/parse.ts';
import { printQuery } from '../../../../../src/proxy/authorize/types/visibility/print.ts';
import type { Condition, Query } from '../../../../../src/proxy/authorize/types/visibility/query.ts';
import { randomQuery, randomWords } from '../../../../support/random-queries.ts';

const exact = (text: string): TypePattern => ({ kind: 'exact', text });
const prefix = (text: string): TypePattern => ({ kind: 'prefix', text });
const scopes: TypeScope[] = [{ allowed: [exact('Pay'), prefix('order-')], denied: [prefix('order-secret'), exact('order-x')] }];

const printedScope =
  "((`WorkflowType` IN ('Pay')) OR (`WorkflowType` STARTS_WITH 'order-'))" +
  " AND (`WorkflowType` NOT IN ('order-x')) AND (`WorkflowType` NOT STARTS_WITH 'order-secret')";

function parsed(text: string): Query {
  const query = parseQuery(text);
  if ('kind' in query) throw new Error(JSON.stringify(query));
  return query;
}

function narrowed(text: string, within: readonly TypeScope[] = scopes): string {
  const outcome = narrowQuery(text, within);
  if (outcome.kind !== 'narrowed') throw new Error(JSON.stringify(outcome));
  return outcome.text;
}

const survivesPrinting = fc.property(randomQuery, (query) => isDeepStrictEqual(parsed(printQuery(query)), query));

const anyText = fc.oneof(randomWords, fc.string({ unit: 'binary' }), randomQuery.map(printQuery));
const staysInScope = fc.property(anyText, (text) => {
  const outcome = narrowQuery(text, scopes);
  if (outcome.kind !== 'narrowed') return true;
  const scope = parsed(printedScope).where as Condition;
  const { where, ...clauses } = parsed(text);
  const both = where === undefined ? scope : { kind: 'and', terms: [scope, where] };
  return isDeepStrictEqual(parsed(outcome.text), { where: both, ...clauses });
});

describe('a query that is understood', () => {
  test.each([
    { title: 'every comparison', query: 'a = 1 AND b!=2 and c <> 3 AND d>4 AND e >= 5 AND f<6 AND g <=7' },
    { title: 'lists', query: `a IN ('x', "y") AND b not in (1,-2)` },
    { title: 'ranges', query: "a BETWEEN '2024-01-01T00:00:00Z' AND 'z' AND NOT b NOT BETWEEN 1 AND 2.5e3" },
    { title: 'null', query: 'a IS NULL AND `b` is not null' },
    { title: 'prefixes', query: "a STARTS_WITH 'x' OR a not starts_with 'y'" },
    { title: 'truth', query: 'a = TRUE OR (NOT (a = false))' },
    { title: 'an order alone', query: ' ORDER BY StartTime DESC, `Close Time`' },
    { title: 'groups', query: "ExecutionStatus = 'Running' group by ExecutionStatus" },
    { title: 'nothing at all', query: ' \n ' },
  ])('is written anew and means the same: $title', ({ query }) => {
    const first = parsed(query);
    expect(parsed(printQuery(first))).toEqual(first);
  });

  test('NOT binds more than AND, and AND more than OR', () => {
    expect(printQuery(parsed('NOT a = 1 AND b = 2 OR c = 3'))).toBe('((NOT (`a` = 1)) AND (`b` = 2)) OR (`c` = 3)');
  });

  test('texts lose their kind of quotes and keep what they say', () => {
    expect(printQuery(parsed(`a = "it's" AND b = 'say ""no""' AND c = 'x''y\\'z\\\\' AND d = '\\n'`))).toBe(
      "(`a` = 'it\\'s') AND (`b` = 'say \"\"no\"\"') AND (`c` = 'x\\'y\\'z\\\\') AND (`d` = '\\n')",
    );
  });

  test('survives printing, whatever its texts hold', () => {
    expect(() => fc.assert(survivesPrinting, { numRuns: 100 })).not.toThrow();
  });
});

describe('a query that is not understood', () => {
  test.each([
    { query: 'a = 1 -- x', position: 7, says: 'comments' },
    { query: 'a = 1 # x', position: 7, says: 'comments' },
    { query: 'a = 1 /* x */', position: 7, says: 'comments' },
    { query: 'a = 1 // x', position: 7, says: 'comments' },
    { query: '/*! a = 1 */', position: 1, says: 'comments' },
    { query: 'a = 1;', position: 6, says: 'without ;' },
    { query: 'a = 1) OR (b = 2', position: 6, says: 'ended' },
    { query: '(a = 1', position: 7, says: 'bracket' },
    { query: "a = 'x", position: 5, says: 'no end' },
    { query: "a = 'x\\", position: 7, says: 'after \\' },
    { query: "a = 'x\\0'", position: 7, says: 'after \\' },
    { query: "a = 'x\0y'", position: 7, says: 'control' },
    { query: 'a = 1\0', position: 6, says: 'no part' },
    { query: 'a = ’x’', position: 5, says: 'no part' },
    { query: 'a\u00a0= 1', position: 2, says: 'no part' },
    { query: 'a = `b`', position: 5, says: 'a text' },
    { query: 'a = b', position: 5, says: 'a text' },
    { query: '`a``b` = 1', position: 1, says: 'backticks' },
    { query: '`a', position: 1, says: 'backticks' },
    { query: 'and = 1', position: 1, says: 'backticks' },
    { query: 'a <=> 1', position: 3, says: 'no part' },
    { query: "a LIKE 'x'", position: 3, says: 'comparison' },
    { query: 'a IN ()', position: 7, says: 'a text' },
    { query: 'a IN 1', position: 6, says: 'list' },
    { query: 'a IS 1', position: 6, says: 'NULL' },
    { query: 'a = 1 AND', position: 10, says: 'name of a search attribute' },
    { query: 'a = 1 && b = 2', position: 7, says: 'no part' },
    { query: '!a = 1', position: 1, says: 'no part' },
    { query: 'a = 0x10', position: 5, says: 'no part' },
    { query: 'a = 1x', position: 5, says: 'no part' },
    { query: "a = x'00'", position: 5, says: 'a text' },
    { query: 'a.b = 1', position: 2, says: 'no part' },
    { query: 'a = 1 LIMIT 1', position: 7, says: 'ended' },
    { query: 'a = 1 UNION select', position: 7, says: 'ended' },
    { query: 'a = 1 ORDER a', position: 13, says: 'BY' },
    { query: 'ORDER BY a GROUP BY b', position: 12, says: 'ended' },
    { query: 'a BETWEEN 1 OR 2', position: 13, says: 'AND' },
    { query: `${'('.repeat(60)}a = 1${')'.repeat(60)}`, position: 52, says: 'deeply' },
    { query: ' '.repeat(70_000), position: 65_536, says: 'characters' },
  ])('is refused at its place: $query', ({ query, position, says }) => {
    expect(parseQuery(query)).toMatchObject({ kind: 'problem', position, says: expect.stringContaining(says) });
  });
});

describe('a narrowed query', () => {
  test('is for what is in scope and fulfils the caller’s', () => {
    expect(narrowed("WorkflowType = 'Ship' OR a = 1 ORDER BY a")).toBe(
      `(${printedScope}) AND ((\`WorkflowType\` = 'Ship') OR (\`a\` = 1)) ORDER BY \`a\` ASC`,
    );
  });

  test.each([
    { title: 'nothing asked', query: '', text: printedScope },
    { title: 'groups', query: 'GROUP BY ExecutionStatus', text: `${printedScope} GROUP BY \`ExecutionStatus\`` },
  ])('is the scope alone: $title', ({ query, text }) => {
    expect(narrowed(query)).toBe(text);
  });

  test('takes any of several scopes, and leaves out those in which there is no type', () => {
    const several = [
      { allowed: [exact('A')], denied: [] },
      { allowed: [prefix('')], denied: [prefix('b')] },
      { allowed: [], denied: [] },
    ];
    expect(narrowed('', several)).toBe("(`WorkflowType` IN ('A')) OR (`WorkflowType` NOT STARTS_WITH 'b')");
  });

  test.each([
    { title: 'no scope', within: [] },
    { title: 'everything denied', within: [{ allowed: [prefix('')], denied: [prefix('')] }] },
    { title: 'a quote, which servers strip', within: [{ allowed: [exact("'Pay'")], denied: [] }] },
    { title: 'a quote in what is denied', within: [{ allowed: [prefix('')], denied: [exact('a"b')] }] },
    { title: 'a backslash', within: [{ allowed: [exact('a\\b')], denied: [] }] },
    { title: 'a line’s end', within: [{ allowed: [exact('a\nb')], denied: [] }] },
  ])('is none where a query cannot say the types: $title', ({ within }) => {
    expect(narrowQuery('', within)).toEqual({ kind: 'unsayable' });
  });

  test('is the caller’s own where every type is allowed', () => {
    expect(narrowed('a = 1', [{ allowed: [prefix('')], denied: [] }])).toBe('`a` = 1');
  });

  test('of any words at all is refused, or parses to the scope and the caller’s query and nothing beside', () => {
    expect(() => fc.assert(staysInScope, { numRuns: 150 })).not.toThrow();
  });
});
