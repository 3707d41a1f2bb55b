import type { DeclaredWorkflow } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import { namespaceProblem, temporalName } from '../domain/names.ts';
import type { Problem } from '../errors/tool-error.ts';
import { placeText, problemAt, type Placed } from './placed.ts';

type Worker = Pick<ManagedWorker, 'name' | 'namespace' | 'language' | 'workers'>;

/** What is wrong with declarations that can each be read, taken together: every problem, in the order of the code. */
export function declarationProblems(placed: readonly Placed[], worker: Worker): Problem[] {
  return [
    ...placed.flatMap((one) => [...nameProblems(one), ...placementProblems(one, worker), ...implementationProblems(one, worker)]),
    ...repeatedNames(placed),
    ...workerClashes(placed, worker),
  ];
}

/** Workflow types, activities and handlers become export names, keys and file names as they stand. */
const usableName = /^[A-Za-z]\w*$/;
const maxNameLength = 100;
/** `default` and `then` mean something to a module; `activities` is where schemas of activities lie. */
const unusableNames = new Set(['default', 'then', 'activities']);

function nameProblems(one: Placed): Problem[] {
  const what = one.kind === 'workflow' ? 'a workflow type' : 'an activity';
  const own = nameProblem(one.name, what);
  const handlers = one.kind === 'workflow' ? handlerProblems(one, one.declared as DeclaredWorkflow) : [];
  return [...(own === undefined ? [] : [problemAt(one, 'name', own)]), ...handlers];
}

function handlerProblems(one: Placed, { signals, queries, updates }: DeclaredWorkflow): Problem[] {
  const groups = [
    { field: 'signals', what: 'a signal', names: Object.keys(signals) },
    { field: 'queries', what: 'a query', names: Object.keys(queries) },
    { field: 'updates', what: 'an update', names: Object.keys(updates) },
  ];
  return groups.flatMap(({ field, what, names }) =>
    names.flatMap((name) => {
      const message = nameProblem(name, what);
      return message === undefined ? [] : [problemAt(one, field, message)];
    }),
  );
}

function nameProblem(name: string, what: string): string | undefined {
  if (!usableName.test(name)) return `'${name}' cannot be ${what}: use letters, digits and underscores, beginning with a letter`;
  if (unusableNames.has(name)) return `'${name}' cannot be ${what}: the name is reserved`;
  if (name.length > maxNameLength)
    return `'${name}' cannot be ${what}: it has ${name.length} characters, at most ${maxNameLength} are taken`;
  return undefined;
}

function placementProblems(one: Placed, { name, workers }: Worker): Problem[] {
  const { taskQueue, worker, namespace } = one;
  const isKnown = worker === name || Object.hasOwn(workers ?? {}, worker);
  const badNamespace = namespaceProblem(namespace);
  const problems: (Problem | false)[] = [
    !temporalName.safeParse(taskQueue).success &&
      problemAt(one, 'taskQueue', `'${taskQueue}' cannot be a task queue: use letters, digits and . _ / -, at most 200 characters`),
    worker === '' && problemAt(one, 'worker', `task queue '${taskQueue}' has no worker: worker is empty`),
    worker !== '' &&
      !isKnown &&
      problemAt(one, 'worker', `worker '${worker}' is unknown; add it under workers in worker.yaml, or leave worker out for '${name}'`),
    badNamespace !== undefined && problemAt(one, 'namespace', `namespace '${namespace}' ${badNamespace}`),
  ];
  return problems.filter((problem) => problem !== false);
}

function implementationProblems(one: Placed, { language }: Worker): Problem[] {
  const { implementations, symbol } = one.declared;
  if (implementations.length === 1) return [];
  if (implementations.length === 0) {
    const mend =
      language === 'typescript'
        ? `write \`export default implement(${symbol}, …)\` in a file of src/ that ends in .impl.ts`
        : `write \`@implements(${symbol})\` over its body in src/`;
    return [problemAt(one, undefined, `${one.kind} '${one.name}' has no implementation; ${mend}`)];
  }
  const places = implementations.map(({ source }) => placeText(source)).toSorted();
  return [problemAt(one, undefined, `${one.kind} '${one.name}' has ${places.length} implementations, ${places.join(' and ')}; keep one`)];
}

function repeatedNames(placed: readonly Placed[]): Problem[] {
  const seen = new Map<string, Placed>();
  return placed.flatMap((one) => {
    const key = `${one.kind} ${one.name.toLowerCase()}`;
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, one);
      return [];
    }
    const where = placeText(first.declared.source);
    const message =
      first.name === one.name
        ? `${one.kind} '${one.name}' is declared twice; the other is at ${where}`
        : `${one.kind} '${one.name}' differs from '${first.name}' at ${where} in capitals alone, which not every file system tells apart`;
    return [problemAt(one, 'name', message)];
  });
}

/** One worker serves one namespace, and one task queue of a namespace has one worker. */
function workerClashes(placed: readonly Placed[], own: Worker): Problem[] {
  const namespaces = new Map<string, { namespace: string; where: string }>();
  namespaces.set(own.name, { namespace: own.namespace, where: 'worker.yaml' });
  const queues = new Map<string, Placed>();
  return placed.flatMap((one) => {
    const where = placeText(one.declared.source);
    const served = getOrSet(namespaces, one.worker, { namespace: one.namespace, where });
    if (served.namespace !== one.namespace) {
      const reason = `worker '${one.worker}' serves namespace '${served.namespace}' (${served.where})`;
      return [problemAt(one, 'namespace', `task queue '${one.taskQueue}' has no worker in namespace '${one.namespace}': ${reason}`)];
    }
    const first = getOrSet(queues, `${one.namespace} ${one.taskQueue}`, one);
    if (first.worker === one.worker) return [];
    const other = `'${first.worker}' at ${placeText(first.declared.source)}`;
    return [problemAt(one, 'worker', `task queue '${one.taskQueue}' has two workers, '${one.worker}' here and ${other}; name one`)];
  });
}

function getOrSet<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  const found = map.get(key);
  if (found === undefined) map.set(key, value);
  return found ?? value;
}
