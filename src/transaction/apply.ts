import { dirname, join } from 'node:path';
import { isNodeError, type Files } from '../adapters/files.ts';
import { releaseLock, takeLock, thisProcess, type LockTaker } from '../adapters/lock-folder.ts';
import { writeReason } from '../adapters/write-reason.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { FileChange } from './change.ts';
import { locksPath } from './journal.ts';
import { recover, type RecoverOptions } from './recover.ts';
import { stageAndMove, type StageOptions } from './stage.ts';

export interface ApplyOptions extends StageOptions {
  locker?: LockTaker;
}

export interface TransactionOptions extends ApplyOptions, Pick<RecoverOptions, 'foreign'> {
  /** Runs under the lock when what an earlier run left has been taken back; throws when the changes may not be made. */
  check: () => Promise<void>;
  /** What to do about a disk that is full or read-only, as a clause of a sentence. */
  advice: string;
}

export interface Applied {
  /** What an earlier run had left half done was removed first. */
  recovered: boolean;
}

/**
 * Makes every change in `target`, or none. New bytes are written beside their places first, in the target itself so
 * that moving them is a rename, and what they replace is copied; a journal stands while they move. After a kill at any
 * point the next run takes back what is half done and starts anew.
 */
export async function apply(target: string, changes: readonly FileChange[], options: TransactionOptions): Promise<Applied> {
  const { files, locker = thisProcess } = options;
  const newFolders = await missingFolders(join(target, locksPath), files);
  try {
    await lock(target, options);
  } catch (error) {
    if (error instanceof ToolError) throw error;
    throw writeFailure(error, { target, isClean: await removeFolders(newFolders, files), options });
  }
  try {
    const recovered = await recover(target, options);
    await options.check();
    await stageAndMove(target, changes, options);
    await releaseLock(files, join(target, locksPath), locker);
    return { recovered };
  } catch (error) {
    const isClean = await takeBack(target, newFolders, options);
    throw error instanceof ToolError ? error : writeFailure(error, { target, isClean, options });
  }
}

/** Takes back what an earlier run left, under the same lock; does nothing, not even lock, when there is nothing. */
export async function recoverUnderLock(target: string, options: Pick<TransactionOptions, 'files' | 'bytes' | 'locker'>): Promise<boolean> {
  const { files, locker = thisProcess } = options;
  await lock(target, options);
  try {
    return await recover(target, { ...options, foreign: 'stop' });
  } finally {
    await releaseLock(files, join(target, locksPath), locker);
  }
}

async function lock(target: string, { files, locker = thisProcess }: Pick<TransactionOptions, 'files' | 'locker'>): Promise<void> {
  const folder = join(target, locksPath);
  const outcome = await takeLock(files, folder, locker);
  if (outcome.kind === 'taken') return;
  const { pid, host } = outcome.holder;
  throw new ToolError('TARGET_BUSY', `another run (process ${pid} on ${host}) works in ${target}`, {
    hint: `Wait for it to end; if there is none, delete ${folder}. Nothing was written.`,
  });
}

/** Leaves the target as it was, and says whether it could: if not, the journal stays for the next run. */
async function takeBack(target: string, newFolders: readonly string[], options: TransactionOptions): Promise<boolean> {
  const { files, locker = thisProcess } = options;
  try {
    await recover(target, options);
    await releaseLock(files, join(target, locksPath), locker);
  } catch (error) {
    if (isNodeError(error)) return false;
    if (!(error instanceof ToolError)) throw error;
    await releaseLock(files, join(target, locksPath), locker);
    return false;
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

function writeFailure(
  error: unknown,
  { target, isClean, options }: { target: string; isClean: boolean; options: Pick<TransactionOptions, 'advice'> },
): unknown {
  if (!isNodeError(error) || error.code === undefined) return error;
  const code = ['EROFS', 'EACCES', 'EPERM'].includes(error.code) ? 'TARGET_INVALID' : 'WRITE_FAILED';
  return new ToolError(code, `${target} cannot be written: ${writeReason(error)}`, {
    cause: error,
    hint: `${options.advice} ${isClean ? 'Nothing was left behind.' : 'The next run there removes what is half done.'}`,
  });
}
