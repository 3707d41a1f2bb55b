import type { Problem } from '../errors/tool-error.ts';
import { importedModules, importedNames, importOf } from './module-imports.ts';
import { childOf, childrenOf, nameOf, propertyOf, unwrap, walk, type ParsedFile, type Place, type SyntaxNode } from './syntax-tree.ts';

/** A contract as it stands in the code: where it is, and under which names others can import it. */
export interface WrittenDefinition {
  local: string;
  exportNames: string[];
  source: Place;
  /** The object literal handed to `define…`, when it is one. */
  argument: SyntaxNode | undefined;
}

export interface ContractSyntax {
  definitions: WrittenDefinition[];
  /** Specifiers of the modules it runs. */
  modules: string[];
  problems: Problem[];
}

const defineFunctions = new Set(['defineActivity', 'defineWorkflow']);

/** What can be seen of a contracts module without running it. */
export function readContractSyntax(parsed: ParsedFile): ContractSyntax {
  const { program } = parsed;
  const imports = importedNames(program);
  const defineName = (node: SyntaxNode | undefined) => {
    if (node?.type !== 'CallExpression') return undefined;
    const imported = importOf(childOf(node, 'callee'), imports)?.imported;
    return imported !== undefined && defineFunctions.has(imported) ? imported : undefined;
  };
  const exported = exportNames(program);
  const seen = new Set<SyntaxNode>();
  const definitions = topLevelValues(program)
    .filter(({ value }) => defineName(value) !== undefined)
    .map(({ local, value, at }): WrittenDefinition => {
      seen.add(value);
      return { local, exportNames: exported.get(local) ?? [], source: parsed.place(at), argument: argumentOf(value) };
    });
  const hidden = definitions.filter((one) => one.exportNames.length === 0);
  return {
    definitions,
    modules: importedModules(program),
    problems: [
      ...unseenDefinitions(parsed, (node) => (seen.has(node) ? undefined : defineName(node))),
      ...environmentReads(parsed, imports),
      ...hidden.map(({ local, source }) => ({ ...source, message: `contract '${local}' is not exported, so nothing can implement it` })),
    ],
  };
}

/** Fields of the definition, by name, with where each stands. */
export function fieldPlaces({ argument }: WrittenDefinition, { place }: ParsedFile): Record<string, Place> {
  const entries = childrenOf(argument, 'properties').flatMap((property) => {
    const name = property.type === 'Property' ? nameOf(childOf(property, 'key')) : undefined;
    return name === undefined ? [] : [[name, place(property.start)] as const];
  });
  return Object.fromEntries(entries);
}

/** The nearest place that can be seen for a path of keys into a definition: `['input', 'createdAt']`. */
export function placeInDefinition({ argument, source }: WrittenDefinition, path: readonly string[], { place }: ParsedFile): Place {
  let found = source;
  let node = argument;
  for (const key of path) {
    const property = propertyOf(objectIn(node), key);
    if (property === undefined) break;
    found = place(property.key.start);
    node = property.value;
  }
  return found;
}

/** `z.object({ … })` and the like are looked through: the first object literal among a call's arguments. */
function objectIn(node: SyntaxNode | undefined): SyntaxNode | undefined {
  let inner = unwrap(node);
  while (inner?.type === 'CallExpression') {
    const [first] = childrenOf(inner, 'arguments');
    inner = unwrap(first?.type === 'ObjectExpression' ? first : (childOf(childOf(inner, 'callee'), 'object') ?? first));
  }
  return inner?.type === 'ObjectExpression' ? inner : undefined;
}

function argumentOf(call: SyntaxNode): SyntaxNode | undefined {
  const argument = unwrap(childrenOf(call, 'arguments')[0]);
  return argument?.type === 'ObjectExpression' ? argument : undefined;
}

interface TopLevelValue {
  local: string;
  value: SyntaxNode;
  /** Offset of the statement. */
  at: number;
}

/** Constants and the default export of a module, each with the expression it stands for. */
function topLevelValues(program: SyntaxNode): TopLevelValue[] {
  return childrenOf(program, 'body').flatMap((statement) => {
    if (statement.type === 'ExportDefaultDeclaration') {
      const value = unwrap(childOf(statement, 'declaration'));
      return value === undefined ? [] : [{ local: 'default', value, at: statement.start }];
    }
    const declaration = statement.type === 'ExportNamedDeclaration' ? childOf(statement, 'declaration') : statement;
    if (declaration?.type !== 'VariableDeclaration' || declaration['kind'] !== 'const') return [];
    return childrenOf(declaration, 'declarations').flatMap((one, index) => {
      const local = nameOf(childOf(one, 'id'));
      const value = unwrap(childOf(one, 'init'));
      return local === undefined || value === undefined ? [] : [{ local, value, at: index === 0 ? statement.start : one.start }];
    });
  });
}

