import type { Bytes } from '../adapters/bytes.ts';
import { record, recordText, type RecordedFile, type WorkerRecord } from '../domain/record.ts';
import { isDerivedPath } from './changes.ts';
import type { DerivedFile } from './derived-files.ts';

/** The record as it stands; `undefined` when it is not one, which is for `regenerate` to mend. */
export function parseRecord(text: string): WorkerRecord | undefined {
  try {
    const read = record.safeParse(JSON.parse(text));
    return read.success ? read.data : undefined;
  } catch {
    return undefined;
  }
}

/** Derived files that `config` made before, as the record has them. Lock files are derived too, and not among them. */
export function recordedDerived({ files }: WorkerRecord): string[] {
  return Object.entries(files)
    .filter(([path, { ownership }]) => ownership === 'derived' && isDerivedPath(path))
    .map(([path]) => path);
}

/** The record's text with the entries of derived files as they are planned, sorted at every depth. */
export function recordWith(current: WorkerRecord, planned: readonly DerivedFile[], gitBlobId: Bytes['gitBlobId']): string {
  const others = Object.entries(current.files).filter(([path, { ownership }]) => ownership !== 'derived' || !isDerivedPath(path));
  const derived = planned.map((file): [string, RecordedFile] => [file.path, entryOf(file, current, gitBlobId)]);
  const files = Object.fromEntries([...others, ...derived]);
  const unmade = current.unmade?.filter((what) => what !== 'config') ?? [];
  return recordText({ ...current, files, unmade: unmade.length === 0 ? undefined : unmade });
}

function entryOf({ path, content, mode }: DerivedFile, { files, templates }: WorkerRecord, gitBlobId: Bytes['gitBlobId']): RecordedFile {
  const isDeploy = path.startsWith('deploy/kubernetes/');
  const maker = templates.find(({ name }) => (name === 'kubernetes') === isDeploy)?.name ?? 'kubernetes';
  const { id, template } = files[path] ?? { id: `derived/${path}`, template: maker };
  return { id, template, ownership: 'derived', mode, kind: 'text', blob: gitBlobId(new TextEncoder().encode(content)) };
}
