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
  taskQueue?: string | undefined;
  namespace?: string | undefined;
  worker?: string | undefined;
  source?: string | undefined;
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
      : [problemAt(one, field, `${field} is '${one[field]}', config says '${before[field]}'`)],
  );
  const { file, line } = one.declared.source;
  const isMoved = before.source !== undefined && before.source !== `${file}:${line}`;
  return isMoved ? [...fields, problemAt(one, undefined, `'${one.name}' is declared here, config says ${before.source}`)] : fields;
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
    workflow: index(before('config/workflows.yaml'), (document) => [[textIn(document, 'metadata', 'name'), committedOf(document)]]),
    activity: index(before('config/workers.yaml'), (document) =>
      listIn(document, 'spec', 'taskQueues').flatMap((queue) =>
        listIn(queue, 'activities').map((name): [string | undefined, Committed] => [
          typeof name === 'string' ? name : undefined,
          { ...committedOf(document), taskQueue: textIn(queue, 'name'), worker: textIn(document, 'metadata', 'name') },
        ]),
      ),
    ),
  };
}

function committedOf(document: unknown): Committed {
  const field = (name: string) => textIn(document, 'spec', name);
  return { taskQueue: field('taskQueue'), namespace: field('namespace'), source: field('source') };
}

function index(
  documents: unknown[] | undefined,
  read: (document: unknown) => [name: string | undefined, committed: Committed][],
): ReadonlyMap<string, Committed> | undefined {
  const found = documents?.flatMap(read);
  return found === undefined ? undefined : new Map(found.flatMap(([name, committed]) => (name === undefined ? [] : [[name, committed]])));
}

/** What a person may have edited is looked into without trust in its shape. */
function valueIn(value: unknown, ...keys: string[]): unknown {
  return keys.reduce(
    (inner, key) => (typeof inner === 'object' && inner !== null ? (inner as Record<string, unknown>)[key] : undefined),
    value,
  );
}

function textIn(value: unknown, ...keys: string[]): string | undefined {
  const found = valueIn(value, ...keys);
  return typeof found === 'string' ? found : undefined;
}

function listIn(value: unknown, ...keys: string[]): unknown[] {
  const found = valueIn(value, ...keys);
  return Array.isArray(found) ? found : [];
}

function documentsOf(text: string): unknown[] | undefined {
  const documents = parseAllDocuments(text, { logLevel: 'silent' });
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return undefined;
  try {
    return documents.map((document) => document.toJS({ maxAliasCount: 0 }) as unknown);
  } catch {
    // An alias: no config of ours has one.
    return undefined;
  }
}
