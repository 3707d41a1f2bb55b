import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join } from 'node:path';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Answers } from '../../src/domain/managed-worker.ts';
import { planNewWorker } from '../../src/scaffold/scaffold.ts';
import { imageRender } from './image-render.ts';

export const projectRoot = join(import.meta.dirname, '../..');
export const pythonTemplate = join(projectRoot, 'templates/worker-python');
export const pythonReader = join(projectRoot, 'src/declarations/extractors/python');

/** Writes what `new` would write, less the environment, into `folder`. */
export async function writePythonWorker(folder: string, answers: Partial<Answers> = {}): Promise<void> {
  const plan = await planNewWorker({
    answers: { ...imageRender, language: 'python', ...answers },
    platform: builtinPlatform.spec,
    tool: { name: 'gen-temporal-managed-worker', version: '0.1.0' },
    templates: { files: nodeFiles, bytes: nodeBytes, folders: [join(projectRoot, 'templates')] },
  });
  for (const { path, bytes } of plan.writes) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
}

/** Gives a worker's folder the environment that its lock asks for; made once per lock and kept. */
export async function linkPythonEnvironment(folder: string): Promise<void> {
  await symlink(join(await cachedEnvironment(), '.venv'), join(folder, '.venv'));
}

/** Where a worker's modules are; the kept environment does not point at any one worker. */
export function pythonPath(folder: string): string {
  return ['contracts', 'sdk', 'src'].map((name) => join(folder, name)).join(delimiter);
}

const environmentFiles = ['requirements.lock', 'requirements-dev.lock', 'sdk/install.py'];

async function cachedEnvironment(): Promise<string> {
  const texts = await Promise.all(environmentFiles.map((name) => readFile(join(pythonTemplate, 'files', name), 'utf8')));
  const digest = createHash('sha256').update(texts.join('\0')).digest('hex').slice(0, 16);
  const kept = join(projectRoot, 'node_modules/.cache/python-worker', digest);
  if (existsSync(kept)) return kept;
  const made = `${kept}.${process.pid}`;
  await mkdir(join(made, 'sdk'), { recursive: true });
  for (const [index, name] of environmentFiles.entries()) await writeFile(join(made, name), texts[index] ?? '');
  await install(made);
  // Two test files may have made one each: the first that is in place stays.
  await rename(made, kept).catch(() => rm(made, { recursive: true, force: true }));
  return kept;
}

async function install(folder: string): Promise<void> {
  const { exitCode, stderr } = await nodeProcesses.run('python3', ['sdk/install.py'], { cwd: folder });
  if (exitCode !== 0) throw new Error(`the Python worker's environment cannot be made: ${stderr}`);
  const packages = (await nodeFiles.walk(join(folder, '.venv'))).find((path) => path.endsWith('/worker.pth'));
  if (packages === undefined) throw new Error('sdk/install.py put nothing on the path');
  await rm(join(folder, '.venv', packages));
}
