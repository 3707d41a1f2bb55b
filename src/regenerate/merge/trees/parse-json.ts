import { parseTree, printParseErrorCode, type Node, type ParseError } from 'jsonc-parser';
import { list, map, repeatedId, scalar, type Child, type Parsed, type Span, type Tree } from './tree.ts';

/** JSON as it is, or with comments and a comma after the last item. */
export function parseJson(text: string, dialect: 'json' | 'jsonc'): Parsed {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: dialect === 'json', allowTrailingComma: dialect === 'jsonc' });
  const error = errors[0];
  if (error !== undefined) return { kind: 'broken', problem: `${printParseErrorCode(error.error)} at line ${lineAt(text, error.offset)}` };
  if (root === undefined) return { kind: 'broken', problem: 'it is empty' };
  const repeated: string[] = [];
  const tree = treeOf(root, { text, repeated });
  return repeated.length > 0 ? { kind: 'broken', problem: `the key ${repeated[0]} stands twice` } : { kind: 'tree', tree };
}

interface Reading {
  text: string;
  /** Keys that stand twice, as found. */
  repeated: string[];
}

function treeOf(node: Node, reading: Reading): Tree {
  const span = spanOf(node);
  if (node.type === 'object') {
    const children = (node.children ?? []).map((property) => propertyOf(property, reading));
    const twice = repeatedId(children);
    if (twice !== undefined) reading.repeated.push(twice);
    return map('flow', span, children);
  }
  if (node.type === 'array') {
    const items = (node.children ?? []).map((item, index) => itemOf(treeOf(item, reading), index));
    return list('flow', span, items);
  }
  if (typeof node.value === 'string') return scalar(JSON.stringify(node.value), span, node.value);
  return scalar(reading.text.slice(span.start, span.end), span);
}

function propertyOf(property: Node, reading: Reading): Child {
  const [key, value] = property.children ?? [];
  if (key === undefined || value === undefined) throw new TypeError('a property without a key or a value was accepted');
  const name = String(key.value);
  return { id: name, name, span: spanOf(property), valueStart: value.offset, node: treeOf(value, reading) };
}

function itemOf(node: Tree, index: number): Child {
  return { id: String(index), name: String(index), span: node.span, valueStart: node.span.start, node };
}

function spanOf({ offset, length }: Node): Span {
  return { start: offset, end: offset + length };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
