import type { Condition, Operator, Query, QueryProblem, Value } from './query.ts';
import { tokenize, type Token } from './tokenize.ts';

/** Characters; lists of ids are long. */
const longest = 65_536;
/** Brackets and NOTs within each other. */
const deepest = 50;

/** Words that the server's parser does not take for the name of a column unless they stand in backticks. */
const reserved = new Set(
  `and as asc between binary by case collate default desc div escape exists false for from group having if in interval into is like limit
   lock match mod not null on or order regexp rlike select set starts_with table true union update using values when where with xor`.split(
    /\s+/,
  ),
);

/** Reads the whole of a query, or says where it stops being one. */
export function parseQuery(text: string): Query | QueryProblem {
  if (text.length > longest)
    return { kind: 'problem', position: longest, token: '', says: `a query may have ${String(longest)} characters` };
  const tokens = tokenize(text);
  if (!Array.isArray(tokens)) return tokens;
  return readQuery({ tokens, at: 0, depth: 0 });
}

type Parsed<T> = T | QueryProblem;

function isProblem(parsed: unknown): parsed is QueryProblem {
  return typeof parsed === 'object' && parsed !== null && 'kind' in parsed && parsed.kind === 'problem';
}

/** What is left to read. */
interface Reading {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

function readQuery(reading: Reading): Parsed<Query> {
  const where = next(reading).kind === 'end' || isClause(reading) ? undefined : readEither(reading);
  if (isProblem(where)) return where;
  const groupBy = readClause(reading, 'group', () => readColumn(reading));
  if (isProblem(groupBy)) return groupBy;
  const orderBy = readClause(reading, 'order', () => readOrdering(reading));
  if (isProblem(orderBy)) return orderBy;
  return next(reading).kind === 'end' ? { where, groupBy, orderBy } : problem(reading, 'the query should have ended before this');
}

function next({ tokens, at }: Reading): Token {
  return tokens[at]!;
}

function isClause(reading: Reading): boolean {
  return isWord(reading, 'group') || isWord(reading, 'order');
}

function isWord(reading: Reading, word: string): boolean {
  const { kind, value } = next(reading);
  return kind === 'word' && value.toLowerCase() === word;
}

function takeWord(reading: Reading, word: string): boolean {
  return take(reading, isWord(reading, word));
}

function takeSign(reading: Reading, sign: string): boolean {
  return take(reading, next(reading).kind === 'sign' && next(reading).value === sign);
}

function take(reading: Reading, isThere: boolean): boolean {
  if (isThere) reading.at += 1;
  return isThere;
}

function problem(reading: Reading, says: string): QueryProblem {
  return { kind: 'problem', position: next(reading).at + 1, token: next(reading).written.slice(0, 12), says };
}

function readClause<T>(reading: Reading, word: string, read: () => Parsed<T>): Parsed<T[]> {
  if (!takeWord(reading, word)) return [];
  return takeWord(reading, 'by') ? readList(reading, read) : problem(reading, 'BY is missing');
}

function readList<T>(reading: Reading, read: () => Parsed<T>): Parsed<T[]> {
  const items: T[] = [];
  do {
    const item = read();
    if (isProblem(item)) return item;
    items.push(item);
  } while (takeSign(reading, ','));
  return items;
}

function readOrdering(reading: Reading): Parsed<Query['orderBy'][number]> {
  const column = readColumn(reading);
  if (isProblem(column)) return column;
  const isDescending = takeWord(reading, 'desc');
  if (!isDescending) takeWord(reading, 'asc');
  return { column, isDescending };
}

function readEither(reading: Reading): Parsed<Condition> {
  return readJoined(reading, 'or', () => readJoined(reading, 'and', () => readTerm(reading)));
}

function readJoined(reading: Reading, kind: 'and' | 'or', read: () => Parsed<Condition>): Parsed<Condition> {
  const terms: Condition[] = [];
  do {
    const term = read();
    if (isProblem(term)) return term;
    terms.push(term);
  } while (takeWord(reading, kind));
  return terms.length === 1 ? terms[0]! : { kind, terms };
}

function readTerm(reading: Reading): Parsed<Condition> {
  if (takeWord(reading, 'not')) return readBelow(reading, () => readNegated(reading));
  if (takeSign(reading, '(')) return readBelow(reading, () => readBracketed(reading));
  return readComparison(reading);
}

function readBelow(reading: Reading, read: () => Parsed<Condition>): Parsed<Condition> {
  if (reading.depth === deepest) return problem(reading, 'brackets and NOT are nested too deeply');
  reading.depth += 1;
  const condition = read();
  reading.depth -= 1;
  return condition;
}

function readNegated(reading: Reading): Parsed<Condition> {
  const term = readTerm(reading);
  return isProblem(term) ? term : { kind: 'not', term };
}

function readBracketed(reading: Reading): Parsed<Condition> {
  const condition = readEither(reading);
  if (isProblem(condition) || takeSign(reading, ')')) return condition;
  return problem(reading, 'a bracket is not closed before this');
}

function readColumn(reading: Reading): Parsed<string> {
  const { kind, value } = next(reading);
  if (kind !== 'name' && kind !== 'word') return problem(reading, 'the name of a search attribute should stand here');
  if (kind === 'word' && reserved.has(value.toLowerCase()))
    return problem(reading, 'this word has to stand in backticks to be a search attribute');
  reading.at += 1;
  return value;
}

function readComparison(reading: Reading): Parsed<Condition> {
  const column = readColumn(reading);
  if (isProblem(column)) return column;
  if (takeWord(reading, 'is')) return readNull(reading, column);
  const isNegated = takeWord(reading, 'not');
  if (takeWord(reading, 'in')) return readIn(reading, column, isNegated);
  if (takeWord(reading, 'between')) return readBetween(reading, column, isNegated);
  if (takeWord(reading, 'starts_with')) return readCompared(reading, column, isNegated ? 'NOT STARTS_WITH' : 'STARTS_WITH');
  const operator = isNegated ? undefined : readOperator(reading);
  return operator === undefined ? problem(reading, 'no comparison that the proxy knows') : readCompared(reading, column, operator);
}

function readOperator(reading: Reading): Operator | undefined {
  const { kind, value } = next(reading);
  if (kind !== 'sign' || '(),'.includes(value)) return undefined;
  reading.at += 1;
  return value === '<>' ? '!=' : (value as Operator);
}

function readCompared(reading: Reading, column: string, operator: Operator): Parsed<Condition> {
  const value = readValue(reading);
  return isProblem(value) ? value : { kind: 'compare', column, operator, value };
}

function readNull(reading: Reading, column: string): Parsed<Condition> {
  const isNegated = takeWord(reading, 'not');
  return takeWord(reading, 'null') ? { kind: 'null', column, isNegated } : problem(reading, 'after IS comes NULL or NOT NULL');
}

function readIn(reading: Reading, column: string, isNegated: boolean): Parsed<Condition> {
  if (!takeSign(reading, '(')) return problem(reading, 'after IN comes a list in brackets');
  const values = readList(reading, () => readValue(reading));
  if (isProblem(values)) return values;
  return takeSign(reading, ')') ? { kind: 'in', column, isNegated, values } : problem(reading, 'the list is not closed before this');
}

function readBetween(reading: Reading, column: string, isNegated: boolean): Parsed<Condition> {
  const from = readValue(reading);
  if (isProblem(from)) return from;
  if (!takeWord(reading, 'and')) return problem(reading, 'after BETWEEN come two values with AND');
  const to = readValue(reading);
  return isProblem(to) ? to : { kind: 'between', column, isNegated, from, to };
}

function readValue(reading: Reading): Parsed<Value> {
  const { kind, value } = next(reading);
  const isTrue = takeWord(reading, 'true');
  if (isTrue || takeWord(reading, 'false')) return { kind: 'boolean', isTrue };
  if (kind !== 'text' && kind !== 'number') return problem(reading, 'a text in quotes, a number, true or false should stand here');
  reading.at += 1;
  return kind === 'text' ? { kind, text: value } : { kind, digits: value };
}
