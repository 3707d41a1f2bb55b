import type { Answers } from '../domain/managed-worker.ts';
import { basePath, recordPath, recordText, type Ownership, type RecordedFile, type WorkerRecord } from '../domain/record.ts';
import type { TemplateVariables } from '../domain/template-variables.ts';
import { templateLayers, type FileMode, type RenderedFile, type TemplatePackage } from '../templates/templates.ts';

/** One file to be written; what `--dry-run` prints and what is applied. */
export interface PlannedWrite {
  /** Relative to the target, with `/`. */
  path: string;
  bytes: Uint8Array;
  mode: FileMode;
  /** `undefined`: the record itself, which is the tool's own. */
  ownership: Ownership | undefined;
}

export interface ScaffoldPlan {
  answers: Answers;
  /** Sorted by path; the record is one of them. */
  writes: readonly PlannedWrite[];
}

export interface PlanInput {
  answers: Answers;
  variables: TemplateVariables;
  rendered: readonly RenderedFile[];
  /** Made from the sample's declarations; they replace what a template has at the same path. */
  derived: readonly { path: string; content: string; mode: FileMode }[];
  workerTemplate: TemplatePackage;
  kubernetesTemplate: TemplatePackage;
  /** Templates whose bytes no release gives back: what merges will need of them is kept in the worker. */
  unreleased: ReadonlySet<string>;
  gitBlobId: (bytes: Uint8Array) => string;
}

/** Decides every byte a new worker begins with, the record included. Pure; no clock, so equal answers give equal bytes. */
export function planScaffold(input: PlanInput): ScaffoldPlan {
  const files = new Map(input.rendered.map((file) => [file.path, file]));
  for (const derived of input.derived) files.set(derived.path, derivedFile(derived, files.get(derived.path), input));
  const sorted = [...files.values()].toSorted(byPath);
  const writes: PlannedWrite[] = sorted.map(({ path, bytes, mode, ownership }) => ({ path, bytes, mode, ownership }));
  const record = encode(recordText(recordOf(sorted, input)));
  writes.push({ path: recordPath, bytes: record, mode: '644', ownership: undefined });
  return { answers: input.answers, writes: [...writes, ...keptBase(sorted, input)].toSorted(byPath) };
}

function keptBase(files: readonly RenderedFile[], { unreleased, gitBlobId }: PlanInput): PlannedWrite[] {
  const kept = files.filter(({ ownership, template }) => ownership === 'shared' && unreleased.has(template));
  const byBlob = new Map(kept.map(({ bytes }) => [gitBlobId(bytes), bytes]));
  return [...byBlob].map(([blob, bytes]) => ({ path: `${basePath}/${blob}`, bytes, mode: '644', ownership: undefined }));
}

function derivedFile(
  { path, content, mode }: PlanInput['derived'][number],
  templated: RenderedFile | undefined,
  { workerTemplate, kubernetesTemplate }: PlanInput,
): RenderedFile {
  const template = path.startsWith('deploy/kubernetes/') ? kubernetesTemplate.name : workerTemplate.name;
  const origin = templated ?? { id: `derived/${path}`, template };
  return { path, bytes: encode(content), mode, ownership: 'derived', id: origin.id, template: origin.template };
}

function recordOf(files: readonly RenderedFile[], input: PlanInput): WorkerRecord {
  const { workerTemplate, kubernetesTemplate, variables, gitBlobId } = input;
  return {
    schemaVersion: 1,
    tool: variables.tool.version,
    templates: [kubernetesTemplate, ...templateLayers(workerTemplate)]
      .map(({ name, version, digest }) => ({ name, version, digest }))
      .toSorted(byName),
    inputs: { ...variables },
    retired: {},
    files: Object.fromEntries(files.map((file) => [file.path, recordedFile(file, gitBlobId)])),
  };
}

function recordedFile({ id, template, ownership, mode, bytes }: RenderedFile, gitBlobId: PlanInput['gitBlobId']): RecordedFile {
  return { id, template, ownership, mode, kind: bytes.includes(0) ? 'binary' : 'text', blob: gitBlobId(bytes) };
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function byPath(a: { path: string }, b: { path: string }): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}

function byName(a: { name: string }, b: { name: string }): number {
  return a.name < b.name ? -1 : 1;
}
