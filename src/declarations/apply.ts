import { dirname, join, relative } from 'node:path';
import { isNodeError, type Files } from '../adapters/files.ts';
import { stagedEnding, type ReplaceError } from '../adapters/many-files.ts';
import { writeReason } from '../adapters/write-reason.ts';
import { recordPath } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { Change } from './changes.ts';

export interface ApplyOptions {
  /** Absolute: the worker's folder. */
  root: string;
  files: Files;
  signal?: AbortSignal | undefined;
}

/**
 * Makes the folder match. Every file is put in its place at once and whole, and only when all could be written; what is
 * no longer made is removed last.
 */
export async function applyChanges(changes: readonly Change[], { root, files, signal }: ApplyOptions): Promise<void> {
  if (signal?.aborted === true) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
  const writes = changes.filter((change) => change.kind !== 'remove');
  const entriesOf = (some: typeof writes) => some.map(({ path, after }) => ({ path: join(root, path), text: after }));
  try {
    await files.replaceTexts(entriesOf(writes.filter(({ path }) => path !== recordPath)));
    for (const { path } of changes.filter(({ kind }) => kind === 'remove')) await removeFile(path, { root, files });
    // It says that all the others are made, so it may not be there before they are.
    await files.replaceTexts(entriesOf(writes.filter(({ path }) => path === recordPath)));
  } catch (error) {
    throw writeFailure(error, writes.length, root);
  }
}

/** The file, and the folders that only held it. */
async function removeFile(path: string, { root, files }: ApplyOptions): Promise<void> {
  await files.remove(join(root, path));
  for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) await files.removeIfEmpty(join(root, folder));
}

function writeFailure(error: unknown, planned: number, root: string): unknown {
  if (!isNodeError(error) || error.code === undefined) return error;
  const { moved = planned } = error as Partial<ReplaceError>;
  const state = moved === 0 ? 'Nothing was written.' : 'Some files were written; running it again writes the rest.';
  const file = error.path === undefined ? undefined : relative(root, error.path.replace(stagedEnding, ''));
  return new ToolError('WRITE_FAILED', `generated files cannot be written: ${writeReason(error)}`, {
    problems: file === undefined ? [] : [{ file, message: 'cannot be written' }],
    hint: `Mend that and run \`config\` again. ${state}`,
    cause: error,
  });
}
