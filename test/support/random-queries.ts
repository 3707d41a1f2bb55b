import fc from 'fast-check';
import type { Condition, Query, Value } from '../../src/proxy/authorize/types/visibility/query.ts';

/** As literals are. */
function record<T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(model, { noNullPrototype: true }) as fc.Arbitrary<T>;
}

const column = fc.constantFrom('WorkflowType', 'ExecutionStatus', 'CustomKeywordField', 'not', 'Größe', 'a b', 'x-y.z', 'order');
const text = fc.oneof(
  fc.constantFrom('', "'", '"', '\\', "it's", "x') OR (1=1", '--', '/*', '*/', '#', ';', '\n', "\\'", "\\' OR ", '%', 'naïve ☃', '’'),
  fc.string({ unit: fc.constantFrom('a', "'", '"', '\\', ' ', '\n', '\t', '(', ')', '-', '`', 'é', '😀'), maxLength: 8 }),
);
const value: fc.Arbitrary<Value> = fc.oneof(
  text.map((chosen): Value => ({ kind: 'text', text: chosen })),
  fc.constantFrom('0', '-1', '12.5', '1e9', '9007199254740993').map((digits): Value => ({ kind: 'number', digits })),
  fc.boolean().map((isTrue): Value => ({ kind: 'boolean', isTrue })),
);
const operator = fc.constantFrom('=', '!=', '>', '>=', '<', '<=', 'STARTS_WITH', 'NOT STARTS_WITH');

const { condition } = fc.letrec<{ condition: Condition; terms: Condition[] }>((tie) => ({
  terms: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }),
  condition: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    record({ kind: fc.constant('compare'), column, operator, value }),
    record({ kind: fc.constant('in'), column, isNegated: fc.boolean(), values: fc.array(value, { minLength: 1, maxLength: 3 }) }),
    record({ kind: fc.constant('between'), column, isNegated: fc.boolean(), from: value, to: value }),
    record({ kind: fc.constant('null'), column, isNegated: fc.boolean() }),
    record({ kind: fc.constant('not'), term: tie('condition') }),
    record({ kind: fc.constantFrom('and', 'or'), terms: tie('terms') }),
  ) as fc.Arbitrary<Condition>,
}));

/** What a caller may ask for, with all that quoting has to hold against. */
export const randomQuery: fc.Arbitrary<Query> = record({
  where: fc.option(condition, { nil: undefined }),
  groupBy: fc.array(column, { maxLength: 2 }),
  orderBy: fc.array(record({ column, isDescending: fc.boolean() }), { maxLength: 2 }),
});

const words =
  `WorkflowType a \`b\` 'x' "y" 'it''s' 1 -2 = != <> < <= >= ( ) , AND OR NOT IN BETWEEN IS NULL STARTS_WITH ORDER GROUP BY DESC true
  ' " \` \\ -- # /* */ ; ! && || <=> LIKE UNION SELECT LIMIT HAVING \0 ’ :v ? 0x1 . a.b @@x`.split(/\s+/);

/** What a caller may write: words of the language and of its neighbours, in any order. */
export const randomWords: fc.Arbitrary<string> = fc.array(fc.constantFrom(...words), { maxLength: 12 }).map((chosen) => chosen.join(' '));
