import { join } from 'node:path';
import { record as recordSchema, recordPath, type PendingConflict, type PendingUpgrade, type WorkerRecord } from '../domain/record.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { FileChange, FileState } from '../transaction/transaction.ts';
import { makeDerived, type Made } from './apply.ts';
import { blobState, nextRecordPath, pendingPath, previousRecordPath, recordChange } from './changes.ts';
import { findMarkers } from './merge/markers.ts';
import { readRecord } from './read-record.ts';
import type { Ours } from './step.ts';
import { encode, textOf } from './texts.ts';
import type { WorkerInput } from './worker-input.ts';
import { readOurs } from './worker-plan.ts';
import { write } from './write.ts';

export const resolutions = ['ours', 'theirs', 'deleted'] as const;
export type Resolution = (typeof resolutions)[number];

interface Waiting {
  text: string;
  value: WorkerRecord;
  pending: PendingUpgrade;
  oursAt: (path: string) => Ours;
}

/** Ends an upgrade whose conflicts are resolved. */
export async function continueUpgrade(input: WorkerInput): Promise<Made> {
  const waiting = await readWaiting(input);
  const open = openProblems(waiting);
  if (open.length > 0) throw stillOpen(open);
  const next = withDeclined(await readNext(input), waiting.pending.conflicts);
  await write(input, [recordChange(waiting.text, next), ...(await pendingRemovals(input))]);
  return await makeDerived(input);
}

/** Every byte as it was before the upgrade; refuses where somebody has worked since. */
export async function abortUpgrade(input: WorkerInput): Promise<void> {
  const { text, pending, oursAt } = await readWaiting(input);
  const changed = pending.changes.filter((change) => !isOurDoing(change, { oursAt, pending, input }));
  if (changed.length > 0) {
    throw new ToolError('EDITS_AT_RISK', 'files were changed since; going back would lose that', {
      problems: changed.map(({ path }) => ({ file: path, message: 'was changed since' })),
      hint: 'Keep a copy of them; put each back as git has it, one in conflict also with `regenerate --resolve PATH=ours`, which gives your side; then abort again. Nothing was written.',
    });
  }
  const previous = await readPrevious(input);
  const restored = pending.changes.map(async ({ path, before }): Promise<FileChange> => {
    return { path, before: stateAt(oursAt(path)), after: await storedState(before, input) };
  });
  const record = { path: recordPath, before: plain(encode(text)), after: plain(previous) };
  await write(input, [...(await Promise.all(restored)).filter(isChange), record, ...(await pendingRemovals(input))]);
}

async function readPrevious({ root, files }: WorkerInput): Promise<Uint8Array> {
  const place = join(root, previousRecordPath);
  if ((await files.kindOf(place)) === 'file') return await files.read(place);
  throw new ToolError('RECORD_INVALID', `${previousRecordPath} is gone, and with it the way back`, {
    hint: 'Keep a copy of your edits since, and put the whole folder back as git has it from before the upgrade. Nothing was written.',
  });
}

/** Takes one side of one conflict whole. */
export async function resolveConflict(input: WorkerInput, path: string, resolution: Resolution): Promise<void> {
  const { text, value, pending, oursAt } = await readWaiting(input);
  const conflict = pending.conflicts.find((each) => each.path === path);
  if (conflict === undefined) {
    throw new ToolError('USAGE', `${path} is not a file that waits`, {
      problems: pending.conflicts.map((each) => ({ file: each.path, message: each.reason })),
      hint: 'Name one of these. Nothing was written.',
    });
  }
  const wanted = resolution === 'deleted' ? null : conflict[resolution];
  const change: FileChange = { path, before: stateAt(oursAt(path)), after: await storedState(wanted, input) };
  const conflicts = pending.conflicts.map((each) => (each.path === path ? { ...each, resolved: resolution } : each));
  const after = { ...value, pending: { ...pending, conflicts } };
  await write(input, [...[change].filter(isChange), recordChange(text, after)]);
}

async function readWaiting(input: WorkerInput): Promise<Waiting> {
  const { text, value } = await readRecord(input.root, input.files);
  const { pending } = value;
  if (pending === undefined) {
    throw new ToolError('NOTHING_PENDING', `${input.root} has no regenerate under way`, { hint: 'Nothing was written.' });
  }
  const paths = [...pending.changes, ...pending.conflicts].map(({ path }) => path);
  return { text, value, pending, oursAt: await readOurs(input, paths) };
}

