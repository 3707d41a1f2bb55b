import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nodeFiles } from '../../../src/adapters/files.ts';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { nodeWorkerModules } from '../../../src/adapters/worker-modules.ts';
import { readTypescript } from '../../../src/declarations/typescript.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { typescriptTemplate, writeAll } from '../../support/typescript-worker.ts';

const worker = sharedFolder();

beforeAll(async () => {
  const files = join(typescriptTemplate, 'files');
  const paths = (await nodeFiles.walk(files)).filter((path) => /^(contracts\/src|src)\/.*\.ts$/.test(path));
  const contents = await Promise.all(paths.map(async (path) => [path, await nodeFiles.read(join(files, path))] as const));
  await writeAll(worker(), Object.fromEntries(contents));
  await symlink(join(typescriptTemplate, '../../node_modules'), join(worker(), 'node_modules'));
});

test('the template ships the declarations of its own code', async () => {
  const read = await readTypescript({ root: worker(), files: nodeFiles, processes: nodeProcesses, modules: nodeWorkerModules });
  await expect(`${JSON.stringify(read, undefined, 2)}\n`).toMatchFileSnapshot(join(typescriptTemplate, 'declarations.json'));
});
