import { recordPath, recordText, toolFolder, type PendingConflict, type PendingUpgrade, type WorkerRecord } from '../domain/record.ts';
import type { FileChange, FileState } from '../transaction/transaction.ts';
import type { Step } from './step.ts';
import { encode } from './texts.ts';

/** While conflicts wait, both sides' bytes lie here, each named by its blob id. */
export const pendingPath = `${toolFolder}/pending`;
export const previousRecordPath = `${pendingPath}/previous-record.json`;
export const nextRecordPath = `${pendingPath}/next-record.json`;

type BlobId = (bytes: Uint8Array) => string;
type BlobState = PendingConflict['ours'];

/** What steps do to files, sorted by path. A path that one step leaves may be another's. */
export function changesOf(steps: readonly Step[]): FileChange[] {
  const before = new Map<string, FileState>();
  const after = new Map<string, FileState>();
  for (const step of steps) {
    if (step.before !== undefined) before.set(step.from ?? step.path, step.before);
    if (step.after !== undefined) after.set(step.path, step.after);
  }
  const paths = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return paths
    .map((path) => ({ path, before: before.get(path), after: after.get(path) }))
    .filter((change) => change.before !== change.after);
}

/** The record's own change. */
export function recordChange(before: string, after: WorkerRecord): FileChange {
  return { path: recordPath, before: plain(before), after: plain(recordText(after)) };
}

export interface PendingInput {
  steps: readonly Step[];
  changes: readonly FileChange[];
  record: { text: string; value: WorkerRecord };
  next: WorkerRecord;
  gitBlobId: BlobId;
}

/** A record that knows what waits, and the files that going on or going back will need. */
export function pendingChanges({ steps, changes, record, next, gitBlobId }: PendingInput): FileChange[] {
  const conflicts = steps.flatMap((step) => (step.conflict === undefined ? [] : pendingConflict(step, gitBlobId)));
  const stateOf = (state: FileState | undefined) => blobState(state, gitBlobId);
  const changed = new Set(changes.map(({ path }) => path));
  const done = [
    ...changes.map(({ path, before, after }) => ({ path, before: stateOf(before), after: stateOf(after) })),
    // Nothing has happened to these yet, but `--resolve` may.
    ...conflicts.filter(({ path }) => !changed.has(path)).map(({ path, ours }) => ({ path, before: ours, after: ours })),
  ];
  const pending: PendingUpgrade = { templates: next.templates, conflicts, changes: done };
  const kept = [
    ...changes.map(({ before }) => before),
    ...steps.flatMap(({ conflict, before }) => (conflict === undefined ? [] : [conflict.theirs, before])),
  ];
  const blobs = new Map(kept.flatMap((state) => (state === undefined ? [] : [[gitBlobId(state.bytes), state.bytes] as const])));
  return [
    ...[...blobs].map(([blob, bytes]): FileChange => added(`${pendingPath}/${blob}`, bytes)),
    added(nextRecordPath, encode(recordText(next))),
    added(previousRecordPath, encode(record.text)),
    recordChange(record.text, { ...record.value, pending }),
  ];
}

function pendingConflict({ path, before, conflict }: Step, gitBlobId: BlobId): PendingConflict[] {
  if (conflict === undefined) return [];
  const { kind, reason, markers, theirs } = conflict;
  return [
    {
      path,
      kind,
      reason,
      ...(markers === undefined ? {} : { markers: { size: markers.size, ...markers.labels } }),
      ours: blobState(before, gitBlobId),
      theirs: blobState(theirs, gitBlobId),
    },
  ];
}

export function blobState(state: FileState | undefined, gitBlobId: BlobId): BlobState {
  return state === undefined ? null : { blob: gitBlobId(state.bytes), mode: state.mode };
}

function added(path: string, bytes: Uint8Array): FileChange {
  return { path, before: undefined, after: { bytes, mode: '644' } };
}

function plain(text: string): FileState {
  return { bytes: encode(text), mode: '644' };
}
