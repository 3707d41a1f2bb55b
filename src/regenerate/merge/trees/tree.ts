/** Characters `[start, end)` of a file's text. */
export interface Span {
  start: number;
  end: number;
}

export interface Scalar {
  kind: 'scalar';
  span: Span;
  /** The value with its type, so that `1` and `"1"` differ and `0x1f` stays what was written. */
  print: string;
  /** What a string says, where it has several lines. */
  text?: string;
}

export interface Collection {
  kind: 'map' | 'list';
  /** `flow`: between brackets, parted by commas; `block`: a line or more for each child, and at least one child; `table`: perhaps none. */
  style: 'flow' | 'block' | 'table';
  span: Span;
  children: Child[];
  print: string;
  /** Children are known by their id, wherever they stand. */
  isKeyed: boolean;
}

export type Tree = Scalar | Collection;

/** What a collection holds: the value of a key, or an item of a list. */
export interface Child {
  /** Tells the child from its siblings, in every version of the file. */
  id: string;
  /** How people know it: the key, or the place in the list. */
  name: string;
  span: Span;
  /** Where what belongs to the value begins: behind the colon, the equals sign, the dash. */
  valueStart: number;
  node: Tree;
}

/** What a list is, where its order does not say anything; `requirements` of Python are known by the package they name. */
export type ListRule = 'set' | 'requirements' | { key: string };
/** By dotted path of keys, `*` standing for any one of them (items of a list have no key); lists without a rule are ordered. */
export type ListRules = Readonly<Record<string, ListRule>>;

/** What a file says, with places; or why it cannot be merged by key. */
export type Parsed =
  | { kind: 'tree'; tree: Tree }
  /** Well formed, and says things that a merge by key could break. */
  | { kind: 'opaque'; reason: string }
  | { kind: 'broken'; problem: string };

export function scalar(print: string, span: Span, text?: string): Scalar {
  return { kind: 'scalar', span, print, ...(text?.includes('\n') === true && { text }) };
}

export function map(style: Collection['style'], span: Span, children: Child[]): Collection {
  const isKeyed = true;
  return { kind: 'map', style, span, children, isKeyed, print: printCollection({ kind: 'map', children, isKeyed }) };
}

export function list(style: Collection['style'], span: Span, children: Child[]): Collection {
  return { kind: 'list', style, span, children, isKeyed: false, print: printCollection({ kind: 'list', children, isKeyed: false }) };
}

/** The same collection with other children. */
export function withChildren(collection: Collection, children: Child[]): Collection {
  return { ...collection, children, print: printCollection({ ...collection, children }) };
}

/** Two children that must not stand beside each other. */
export function repeatedId(children: readonly Child[]): string | undefined {
  const seen = new Set<string>();
  for (const { id } of children) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return undefined;
}

/** The tree with its lists known by what the rules say. A list that breaks its rule stays ordered. */
export function withListRules(tree: Tree, rules: ListRules, path: readonly string[] = []): Tree {
  if (tree.kind === 'scalar' || Object.keys(rules).length === 0) return tree;
  const children = tree.children.map((child) => {
    const childPath = tree.kind === 'map' ? [...path, child.name] : path;
    return { ...child, node: withListRules(child.node, rules, childPath) };
  });
  const rule = tree.kind === 'list' ? ruleFor(path, rules) : undefined;
  return rule === undefined ? withChildren(tree, children) : keyedList(tree, children, rule);
}

function keyedList(tree: Collection, children: Child[], rule: ListRule): Collection {
  const ids = children.map(({ node }) => itemId(node, rule));
  const known = children.flatMap((child, index) => (ids[index] === undefined ? [] : [{ ...child, id: ids[index] }]));
  const isKept = known.length === children.length && repeatedId(known) === undefined;
  return isKept ? withChildren({ ...tree, isKeyed: true }, known) : withChildren(tree, children);
}

function itemId(node: Tree, rule: ListRule): string | undefined {
  if (rule === 'set') return node.print;
  return rule === 'requirements' ? packageOf(node.print) : childOf(node, rule.key)?.print;
}

function packageOf(print: string): string {
  const name = /^"\s*([A-Za-z0-9][\w.-]*)/.exec(print)?.[1];
  return name === undefined ? print : name.toLowerCase().replaceAll(/[-_.]+/g, '-');
}

function childOf(node: Tree, key: string): Tree | undefined {
  return node.kind === 'map' ? node.children.find(({ id }) => id === key)?.node : undefined;
}

function ruleFor(path: readonly string[], rules: ListRules): ListRule | undefined {
  // The header of a TOML table is one name that has dots.
  const names = path.flatMap((name) => name.split('.'));
  for (const [pattern, rule] of Object.entries(rules)) {
    const parts = pattern.split('.');
    if (parts.length === names.length && parts.every((part, index) => part === '*' || part === names[index])) return rule;
  }
  return undefined;
}

/** Equal for equal values: maps and keyed lists say the same in any order. */
function printCollection({ kind, children, isKeyed }: Pick<Collection, 'kind' | 'children' | 'isKeyed'>): string {
  const prints = children.map(({ id, node }) => (kind === 'map' ? `${JSON.stringify(id)}:${node.print}` : node.print));
  const body = (isKeyed ? prints.toSorted() : prints).join(',');
  return kind === 'map' ? `{${body}}` : `[${body}]`;
}
