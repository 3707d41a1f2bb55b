import { isMap, isScalar, parseDocument, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';

/** Characters of a text. */
export interface Span {
  start: number;
  end: number;
}

/** A key of a map that people write, and what it has. */
export type TextPair = Pair<Scalar, Node | null>;

/** The maps that a path of keys leads through, the whole document first; as far as they are there. */
export function mapsAlong(text: string, path: readonly string[]): YAMLMap[] {
  const { contents } = parseDocument(text, { prettyErrors: false });
  const maps: YAMLMap[] = [];
  let node: unknown = contents;
  for (const key of path) {
    if (!isMap(node)) break;
    maps.push(node);
    node = pairOf(node, key)?.value;
  }
  return maps;
}

export function pairsOf(map: YAMLMap): TextPair[] {
  return map.items as TextPair[];
}

export function pairOf(map: YAMLMap | undefined, name: string): TextPair | undefined {
  return map === undefined ? undefined : pairsOf(map).find(({ key }) => isScalar(key) && String(key.value) === name);
}

export function spanOf(node: Node): Span {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}

/** Where a pair's own characters end. */
export function pairEnd(text: string, { key, value }: TextPair): number {
  const end = value === null ? spanOf(key).end : Math.max(lastEnd(value), spanOf(key).end);
  return end > 0 && text[end - 1] === '\n' ? end - 1 : end;
}

/** A block map's own range runs on to the next thing that is no comment. */
function lastEnd(node: Node): number {
  if (!isMap(node) || node.flow === true) return spanOf(node).end;
  const last = (node.items as TextPair[]).at(-1);
  if (last === undefined) return spanOf(node).end;
  return Math.max(spanOf(last.key).end, last.value === null ? 0 : lastEnd(last.value));
}

export function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

export function nextLine(text: string, at: number): number {
  return Math.min(lineEnd(text, at) + 1, text.length);
}

export function lineEnd(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end === -1 ? text.length : end;
}

export function columnOf(text: string, at: number): number {
  return at - lineStart(text, at);
}
