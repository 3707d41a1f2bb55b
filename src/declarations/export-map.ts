import type { Declarations, DeclaredActivity, DeclaredWorkflow } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import { snakeCase } from '../domain/names.ts';
import { compare } from './placed.ts';

type Declared = DeclaredActivity | DeclaredWorkflow;

/** The modules a worker's bootstrap finds its workflows and activities through. */
export function exportMapFiles(declarations: Declarations, { name }: Pick<ManagedWorker, 'name'>): { path: string; content: string }[] {
  if (declarations.language === 'python') return [{ path: `src/${snakeCase(name)}/generated.py`, content: pythonMap(declarations) }];
  return [
    { path: 'src/generated/activities.ts', content: activitiesModule(declarations.activities) },
    { path: 'src/generated/workflows.ts', content: workflowsModule(declarations.workflows) },
  ];
}

const typescriptNotice = '// Made by `gen-temporal-managed-worker config`; edits are overwritten.';

function workflowsModule(workflows: readonly DeclaredWorkflow[]): string {
  const lines = byName(workflows).map((one) => `export { default as ${one.name} } from ${importPath(one)};`);
  return text([
    typescriptNotice,
    '// A workflow type is the name it is exported under here.',
    ...(lines.length === 0 ? ['export {};'] : lines),
  ]);
}

function activitiesModule(activities: readonly DeclaredActivity[]): string {
  const lines = byName(activities).map((one) => `  ${one.name}: () => import(${importPath(one)}),`);
  return text([
    typescriptNotice,
    '// Loaded one by one, so a worker imports only the activities its config lists.',
    ...(lines.length === 0 ? ['export const activities = {};'] : ['export const activities = {', ...lines, '};']),
  ]);
}

/** Implementations lie below `src/`, the map in `src/generated/`. */
function importPath(one: Declared): string {
  const path = `../${implementationOf(one).source.file.replace(/^src\//, '')}`;
  return `'${path.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}

function pythonMap({ activities, workflows, passthroughModules = [] }: Declarations): string {
  return text([
    '# Made by `gen-temporal-managed-worker config` from the declarations. Made again on every change, never edited.',
    '"""What this worker can serve, and what its workflow sandbox need not import again."""',
    '',
    ...block('WORKFLOWS: dict[str, str] =', '{}', pythonEntries(workflows)),
    '',
    ...block('ACTIVITIES: dict[str, str] =', '{}', pythonEntries(activities)),
    '',
    ...block(
      'PASSTHROUGH_MODULES: tuple[str, ...] =',
      '()',
      passthroughModules.toSorted(compare).map((module) => `    ${JSON.stringify(module)},`),
    ),
  ]);
}

function pythonEntries(declared: readonly Declared[]): string[] {
  return byName(declared).map((one) => {
    const { source, symbol } = implementationOf(one);
    return `    ${JSON.stringify(one.name)}: ${JSON.stringify(`${pythonModule(source.file)}:${symbol}`)},`;
  });
}

function block(start: string, brackets: '{}' | '()', lines: readonly string[]): string[] {
  if (lines.length === 0) return [`${start} ${brackets}`];
  return [`${start} ${brackets.charAt(0)}`, ...lines, brackets.charAt(1)];
}

/** `src/image_render/x/__init__.py` -> `image_render.x`: the first folder is on the import path. */
function pythonModule(file: string): string {
  return file
    .replace(/^[^/]+\//, '')
    .replace(/\.py$/, '')
    .replace(/\/__init__$/, '')
    .replaceAll('/', '.');
}

/** The rules have let nothing through that has none, or two. */
function implementationOf(one: Declared): Declared['implementations'][number] {
  const [only] = one.implementations;
  if (only === undefined) throw new RangeError(`no implementation of ${one.name}`);
  return only;
}

function byName<T extends Declared>(declared: readonly T[]): T[] {
  return declared.toSorted((a, b) => compare(a.name, b.name));
}

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}
