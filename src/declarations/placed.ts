import type { DeclaredActivity, DeclaredWorkflow, Declarations, Source } from '../domain/declarations.ts';
import type { ManagedWorker } from '../domain/managed-worker.ts';
import type { Problem } from '../errors/tool-error.ts';

export type Kind = 'activity' | 'workflow';

/** A declaration with what `worker.yaml` gives by default filled in. */
export interface Placed {
  kind: Kind;
  declared: DeclaredActivity | DeclaredWorkflow;
  name: string;
  taskQueue: string;
  worker: string;
  namespace: string;
}

/** Every declaration, activities and workflows alike, in the order of their places in the code. */
export function placeDeclarations({ activities, workflows }: Declarations, worker: Pick<ManagedWorker, 'name' | 'namespace'>): Placed[] {
  const place = (kind: Kind) => (declared: DeclaredActivity | DeclaredWorkflow) => ({
    kind,
    declared,
    name: declared.name,
    taskQueue: declared.taskQueue,
    worker: declared.worker ?? worker.name,
    namespace: declared.namespace ?? worker.namespace,
  });
  return [...activities.map(place('activity')), ...workflows.map(place('workflow'))].toSorted(byPlace);
}

/** A problem at a declaration, or at one field of it where that field's place is known. */
export function problemAt({ declared }: Placed, field: string | undefined, message: string): Problem {
  const { file, line, column } = (field === undefined ? undefined : declared.fields?.[field]) ?? declared.source;
  return { file, line, ...(column === undefined ? {} : { column }), message };
}

/** `file:line`, as messages name a place. */
export function placeText({ file, line }: Source): string {
  return `${file}:${line}`;
}

function byPlace(a: Placed, b: Placed): number {
  return compareSources(a.declared.source, b.declared.source) || compare(a.kind, b.kind) || compare(a.name, b.name);
}

export function compareSources(a: Source, b: Source): number {
  return compare(a.file, b.file) || a.line - b.line || (a.column ?? 0) - (b.column ?? 0);
}

/** By code units, as `toSorted` compares: the same on every machine. */
export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
