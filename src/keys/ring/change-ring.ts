import type { LockOutcome } from '../../adapters/lock-folder.ts';
import type { PrivateFiles } from '../../adapters/private-files.ts';
import { targetBusy } from '../../errors/target-busy.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { editedRing, newRingText } from './edit-ring.ts';
import { loadPrivateRing } from './load-ring.ts';
import type { RingEdit } from './plan.ts';
import { readRing } from './read-ring.ts';
import type { KeyRing } from './ring.ts';

/** Where a ring is, and what changing it takes. */
export interface RingPlace {
  /** Absolute. */
  readonly path: string;
  readonly files: PrivateFiles;
  readonly lock: { take(folder: string): Promise<LockOutcome>; release(folder: string): Promise<void> };
  /** Aborted: the ring stays as it is and INTERRUPTED is thrown. */
  readonly signal: AbortSignal;
}

/** Makes the changes that `plan` decides on, all or none, while no other run changes the ring. Without changes nothing is written. */
export async function changeRing(
  place: RingPlace,
  plan: (ring: KeyRing) => readonly RingEdit[],
  newDeployment?: string,
): Promise<readonly RingEdit[]> {
  const { path, files, signal } = place;
  const folder = `${path}.lock`;
  await lock(place, folder);
  try {
    const text = loadPrivateRing(path, files)?.text ?? startText(path, newDeployment);
    const edits = plan(readRing(text, path));
    if (edits.length === 0) return edits;
    const edited = editedRing(text, edits);
    // What this very program could not read would be a bug found too late.
    readRing(edited, path);
    if (signal.aborted) throw new ToolError('INTERRUPTED', 'stopped', { hint: 'Nothing was written.' });
    files.replacePrivate(path, edited);
    return edits;
  } catch (error) {
    throw error instanceof ToolError ? error : writeFailure(path, error);
  } finally {
    await place.lock.release(folder);
  }
}

async function lock(place: RingPlace, folder: string): Promise<void> {
  const outcome = await place.lock.take(folder).catch((error: unknown) => {
    throw writeFailure(place.path, error);
  });
  if (outcome.kind !== 'taken') throw targetBusy(place.path, folder, outcome.holder);
}

function startText(path: string, deployment: string | undefined): string {
  if (deployment !== undefined) return newRingText(deployment);
  throw new ToolError('KEY_RING_INVALID', `there is no key ring at ${path}`, {
    hint: 'Name another with --ring, or make one with `keys create`. Nothing was written.',
  });
}

function writeFailure(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const code = ['EROFS', 'EACCES', 'EPERM'].includes(String(error.code)) ? 'TARGET_INVALID' : 'WRITE_FAILED';
  return new ToolError(code, `${path} cannot be written: ${error.message}`, { cause: error, hint: 'The ring is as it was.' });
}
