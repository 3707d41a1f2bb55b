import { recordText, type PendingConflict, type RecordedFile } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
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
  /** What is not made again yet; a lock that somebody has made since is. */
  unmade: string[];
  /** Conflicts that wait for a person. */
  waiting: readonly PendingConflict[];
  /** What regenerating would do; `undefined` while conflicts wait, and while an answer is missing. */
  upgrade: WorkerPlan | undefined;
  /** What has to be answered before anything can be planned. */
  unanswered: { message: string; keys: string[] } | undefined;
  /** Regenerating would do more than to make what is unmade. */
  isBehind: boolean;
}

/** How a worker stands to its template; writes nothing. */
export async function readStatus(input: WorkerInput): Promise<WorkerStatus> {
  const { value } = await readRecord(input.root, input.files);
  const templates = Object.entries(value.files).filter(([, { ownership }]) => ownership === 'platform' || ownership === 'shared');
  const oursAt = await readOurs(
    input,
    templates.map(([path]) => path),
  );
  const gitBlobId = (bytes: Uint8Array) => input.bytes.gitBlobId(bytes);
  const edited = templates.flatMap(([path, file]): EditedFile[] => {
    if (file.ownership !== 'platform' && file.ownership !== 'shared') return [];
    const what = editOf(file, oursAt(path), gitBlobId);
    return what === undefined ? [] : [{ path, ownership: file.ownership, what }];
  });
  const { upgrade, unanswered }: Planned = value.pending === undefined ? await planned(input) : {};
  const { name = '', version = '' } = workerTemplate(value) ?? {};
  return {
    root: input.root,
    name: String(value.inputs['name']),
    template: { name, version },
    edited,
    owned: Object.entries(value.files).flatMap(([path, { owned }]) => (owned === undefined ? [] : [{ path, reason: owned }])),
    unmade: (value.unmade ?? []).filter((what) => what === 'config' || upgrade === undefined || upgrade.next.unmade?.includes(what)),
    waiting: value.pending?.conflicts ?? [],
    upgrade,
    unanswered,
    isBehind: unanswered !== undefined || (upgrade !== undefined && isBehind(upgrade)),
  };
}

interface Planned {
  upgrade?: WorkerPlan;
  unanswered?: NonNullable<WorkerStatus['unanswered']>;
}

/** A new question is nothing that is wrong with a worker. */
async function planned(input: WorkerInput): Promise<Planned> {
  try {
    return { upgrade: await planWorkerUpgrade(input, {}) };
  } catch (error) {
    if (!(error instanceof ToolError) || error.code !== 'ANSWER_MISSING') throw error;
    return { unanswered: { message: error.message, keys: error.problems.flatMap(({ field }) => field ?? []) } };
  }
}

function isBehind({ steps, refusals, record, next }: WorkerPlan): boolean {
  const isSame = recordText({ ...record.value, unmade: [] }) === recordText({ ...next, unmade: [] });
  return steps.length > 0 || refusals.length > 0 || !isSame;
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
