import { exportNames } from './contract-syntax.ts';
import { childOf, childrenOf, nameOf, type ParsedFile, type Place } from './syntax-tree.ts';

/** Where a module's own variables stand, by the names they are exported under. */
export function constantPlaces({ program, place }: ParsedFile): Map<string, Place> {
  const exported = exportNames(program);
  const found = new Map<string, Place>();
  for (const statement of childrenOf(program, 'body')) {
    const declaration = childOf(statement, 'declaration') ?? statement;
    for (const one of childrenOf(declaration, 'declarations')) {
      for (const name of exported.get(nameOf(childOf(one, 'id')) ?? '') ?? []) found.set(name, place(one.start));
    }
    if (statement.type === 'ExportDefaultDeclaration') found.set('default', place(statement.start));
  }
  return found;
}
