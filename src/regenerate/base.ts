import { join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { basePath, type RecordedFile, type WorkerRecord } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import type { Repository } from './repository.ts';

export interface BaseInput {
  root: string;
  record: WorkerRecord;
  /** The recorded version rendered with the recorded inputs, where it could be. */
  rendered: readonly RenderedFile[];
  repository: Repository | undefined;
  /** Bytes in the worker's folder, by path. */
  oursAt: (path: string) => Uint8Array | undefined;
  files: Pick<Files, 'kindOf' | 'read'>;
  bytes: Pick<Bytes, 'gitBlobId'>;
}

/**
 * The bytes that each file of the record had when the template wrote it, as far as they are to be had on this machine.
 * Wherever they come from, they count only when their id is the recorded one.
 */
export async function pristineBytes(input: BaseInput): Promise<Map<string, Uint8Array>> {
  const shared = Object.entries(input.record.files).filter(([, { ownership }]) => ownership === 'shared');
  return await pristineBytesOf(shared, input);
}

/** The same of these files alone. */
export async function pristineBytesOf(
  wanted: readonly (readonly [path: string, RecordedFile])[],
  input: Omit<BaseInput, 'record'>,
): Promise<Map<string, Uint8Array>> {
  const byBlob = new Map(input.rendered.map(({ bytes }) => [input.bytes.gitBlobId(bytes), bytes]));
  const found = new Map<string, Uint8Array>();
  for (const [path, file] of wanted) {
    const bytes = byBlob.get(file.blob) ?? (await elsewhere(path, file, input));
    if (bytes !== undefined) found.set(path, bytes);
  }
  return found;
}

async function elsewhere(path: string, { blob }: RecordedFile, input: Omit<BaseInput, 'record'>): Promise<Uint8Array | undefined> {
  const isProof = (bytes: Uint8Array | undefined): bytes is Uint8Array => bytes !== undefined && input.bytes.gitBlobId(bytes) === blob;
  const own = input.oursAt(path);
  if (isProof(own)) return own;
  const kept = join(input.root, basePath, blob);
  const stored = (await input.files.kindOf(kept)) === 'file' ? await input.files.read(kept) : undefined;
  if (isProof(stored)) return stored;
  return await input.repository?.readBlob(blob, path);
}
