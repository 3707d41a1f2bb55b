import { dirname, join } from 'node:path';
import { isNodeError, type Files } from '../adapters/files.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Change } from './changes.ts';

export interface ApplyOptions {
  /** Absolute: the worker's folder. */
  root: string;
  files: Files;
  signal?: AbortSignal | undefined;
}

/** Ending of a file that is written but not yet in its place. */
const stagedEnding = '.managed-worker-new';

/**
 * Makes the folder match: everything is written beside its place first, so a full disk or Ctrl-C until then leaves the
 * worker as it was; then each file is moved into place at once, and what is no longer made is removed.
 */
export async function applyChanges(changes: readonly Change[], { root, files, signal }: ApplyOptions): Promise<void> {
  const writes = changes.filter((change) => change.kind !== 'remove');
  const staged: string[] = [];
  let moved = 0;
  try {
    for (const { path, after } of writes) {
      if (signal?.aborted === true) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
      const target = join(root, path);
      await files.makeDirectory(dirname(target));
      staged.push(`${target}${stagedEnding}`);
      await files.write(`${target}${stagedEnding}`, after, 0o644);
    }
    for (const { path } of writes) {
      await files.move(join(root, `${path}${stagedEnding}`), join(root, path));
      moved += 1;
    }
    for (const { path } of changes.filter(({ kind }) => kind === 'remove')) await removeFile(path, { root, files });
  } catch (error) {
    for (const path of staged) await files.remove(path).catch(() => undefined);
    throw error instanceof ToolError ? error : writeFailure(error, moved);
  }
}

/** The file, and the folders that only held it. */
async function removeFile(path: string, { root, files }: ApplyOptions): Promise<void> {
  await files.remove(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) await files.removeIfEmpty(join(root, folder));
}

const reasons: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  ENOTDIR: 'a file stands where a folder is to be',
  EEXIST: 'a file stands where a folder is to be',
  EISDIR: 'a folder stands where a file is to be',
};

function writeFailure(error: unknown, moved: number): unknown {
  if (!isNodeError(error) || error.code === undefined) return error;
  const state = moved === 0 ? 'Nothing was written.' : 'Some files were written; running it again writes the rest.';
  return new ToolError('WRITE_FAILED', `generated files cannot be written: ${reasons[error.code] ?? error.message} (${error.code})`, {
    problems: error.path === undefined ? [] : [{ file: error.path.replace(stagedEnding, ''), message: error.code }],
    hint: `Mend that and run \`config\` again. ${state}`,
    cause: error,
  });
}
