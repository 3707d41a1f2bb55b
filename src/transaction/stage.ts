import { dirname, join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { toolFolder } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { FileChange, FileState } from './change.ts';
import {
  journalPath,
  journalText,
  stagedBeforePath,
  stagedFilesPath,
  stagedJournalPath,
  stagingPath,
  type JournalEntry,
} from './journal.ts';
import { changedFolders, flushFolders, foldersOf, kindByItsName, twinsOf } from './place.ts';

export interface StageOptions {
  files: Files;
  bytes: Pick<Bytes, 'gitBlobId'>;
  /** Aborted: everything is taken back and INTERRUPTED is thrown. */
  signal: AbortSignal;
  onProgress?: (done: number) => void;
}

/** Writes and copies first, then the journal, then moves; nothing is in its place before all is on disk. */
export async function stageAndMove(target: string, changes: readonly FileChange[], options: StageOptions): Promise<void> {
  const { files } = options;
  await stage(target, changes, options);
  const folders = await newFolders(target, changes, options);
  const entries = changes.map((change) => entryOf(change, options));
  await files.write(join(target, stagedJournalPath), journalText({ schemaVersion: 1, files: entries, folders }));
  await files.move(join(target, stagedJournalPath), join(target, journalPath));
  await files.flushFolder(join(target, toolFolder));
  for (const { path, after } of changes) {
    if (after !== undefined) continue;
    stopIfAborted(options.signal);
    await files.remove(join(target, path));
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) await files.removeIfEmpty(join(target, folder));
  }
  for (const folder of foldersOf(pathsWithAfter(changes))) {
    if ((await files.kindOf(join(target, folder))) === undefined) await files.makeDirectory(join(target, folder));
  }
  for (const path of pathsWithAfter(changes)) {
    stopIfAborted(options.signal);
    await files.move(join(target, stagedFilesPath, path), join(target, path));
  }
  await flushFolders(target, changedFolders(changes), files);
  // From here on the target is whole: the staging folder holds nothing that is needed, once the journal is gone for good.
  await files.remove(join(target, journalPath));
  await files.flushFolder(join(target, toolFolder));
  await files.remove(join(target, stagingPath));
}

async function stage(target: string, changes: readonly FileChange[], options: StageOptions): Promise<void> {
  const { files, signal, onProgress } = options;
  const replaced = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  for (const folder of ['', ...foldersOf(pathsWithAfter(changes))]) await files.makeDirectory(join(target, stagedFilesPath, folder));
  if (replaced.length > 0) {
    for (const folder of ['', ...foldersOf(replaced)]) await files.makeDirectory(join(target, stagedBeforePath, folder));
  }
  const twins = twinsOf(changes.map(({ path }) => path));
  for (const [index, change] of changes.entries()) {
    stopIfAborted(signal);
    const { path, before, after } = change;
    if (after !== undefined) await files.write(join(target, stagedFilesPath, path), after.bytes, modeNumber(after));
    await checkUnchanged(target, change, { ...options, twins });
    if (before !== undefined) {
      await files.write(join(target, stagedBeforePath, path), before.bytes, modeNumber(before));
    }
    onProgress?.(index + 1);
  }
  await flushFolders(target, stagedFolders(changes), files);
}

/** Every folder that staging made, so that what the journal speaks of is there after a power cut as well. */
function stagedFolders(changes: readonly FileChange[]): string[] {
  const replaced = changes.filter(({ before }) => before !== undefined).map(({ path }) => path);
  const folders = [stagingPath, ...below(stagedFilesPath, pathsWithAfter(changes))];
  return replaced.length === 0 ? folders : [...folders, ...below(stagedBeforePath, replaced)];
}

function below(root: string, paths: readonly string[]): string[] {
  return [root, ...foldersOf(paths).map((folder) => `${root}/${folder}`)];
}

/** Somebody may have saved the file since it was planned, or made one. A folder may have to make room. */
async function checkUnchanged(
  target: string,
  { path, before }: FileChange,
  { files, bytes, twins }: StageOptions & { twins: ReadonlySet<string> },
): Promise<void> {
  const kind = await kindByItsName(target, path, { files, twins });
  if (before === undefined && (kind === undefined || kind === 'directory')) return;
  const blob = kind === 'file' ? bytes.gitBlobId(await files.read(join(target, path))) : undefined;
  if (before !== undefined && blob === bytes.gitBlobId(before.bytes)) return;
  throw new ToolError('CHANGED_MEANWHILE', `${path} was changed while this ran`, { hint: 'Run it again. Nothing was written.' });
}

/** Folders that are to be made. One that stands where a file is now is new as well. */
async function newFolders(target: string, changes: readonly FileChange[], { files }: StageOptions): Promise<string[]> {
  const folders: string[] = [];
  for (const folder of foldersOf(pathsWithAfter(changes))) {
    if ((await files.kindOf(join(target, folder))) !== 'directory') folders.push(folder);
  }
  return folders;
}

function entryOf({ path, before, after }: FileChange, { bytes }: StageOptions): JournalEntry {
  const stateOf = (state: FileState | undefined) => (state === undefined ? null : { blob: bytes.gitBlobId(state.bytes), mode: state.mode });
  return { path, before: stateOf(before), after: stateOf(after) };
}

function pathsWithAfter(changes: readonly FileChange[]): string[] {
  return changes.filter(({ after }) => after !== undefined).map(({ path }) => path);
}

function modeNumber({ mode }: FileState): number {
  return Number.parseInt(mode, 8);
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
}
