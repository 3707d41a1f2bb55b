import { join } from 'node:path';
import { recordText, type RecordedFile, type WorkerRecord } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import {
  changesBetween,
  templateLayers,
  templateLists,
  unreleasedLayers,
  type RenderedFile,
  type TemplatePackage,
} from '../templates/templates.ts';
import { placeKind } from '../transaction/transaction.ts';
import { pristineBytes } from './base.ts';
import { fileIds } from './file-ids.ts';
import { planLocks } from './locks.ts';
import { templateLabels, type MergeLabels } from './merge/markers.ts';
import { needsConfig } from './needs-config.ts';
import { overlayMove, type OverlayMove } from './overlay-move.ts';
import { planRegenerate } from './plan.ts';
import { readRecord, type FoundRecord } from './read-record.ts';
import { openRepository, type Repository } from './repository.ts';
import { readSources, renderShared, type Sources } from './sources.ts';
import type { Context, Ours, Refusal, Step } from './step.ts';
import { encode } from './texts.ts';
import type { UpgradeOptions, WorkerInput } from './worker-input.ts';

/** What regenerating one worker would do; applying it does exactly this. */
export interface WorkerPlan {
  root: string;
  name: string;
  template: { name: string; from: string; to: string; changes: readonly string[] };
  /** What is laid over the template. */
  overlay: OverlayMove | undefined;
  /** The team has asked to be left alone until then. */
  hold: { reason: string; until: string } | undefined;
  /** Sorted by path. */
  steps: readonly Step[];
  refusals: readonly Refusal[];
  /** Locks that their package managers are to make again. */
  locks: readonly string[];
  /** Nothing to do: not even the record would change. */
  isCurrent: boolean;
  record: FoundRecord;
  next: WorkerRecord;
  /** Pristine bytes that could be had nowhere else, to be kept. */
  keptBase: readonly Uint8Array[];
}

/** Reads a worker and decides; writes nothing. */
export async function planWorkerUpgrade(input: WorkerInput, options: UpgradeOptions): Promise<WorkerPlan> {
  const record = await readRecord(input.root, input.files);
  if (record.value.pending !== undefined) throw isPending(record.value);
  const sources = await readSources(input, record.value, options);
  const from = record.value.templates.find(({ name }) => name === sources.target.name)?.version ?? '';
  const { name, version } = sources.target;
  const heals = options.heal === true;
  const { before, after } = sources.workerText;
  const isSettled = !heals && before === after && isSameRecord(record.value, nextRecord(record.value, sources, record.value));
  const decided = isSettled ? settled(record.value) : await decide({ input, record: record.value, sources, heals });
  const next = nextRecord(record.value, sources, decided);
  return {
    root: input.root,
    name: sources.worker.name,
    template: { name, from, to: version, changes: await changesBetween(name, { from, to: version }, input.templates) },
    overlay: overlayMove(sources.target, record.value),
    hold: holdOf(sources, input),
    steps: decided.steps,
    refusals: decided.refusals,
    locks: locksOf(decided.unmade),
    isCurrent: decided.steps.length === 0 && decided.refusals.length === 0 && isSameRecord(record.value, next),
    record,
    next,
    keptBase: isSettled ? [] : await unreleasedBytes(sources, input),
  };
}

interface Decided {
  steps: Step[];
  refusals: readonly Refusal[];
  files: Record<string, RecordedFile>;
  unmade: readonly string[];
}

function settled({ files, unmade = [] }: WorkerRecord): Decided {
  return { steps: [], refusals: [], files, unmade };
}

function holdOf({ worker }: Sources, { today }: WorkerInput): WorkerPlan['hold'] {
  const hold = worker.template?.hold;
  return hold !== undefined && hold.until >= today ? hold : undefined;
}

interface DecideInput {
  input: WorkerInput;
  record: WorkerRecord;
  sources: Sources;
  heals: boolean;
}

async function decide({ input, record, sources, heals }: DecideInput): Promise<Decided> {
  const theirs = renderShared(sources.target, sources.variables, input.renders);
  const gitBlobId = (bytes: Uint8Array) => input.bytes.gitBlobId(bytes);
  const oursAt = await readOurs(input, [...Object.keys(record.files), ...theirs.map(({ path }) => path)]);
  const repository = input.repository ?? (await openRepository(input.root, input));
  const base = await pristineBytes({
    ...input,
    record,
    repository,
    rendered: renderedBefore(sources.current, record, input),
    oursAt: (path) => bytesOf(oursAt(path)),
  });
  const plan = planRegenerate({
    recorded: record.files,
    base,
    theirs,
    ids: fileIds(sources.moves),
    gitBlobId,
    oursAt,
    heals,
    listsOf: (file) => templateLists(sources.target, file),
    labelsOf: (template) => labelsOf(template, record, sources.target),
    ...committed(repository),
  });
  const locks = planLocks({ recorded: record.files, theirs, steps: plan.steps, unmade: record.unmade ?? [], gitBlobId, oursAt });
  const steps = [...plan.steps, ...locks.steps, ...answerStep(sources, oursAt('worker.yaml'))];
  return {
    steps: steps.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    refusals: plan.refusals,
    files: { ...plan.files, ...locks.files },
    unmade: locks.unmade,
  };
}

