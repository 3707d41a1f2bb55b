import type { WorkerRecord } from '../domain/record.ts';
import { applyChanges, type FileChange } from '../transaction/transaction.ts';
import { recordChange } from './changes.ts';
import type { WorkerInput } from './worker-input.ts';

/** All of it or nothing. */
export async function write(input: WorkerInput, changes: readonly FileChange[]): Promise<void> {
  const { files, bytes, signal } = input;
  await applyChanges(input.root, changes, {
    files,
    bytes,
    signal,
    foreign: 'stop',
    advice: 'Mend that and run it again.',
    check: () => Promise.resolve(),
  });
}

/** The record with something changed in it and nothing else done. */
export async function writeRecord(input: WorkerInput, before: string, after: WorkerRecord): Promise<void> {
  await write(input, [recordChange(before, after)]);
}
