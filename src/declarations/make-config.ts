import { join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Platform } from '../domain/platform.ts';
import { recordPath } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { TemplatePackage } from '../templates/templates.ts';
import { applyChanges } from './apply.ts';
import { derivedFolders, hasNotice, isDerivedPath, planChanges, type Change } from './changes.ts';
import { deriveFiles, type DerivedFile } from './derived-files.ts';
import { readDeclarations, type ReadInput } from './read-declarations.ts';
import { parseRecord, recordedDerived, recordWith } from './record-entries.ts';
import type { FoundWorker } from './worker-file.ts';

export interface ConfigInput extends Omit<ReadInput, 'root' | 'worker'> {
  found: FoundWorker;
  platform: Platform;
  kubernetesTemplate: TemplatePackage;
  bytes: Pick<Bytes, 'gitBlobId'>;
}

export interface ConfigReading {
  changes: Change[];
  unchanged: number;
  /** The error that a check of these changes ends with; `undefined` when there are none. */
  staleError: () => Promise<ToolError | undefined>;
}

/** Reads the code and says what its derived files lack; nothing is written. */
export async function readConfigChanges({ found, ...input }: ConfigInput): Promise<ConfigReading> {
  const { root, worker, place } = found;
  const { files, platform, kubernetesTemplate } = input;
  const declarations = await readDeclarations({ ...input, root, worker });
  const { files: planned } = deriveFiles({ declarations, worker, platform, kubernetesTemplate, place });
  const record = await readRecord(root, input);
  const existing = await existingFiles(root, { files, planned, recorded: record === undefined ? [] : recordedDerived(record.value) });
  const withRecord = record === undefined ? planned : [...planned, recordFile(record, planned, input.bytes)];
  if (record !== undefined) existing.set(recordPath, record.text);
  const changes = planChanges({ planned: withRecord, existing });
  return {
    changes,
    unchanged: withRecord.length - changes.filter(({ kind }) => kind !== 'remove').length,
    staleError: async () => {
      if (changes.length === 0) return undefined;
      const { staleProblems } = await import('./stale.ts');
      return staleError(changes, staleProblems({ declarations, worker, changes }));
    },
  };
}

/** Writes what a reading found to be lacking. */
export async function writeConfig({ changes }: ConfigReading, { found, files, signal }: ConfigInput): Promise<void> {
  await applyChanges(changes, { root: found.root, files, signal });
}

async function readRecord(root: string, { files }: Pick<ConfigInput, 'files'>) {
  const text = await files.readText(join(root, recordPath));
  const value = text === undefined ? undefined : parseRecord(text);
  return text === undefined || value === undefined ? undefined : { text, value };
}

function recordFile(
  { value }: { value: NonNullable<ReturnType<typeof parseRecord>> },
  planned: readonly DerivedFile[],
  bytes: Pick<Bytes, 'gitBlobId'>,
): DerivedFile {
  return { path: recordPath, content: recordWith(value, planned, (content) => bytes.gitBlobId(content)), mode: '644' };
}

interface ExistingInput {
  files: ConfigInput['files'];
  planned: readonly DerivedFile[];
  recorded: readonly string[];
}

/** Planned files that are there, and files made by an earlier run: those the record names or that carry our notice. */
async function existingFiles(root: string, { files, planned, recorded }: ExistingInput): Promise<Map<string, string>> {
  const existing = new Map<string, string>();
  const expected = new Set([...planned.map(({ path }) => path), ...recorded]);
  const found = await Promise.all(derivedFolders.map((folder) => derivedPathsBelow(root, folder, files)));
  const paths = [...new Set([...expected, ...found.flat()])];
  const texts = await files.readTexts(paths.map((path) => join(root, path)));
  paths.forEach((path, index) => {
    const text = texts[index];
    if (text !== undefined && (expected.has(path) || hasNotice(text))) existing.set(path, text);
  });
  return existing;
}

async function derivedPathsBelow(root: string, folder: string, files: ConfigInput['files']): Promise<string[]> {
  if ((await files.kindOf(join(root, folder))) !== 'directory') return [];
  const below = await files.walk(join(root, folder), (path) => path.split('/').includes('node_modules'));
  return below.map((path) => `${folder}/${path}`).filter(isDerivedPath);
}

function staleError(changes: readonly Change[], problems: ToolError['problems']): ToolError {
  const [first, ...rest] = changes.map(({ path }) => path).filter((path) => path !== recordPath);
  const others = rest.length === 0 ? '' : ` and ${rest.length} other ${rest.length === 1 ? 'file' : 'files'}`;
  const verb = rest.length === 0 ? 'does' : 'do';
  return new ToolError('CONFIG_STALE', `${first ?? recordPath}${others} ${verb} not match the code`, {
    problems,
    hint: 'Run `npx gen-temporal-managed-worker config` and commit the result. Nothing was written.',
  });
}
