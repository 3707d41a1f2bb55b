/** Line and column count from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** A node of the ESTree that oxc-parser gives, seen from outside: only what is read here is named. */
export interface SyntaxNode {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

interface Named {
  kind: string;
  name: string | null;
}

/** What a module imports and exports: known without the tree, which is far larger. */
export interface ModuleSyntax {
  staticImports: {
    moduleRequest: { value: string };
    entries: { importName: Named; localName: { value: string }; isType: boolean }[];
  }[];
  staticExports: { start: number; entries: { exportName: Named }[] }[];
}

/** The part of oxc-parser that is used. */
export interface Parser {
  parseSync(
    file: string,
    text: string,
  ): {
    program: SyntaxNode;
    module: ModuleSyntax;
    errors: { message: string; severity: string; labels: { start: number }[] }[];
  };
}

export interface ParsedFile {
  /** Relative to the worker's folder. */
  file: string;
  text: string;
  /** Made when it is first asked for. */
  readonly program: SyntaxNode;
  module: ModuleSyntax;
  place: (offset: number) => Place;
}

/** Gives the line and column, from 1, of an offset. */
export function placer(file: string, text: string): (offset: number) => Place {
  const starts = [0];
  for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return (offset) => {
    let low = 0;
    for (let high = starts.length - 1; low < high;) {
      const middle = Math.ceil((low + high) / 2);
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { file, line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  };
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && typeof (value as SyntaxNode).type === 'string';
}

export function childOf(node: SyntaxNode | undefined, key: string): SyntaxNode | undefined {
  const value = node?.[key];
  return isNode(value) ? value : undefined;
}

export function childrenOf(node: SyntaxNode | undefined, key: string): SyntaxNode[] {
  const value = node?.[key];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

/** The name of an identifier, or the value of a string literal. */
export function nameOf(node: SyntaxNode | undefined): string | undefined {
  const value = node?.type === 'Identifier' ? node['name'] : node?.type === 'Literal' ? node['value'] : undefined;
  return typeof value === 'string' ? value : undefined;
}

const wrappers = new Set(['ParenthesizedExpression', 'TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

/** The expression itself, without parentheses and without what only the type checker reads. */
export function unwrap(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let inner = node;
  while (inner !== undefined && wrappers.has(inner.type)) inner = childOf(inner, 'expression');
  return inner;
}

/** Visits every node, parents first; `ancestors` leads from the program to the node's parent. */
export function walk(node: SyntaxNode, visit: (node: SyntaxNode, ancestors: readonly SyntaxNode[]) => void): void {
  const ancestors: SyntaxNode[] = [];
  const enterAll = (value: unknown) => {
    if (Array.isArray(value)) value.forEach(enterAll);
    else if (isNode(value)) enter(value);
  };
  const enter = (current: SyntaxNode) => {
    visit(current, ancestors);
    ancestors.push(current);
    for (const key in current) enterAll(current[key]);
    ancestors.pop();
  };
  enter(node);
}

/** The value that `key` has in an object literal, the last one given, with where the key stands. */
export function propertyOf(object: SyntaxNode | undefined, key: string): { key: SyntaxNode; value: SyntaxNode | undefined } | undefined {
  for (const property of childrenOf(object, 'properties').toReversed()) {
    const name = childOf(property, 'key');
    if (property.type !== 'Property' || property['computed'] === true || name === undefined || nameOf(name) !== key) continue;
    return { key: name, value: unwrap(childOf(property, 'value')) };
  }
  return undefined;
}
