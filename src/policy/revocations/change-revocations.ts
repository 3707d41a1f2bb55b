import type { LockOutcome } from '../../adapters/lock-folder.ts';
import type { SharedFiles } from '../../adapters/private-files.ts';
import { targetBusy } from '../../errors/target-busy.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { editedRevocations, newRevocations, type RevocationChange } from './edit-revocations.ts';
import { readList } from './read-revocations.ts';

/** Where a list of revocations is, and what changing it takes. */
export interface RevocationsPlace {
  /** Absolute. */
  readonly path: string;
  readonly files: SharedFiles;
  readonly lock: { take(folder: string): Promise<LockOutcome>; release(folder: string): Promise<void> };
  /** Aborted: the list stays as it is and INTERRUPTED is thrown. */
  readonly signal: AbortSignal;
}

/** Makes a change while no other run makes one; the list comes to be if there is none. */
export async function editList(place: RevocationsPlace, change: RevocationChange): Promise<void> {
  const { path, files, signal } = place;
  const folder = `${path}.lock`;
  await lock(place, folder);
  try {
    const file = files.readShared(path);
    if (file?.isMounted === true) throw mounted(path);
    const edited = editedRevocations(file?.text ?? newRevocations, change, path);
    // What a proxy could not read would be a bug found too late.
    readList(edited, path);
    if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
    files.replaceShared(path, edited);
  } catch (error) {
    throw error instanceof ToolError ? error : writeFailure(path, error);
  } finally {
    await place.lock.release(folder).catch(() => undefined);
  }
}

async function lock(place: RevocationsPlace, folder: string): Promise<void> {
  const outcome = await place.lock.take(folder).catch((error: unknown) => {
    throw writeFailure(place.path, error);
  });
  if (outcome.kind !== 'taken') throw targetBusy(place.path, folder, outcome.holder);
}

function mounted(path: string): ToolError {
  return new ToolError('REVOCATION_REFUSED', `${path} is mounted from a ConfigMap or a Secret`, {
    hint: 'Change it where that is made, and apply it. Nothing was written.',
  });
}

function writeFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = ['EROFS', 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EISDIR'].includes(String(error.code)) ? 'TARGET_INVALID' : 'WRITE_FAILED';
  return new ToolError(code, `${path} cannot be written: ${error.message}`, { cause: error, hint: 'The list is as it was.' });
}
