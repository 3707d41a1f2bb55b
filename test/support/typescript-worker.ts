import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { nodeWorkerModules } from '../../src/adapters/worker-modules.ts';
import { findWorker, makeConfig } from '../../src/declarations/declarations.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Answers } from '../../src/domain/managed-worker.ts';
import { planNewWorker } from '../../src/scaffold/scaffold.ts';
import { findTemplate } from '../../src/templates/templates.ts';
import { imageRender } from './image-render.ts';

const projectRoot = join(import.meta.dirname, '../..');
export const typescriptTemplate = join(projectRoot, 'templates/worker-typescript');

const templates = { files: nodeFiles, bytes: nodeBytes, folders: [join(projectRoot, 'templates')] };

/** Writes what `new` would write into `folder`, with this project's packages in place of its own. */
export async function writeTypescriptWorker(folder: string, answers: Partial<Answers> = {}): Promise<void> {
  const plan = await planNewWorker({
    answers: { ...imageRender, ...answers },
    platform: builtinPlatform.spec,
    tool: { name: 'gen-temporal-managed-worker', version: '0.1.0' },
    templates,
  });
  await writeAll(folder, Object.fromEntries(plan.writes.map(({ path, bytes }) => [path, bytes])));
  await symlink(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
}

export async function writeAll(folder: string, contents: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(contents)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** What `config` does in the worker's folder. */
export async function runConfig(folder: string): Promise<void> {
  await makeConfig({
    found: await findWorker(folder, nodeFiles),
    platform: builtinPlatform.spec,
    kubernetesTemplate: await findTemplate('kubernetes', templates),
    toolRoot: projectRoot,
    files: nodeFiles,
    bytes: nodeBytes,
    processes: nodeProcesses,
    modules: nodeWorkerModules,
  });
}
