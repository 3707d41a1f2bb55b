import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { completeAnswers, readAnswersFile } from '../../src/cli/new/answers.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Answers, Language } from '../../src/domain/managed-worker.ts';
import { planNewWorker } from '../../src/scaffold/scaffold.ts';
import { projectRoot } from './packed.ts';

const golden = join(projectRoot, 'test/golden');

/** A set of answers and the whole project that `new` makes of it, both committed. */
export interface GoldenWorker {
  name: string;
  language: Language;
  /** The committed project, less its lock files: those are known by their digests. */
  folder: string;
}

/** Path -> what is compared: mode and text, or mode and digest of a lock file. */
export type GoldenFiles = Readonly<Record<string, string>>;

const isLock = (path: string) => /(^|\/)(package-lock\.json|requirements(-dev)?\.lock)$/.test(path);

export async function goldenWorkers(): Promise<GoldenWorker[]> {
  const names = (await readdir(join(golden, 'answers'))).map((file) => basename(file, '.yaml')).toSorted();
  return names.map((name) => ({
    name,
    language: name.startsWith('python-') ? 'python' : 'typescript',
    folder: join(golden, 'workers', name),
  }));
}

/** What `new` would write for a set of answers. */
export async function renderGolden(worker: GoldenWorker): Promise<Map<string, { bytes: Uint8Array; mode: string }>> {
  const { version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { version: string };
  const { writes } = await planNewWorker({
    answers: await goldenAnswers(worker),
    platform: builtinPlatform.spec,
    tool: { name: 'gen-temporal-managed-worker', version },
    templates: { files: nodeFiles, bytes: nodeBytes, folders: [join(projectRoot, 'templates')] },
  });
  return new Map(writes.map(({ path, bytes, mode }) => [path, { bytes, mode }]));
}

/** The committed answers, as the built-in platform takes them. */
export async function goldenAnswers({ name }: Pick<GoldenWorker, 'name'>): Promise<Answers> {
  const file = join(golden, 'answers', `${name}.yaml`);
  const platform = builtinPlatform.spec;
  return completeAnswers(readAnswersFile(await readFile(file, 'utf8'), file, platform), platform);
}

export function comparedFiles(files: ReadonlyMap<string, { bytes: Uint8Array; mode: string }>): GoldenFiles {
  return Object.fromEntries([...files].map(([path, { bytes, mode }]) => [path, `${mode} ${isLock(path) ? digest(bytes) : textOf(bytes)}`]));
}

export async function committedFiles({ folder }: GoldenWorker): Promise<GoldenFiles> {
  const files = new Map<string, { bytes: Uint8Array; mode: string }>();
  for (const path of await nodeFiles.walk(folder)) {
    const isExecutable = ((await stat(join(folder, path))).mode & 0o100) !== 0;
    files.set(path, { bytes: await readFile(join(folder, path)), mode: isExecutable ? '755' : '644' });
  }
  return { ...comparedFiles(files), ...(JSON.parse(await readFile(locksFile(folder), 'utf8')) as GoldenFiles) };
}

/** Makes the committed project what `new` writes. */
export async function updateGolden(worker: GoldenWorker): Promise<void> {
  const files = await renderGolden(worker);
  await rm(worker.folder, { recursive: true, force: true });
  for (const [path, { bytes, mode }] of files) {
    if (isLock(path)) continue;
    const target = join(worker.folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, bytes);
    await chmod(target, Number.parseInt(mode, 8));
  }
  const locks = Object.fromEntries(Object.entries(comparedFiles(files)).filter(([path]) => isLock(path)));
  await writeFile(locksFile(worker.folder), `${JSON.stringify(locks, undefined, 2)}\n`);
}

function locksFile(folder: string): string {
  return `${folder}.locks.json`;
}

function digest(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('utf8', { fatal: true }).decode(bytes);
}
