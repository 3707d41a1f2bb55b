import type { RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import { decideAdded, decideKept, decideRemoved } from './decide.ts';
import { decideSplit } from './decide-split.ts';
import { fileKey, type FileIds } from './file-ids.ts';
import type { Context, Decision, Recorded, Refusal, Step } from './step.ts';

export interface PlanInput extends Omit<Context, 'vacated' | 'teams'> {
  /** The record's files. */
  recorded: Readonly<Record<string, RecordedFile>>;
  /** Their pristine bytes by path, as far as they could be proved. */
  base: ReadonlyMap<string, Uint8Array>;
  /** What the template's new version renders. */
  theirs: readonly RenderedFile[];
  /** What has become of ids. */
  ids?: FileIds;
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
  const context: Context = { ...input, vacated: vacatedPaths(pairs), teams: teamPaths(pairs, input) };
  const paired = new Set(pairs.flatMap(({ theirs, pieces }) => [theirs, ...pieces]));
  const decisions: Decision[] = [
    ...pairs.flatMap(({ path, file, theirs, pieces }): Decision | Decision[] => {
      const recorded: Recorded = { path, file, base: input.base.get(path) };
      if (theirs === undefined) return decideRemoved(recorded, context);
      return pieces.length > 1 ? decideSplit({ recorded, pieces, kept: theirs }, context) : decideKept(recorded, theirs, context);
    }),
    ...input.theirs.filter((file) => file.ownership !== 'derived' && !paired.has(file)).map((file) => decideAdded(file, context)),
  ];
  return collected(decisions, input.recorded);
}

interface Pair {
  path: string;
  file: RecordedFile;
  theirs: RenderedFile | undefined;
  /** Everything that the template has made of it, where that is more than `theirs`. */
  pieces: readonly RenderedFile[];
}

/** By id, as migrations have it; a file whose id is gone is the new one at its path, if there is a new one. */
function pairedFiles({ recorded, theirs, ids }: PlanInput): Pair[] {
  const byId = new Map(theirs.map((file) => [fileKey(file), file]));
  const merged = Object.entries(recorded)
    .filter(([, { ownership }]) => ownership !== 'derived')
    .map(([path, file]) => ({ path, file, keys: (ids?.get(fileKey(file)) ?? [file.id]).map((id) => fileKey({ ...file, id })) }));
  const known = new Set(merged.flatMap(({ keys }) => keys));
  const newByPath = new Map(theirs.filter((file) => !known.has(fileKey(file))).map((file) => [file.path, file]));
  return merged.map(({ path, file, keys }) => {
    const pieces = keys.flatMap((key) => byId.get(key) ?? []);
    const itself = pieces.find(({ id }) => id === file.id) ?? pieces.find((piece) => piece.path === path) ?? pieces[0];
    return { path, file, theirs: itself ?? newByPath.get(path), pieces };
  });
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

/** Files of the record that stay where they are because they are the team's. */
function teamPaths(pairs: readonly Pair[], { oursAt }: Pick<PlanInput, 'oursAt'>): Set<string> {
  const stay = pairs.filter(({ file, theirs }) => theirs !== undefined && (file.ownership === 'team' || theirs.ownership === 'team'));
  return new Set(stay.map(({ path }) => path).filter((path) => oursAt(path).kind !== 'missing'));
}

/** Where a file that is not the team's will be gone from: another may have the place. */
function vacatedPaths(pairs: readonly Pair[]): Set<string> {
  const moved = pairs.filter(
    ({ path, file, theirs }) => file.ownership !== 'team' && theirs !== undefined && theirs.path !== path && theirs.ownership !== 'team',
  );
  return new Set(moved.map(({ path }) => path));
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
