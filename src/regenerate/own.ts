import type { WorkerRecord } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { readRecord } from './read-record.ts';
import type { WorkerInput } from './worker-input.ts';
import { writeRecord } from './write.ts';

/** Hands a file to the team for good; the record says so, and why. */
export async function ownPath(input: WorkerInput, path: string, reason: string): Promise<void> {
  const { text, value } = await readRecord(input.root, input.files);
  const file = value.files[path];
  if (value.pending !== undefined) {
    throw new ToolError('REGENERATE_PENDING', 'an earlier regenerate waits for its conflicts to be resolved', {
      hint: 'End it with `regenerate --continue` or `regenerate --abort` first. Nothing was written.',
    });
  }
  if (file === undefined || file.ownership === 'derived' || (file.ownership === 'team' && file.owned === undefined)) {
    const why = { derived: 'is made from others; edit those', team: 'is the team’s already' } as Record<string, string>;
    throw new ToolError('USAGE', `${path} ${why[file?.ownership ?? ''] ?? 'is not a file of the template'}`, {
      hint: 'Name a platform or shared file, with its path from the worker’s folder. Nothing was written.',
    });
  }
  const files: WorkerRecord['files'] = { ...value.files, [path]: { ...file, ownership: 'team', owned: reason } };
  await writeRecord(input, text, { ...value, files });
}
