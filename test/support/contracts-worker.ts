import { readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { nodeWorkerModules } from '../../src/adapters/worker-modules.ts';
import { readTypescript, type TypescriptInput } from '../../src/declarations/typescript.ts';
import type { Declarations } from '../../src/domain/declarations.ts';
import { runCli } from './cli.ts';
import { imageRenderYaml } from './image-render.ts';
import { temporaryFolder } from './temporary-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const define = readFileSync(join(root, 'templates/worker-typescript/files/contracts/src/define.ts'), 'utf8');

/** The first lines of every contract below, so that what follows begins at line 4. */
export const imports = `import { z } from 'zod/mini';
import { defineActivity, defineWorkflow } from './define.ts';

`;

/** One contract at line 4 and its implementation, for tests that are about something else. */
export const renderContract = `${imports}export const render = defineActivity({
  name: 'render',
  taskQueue: 'image-gpu',
  input: z.object({ prompt: z.string() }),
  output: z.object({ url: z.url() }),
  startToCloseTimeout: '2m',
});
`;
export const renderImplementation = implementing('activity', 'render', 'render.ts');

export const createImageContract = `${imports}export const createImage = defineWorkflow({
  name: 'CreateImage',
  taskQueue: 'image-orders',
  input: z.object({ prompt: z.string(), count: z.int().check(z.minimum(1), z.maximum(8)) }),
  output: z.object({ urls: z.array(z.url()) }),
  signals: { cancelOne: z.object({ index: z.int() }) },
  queries: { progress: { output: z.object({ done: z.int() }) } },
  updates: { resize: { input: z.object({ size: z.string() }), output: z.object({ accepted: z.boolean() }) } },
});
`;
export const createImageImplementation = implementing('workflow', 'createImage', 'create-image.ts');

/** The text of a file in `src/` that implements what `contracts/src/<file>` exports under that name. */
export function implementing(kind: 'activity' | 'workflow', name: string, file: string): string {
  return `import { ${name} } from '../contracts/src/${file}';
import { implement } from '../sdk/${kind}.ts';

export default implement(${name}, async () => ({ url: 'https://example.com' }));
`;
}

/** The text of the error for declarations that cannot be read. */
export function invalid(...problems: string[]): string {
  const headline = 'error DECLARATION_INVALID  the declarations cannot be read';
  return [headline, ...problems, 'Mend them and run `config` again. Nothing was written.'].join('\n  ');
}

/** A TypeScript worker in a folder of its own, with this project's node_modules as its own. */
export async function contractsWorker(tree: Readonly<Record<string, string>>): Promise<string> {
  const folder = await temporaryFolder({ 'worker.yaml': imageRenderYaml, 'contracts/src/define.ts': define, ...tree });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

export async function readContracts(folder: string, options: Partial<TypescriptInput> = {}): Promise<Declarations> {
  return await readTypescript({ root: folder, files: nodeFiles, processes: nodeProcesses, modules: nodeWorkerModules, ...options });
}

/** An activity and a workflow on queues of their own, both served by the service's own worker. */
export const sampleContracts = {
  'contracts/src/render.ts': renderContract,
  'src/render.impl.ts': renderImplementation,
  'contracts/src/create-image.ts': createImageContract,
  'src/create-image.impl.ts': createImageImplementation,
};

/** A worker whose derived files are there. */
export async function configuredWorker(tree: Readonly<Record<string, string>> = sampleContracts): Promise<string> {
  const folder = await contractsWorker(tree);
  const { code, stderr } = await runCli(['config', folder]);
  if (code !== 0) throw new Error(stderr);
  return folder;
}
