import { isDeepStrictEqual } from 'node:util';
import * as fc from 'fast-check';
import { getStaticTOMLValue, parseTOML } from 'toml-eslint-parser';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { merge } from '../../support/merging.ts';

type Value = string | number | boolean | { [key: string]: Value };

const key = fc.constantFrom('alpha', 'beta', 'gamma', 'delta', 'eps');
const leaf = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constantFrom('x', 'yes', '1', '# no', 'a: b', ''), fc.boolean());
const { value } = fc.letrec<{ value: Value; map: { [key: string]: Value } }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('map')),
  map: fc.dictionary(key, tie('value'), { minKeys: 1, maxKeys: 5, noNullPrototype: true }),
}));
/** A key that nobody touches keeps the file from being emptied. */
const file = fc.dictionary(key, value, { minKeys: 1, maxKeys: 5, noNullPrototype: true }).map((map) => ({ kept: true, ...map }));

/** Edits at random places: enough of the base is left for the sides to meet. */
const edits = fc.array(fc.record({ path: fc.array(key, { minLength: 1, maxLength: 3 }), to: fc.option(value) }), { maxLength: 4 });

function edited(base: { [key: string]: Value }, changes: readonly { path: string[]; to: Value | null }[]): { [key: string]: Value } {
  const result = structuredClone(base);
  for (const { path, to } of changes) {
    const last = path.at(-1) ?? '';
    let at = result;
    for (const step of path.slice(0, -1)) {
      const next = at[step];
      if (isMap(next)) at = next;
    }
    if (to !== null) at[last] = structuredClone(to);
    else if (Object.keys(at).length > 1) delete at[last];
  }
  return result;
}

function isMap(candidate: Value | undefined): candidate is { [key: string]: Value } {
  return typeof candidate === 'object';
}

/** The merge by key in its plainest form; `undefined` where both changed one value, and differently. */
function expected(base: Value | undefined, ours: Value | undefined, theirs: Value | undefined): { value: Value | undefined } | undefined {
  if (isDeepStrictEqual(ours, theirs) || isDeepStrictEqual(base, theirs)) return { value: ours };
  if (isMap(ours) && isMap(theirs)) return expectedMap(isMap(base) ? base : {}, ours, theirs);
  return isDeepStrictEqual(base, ours) ? { value: theirs } : undefined;
}

function expectedMap(base: { [key: string]: Value }, ours: { [key: string]: Value }, theirs: { [key: string]: Value }) {
  const result: { [key: string]: Value } = {};
  for (const name of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const merged = expected(base[name], ours[name], theirs[name]);
    if (merged === undefined) return undefined;
    if (merged.value !== undefined) result[name] = merged.value;
  }
  return { value: result };
}

const json = (indent: string | number) => (map: unknown) => `${JSON.stringify(map, null, indent)}\n`;
const yaml = (indent: number) => (map: unknown) => stringify(map, { indent, aliasDuplicateObjects: false });

test.each([
  { title: 'JSON', path: 'x.json', base: json(2), ours: json(2), read: (text: string) => JSON.parse(text) as unknown },
  { title: 'JSON in another layout', path: 'x.json', base: json(2), ours: json('\t'), read: (text: string) => JSON.parse(text) as unknown },
  { title: 'JSON on one line', path: 'x.json', base: json(2), ours: json(0), read: (text: string) => JSON.parse(text) as unknown },
  { title: 'YAML', path: 'x.yaml', base: yaml(2), ours: yaml(2), read: (text: string) => parse(text) as unknown },
  { title: 'YAML in another depth', path: 'x.yaml', base: yaml(2), ours: yaml(4), read: (text: string) => parse(text) as unknown },
])('$title says after a merge what a merge by key says, and clashes only where that does', ({ path, base, ours, read }) => {
  fc.assert(
    fc.property(file, edits, edits, (before, mine, yours) => {
      const [left, right] = [edited(before, mine), edited(before, yours)];
      const merged = merge({ base: base(before), ours: ours(left), theirs: base(right), path });
      const wanted = expected(before, left, right);
      const said = merged.kind === 'clean' ? { value: read(merged.text) } : undefined;
      expect(said).toEqual(wanted);
    }),
    { numRuns: 200 },
  );
});

