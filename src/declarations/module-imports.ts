import { childOf, childrenOf, nameOf, type SyntaxNode } from './syntax-tree.ts';

/** One name that a module takes from another. */
export interface ImportedName {
  local: string;
  /** Name in the other module; `default`, or `*` for the whole of it. */
  imported: string;
  specifier: string;
}

/** Every name a module imports as a value; what only the type checker reads is left out. */
export function importedNames(program: SyntaxNode): Map<string, ImportedName> {
  const found = new Map<string, ImportedName>();
  for (const statement of childrenOf(program, 'body')) {
    if (statement.type !== 'ImportDeclaration' || statement['importKind'] === 'type') continue;
    const specifier = nameOf(childOf(statement, 'source')) ?? '';
    for (const one of childrenOf(statement, 'specifiers')) {
      const local = nameOf(childOf(one, 'local'));
      if (local === undefined || one['importKind'] === 'type') continue;
      found.set(local, { local, imported: importedAs(one), specifier });
    }
  }
  return found;
}

/** Every module that runs because this one does. */
export function importedModules(program: SyntaxNode): string[] {
  return childrenOf(program, 'body').flatMap((statement) => {
    const isTypeOnly = statement['importKind'] === 'type' || statement['exportKind'] === 'type';
    const specifier = isTypeOnly ? undefined : nameOf(childOf(statement, 'source'));
    return specifier === undefined ? [] : [specifier];
  });
}

function importedAs(specifier: SyntaxNode): string {
  if (specifier.type === 'ImportDefaultSpecifier') return 'default';
  if (specifier.type === 'ImportNamespaceSpecifier') return '*';
  return nameOf(childOf(specifier, 'imported')) ?? '';
}

/** The name in its own module that an expression stands for: `render`, or `contracts.render` of a whole-module import. */
export function importOf(expression: SyntaxNode | undefined, imports: ReadonlyMap<string, ImportedName>): ImportedName | undefined {
  if (expression?.type === 'Identifier') return imports.get(nameOf(expression) ?? '');
  return expression?.type === 'MemberExpression' ? memberOf(expression, imports) : undefined;
}

function memberOf(expression: SyntaxNode, imports: ReadonlyMap<string, ImportedName>): ImportedName | undefined {
  const whole = imports.get(nameOf(childOf(expression, 'object')) ?? '');
  const imported = expression['computed'] === true ? undefined : nameOf(childOf(expression, 'property'));
  return whole?.imported === '*' && imported !== undefined ? { ...whole, imported } : undefined;
}
