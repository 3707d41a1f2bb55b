import type { RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import { decideAdded, decideKept, decideRemoved } from './decide.ts';
import type { Context, Decision, Recorded, Refusal, Step } from './step.ts';

export interface PlanInput extends Omit<Context, 'vacated'> {
  /** The record's files. */
  recorded: Readonly<Record<string, RecordedFile>>;
  /** Their pristine bytes by path, as far as they could be proved. */
  base: ReadonlyMap<string, Uint8Array>;
  /** What the template's new version renders. */
  theirs: readonly RenderedFile[];
}

export interface RegeneratePlan {
  /** Sorted by path. */
  steps: Step[];
  /** Nothing may be done while there is one. */
  refusals: Refusal[];
  /** Files of the next record; derived ones are as they were. */
  files: Record<string, RecordedFile>;
}

/**
 * Decides what happens to every file when its template moves on. Pure. A file is known by its template and id, so one
 * that the template renamed is the same file; derived files are left to whoever makes them.
 */
export function planRegenerate(input: PlanInput): RegeneratePlan {
  const pairs = pairedFiles(input);
  const context: Context = { ...input, vacated: vacatedPaths(pairs) };
  const paired = new Set(pairs.map(({ theirs }) => theirs));
  const decisions: Decision[] = [
    ...pairs.map(({ path, file, theirs }): Decision => {
      const recorded: Recorded = { path, file, base: input.base.get(path) };
      return theirs === undefined ? decideRemoved(recorded, context) : decideKept(recorded, theirs, context);
    }),
    ...input.theirs.filter((file) => file.ownership !== 'derived' && !paired.has(file)).map((file) => decideAdded(file, context)),
  ];
  return collected(decisions, input.recorded);
}

interface Pair {
  path: string;
  file: RecordedFile;
  theirs: RenderedFile | undefined;
}

/** By id; a file whose id is gone is the new one at its path, if there is a new one. */
function pairedFiles({ recorded, theirs }: PlanInput): Pair[] {
  const byId = new Map(theirs.map((file) => [keyOf(file), file]));
  const merged = Object.entries(recorded).filter(([, { ownership }]) => ownership !== 'derived');
  const known = new Set(merged.map(([, file]) => keyOf(file)));
  const newByPath = new Map(theirs.filter((file) => !known.has(keyOf(file))).map((file) => [file.path, file]));
  return merged.map(([path, file]) => ({ path, file, theirs: byId.get(keyOf(file)) ?? newByPath.get(path) }));
}

function collected(decisions: readonly Decision[], recorded: PlanInput['recorded']): RegeneratePlan {
  const derived = Object.entries(recorded).filter(([, { ownership }]) => ownership === 'derived');
  const entries = decisions.flatMap(({ entry }) => (entry === undefined ? [] : [[entry.path, entry.file] as const]));
  return {
    steps: decisions.flatMap(({ step }) => step ?? []).toSorted(byPath),
    refusals: decisions.flatMap(({ refusal }) => refusal ?? []).toSorted(byPath),
    files: Object.fromEntries([...derived, ...entries]),
  };
}

/** Where a file that is not the team's will be gone from: another may have the place. */
function vacatedPaths(pairs: readonly Pair[]): Set<string> {
  const moved = pairs.filter(
    ({ path, file, theirs }) => file.ownership !== 'team' && theirs !== undefined && theirs.path !== path && theirs.ownership !== 'team',
  );
  return new Set(moved.map(({ path }) => path));
}

function keyOf({ template, id }: Pick<RecordedFile, 'template' | 'id'>): string {
  return `${template}:${id}`;
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
