import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  parseAllDocuments,
  visit,
  type Document,
  type Node,
  type ParsedNode,
  type Range,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import { list, map, scalar, type Child, type Parsed, type Span, type Tree } from './tree.ts';

/** A file with more aliases than this is taken for an expansion bomb. */
const maxAliases = 1000;

export function parseYaml(text: string): Parsed {
  const documents = parseAllDocuments(text, { keepSourceTokens: true, prettyErrors: false, uniqueKeys: true, logLevel: 'silent' });
  const [document] = documents;
  if (document === undefined || !('contents' in document) || document.contents === null) return { kind: 'opaque', reason: 'it is empty' };
  for (const each of documents) {
    const problem = problemOf(each);
    if (problem !== undefined) return { kind: 'broken', problem };
  }
  if (documents.length > 1) return { kind: 'opaque', reason: 'it holds several documents' };
  const feature = opaqueFeature(document);
  return feature === undefined ? { kind: 'tree', tree: treeOf(document.contents, text) } : { kind: 'opaque', reason: `it has ${feature}` };
}

function problemOf(document: Document): string | undefined {
  const [error] = document.errors;
  if (error !== undefined) return error.code === 'DUPLICATE_KEY' ? 'a key stands twice' : error.message;
  try {
    document.toJS({ maxAliasCount: maxAliases });
    return undefined;
  } catch (error_) {
    if (error_ instanceof ReferenceError) return error_.message;
    throw error_;
  }
}

/** What makes a value stand in more places than one, or mean more than it says. */
function opaqueFeature(document: Document): string | undefined {
  let feature: string | undefined;
  visit(document, {
    Node(_key, node) {
      feature ??= featureOf(node);
    },
    Pair(_key, { key }) {
      if (!isScalar(key)) feature ??= 'a key that is not plain';
      else if (key.value === '<<') feature ??= 'a merge key';
    },
  });
  return feature;
}

function featureOf(node: Node): string | undefined {
  if (isAlias(node)) return 'an alias';
  if ('anchor' in node && node.anchor !== undefined) return 'an anchor';
  return node.tag === undefined ? undefined : 'a tag';
}

function treeOf(node: ParsedNode, text: string): Tree {
  const span = spanOf(node, text);
  if (isMap(node)) return holding(map, node, pairsOf(node, text));
  if (isSeq(node)) return holding(list, node, itemsOf(node, text));
  if (!isScalar(node)) throw new TypeError('an alias was taken for a value');
  const value: unknown = node.value;
  if (typeof value === 'string') return scalar(JSON.stringify(value), span, value);
  return scalar(value === null ? 'null' : text.slice(span.start, span.end), span);
}

function pairsOf({ items, srcToken }: YAMLMap.Parsed, text: string): Child[] {
  return items.map(({ key, value }, index) => {
    const source = tokenItems(srcToken)[index];
    const name = isScalar(key) ? String(key.value) : '';
    const start = key.range[0];
    const colon = source?.sep?.find(({ type }) => type === 'map-value-ind');
    const valueStart = colon === undefined ? key.range[1] : colon.offset + 1;
    const node = value === null ? scalar('null', { start: valueStart, end: valueStart }) : treeOf(value, text);
    return { id: idOf(key), name, span: { start, end: Math.max(node.span.end, valueStart) }, valueStart, node };
  });
}

/** A number and the same digits in quotes are two keys. */
function idOf(key: unknown): string {
  if (!isScalar(key)) return '';
  return typeof key.value === 'string' ? key.value : `\0${String(key.value)}`;
}

function itemsOf({ items, srcToken }: YAMLSeq.Parsed, text: string): Child[] {
  return items.map((item, index) => {
    const node = treeOf(item, text);
    const dash = tokenItems(srcToken)[index]?.start.find(({ type }) => type === 'seq-item-ind');
    const start = dash?.offset ?? node.span.start;
    const valueStart = dash === undefined ? node.span.start : dash.offset + 1;
    return { id: String(index), name: String(index), span: { start, end: Math.max(node.span.end, valueStart) }, valueStart, node };
  });
}

function tokenItems(token: YAMLMap.Parsed['srcToken'] | YAMLSeq.Parsed['srcToken']) {
  return token?.items ?? [];
}

/** A block ends with its last child: comments behind that may be about what comes next. */
function holding(make: typeof map, { flow, range }: { flow?: boolean; range: Range }, children: Child[]): Tree {
  const [start, end] = range;
  return flow === true ? make('flow', { start, end }, children) : make('block', { start, end: children.at(-1)?.span.end ?? end }, children);
}

/** Without the line ends that a block value closes with. */
function spanOf({ range: [start, end] }: ParsedNode, text: string): Span {
  return { start, end: start + text.slice(start, end).trimEnd().length };
}
