import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Hundreds of small files at a time. Handing each to a thread, as one does for a single file, costs more than reading it. */
export interface ManyFiles {
  /** The texts in the order of the paths; `undefined` where there is no such file, any other failure throws. */
  readTexts(paths: readonly string[]): Promise<(string | undefined)[]>;
  /**
   * Puts files in place, with their folders: all are written beside their places before the first is moved there, so
   * that a full disk changes nothing. They are not flushed to disk: for what can be made again.
   */
  replaceTexts(entries: readonly { path: string; text: string }[]): Promise<void>;
}

/** Ending of a file that is written but not yet in its place. */
export const stagedEnding = '.managed-worker-new';

/** What `replaceTexts` throws: Node's own error, and how many files are in place in spite of it. */
export interface ReplaceError extends NodeJS.ErrnoException {
  moved: number;
}

export const nodeManyFiles: ManyFiles = {
  readTexts: async (paths) => await Promise.resolve(paths.map(readOrMissing)),
  async replaceTexts(entries) {
    let moved = 0;
    try {
      for (const folder of new Set(entries.map(({ path }) => dirname(path)))) mkdirSync(folder, { recursive: true });
      for (const { path, text } of entries) writeFileSync(`${path}${stagedEnding}`, text);
      for (const { path } of entries) {
        renameSync(`${path}${stagedEnding}`, path);
        moved += 1;
      }
    } catch (error) {
      for (const { path } of entries.slice(moved)) rmQuietly(`${path}${stagedEnding}`);
      throw Object.assign(error as NodeJS.ErrnoException, { moved });
    }
    await Promise.resolve();
  },
};

function readOrMissing(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}

/** Nothing that goes wrong here matters more than the error that led here. */
function rmQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // The leftover is named so that a person knows whose it is.
  }
}