function versionIn(references: readonly { name: string; version: string }[], name: string): string | undefined {
  return references.find((reference) => reference.name === name)?.version;
}

/** A file that an overlay takes from its base had the base's version before. */
function labelsOf(template: string, { templates }: WorkerRecord, target: TemplatePackage): MergeLabels {
  const before = versionIn(templates, template);
  const was = before === undefined ? `${target.name} ${versionIn(templates, target.name) ?? ''}` : `${template} ${before}`;
  return templateLabels(was, `${template} ${versionIn(templateLayers(target), template) ?? ''}`);
}

function committed(repository: Repository | undefined): Pick<Context, 'hasRepository' | 'isCommitted'> {
  return {
    hasRepository: repository !== undefined,
    isCommitted: (path, bytes) => repository?.isCommitted(path, bytes) === true,
  };
}

/** Migrations and `--set` edit the one file that is otherwise the team's. */
function answerStep({ workerText: { before, after } }: Sources, ours: Ours): Step[] {
  if (before === after || ours.kind !== 'file') return [];
  const state = { bytes: encode(after), mode: ours.state.mode };
  return [{ kind: 'replace', path: 'worker.yaml', ownership: 'team', before: ours.state, after: state }];
}

/** An old version that no longer renders proves nothing, and other places may. */
export function renderedBefore(current: TemplatePackage | undefined, record: WorkerRecord, { renders }: WorkerInput): RenderedFile[] {
  if (current === undefined) return [];
  try {
    return renderShared(current, record.inputs, renders);
  } catch (error) {
    if (error instanceof ToolError) return [];
    throw error;
  }
}

/** Everything that may be looked at, read once. */
export async function readOurs(
  { root, files }: Pick<WorkerInput, 'root' | 'files'>,
  paths: readonly string[],
): Promise<(path: string) => Ours> {
  const found = new Map<string, Ours>();
  for (const path of new Set(paths)) found.set(path, await readOne(root, path, files));
  return (path) => found.get(path) ?? { kind: 'missing' };
}

async function readOne(root: string, path: string, files: WorkerInput['files']): Promise<Ours> {
  const kind = await placeKind(root, path, files);
  if (kind === undefined) return { kind: 'missing' };
  const place = join(root, path);
  if (kind === 'file') return { kind: 'file', state: { bytes: await files.read(place), mode: await files.modeOf(place) } };
  const what = {
    symlink: 'a symbolic link',
    directory: 'a folder',
    other: 'neither a file nor a folder',
    'behind-link': 'behind a symbolic link',
  };
  return { kind: 'other', what: what[kind] };
}

export function bytesOf(ours: Ours): Uint8Array | undefined {
  return ours.kind === 'file' ? ours.state.bytes : undefined;
}

function nextRecord(
  record: WorkerRecord,
  { variables, retired, target, kubernetes }: Sources,
  decided: Pick<Decided, 'files'> & { steps?: readonly Step[]; unmade?: readonly string[] | undefined },
): WorkerRecord {
  const templates = [kubernetes, ...templateLayers(target)].map(({ name, version, digest }) => ({ name, version, digest }));
  const next: WorkerRecord = {
    ...record,
    tool: variables.tool.version,
    templates: templates.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    inputs: { ...variables },
    retired,
    files: decided.files,
    unmade: undefined,
  };
  const unmade = [...(needsConfig({ record, next, steps: decided.steps ?? [] }) ? ['config'] : []), ...locksOf(decided.unmade)].toSorted();
  return { ...next, unmade: unmade.length === 0 ? undefined : unmade };
}

function locksOf(unmade: readonly string[] = []): string[] {
  return unmade.filter((what) => what !== 'config');
}

/** Equal inputs of an equal template render equal bytes, so there is nothing to decide. What is still to be made is tried again. */
function isSameRecord(record: WorkerRecord, next: WorkerRecord): boolean {
  // Files that nobody decided about are the same list, and a long one.
  const files = record.files === next.files ? {} : undefined;
  const textOf = (one: WorkerRecord) => recordText({ ...one, files: files ?? one.files });
  return (record.unmade ?? []).length === 0 && textOf(record) === textOf(next);
}

/** Whoever merges next needs these, and only a release gives them back. */
async function unreleasedBytes({ target, variables }: Sources, input: WorkerInput): Promise<Uint8Array[]> {
  const unreleased = await unreleasedLayers(target, input.templates);
  if (unreleased.size === 0) return [];
  const rendered = renderShared(target, variables, input.renders);
  return rendered.filter(({ ownership, template }) => ownership === 'shared' && unreleased.has(template)).map(({ bytes }) => bytes);
}

function isPending({ pending }: WorkerRecord): ToolError {
  const conflicts = pending?.conflicts ?? [];
  return new ToolError('REGENERATE_PENDING', 'an earlier regenerate waits for its conflicts to be resolved', {
    problems: conflicts.map(({ path, reason }) => ({ file: path, message: reason })),
    hint: 'Resolve them and run `regenerate --continue`, or go back with `regenerate --abort`. Nothing was written.',
  });
}

/** The template a worker is made of; overlays and the family of Kubernetes objects stand apart. */
export function workerTemplate({ templates, inputs }: WorkerRecord): WorkerRecord['templates'][number] | undefined {
  return templates.find(({ name }) => name === `worker-${String(inputs['language'])}`);
}
