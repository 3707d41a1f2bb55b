import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import { recordPath } from '../domain/record.ts';
import { takeBackHalfDone } from '../transaction/transaction.ts';
import { applyPlan, type Made } from './apply.ts';
import { openBranchRun, type BranchRun, type BranchRunInput } from './branches/branches.ts';
import { mergeFile, type MergedFile, type MergeInput } from './merge/merge.ts';
import { ownPath } from './own.ts';
import { readRecord } from './read-record.ts';
import { readStatus, type WorkerStatus } from './status.ts';
import { abortUpgrade, continueUpgrade, resolveConflict, type Resolution } from './waiting.ts';
import type { UpgradeOptions, WorkerInput } from './worker-input.ts';
import { isNoHome } from './worker-places.ts';
import { planWorkerUpgrade, type WorkerPlan } from './worker-plan.ts';

export type { Made } from './apply.ts';
export type { Branch, BranchRun } from './branches/branches.ts';
export type { EditedFile, WorkerStatus } from './status.ts';
export type { Refusal, Step } from './step.ts';
export type { Resolution } from './waiting.ts';
export type { UpgradeOptions, WorkerInput } from './worker-input.ts';
export type { WorkerPlan } from './worker-plan.ts';

/** What moving a worker to another version of its template, or to other answers, would do. */
export async function planUpgrade(input: WorkerInput, options: UpgradeOptions): Promise<WorkerPlan> {
  await takeBackHalfDone(input.root, input);
  return await planWorkerUpgrade(input, options);
}

/** Does what a plan says, whole or not at all, and then makes what is made from the code. */
export async function applyUpgrade(plan: WorkerPlan, input: WorkerInput): Promise<Made> {
  return await applyPlan(plan, input);
}

/** Ends an upgrade that waited for a person. */
export async function finishUpgrade(input: WorkerInput): Promise<Made> {
  await takeBackHalfDone(input.root, input);
  return await continueUpgrade(input);
}

/** Puts every byte back as it was before an upgrade that waits. */
export async function undoUpgrade(input: WorkerInput): Promise<void> {
  await takeBackHalfDone(input.root, input);
  await abortUpgrade(input);
}

/** Takes one side of a conflict whole. */
export async function resolvePath(input: WorkerInput, path: string, resolution: Resolution): Promise<void> {
  await takeBackHalfDone(input.root, input);
  await resolveConflict(input, path, resolution);
}

/** Hands a file to the team for good. */
export async function ownFile(input: WorkerInput, path: string, reason: string): Promise<void> {
  await takeBackHalfDone(input.root, input);
  await ownPath(input, path, reason);
}

/** How a worker stands to its template. */
export async function workerStatus(input: WorkerInput): Promise<WorkerStatus> {
  await takeBackHalfDone(input.root, input);
  return await readStatus(input);
}

/** The merge of one file, for what merges files that are not a worker's. */
export function mergeTexts(input: MergeInput): MergedFile {
  return mergeFile(input);
}

/** Upgrades of workers as branches, from a commit and without a checkout. */
export async function openBranches(input: BranchRunInput): Promise<BranchRun> {
  return await openBranchRun(input);
}

/** What an upgrade of a worker that is only read would do. */
export async function planBranch(input: WorkerInput, options: UpgradeOptions): Promise<WorkerPlan> {
  return await planWorkerUpgrade(input, options);
}

/** Folders of all workers in `directory` and below, sorted; a worker is where a record is. */
export async function findWorkers(directory: string, files: Pick<Files, 'walk'>): Promise<string[]> {
  const paths = await files.walk(directory, isNoHome);
  return paths
    .filter((path) => path === recordPath || path.endsWith(`/${recordPath}`))
    .map((path) => join(directory, path.slice(0, -recordPath.length)).replace(/(?<=.)\/$/, ''));
}

/** What was rendered last for a worker: what `--where` asks about. */
export async function recordedInputs(root: string, files: Pick<Files, 'readText'>): Promise<Readonly<Record<string, unknown>>> {
  return (await readRecord(root, files)).value.inputs;
}
