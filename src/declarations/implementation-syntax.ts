import type { Problem } from '../errors/tool-error.ts';
import { importedNames, importOf } from './module-imports.ts';
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
  if (statement === undefined) return undefined;
  const [, before = '', callee, local] = /^(export\s+default\s+)(\w+)\(\s*(\w+)\s*,/.exec(text.slice(statement.start)) ?? [];
  const maker = plainImport(module, callee);
  const contract = plainImport(module, local);
  const kind = sdkModule.exec(maker?.specifier ?? '')?.[1];
  if (maker?.exported !== 'implement' || kind === undefined || contract === undefined || local === undefined) return undefined;
  return { kind: kind as Kind, source: place(statement.start + before.length), local, contract };
}

function plainImport({ staticImports }: ModuleSyntax, local: string | undefined): WrittenImplementation['contract'] | undefined {
  for (const { moduleRequest, entries } of staticImports) {
    const entry = entries.find(({ localName }) => localName.value === local);
    if (entry?.importName.kind !== 'Name' || entry.isType) continue;
    return { specifier: moduleRequest.value, exported: entry.importName.name ?? '' };
  }
  return undefined;
}

function readTree({ file, program, place }: ParsedFile): ImplementationReading {
  const unseen = (at: SyntaxNode | undefined, message: string): ImplementationReading => ({
    kind: 'unseen',
    problem: { ...(at === undefined ? { file, line: 1, column: 1 } : place(at.start)), message },
  });
  const imports = importedNames(program);
  const call = defaultExport(program);
  if (call === undefined) return unseen(undefined, 'has no `export default implement(contract, …)`');
  if (call.type !== 'CallExpression') return unseen(call, 'exports something else than `implement(contract, …)` by default');
  const maker = importOf(childOf(call, 'callee'), imports);
  const kind = sdkModule.exec(maker?.specifier ?? '')?.[1];
  if (maker?.imported !== 'implement' || kind === undefined) {
    return unseen(call, "exports a call by default that is not `implement` of the worker's own sdk/activity.ts or sdk/workflow.ts");
  }
  const argument = unwrap(childrenOf(call, 'arguments')[0]);
  const contract = importOf(argument, imports);
  if (contract === undefined) return unseen(argument ?? call, 'implements something that is not imported from contracts/src');
  const { local, specifier, imported } = contract;
  const implementation = { kind: kind as Kind, source: place(call.start), local, contract: { specifier, exported: imported } };
  return { kind: 'read', implementation };
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
