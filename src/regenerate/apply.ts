import { join } from 'node:path';
import { findWorker, makeConfig } from '../declarations/declarations.ts';
import { basePath } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { findTemplate } from '../templates/templates.ts';
import type { FileChange } from '../transaction/transaction.ts';
import { changesOf, pendingChanges, recordChange } from './changes.ts';
import { makeLocks, type LockOutcome } from './make-locks.ts';
import { readRecord } from './read-record.ts';
import { kubernetesName } from './sources.ts';
import type { WorkerInput } from './worker-input.ts';
import type { WorkerPlan } from './worker-plan.ts';
import { write } from './write.ts';

/** What became of the files that are made from others. */
export interface Made {
  /** `config`, and paths of locks: not made again yet. */
  unmade: string[];
  /** Why `config` could not be made. */
  error?: ToolError;
  /** What became of locks that were to be made. */
  locks?: readonly LockOutcome[];
}

/** Does what the plan says, whole or not at all; with conflicts the worker waits for a person. */
export async function applyPlan(plan: WorkerPlan, input: WorkerInput): Promise<Made> {
  await write(input, await plannedChanges(plan, input));
  const isWhole = hasConflict(plan) || plan.next.unmade === undefined;
  return isWhole ? { unmade: [] } : await makeDerived(input);
}

/** Everything that applying the plan does to files, what is made from code apart. */
export async function plannedChanges(plan: WorkerPlan, input: Pick<WorkerInput, 'root' | 'files' | 'bytes'>): Promise<FileChange[]> {
  if (plan.refusals.length > 0) throw atRisk(plan);
  const changes = [...changesOf(plan.steps), ...(await baseChanges(plan, input))];
  const gitBlobId = (bytes: Uint8Array) => input.bytes.gitBlobId(bytes);
  const ofRecord = hasConflict(plan) ? pendingChanges({ ...plan, changes, gitBlobId }) : [recordChange(plan.record.text, plan.next)];
  return [...changes, ...ofRecord];
}

function hasConflict({ steps }: WorkerPlan): boolean {
  return steps.some(({ conflict }) => conflict !== undefined);
}

/** What the record says is unmade: config, schemas, export maps and Kubernetes objects from the worker's code as it is, and locks. */
export async function makeDerived(input: WorkerInput): Promise<Made> {
  const error = (await unmadeOf(input)).includes('config') ? await makeFromCode(input) : undefined;
  const locks = await makeLocks(input);
  return { unmade: await unmadeOf(input), locks, ...(error === undefined ? {} : { error }) };
}

async function makeFromCode(input: WorkerInput): Promise<ToolError | undefined> {
  try {
    const found = await findWorker(input.root, input.files);
    const kubernetesTemplate = await findTemplate(kubernetesName, input.templates);
    await makeConfig({ ...input, found, kubernetesTemplate });
    return undefined;
  } catch (error) {
    if (error instanceof ToolError && error.code !== 'INTERRUPTED') return error;
    throw error;
  }
}

async function unmadeOf({ root, files }: WorkerInput): Promise<string[]> {
  return (await readRecord(root, files)).value.unmade ?? [];
}

/** Pristine bytes of a template that is no release: those of this version come, those of earlier ones go. */
async function baseChanges(
  { keptBase }: WorkerPlan,
  { root, files, bytes }: Pick<WorkerInput, 'root' | 'files' | 'bytes'>,
): Promise<FileChange[]> {
  const folder = join(root, basePath);
  const wanted = new Map(keptBase.map((content) => [bytes.gitBlobId(content), content]));
  const present = (await files.kindOf(folder)) === 'directory' ? await files.list(folder) : [];
  const gone = present.filter((name) => !wanted.has(name));
  const missing = [...wanted].filter(([blob]) => !present.includes(blob));
  const removals = gone.map(async (name): Promise<FileChange> => {
    const content = await files.read(join(folder, name));
    return { path: `${basePath}/${name}`, before: { bytes: content, mode: '644' }, after: undefined };
  });
  return [
    ...missing.map(([blob, content]): FileChange => {
      return { path: `${basePath}/${blob}`, before: undefined, after: { bytes: content, mode: '644' } };
    }),
    ...(await Promise.all(removals)),
  ];
}

function atRisk({ refusals }: WorkerPlan): ToolError {
  return new ToolError('EDITS_AT_RISK', `${refusals.length === 1 ? 'a file needs' : `${refusals.length} files need`} a person first`, {
    problems: refusals.map(({ path, reason }) => ({ file: path, message: reason })),
    hint: 'Commit or move them, or take a file over with `regenerate --own PATH --reason TEXT`. Nothing was written.',
  });
}
