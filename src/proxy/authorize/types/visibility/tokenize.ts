import type { QueryProblem } from './query.ts';

/** `word`: a bare name or a keyword; `name`: one in backticks; `end`: nothing comes after. */
export interface Token {
  readonly kind: 'word' | 'name' | 'text' | 'number' | 'sign' | 'end';
  /** Of a text or a name what it stands for, without quotes and escapes. */
  readonly value: string;
  /** As it is written. */
  readonly written: string;
  /** From 0. */
  readonly at: number;
}

/** Sticky: each is tried where the last token has ended. */
const forms: readonly { readonly kind: 'word' | 'number' | 'sign'; readonly pattern: RegExp }[] = [
  { kind: 'word', pattern: /[A-Za-z_][A-Za-z0-9_]*/y },
  // A letter may not follow at once: to the server `1x` is an error, and `0x10` another number.
  { kind: 'number', pattern: /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?(?![A-Za-z0-9_@.])/y },
  { kind: 'sign', pattern: /<>|!=|<=(?!>)|>=|<(?![<>=])|>(?![>=])|[=(),]/y },
];
const blank = /[ \t\r\n]*/y;
const name = /`([\p{L}\p{N} _.@:-]{1,255})`(?!`)/uy;

/** Cuts a query up as the server's parser does, and stops at whatever that parser would take for more than this one knows. */
export function tokenize(query: string): Token[] | QueryProblem {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at = endOf(blank, query, at) ?? at;
    if (at === query.length) return [...tokens, { kind: 'end', value: '', written: '', at }];
    const token = readToken(query, at);
    if (token.kind === 'problem') return token;
    tokens.push(token);
    at += token.written.length;
  }
}

function readToken(query: string, at: number): Token | QueryProblem {
  const first = query[at];
  if (first === "'" || first === '"') return readText(query, at, first);
  if (first === '`') return readName(query, at);
  for (const { kind, pattern } of forms) {
    const end = endOf(pattern, query, at);
    if (end === undefined) continue;
    const written = query.slice(at, end);
    return { kind, value: written, written, at };
  }
  return unknown(query, at);
}

function endOf(pattern: RegExp, query: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(query) ? pattern.lastIndex : undefined;
}

function readName(query: string, at: number): Token | QueryProblem {
  name.lastIndex = at;
  const [written, value] = name.exec(query) ?? [];
  if (written === undefined || value === undefined)
    return problemAt(query, at, 'a name in backticks has to be one of letters, digits, spaces and _ . @ : -');
  return { kind: 'name', value, written, at };
}

/** What the server's parser makes of an escape; the others that it knows stand for control characters. */
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", '"': '"', '%': '%', _: '_' };

function readText(query: string, start: number, quote: string): Token | QueryProblem {
  let value = '';
  let at = start + 1;
  while (at < query.length) {
    const character = query[at] as string;
    if (character === quote && query[at + 1] !== quote) return { kind: 'text', value, written: query.slice(start, at + 1), at: start };
    const isPair = character === quote || character === '\\';
    const meant = isPair ? meantBy(character, query[at + 1]) : plain(character);
    if (meant === undefined) return problemAt(query, at, 'a text may hold no control character, and after \\ only n r t \\ \' " % and _');
    value += meant;
    at += isPair ? 2 : 1;
  }
  return problemAt(query, start, 'this text has no end');
}

/** A quote twice, or a backslash and what follows it. */
function meantBy(character: string, next: string | undefined): string | undefined {
  if (character !== '\\') return character;
  return next === undefined || !Object.hasOwn(escapes, next) ? undefined : escapes[next];
}

function plain(character: string): string | undefined {
  const code = character.charCodeAt(0);
  const isControl = (code < 0x20 && !'\t\r\n'.includes(character)) || (code >= 0x7f && code < 0xa0);
  return isControl ? undefined : character;
}

function unknown(query: string, at: number): QueryProblem {
  if (/^(?:--|#|\/[*/])/.test(query.slice(at, at + 2))) return problemAt(query, at, 'comments are not taken');
  if (query[at] === ';') return problemAt(query, at, 'a query is one expression, without ;');
  return problemAt(query, at, 'this is no part of a list filter');
}

function problemAt(query: string, at: number, says: string): QueryProblem {
  return { kind: 'problem', position: at + 1, token: query.slice(at, at + 12), says };
}