/** Names a module's own variables are exported under. */
export function exportNames(program: SyntaxNode): Map<string, string[]> {
  const found = new Map<string, string[]>();
  const add = (local: string | undefined, exported: string | undefined) => {
    if (local === undefined || exported === undefined) return;
    found.set(local, [...(found.get(local) ?? []), exported]);
  };
  for (const statement of childrenOf(program, 'body')) {
    if (statement.type === 'ExportDefaultDeclaration') {
      const value = unwrap(childOf(statement, 'declaration'));
      add(value?.type === 'Identifier' ? nameOf(value) : 'default', 'default');
    } else if (statement.type === 'ExportNamedDeclaration' && statement['source'] === null) {
      for (const one of childrenOf(childOf(statement, 'declaration'), 'declarations'))
        add(nameOf(childOf(one, 'id')), nameOf(childOf(one, 'id')));
      for (const one of childrenOf(statement, 'specifiers')) add(nameOf(childOf(one, 'local')), nameOf(childOf(one, 'exported')));
    }
  }
  return found;
}

function unseenDefinitions({ program, place }: ParsedFile, nameOfCall: (node: SyntaxNode) => string | undefined): Problem[] {
  const problems: Problem[] = [];
  walk(program, (node, ancestors) => {
    const name = nameOfCall(node);
    if (name === undefined) return;
    problems.push({ ...place(node.start), message: `${name} is called ${surroundings(ancestors)}; ${written(name)}` });
  });
  return problems;
}

function written(name: string): string {
  return `write each contract out, as \`export const name = ${name}({ … })\` at the top of a file`;
}

const surroundingTypes: readonly (readonly [RegExp, string])[] = [
  [/^(For|While|DoWhile)/, 'in a loop'],
  [/Function|Method/, 'in a function'],
  [/^(If|Switch|Conditional|Logical|Try)/, 'in a condition'],
  [/^Class/, 'in a class'],
];

function surroundings(ancestors: readonly SyntaxNode[]): string {
  for (const { type } of ancestors.toReversed()) {
    const known = surroundingTypes.find(([pattern]) => pattern.test(type));
    if (known !== undefined) return known[1];
  }
  return 'inside another expression';
}

const hostObjects = new Set(['process', 'Deno', 'Bun']);

/** A contract is the same on every machine, so nothing of the machine may be looked at. */
function environmentReads({ program, place, text: code }: ParsedFile, imports: ReadonlyMap<string, unknown>): Problem[] {
  if (!/\b(?:process|Deno|Bun|meta)\b/.test(code)) return [];
  const found = new Map<number, string>();
  walk(program, (node, ancestors) => {
    const parent = ancestors.at(-1);
    const isHost =
      node.type === 'Identifier' && hostObjects.has(nameOf(node) ?? '') && !imports.has(nameOf(node) ?? '') && isReference(node, parent);
    if (!isHost && node.type !== 'MetaProperty') return;
    found.set(node.start, readText(node, ancestors));
  });
  return [...found].map(([start, text]) => ({
    ...place(start),
    message: `reads ${text}; a contract is the same on every machine, so write the value out`,
  }));
}

function isReference(node: SyntaxNode, parent: SyntaxNode | undefined): boolean {
  if (parent?.type === 'MemberExpression') return parent['object'] === node || parent['computed'] === true;
  if (parent?.type === 'Property') return parent['value'] === node || parent['computed'] === true;
  return parent?.type.startsWith('TS') !== true;
}

/** `process.env.QUEUE` as far as it is written out. */
function readText(node: SyntaxNode, ancestors: readonly SyntaxNode[]): string {
  let text = node.type === 'MetaProperty' ? 'import.meta' : (nameOf(node) ?? '');
  for (const parent of ancestors.toReversed()) {
    const property = parent.type === 'MemberExpression' && parent['computed'] !== true ? nameOf(childOf(parent, 'property')) : undefined;
    if (property === undefined) break;
    text += `.${property}`;
  }
  return text;
}
