import type { Problem } from '../errors/tool-error.ts';
import { importedNames, importOf, type ImportedName } from './module-imports.ts';
import type { Kind } from './placed.ts';
import { childOf, childrenOf, nameOf, unwrap, type ModuleSyntax, type ParsedFile, type Place, type SyntaxNode } from './syntax-tree.ts';

/** What an implementation's file says it implements: a name in a module of contracts. */
export interface WrittenImplementation {
  kind: Kind;
  source: Place;
  /** As the contract is called in this file. */
  local: string;
  contract: { specifier: string; exported: string };
}

export type ImplementationReading = { kind: 'read'; implementation: WrittenImplementation } | { kind: 'unseen'; problem: Problem };

/** Which package of the SDK folder makes which kind: `sdk/activity.ts`, `sdk/workflow.ts`. */
const sdkModule = /(?:^|\/)sdk\/(activity|workflow)(?:\.[cm]?[jt]s)?$/;

/** Reads `export default implement(contract, …)`. */
export function readImplementationSyntax(parsed: ParsedFile): ImplementationReading {
  const implementation = plainImplementation(parsed);
  return implementation === undefined ? readTree(parsed) : { kind: 'read', implementation };
}

/** The usual form, all in one statement, read without the syntax tree: bodies are long, and nothing in them counts. */
function plainImplementation({ text, module, place }: ParsedFile): WrittenImplementation | undefined {
  const statement = module.staticExports.find(({ entries }) => entries.some(({ exportName }) => exportName.kind === 'Default'));
  const match = statement === undefined ? null : plainStatement.exec(text.slice(statement.start));
  if (statement === undefined || match === null) return undefined;
  const [, before = '', callee = '', local = ''] = match;
  const kind = kindMadeBy(plainImport(module, callee));
  const contract = plainImport(module, local);
  if (kind === undefined || contract === undefined) return undefined;
  return { kind, source: place(statement.start + before.length), local, contract };
}

const plainStatement = /^(export\s+default\s+)(\w+)\(\s*(\w+)\s*,/;

/** What `implement` of this module makes; `undefined` when it is not the SDK's. */
function kindMadeBy(maker: WrittenImplementation['contract'] | undefined): Kind | undefined {
  if (maker?.exported !== 'implement') return undefined;
  return sdkModule.exec(maker.specifier)?.[1] as Kind | undefined;
}

function plainImport({ staticImports }: ModuleSyntax, local: string): WrittenImplementation['contract'] | undefined {
  for (const { moduleRequest, entries } of staticImports) {
    const entry = entries.find(({ localName }) => localName.value === local);
    if (entry?.importName.kind !== 'Name' || entry.isType) continue;
    return { specifier: moduleRequest.value, exported: entry.importName.name ?? '' };
  }
  return undefined;
}

function readTree({ program, place }: ParsedFile): ImplementationReading {
  const unseen = (at: SyntaxNode | undefined, message: string): ImplementationReading => ({
    kind: 'unseen',
    problem: { ...place(at?.start ?? 0), message },
  });
  const imports = importedNames(program);
  const call = defaultExport(program);
  if (call === undefined) return unseen(undefined, 'has no `export default implement(contract, …)`');
  if (call.type !== 'CallExpression') return unseen(call, 'exports something else than `implement(contract, …)` by default');
  const kind = kindMadeBy(contractOf(importOf(childOf(call, 'callee'), imports)));
  if (kind === undefined) {
    return unseen(call, "exports a call by default that is not `implement` of the worker's own sdk/activity.ts or sdk/workflow.ts");
  }
  const argument = unwrap(childrenOf(call, 'arguments')[0]);
  const imported = importOf(argument, imports);
  const contract = contractOf(imported);
  if (imported === undefined || contract === undefined) {
    return unseen(argument ?? call, 'implements something that is not imported from contracts/src');
  }
  return { kind: 'read', implementation: { kind, source: place(call.start), local: imported.local, contract } };
}

function contractOf(name: ImportedName | undefined): WrittenImplementation['contract'] | undefined {
  return name === undefined ? undefined : { specifier: name.specifier, exported: name.imported };
}

/** The expression that is exported by default, looked up once when it is a constant of the module. */
function defaultExport(program: SyntaxNode): SyntaxNode | undefined {
  const body = childrenOf(program, 'body');
  const statement = body.find(({ type }) => type === 'ExportDefaultDeclaration');
  const value = unwrap(childOf(statement, 'declaration'));
  if (value?.type !== 'Identifier') return value;
  const constants = body.flatMap((one) => (one.type === 'VariableDeclaration' ? childrenOf(one, 'declarations') : []));
  return unwrap(
    childOf(
      constants.find((one) => nameOf(childOf(one, 'id')) === nameOf(value)),
      'init',
    ),
  );
}
