import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import { apply, recoverUnderLock, type Applied, type ApplyOptions, type TransactionOptions } from './apply.ts';
import type { FileChange } from './change.ts';
import { journalPath, locksPath, readJournal, stagingPath } from './journal.ts';
import { foldersOf, kindBelow, type PlaceKind } from './place.ts';

export type { Applied, ApplyOptions, TransactionOptions } from './apply.ts';
export type { FileChange, FileState } from './change.ts';
export type { PlaceKind } from './place.ts';

/** Makes every change in `target`, or none, whatever stops it on the way. */
export async function applyChanges(target: string, changes: readonly FileChange[], options: TransactionOptions): Promise<Applied> {
  return await apply(target, changes, options);
}

/** Takes back what a run that did not end has left in `target`; says whether there was anything. */
export async function takeBackHalfDone(target: string, options: Pick<ApplyOptions, 'files' | 'bytes' | 'locker'>): Promise<boolean> {
  for (const path of [journalPath, stagingPath, locksPath]) {
    if ((await kindBelow(target, path, options.files)) !== undefined) return await recoverUnderLock(target, options);
  }
  return false;
}

/** Paths that a run which did not end was about to write. */
export async function pathsUnderWay(target: string, files: Files): Promise<Set<string>> {
  const text = await files.readText(join(target, journalPath));
  const journal = text === undefined ? undefined : readJournal(text);
  return new Set(journal?.files.map(({ path }) => path));
}

/** What stands at `path` below `root`; symbolic links on the way are not followed. */
export async function placeKind(root: string, path: string, files: Pick<Files, 'kindOf'>): Promise<PlaceKind> {
  return await kindBelow(root, path, files);
}

/** Every folder the paths lie in, parents first. */
export function parentFolders(paths: readonly string[]): string[] {
  return foldersOf(paths);
}
