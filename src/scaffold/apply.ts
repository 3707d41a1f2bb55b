import { applyChanges, type Applied, type ApplyOptions } from '../transaction/transaction.ts';
import type { PlannedWrite } from './plan.ts';
import { checkNothingIsTaken, checkTarget, checkToolFolder } from './target.ts';

/** Puts every planned file into `target`, or none: a target that holds one of them already is refused. */
export async function applyScaffold(target: string, writes: readonly PlannedWrite[], options: ApplyOptions): Promise<Applied> {
  const { files } = options;
  await checkTarget(target, files);
  await checkToolFolder(target, files);
  const changes = writes.map(({ path, bytes, mode }) => ({ path, before: undefined, after: { bytes, mode } }));
  return await applyChanges(target, changes, {
    ...options,
    foreign: 'leave',
    advice: 'Mend that, or name another folder.',
    check: async () => {
      await checkNothingIsTaken(
        target,
        writes.map(({ path }) => path),
        files,
      );
    },
  });
}