/** What still needs a person. Only our own markers are looked for, in the files that had some. */
function openProblems({ pending, oursAt }: Waiting): Problem[] {
  return pending.conflicts.flatMap((conflict): Problem[] => {
    if (conflict.resolved !== undefined) return [];
    const { path, reason, markers } = conflict;
    if (markers === undefined) return [{ file: path, message: `${reason}; say --resolve ${path}=${choicesOf(conflict).join('|')}` }];
    const { size, ...labels } = markers;
    const text = textOf(stateAt(oursAt(path))?.bytes ?? new Uint8Array()) ?? '';
    return findMarkers(text, labels, size).map((line) => ({ file: path, line, message: 'has a conflict marker' }));
  });
}

/** What a conflict can come to. */
export function choicesOf({ ours, theirs }: Pick<PendingConflict, 'ours' | 'theirs'>): Resolution[] {
  return [...(ours === null ? [] : (['ours'] as const)), ...(theirs === null ? [] : (['theirs'] as const)), 'deleted'];
}

function stillOpen(problems: readonly Problem[]): ToolError {
  return new ToolError('MERGE_CONFLICT', 'conflicts are still open', {
    problems,
    hint: 'Edit the files so that they say what you want, without markers, and continue again. Nothing was written.',
  });
}

async function readNext({ root, files }: WorkerInput): Promise<WorkerRecord> {
  const text = (await files.readText(join(root, nextRecordPath))) ?? '';
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new ToolError('RECORD_INVALID', `${nextRecordPath} is gone or was edited`, {
      cause,
      hint: 'Get it back from git, or go back with `regenerate --abort`. Nothing was written.',
    });
  }
}

/** A file that the team does not want is not offered again. */
function withDeclined(next: WorkerRecord, conflicts: readonly PendingConflict[]): WorkerRecord {
  const declined = new Set(conflicts.filter(({ resolved }) => resolved === 'deleted').map(({ path }) => path));
  const files = Object.entries(next.files).map(([path, file]) => [path, declined.has(path) ? { ...file, declined: true as const } : file]);
  return { ...next, files: Object.fromEntries(files) as WorkerRecord['files'] };
}

async function pendingRemovals({ root, files }: WorkerInput): Promise<FileChange[]> {
  const folder = join(root, pendingPath);
  const names = (await files.kindOf(folder)) === 'directory' ? await files.list(folder) : [];
  const removals = names.map(async (name): Promise<FileChange> => {
    return { path: `${pendingPath}/${name}`, before: plain(await files.read(join(folder, name))), after: undefined };
  });
  return await Promise.all(removals);
}

interface Doing {
  oursAt: (path: string) => Ours;
  pending: PendingUpgrade;
  input: WorkerInput;
}

/** The file is as the upgrade left it, as it was before, or as `--resolve` made it. */
function isOurDoing(change: PendingUpgrade['changes'][number], { oursAt, pending, input }: Doing): boolean {
  const ours = oursAt(change.path);
  if (ours.kind === 'other') return false;
  const now = blobState(stateAt(ours), (bytes) => input.bytes.gitBlobId(bytes));
  const conflict = pending.conflicts.find(({ path }) => path === change.path);
  const resolved = conflict === undefined ? [] : [conflict.ours, conflict.theirs, ...(conflict.resolved === 'deleted' ? [null] : [])];
  return [change.before, change.after, ...resolved].some((state) => state?.blob === now?.blob && state?.mode === now?.mode);
}

async function storedState(state: PendingConflict['ours'], { root, files, bytes }: WorkerInput): Promise<FileState | undefined> {
  if (state === null) return undefined;
  const content = await files.read(join(root, pendingPath, state.blob)).catch(() => undefined);
  if (content !== undefined && bytes.gitBlobId(content) === state.blob) return { bytes: content, mode: state.mode };
  throw new ToolError('RECORD_INVALID', `${pendingPath}/${state.blob} is gone or was edited`, {
    hint: 'Get it back from git. Nothing was written.',
  });
}

function stateAt(ours: Ours): FileState | undefined {
  return ours.kind === 'file' ? ours.state : undefined;
}

function isChange({ before, after }: FileChange): boolean {
  return before !== undefined || after !== undefined;
}

function plain(bytes: Uint8Array): FileState {
  return { bytes, mode: '644' };
}
