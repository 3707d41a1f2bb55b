import { recordText, type PendingConflict, type PendingUpgrade, type RecordedFile, type WorkerRecord } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { isPristine } from './content.ts';
import { countEditedLines, type LineCounts } from './line-counts.ts';
import { readRecord } from './read-record.ts';
import { kubernetesName } from './sources.ts';
import type { Ours } from './step.ts';
import type { WorkerInput } from './worker-input.ts';
import { planWorkerUpgrade, readOurs, workerTemplate, type WorkerPlan } from './worker-plan.ts';

export interface EditedFile {
  path: string;
  ownership: 'platform' | 'shared';
  what: 'edited' | 'deleted' | 'not a file';
  /** How far an edited one is from what the template wrote, where that is at hand. */
  lines?: LineCounts;
}

export interface WorkerStatus {
  root: string;
  name: string;
  template: { name: string; version: string };
  /** What is laid over it. */
  overlays: { name: string; version: string }[];
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
  const edited = await readEdited(input, value);
  const { upgrade, unanswered }: Planned = value.pending === undefined ? await planned(input) : {};
  const { name = '', version = '' } = workerTemplate(value) ?? {};
  return {
    root: input.root,
    name: String(value.inputs['name']),
    template: { name, version },
    overlays: overlaysOf(value, name),
    edited,
    owned: Object.entries(value.files).flatMap(([path, { owned }]) => (owned === undefined ? [] : [{ path, reason: owned }])),
    unmade: (value.unmade ?? []).filter((what) => what === 'config' || upgrade === undefined || upgrade.next.unmade?.includes(what)),
    waiting: value.pending?.conflicts ?? [],
    upgrade,
    unanswered,
    isBehind: unanswered !== undefined || (upgrade !== undefined && isBehind(upgrade)),
  };
}

async function readEdited(input: WorkerInput, record: WorkerRecord): Promise<EditedFile[]> {
  const { pending } = record;
  const templates = Object.entries(record.files).filter(([, { ownership }]) => ownership === 'platform' || ownership === 'shared');
  const oursAt = await readOurs(
    input,
    templates.map(([path]) => path),
  );
  const gitBlobId = (bytes: Uint8Array) => input.bytes.gitBlobId(bytes);
  const unlike = templates.flatMap(([path, file]): EditedFile[] => {
    if (file.ownership !== 'platform' && file.ownership !== 'shared') return [];
    const ours = oursAt(path);
    const what = isUpgradeDoing({ path, file }, ours, { pending, gitBlobId }) ? undefined : editOf(file, ours, gitBlobId);
    return what === undefined ? [] : [{ path, ownership: file.ownership, what }];
  });
  // In a file in conflict the counts would be of both sides.
  return pending === undefined ? await withLineCounts(unlike, { record, oursAt, input }) : unlike;
}

function overlaysOf({ templates }: WorkerRecord, base: string): WorkerStatus['overlays'] {
  return templates.filter(({ name }) => name !== base && name !== kubernetesName).map(({ name, version }) => ({ name, version }));
}

interface CountInput {
  record: WorkerRecord;
  oursAt: (path: string) => Ours;
  input: WorkerInput;
}

async function withLineCounts(unlike: readonly EditedFile[], { record, oursAt, input }: CountInput): Promise<EditedFile[]> {
  const paths = unlike.filter(({ what }) => what === 'edited').map(({ path }) => path);
  const counts = await countEditedLines({ record, paths, oursAt }, input);
  return unlike.map((file) => {
    const lines = counts.get(file.path);
    return lines === undefined ? file : { ...file, lines };
  });
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

interface Doing {
  pending: PendingUpgrade | undefined;
  gitBlobId: (bytes: Uint8Array) => string;
}

/** An upgrade that waits has written it over a file that nobody had edited; the record still speaks of the file before. */
function isUpgradeDoing({ path, file }: { path: string; file: RecordedFile }, ours: Ours, { pending, gitBlobId }: Doing): boolean {
  const change = pending?.changes.find((each) => each.path === path);
  const now = ours.kind === 'file' ? gitBlobId(ours.state.bytes) : undefined;
  return change?.before?.blob === file.blob && ours.kind !== 'other' && change.after?.blob === now;
}

function editOf(file: RecordedFile, ours: Ours, gitBlobId: (bytes: Uint8Array) => string): EditedFile['what'] | undefined {
  if (ours.kind === 'missing') return file.declined === true ? undefined : 'deleted';
  if (ours.kind === 'other') return 'not a file';
  return isPristine(ours.state.bytes, { path: '', file, base: undefined }, { gitBlobId }) ? undefined : 'edited';
}
