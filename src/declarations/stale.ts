import { parseAllDocuments } from 'yaml';
import type { Declarations } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { Change } from './changes.ts';
import { placeDeclarations, problemAt, type Placed } from './placed.ts';

export interface StaleInput {
  declarations: Declarations;
  worker: ManagedWorker;
  changes: readonly Change[];
}

/** What differs between code and committed files, each at the line of code that decides it, as far as it can be told. */
export function staleProblems({ declarations, worker, changes }: StaleInput): Problem[] {
  const placed = placeDeclarations(declarations, worker);
  const told = new Set<string>();
  const tell = (path: string, problems: Problem[]) => {
    if (problems.length > 0) told.add(path);
    return problems;
  };
  const committed = readCommitted(changes);
  const fromCode = placed.flatMap((one) => [
    ...tell(filesOf[one.kind], placementDifferences(one, committed)),
    ...schemaChanges(one, changes).flatMap(({ path, problem }) => tell(path, [problem])),
  ]);
  return [...fromCode, ...tell('config/workflows.yaml', goneWorkflows(placed, committed)), ...untold(changes, told)];
}

const filesOf = { workflow: 'config/workflows.yaml', activity: 'config/workers.yaml' } as const;

/** What the committed config says of one workflow or activity. */
interface Committed {
  taskQueue?: unknown;
  namespace?: unknown;
  worker?: unknown;
  source?: unknown;
}
type CommittedConfig = Record<Placed['kind'], ReadonlyMap<string, Committed> | undefined>;

function placementDifferences(one: Placed, committed: CommittedConfig): Problem[] {
  const all = committed[one.kind];
  if (all === undefined) return [];
  const before = all.get(one.name);
  if (before === undefined) return [problemAt(one, 'name', `${one.kind} '${one.name}' is declared here, config does not have it`)];
  const fields = (['namespace', 'taskQueue', 'worker'] as const).flatMap((field) =>
    before[field] === undefined || before[field] === one[field]
      ? []
      : [problemAt(one, field, `${field} is '${one[field]}', config says '${String(before[field])}'`)],
  );
  const { file, line } = one.declared.source;
  const isMoved = before.source !== undefined && before.source !== `${file}:${line}`;
  return isMoved ? [...fields, problemAt(one, undefined, `'${one.name}' is declared here, config says ${String(before.source)}`)] : fields;
}

function goneWorkflows(placed: readonly Placed[], { workflow }: CommittedConfig): Problem[] {
  const declared = new Set(placed.filter(({ kind }) => kind === 'workflow').map(({ name }) => name));
  return [...(workflow?.keys() ?? [])]
    .filter((name) => !declared.has(name))
    .map((name) => ({ file: filesOf.workflow, message: `workflow '${name}' is in config, the code does not declare it` }));
}

function schemaChanges(one: Placed, changes: readonly Change[]): { path: string; problem: Problem }[] {
  const folder = one.kind === 'activity' ? `schemas/activities/${one.name}/` : `schemas/${one.name}/`;
  return changes
    .filter(({ kind, path }) => kind === 'change' && path.startsWith(folder))
    .map(({ path }) => {
      const keys = path.slice(folder.length, -'.json'.length).split(/[./]/);
      return { path, problem: problemAt(one, keys[0], `${keys.join('.')} is not what ${path} says`) };
    });
}

const words = { add: 'is missing', change: 'is not what the code makes', remove: 'is made no longer' } as const;

/** Changes that no line of code has been named for. */
function untold(changes: readonly Change[], told: ReadonlySet<string>): Problem[] {
  return changes.filter(({ path }) => !told.has(path)).map(({ kind, path }) => ({ file: path, message: words[kind] }));
}

/** What changed files of `config/` say as committed; a file that is unchanged, missing or no YAML says nothing. */
function readCommitted(changes: readonly Change[]): CommittedConfig {
  const before = (path: string) => {
    const change = changes.find((one) => one.path === path);
    return change?.kind === 'change' ? documentsOf(change.before) : undefined;
  };
  return {
    workflow: entries(before('config/workflows.yaml'), ({ metadata, spec }) => [[metadata['name'], spec]]),
    activity: entries(before('config/workers.yaml'), ({ metadata, spec }) =>
      listOf(spec['taskQueues']).flatMap((queue) =>
        listOf(queue['activities']).map((name): [unknown, Committed] => [
          name,
          { taskQueue: queue['name'], namespace: spec['namespace'], worker: metadata['name'] },
        ]),
      ),
    ),
  };
}

type Fields = Record<string, unknown>;

function entries(
  documents: Fields[] | undefined,
  read: (document: { metadata: Fields; spec: Fields }) => [unknown, Committed][],
): ReadonlyMap<string, Committed> | undefined {
  const found = documents?.flatMap(({ metadata, spec }) => read({ metadata: (metadata ?? {}) as Fields, spec: (spec ?? {}) as Fields }));
  return found === undefined ? undefined : new Map(found.map(([name, committed]) => [String(name), committed]));
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? (value as Fields[]) : [];
}

function documentsOf(text: string): Fields[] | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  return documents.map((document) => document.toJS({ maxAliasCount: 0 }) as Fields | null).filter((value) => value !== null);
}