/** What the file says when ours wins every clash. */
function settledForOurs(base: Value | undefined, ours: Value | undefined, theirs: Value | undefined): Value | undefined {
  const merged = expected(base, ours, theirs);
  if (merged !== undefined) return merged.value;
  if (!isMap(ours) || !isMap(theirs)) return ours;
  const names = [...new Set([...Object.keys(ours), ...Object.keys(theirs)])];
  const before = isMap(base) ? base : {};
  const entries = names.map((name) => [name, settledForOurs(before[name], ours[name], theirs[name])] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, Value] => entry[1] !== undefined));
}

function takeOurs(text: string): string {
  return text.replaceAll(/^<{7} .*\n((?:(?!\|{7} ).*\n)*)\|{7} .*\n(?:(?!>{7} ).*\n)*>{7} .*\n/gm, '$1');
}

test.each([
  { title: 'JSON', path: 'x.json', ours: json(2), base: json(2) },
  { title: 'JSON in another layout', path: 'x.json', ours: json('\t'), base: json(2) },
  { title: 'JSON on one line', path: 'x.json', ours: json(0), base: json(2) },
  { title: 'YAML', path: 'x.yaml', ours: yaml(2), base: yaml(2) },
  { title: 'YAML in another depth', path: 'x.yaml', ours: yaml(4), base: yaml(2) },
])('$title settled for ours says what the template changed elsewhere, and each conflict is named', ({ path, ours, base }) => {
  fc.assert(
    fc.property(file, edits, edits, (before, mine, yours) => {
      const [left, right] = [edited(before, mine), edited(before, yours)];
      const merged = merge({ base: base(before), ours: ours(left), theirs: base(right), path });
      const lines = merged.text.split('\n');
      const places = merged.kind === 'conflict' ? merged.conflicts.flatMap(({ startLine, endLine }) => [startLine, endLine]) : [];
      const found = lines.flatMap((line, index) => (/^[<>]{7} /.test(line) ? [index + 1] : []));
      expect(places).toEqual(found);
      fc.pre(merged.kind === 'clean' || merged.conflicts.every(({ reason }) => !reason.includes('cannot be put together')));
      expect(parse(takeOurs(merged.text))).toEqual(settledForOurs(before, left, right));
    }),
    { numRuns: 200 },
  );
});

/** A header for each map, the keys of the outermost first. */
function toml(map: { [key: string]: Value }, header: readonly string[] = []): string {
  const [maps, leaves] = [Object.entries(map).filter(([, each]) => isMap(each)), Object.entries(map).filter(([, each]) => !isMap(each))];
  const own = leaves.map(([name, each]) => `${name} = ${JSON.stringify(each)}\n`).join('');
  const tables = maps.map(([name, each]) => (isMap(each) ? toml(each, [...header, name]) : ''));
  return (header.length === 0 ? '' : `\n[${header.join('.')}]\n`) + own + tables.join('');
}

test('TOML says after a merge what a merge by key says', () => {
  fc.assert(
    fc.property(file, edits, edits, (before, mine, yours) => {
      const [left, right] = [edited(before, mine), edited(before, yours)];
      const merged = merge({ base: toml(before), ours: toml(left), theirs: toml(right), path: 'x.toml' });
      const wanted = expected(before, left, right);
      if (wanted === undefined) return;
      expect(merged.kind).toBe('clean');
      expect(getStaticTOMLValue(parseTOML(merged.text))).toEqual(wanted.value);
    }),
    { numRuns: 200 },
  );
});

test('a map is merged to one value whoever is called ours', () => {
  fc.assert(
    fc.property(file, edits, edits, (before, mine, yours) => {
      const [base, left, right] = [before, edited(before, mine), edited(before, yours)].map(json(2)) as [string, string, string];
      const there = merge({ base, ours: left, theirs: right, path: 'x.json' });
      const back = merge({ base, ours: right, theirs: left, path: 'x.json' });
      const said = ({ kind, text }: typeof there) => [kind, kind === 'clean' && (JSON.parse(text) as unknown)];
      expect(said(back)).toEqual(said(there));
    }),
    { numRuns: 200 },
  );
});
