import { ParseError, parseTOML, type AST } from 'toml-eslint-parser';
import { list, map, scalar, type Child, type Parsed, type Span, type Tree } from './tree.ts';

/**
 * TOML as people edit it: at the top the keys before the first header, then one child for each header, known by what stands in it.
 * `a.b = 1` is one key of that name, too. What is written in another form is another key, and two that mean one make the file broken.
 */
export function parseToml(text: string): Parsed {
  try {
    const [root] = parseTOML(text, { tomlVersion: '1.0' }).body;
    return tableTree(root, text);
  } catch (error) {
    if (error instanceof ParseError) return { kind: 'broken', problem: `${error.message} (line ${error.lineNumber})` };
    throw error;
  }
}

function tableTree(root: AST.TOMLTopLevelTable, text: string): Parsed {
  const tables = root.body.filter((item): item is AST.TOMLTable => item.type === 'TOMLTable');
  const arrays = tables.filter(({ kind }) => kind === 'array').map(({ key }) => nameOf(key));
  if (arrays.length > 0) return { kind: 'opaque', reason: `it has an array of tables, [[${arrays[0]}]]` };
  const keys = root.body.filter((item): item is AST.TOMLKeyValue => item.type === 'TOMLKeyValue').map((item) => keyOf(item, text));
  const children = [...keys, ...tables.map((table) => sectionOf(table, text))];
  return { kind: 'tree', tree: map('table', { start: 0, end: text.length }, children) };
}

function sectionOf(table: AST.TOMLTable, text: string): Child {
  const [start] = table.range;
  const headerEnd = text.indexOf(']', table.key.range[1]) + 1;
  const end = Math.max(headerEnd, ...table.body.map(({ range }) => range[1]));
  const keys = table.body.map((item) => keyOf(item, text));
  const name = nameOf(table.key);
  return { id: `[${name}]`, name, span: { start, end }, valueStart: headerEnd, node: map('table', { start: headerEnd, end }, keys) };
}

function keyOf({ key, value, range }: AST.TOMLKeyValue, text: string): Child {
  const name = nameOf(key);
  return { id: name, name, span: spanOf(range), valueStart: text.indexOf('=', key.range[1]) + 1, node: treeOf(value, text) };
}

function treeOf(node: AST.TOMLContentNode, text: string): Tree {
  const span = spanOf(node.range);
  if (node.type === 'TOMLInlineTable') {
    return map(
      'flow',
      span,
      node.body.map((item) => keyOf(item, text)),
    );
  }
  if (node.type === 'TOMLArray') {
    return list(
      'flow',
      span,
      node.elements.map((item, index) => itemOf(treeOf(item, text), index)),
    );
  }
  return node.kind === 'string' ? scalar(JSON.stringify(node.value), span, node.value) : scalar(text.slice(span.start, span.end), span);
}

function itemOf(node: Tree, index: number): Child {
  return { id: String(index), name: String(index), span: node.span, valueStart: node.span.start, node };
}

function nameOf({ keys }: AST.TOMLKey): string {
  return keys.map((key) => (key.type === 'TOMLBare' ? key.name : plainOrQuoted(key.value))).join('.');
}

/** So that `"a.b"` is not taken for `a.b`, and `"a"` is for `a`. */
function plainOrQuoted(name: string): string {
  return /^[\w-]+$/.test(name) ? name : JSON.stringify(name);
}

function spanOf([start, end]: AST.Range): Span {
  return { start, end };
}
