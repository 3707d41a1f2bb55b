import { stringify, type YAMLMap } from 'yaml';
import type { Answer } from './question.ts';
import { columnOf, lineEnd, lineStart, mapsAlong, nextLine, pairEnd, pairOf, pairsOf, spanOf, type TextPair } from './yaml-spans.ts';

/** The text with another value under this path of keys, all else byte for byte as it was; missing keys are put last in their map. */
export function withKey(text: string, path: readonly string[], value: Answer): string {
  const maps = mapsAlong(text, path);
  const depth = maps.length - 1;
  const map = maps[depth];
  const rest = path.slice(Math.max(depth, 0));
  if (map === undefined) return putLines({ text, column: 0, behind: text.length }, rest, value);
  const pair = pairOf(map, rest[0] ?? '');
  if (pair !== undefined && rest.length === 1) return withValue(text, pair, scalarSource(value));
  if (pair !== undefined) {
    const column = columnOf(text, spanOf(pair.key).start) + 2;
    return putLines({ text, column, behind: spanOf(pair.key).end }, rest.slice(1), value);
  }
  if (map.flow === true) return putInFlow(text, map, flowSource(rest, value));
  const [first, last] = [pairsOf(map)[0], pairsOf(map).at(-1)];
  const column = first === undefined ? 0 : columnOf(text, spanOf(first.key).start);
  return putLines({ text, column, behind: last === undefined ? text.length : pairEnd(text, last) }, rest, value);
}

/** The text without that key; a map that nothing is left in goes too, unless somebody wrote a comment into it. */
export function withoutKey(text: string, path: readonly string[]): string {
  const places = mapsAlong(text, path).map((map, depth) => ({ map, pair: pairOf(map, path[depth] ?? '') }));
  if (places.length < path.length || places.at(-1)?.pair === undefined) return text;
  const kept = places.findLastIndex(({ map }, depth) => depth === 0 || map.items.length > 1 || hasComment(text, places[depth - 1]?.pair));
  const { map, pair } = places[kept] ?? {};
  if (map === undefined || pair === undefined) return text;
  return kept > 0 && map.items.length === 1 ? emptied(text, map, pair) : removed(text, map, pair);
}

/** The text with that key called otherwise, in the same place. */
export function withKeyRenamed(text: string, path: readonly string[], to: string): string {
  const maps = mapsAlong(text, path);
  const pair = maps.length < path.length ? undefined : pairOf(maps.at(-1), path.at(-1) ?? '');
  if (pair === undefined) return text;
  const { start, end } = spanOf(pair.key);
  return text.slice(0, start) + to + text.slice(end);
}

/** A key that nothing stands behind may have a comment there. */
function withValue(text: string, { key, value }: TextPair, source: string): string {
  const span = value === null ? undefined : spanOf(value);
  if (span !== undefined && span.end > span.start) return text.slice(0, span.start) + source + text.slice(span.end);
  const colon = text.indexOf(':', spanOf(key).end) + 1;
  return `${text.slice(0, colon)} ${source}${text.slice(colon)}`;
}

function putInFlow(text: string, map: YAMLMap, source: string): string {
  const last = pairsOf(map).at(-1);
  const { start, end } = spanOf(map);
  if (last === undefined) return `${text.slice(0, start)}{ ${source} }${text.slice(end)}`;
  const at = pairEnd(text, last);
  return `${text.slice(0, at)}, ${source}${text.slice(at)}`;
}

function putLines(
  { text, column, behind }: { text: string; column: number; behind: number },
  path: readonly string[],
  value: Answer,
): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = path.map((key, depth) => {
    const own = depth === path.length - 1 ? ` ${scalarSource(value)}` : '';
    return `${' '.repeat(column + 2 * depth)}${key}:${own}${eol}`;
  });
  const at = nextLine(text, behind);
  const isOpen = at > 0 && text[at - 1] !== '\n';
  return `${text.slice(0, at)}${isOpen ? eol : ''}${lines.join('')}${text.slice(at)}`;
}

function removed(text: string, map: YAMLMap, pair: TextPair): string {
  const { start } = spanOf(pair.key);
  const end = pairEnd(text, pair);
  if (map.flow !== true) return text.slice(0, lineStart(text, start)) + text.slice(nextLine(text, end));
  const pairs = pairsOf(map);
  const [before, next] = [pairs[pairs.indexOf(pair) - 1], pairs[pairs.indexOf(pair) + 1]];
  if (next !== undefined) return text.slice(0, start) + text.slice(spanOf(next.key).start);
  return before === undefined ? text : text.slice(0, pairEnd(text, before)) + text.slice(end);
}

/** A block map without keys would be no map; comments in it stay. */
function emptied(text: string, map: YAMLMap, pair: TextPair): string {
  if (map.flow === true) return `${text.slice(0, spanOf(map).start)}{}${text.slice(spanOf(map).end)}`;
  const above = text.slice(0, lineStart(text, spanOf(pair.key).start));
  const bare = above.replaceAll(/(?:^|\s)#.*/g, (comment) => comment.replaceAll(/[^\n]/g, ' '));
  const colon = bare.lastIndexOf(':') + 1;
  return `${above.slice(0, colon)} {}${above.slice(colon)}${text.slice(nextLine(text, pairEnd(text, pair)))}`;
}

function hasComment(text: string, pair: TextPair | undefined): boolean {
  if (pair === undefined) return false;
  return /(^|\s)#/.test(text.slice(spanOf(pair.key).start, lineEnd(text, pairEnd(text, pair))));
}

function flowSource([key = '', ...rest]: readonly string[], value: Answer): string {
  return `${key}: ${rest.length === 0 ? scalarSource(value) : `{ ${flowSource(rest, value)} }`}`;
}

/** As it may stand between brackets too. */
function scalarSource(value: Answer): string {
  return stringify([value], { collectionStyle: 'flow', lineWidth: 0 }).trim().slice(1, -1).trim();
}
