import { dirname, join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import { isNodeError, type Files } from '../adapters/files.ts';
import { releaseLock, takeLock, thisProcess, type LockTaker } from '../adapters/lock-folder.ts';
import { writeReason } from '../adapters/write-reason.ts';
import { ToolError } from '../errors/tool-error.ts';
import { foldersOf, journalPath, journalText, locksPath, stagedFilesPath, stagedJournalPath, stagingPath } from './journal.ts';
import type { PlannedWrite } from './plan.ts';
import { recover } from './recover.ts';
import { checkNothingIsTaken, checkTarget, checkToolFolder } from './target.ts';

export interface ApplyOptions {
  files: Files;
  bytes: Pick<Bytes, 'gitBlobId'>;
  /** Aborted: everything is taken back and INTERRUPTED is thrown. */
  signal: AbortSignal;
  locker?: LockTaker;
  onProgress?: (done: number) => void;
}

export interface Applied {
  /** What an earlier run had left half done was removed first. */
  recovered: boolean;
}

/**
 * Puts every planned file into `target`, or none. Files are written beside their places first, in the target itself so
 * that moving them is a rename; a journal stands while they move. After a kill at any point the next run takes back
 * what is half done and starts anew.
 */
export async function applyScaffold(target: string, writes: readonly PlannedWrite[], options: ApplyOptions): Promise<Applied> {
  const { files, locker = thisProcess } = options;
  await checkTarget(target, files);
  await checkToolFolder(target, files);
  const newFolders = await missingFolders(join(target, locksPath), files);
  try {
    await lock(target, options);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw writeFailure(target, error, await removeFolders(newFolders, files));
  }
  try {
    const recovered = await recover(target, files, options.bytes);
    await checkNothingIsTaken(target, paths(writes), files);
    await stageAndMove(target, writes, options);
    await releaseLock(files, join(target, locksPath), locker);
    return { recovered };
  } catch (error) {
    const isClean = await takeBack(target, newFolders, options);
    throw error instanceof ToolError ? error : writeFailure(target, error, isClean);
  }
}

async function stageAndMove(target: string, writes: readonly PlannedWrite[], options: ApplyOptions): Promise<void> {
  const { files, bytes, signal, onProgress } = options;
  const staging = join(target, stagedFilesPath);
  for (const folder of ['', ...foldersOf(paths(writes))]) await files.makeDirectory(join(staging, folder));
  for (const [index, { path, bytes: content, mode }] of writes.entries()) {
    stopIfAborted(signal);
    await files.write(join(staging, path), content, Number.parseInt(mode, 8));
    onProgress?.(index + 1);
  }
  const folders: string[] = [];
  for (const folder of foldersOf(paths(writes))) {
    if ((await files.kindOf(join(target, folder))) === undefined) folders.push(folder);
  }
  const entries = writes.map(({ path, bytes: content }) => ({ path, blob: bytes.gitBlobId(content) }));
  await files.write(join(target, stagedJournalPath), journalText({ schemaVersion: 1, files: entries, folders }));
  await files.move(join(target, stagedJournalPath), join(target, journalPath));
  for (const folder of folders) await files.makeDirectory(join(target, folder));
  for (const { path } of writes) {
    stopIfAborted(signal);
    await files.move(join(staging, path), join(target, path));
  }
  // From here on the worker is whole: the staging folder holds nothing but empty folders.
  await files.remove(join(target, journalPath));
  await files.remove(join(target, stagingPath));
}

async function lock(target: string, { files, locker = thisProcess }: ApplyOptions): Promise<void> {
  const folder = join(target, locksPath);
  const outcome = await takeLock(files, folder, locker);
  if (outcome.kind === 'taken') return;
  const { pid, host } = outcome.holder;
  throw new ToolError('TARGET_BUSY', `another run (process ${pid} on ${host}) works in ${target}`, {
    hint: `Wait for it to end; if there is none, delete ${folder}. Nothing was written.`,
  });
}

/** Leaves the target as it was, and says whether it could: if not, the journal stays for the next run. */
async function takeBack(
  target: string,
  newFolders: readonly string[],
  { files, bytes, locker = thisProcess }: ApplyOptions,
): Promise<boolean> {
  try {
    await recover(target, files, bytes);
    await releaseLock(files, join(target, locksPath), locker);
  } catch (error) {
    if (isNodeError(error)) return false;
    throw error;
  }
  return await removeFolders(newFolders, files);
}

async function removeFolders(folders: readonly string[], files: Files): Promise<boolean> {
  try {
    for (const folder of folders.toReversed()) await files.removeIfEmpty(folder);
    return true;
  } catch (error) {
    if (isNodeError(error)) return false;
    throw error;
  }
}

/** `folder` and its parents as far as they do not exist, parents first. */
async function missingFolders(folder: string, files: Files): Promise<string[]> {
  const missing: string[] = [];
  for (let at = folder; (await files.kindOf(at)) === undefined; at = dirname(at)) missing.unshift(at);
  return missing;
}

function stopIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
}

function writeFailure(target: string, error: unknown, isClean: boolean): unknown {
  if (!isNodeError(error) || error.code === undefined) return error;
  const code = ['EROFS', 'EACCES', 'EPERM'].includes(error.code) ? 'TARGET_INVALID' : 'WRITE_FAILED';
  return new ToolError(code, `${target} cannot be written: ${writeReason(error)}`, {
    cause: error,
    hint: `Mend that, or name another folder. ${isClean ? 'Nothing was left behind.' : 'The next run there removes what is half done.'}`,
  });
}

function paths(writes: readonly PlannedWrite[]): string[] {
  return writes.map(({ path }) => path);
}
