import { isMap, isNode, isScalar, isSeq } from 'yaml';
import type { StrictYaml } from './read-yaml.ts';

/** Line and column, from 1. */
interface YamlPlace {
  readonly line: number;
  readonly column: number;
}

/** A value of the document: the tree's node, and its key where it is one of a map. */
interface Part {
  readonly node: unknown;
  readonly key: string | undefined;
  readonly offset: number;
}

/** Numbers alone, one of each for a part; the children of a part stand beside each other, in their order. */
interface PartTable {
  readonly lines: Uint32Array;
  readonly columns: Uint32Array;
  /** By number in `names`; 0 in a list. */
  readonly keys: Uint32Array;
  readonly names: ReadonlyMap<string | undefined, number>;
  /** One more than there are parts: the children of a part end where those of the next begin. */
  readonly firstChildren: Uint32Array;
}

/**
 * Where each path stands in a document, or its nearest parent that does; steps are keys of maps and indexes of lists. For documents
 * that are kept: their tree takes fifty times the memory, and whatever else the process does waits while it is swept.
 */
export function compactPlaces(yaml: Pick<StrictYaml, 'document' | 'lines'>): (path: readonly (string | number)[]) => YamlPlace {
  const table = tableOf(yaml);
  return (path) => {
    let part = 0;
    for (const step of path) {
      const child = childOf(table, part, step);
      if (child === undefined) break;
      part = child;
    }
    return { line: table.lines[part] ?? 1, column: table.columns[part] ?? 1 };
  };
}

function tableOf({ document, lines }: Pick<StrictYaml, 'document' | 'lines'>): PartTable {
  const parts: Part[] = [partOf(document.contents, undefined, 0)];
  const firstChildren: number[] = [];
  // It grows while it is walked.
  for (const part of parts) {
    firstChildren.push(parts.length);
    for (const child of childrenOf(part)) parts.push(child);
  }
  const names = new Map<string | undefined, number>([[undefined, 0]]);
  for (const { key } of parts) if (!names.has(key)) names.set(key, names.size);
  const places = parts.map(({ offset }) => lines.linePos(offset));
  return {
    lines: Uint32Array.from(places, ({ line }) => Math.max(line, 1)),
    columns: Uint32Array.from(places, ({ col }) => Math.max(col, 1)),
    keys: Uint32Array.from(parts, ({ key }) => names.get(key) ?? 0),
    names,
    firstChildren: Uint32Array.from([...firstChildren, parts.length]),
  };
}

function childrenOf({ node, offset }: Part): Part[] {
  if (isSeq(node)) return node.items.map((item) => partOf(item, undefined, offset));
  if (!isMap(node)) return [];
  return node.items.map(({ key, value }) => partOf(value, isScalar(key) ? String(key.value) : '', offset));
}

/** A value that is left out stands where its parent does. */
function partOf(node: unknown, key: string | undefined, parent: number): Part {
  return { node, key, offset: (isNode(node) ? node.range?.[0] : undefined) ?? parent };
}

function childOf({ firstChildren, keys, names }: PartTable, part: number, step: string | number): number | undefined {
  const [from = 0, end = 0] = [firstChildren[part], firstChildren[part + 1]];
  if (typeof step === 'number') return from + step < end ? from + step : undefined;
  const name = names.get(step);
  for (let child = from; child < end; child += 1) if (keys[child] === name) return child;
  return undefined;
}
