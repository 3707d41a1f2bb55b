import type { ConflictKind, Ownership, RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import type { FileState } from '../transaction/transaction.ts';
import type { MergeLabels } from './merge/markers.ts';
import type { MergeConflict } from './merge/merge-outcome.ts';
import type { ListRules } from './merge/trees/tree.ts';

/** What stands in the worker's folder at a path. */
export type Ours = { kind: 'file'; state: FileState } | { kind: 'missing' } | { kind: 'other'; what: string };

export interface Conflict {
  kind: ConflictKind;
  reason: string;
  /** Lines that need a person, where the file has markers. */
  places?: readonly MergeConflict[];
  markers?: { size: number; labels: MergeLabels };
  theirs: FileState | undefined;
}

/** What happens to one file. */
export interface Step {
  kind: 'add' | 'replace' | 'merge' | 'move' | 'remove' | 'mode' | 'conflict';
  path: string;
  /** Where the file lies before. */
  from?: string;
  ownership: Ownership;
  before: FileState | undefined;
  after: FileState | undefined;
  /** What the worker's team wrote is mixed with what the template wrote. */
  mixes?: true;
  /** Bytes that the worker's team wrote go; they are in the last commit. */
  discards?: true;
  conflict?: Conflict;
}

/** Why a file cannot be dealt with before a person has done something. */
export interface Refusal {
  path: string;
  reason: string;
}

export interface Decision {
  step?: Step;
  refusal?: Refusal;
  /** What the record is to say of the file; without it the file is forgotten. */
  entry?: { path: string; file: RecordedFile };
}

/** What every decision is taken with. */
export interface Context {
  gitBlobId: (bytes: Uint8Array) => string;
  labelsOf: (template: string) => MergeLabels;
  /** What the template says of lists in a file. */
  listsOf: (file: Pick<RenderedFile, 'id' | 'path'>) => ListRules;
  isCommitted: (path: string, bytes: Uint8Array) => boolean;
  hasRepository: boolean;
  oursAt: (path: string) => Ours;
  /** Paths that a file of the record is moved or removed from. */
  vacated: ReadonlySet<string>;
  /** Where files of the record lie that are the team's now. */
  teams: ReadonlySet<string>;
  /** Platform files become the template's again, whatever happened to them. */
  heals: boolean;
}

/** One file as it was rendered before and as it is now. */
export interface Recorded {
  path: string;
  file: RecordedFile;
  /** Its pristine bytes, where they could be proved. */
  base: Uint8Array | undefined;
}

export function entryOf(theirs: RenderedFile, { gitBlobId }: Pick<Context, 'gitBlobId'>): RecordedFile {
  const { id, template, ownership, mode, bytes } = theirs;
  return { id, template, ownership, mode, kind: bytes.includes(0) ? 'binary' : 'text', blob: gitBlobId(bytes) };
}
