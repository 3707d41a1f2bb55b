import type { PendingConflict, RecordedFile } from '../domain/record.ts';
import { isPristine } from './content.ts';
import { readRecord } from './read-record.ts';
import type { WorkerInput } from './worker-input.ts';
import { planWorkerUpgrade, readOurs, workerTemplate, type WorkerPlan } from './worker-plan.ts';

export interface EditedFile {
  path: string;
  ownership: 'platform' | 'shared';
  what: 'edited' | 'deleted' | 'not a file';
}

export interface WorkerStatus {
  root: string;
  name: string;
  template: { name: string; version: string };
  /** Files that are not as the template last wrote them. */
  edited: EditedFile[];
  /** Files that the team took over, and why. */
  owned: { path: string; reason: string }[];
  /** What could not be made again yet. */
  unmade: string[];
  /** Conflicts that wait for a person. */
  waiting: readonly PendingConflict[];
  /** What regenerating would do; `undefined` while conflicts wait. */
  upgrade: WorkerPlan | undefined;
}

/** How a worker stands to its template; writes nothing. */
export async function readStatus(input: WorkerInput): Promise<WorkerStatus> {
  const { value } = await readRecord(input.root, input.files);
  const oursAt = await readOurs(input, Object.keys(value.files));
  const gitBlobId = (bytes: Uint8Array) => input.bytes.gitBlobId(bytes);
  const edited = Object.entries(value.files).flatMap(([path, file]): EditedFile[] => {
    if (file.ownership !== 'platform' && file.ownership !== 'shared') return [];
    const what = editOf(file, oursAt(path), gitBlobId);
    return what === undefined ? [] : [{ path, ownership: file.ownership, what }];
  });
  const { name = '', version = '' } = workerTemplate(value) ?? {};
  return {
    root: input.root,
    name: String(value.inputs['name']),
    template: { name, version },
    edited,
    owned: Object.entries(value.files).flatMap(([path, { owned }]) => (owned === undefined ? [] : [{ path, reason: owned }])),
    unmade: value.unmade ?? [],
    waiting: value.pending?.conflicts ?? [],
    upgrade: value.pending === undefined ? await planWorkerUpgrade(input, {}) : undefined,
  };
}

function editOf(
  file: RecordedFile,
  ours: ReturnType<Awaited<ReturnType<typeof readOurs>>>,
  gitBlobId: (bytes: Uint8Array) => string,
): EditedFile['what'] | undefined {
  if (ours.kind === 'missing') return file.declined === true ? undefined : 'deleted';
  if (ours.kind === 'other') return 'not a file';
  return isPristine(ours.state.bytes, { path: '', file, base: undefined }, { gitBlobId }) ? undefined : 'edited';
}
