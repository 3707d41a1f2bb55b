import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { configuredWorker, createImageContract, renderContract } from '../support/contracts-worker.ts';

const config = async (folder: string, ...args: string[]) => await runCli(['config', folder, ...args]);
const text = async (folder: string, path: string) => await readFile(join(folder, path), 'utf8');

test('a stale queue is told at the line of the code, with a diff, and nothing is written', async () => {
  const folder = await configuredWorker();
  await writeFile(join(folder, 'contracts/src/create-image.ts'), createImageContract.replace("'image-orders'", "'images'"));
  const before = await text(folder, 'config/workflows.yaml');
  const { code, stdout, stderr } = await config(folder, '--check');
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error CONFIG_STALE {2}config\/workers\.yaml and \d other files do not match the code\n/);
  expect(stderr).toContain("\n  contracts/src/create-image.ts:6:3  taskQueue is 'images', config says 'image-orders'\n");
  expect(stderr).toMatch(/\n {2}Run `npx gen-temporal-managed-worker config` and commit the result\. Nothing was written\.$/);
  expect(stdout).toContain('--- a/config/workflows.yaml\n+++ b/config/workflows.yaml\n@@');
  expect(stdout).toContain('\n-  taskQueue: image-orders\n+  taskQueue: images\n');
  expect(await text(folder, 'config/workflows.yaml')).toBe(before);
});

test('a check names each thing that differs, where it is decided', async () => {
  const folder = await configuredWorker();
  await writeFile(
    join(folder, 'contracts/src/render.ts'),
    renderContract.replace("'image-gpu'", "'gpu'").replace('url: z.url()', 'url: z.string()'),
  );
  await writeFile(join(folder, 'contracts/src/create-image.ts'), `\n${createImageContract.replace("'CreateImage'", "'DrawImage'")}`);
  await rm(join(folder, 'config/namespace.yaml'));
  await writeFile(join(folder, 'src/generated/activities.ts'), 'edited\n');
  const { stderr } = await config(folder, '--check');
  const problems = stderr.split('\n').slice(1, -1);
  expect(problems).toEqual(
    expect.arrayContaining([
      "  contracts/src/create-image.ts:6:3  workflow 'DrawImage' is declared here, config does not have it",
      "  contracts/src/render.ts:6:3  taskQueue is 'gpu', config says 'image-gpu'",
      '  contracts/src/render.ts:8:3  output is not what schemas/activities/render/output.json says',
      "  config/workflows.yaml  workflow 'CreateImage' is in config, the code does not declare it",
      '  config/namespace.yaml  is missing',
      '  src/generated/activities.ts  is not what the code makes',
      '  schemas/CreateImage/input.json  is made no longer',
      '  schemas/DrawImage/input.json  is missing',
    ]),
  );
  expect(problems.filter((problem) => problem.includes('config/workflows.yaml  is'))).toEqual([]);
});

test('a contract that only moved says so', async () => {
  const folder = await configuredWorker();
  await writeFile(join(folder, 'contracts/src/create-image.ts'), `\n${createImageContract}`);
  expect((await config(folder, '--check')).stderr).toContain(
    "\n  contracts/src/create-image.ts:5:1  'CreateImage' is declared here, config says contracts/src/create-image.ts:4\n",
  );
});

test('one stale file is named alone', async () => {
  const folder = await configuredWorker();
  await writeFile(join(folder, 'src/generated/workflows.ts'), 'edited\n');
  expect((await config(folder, '--check')).stderr).toBe(
    [
      'error CONFIG_STALE  src/generated/workflows.ts does not match the code',
      'src/generated/workflows.ts  is not what the code makes',
      'Run `npx gen-temporal-managed-worker config` and commit the result. Nothing was written.',
    ].join('\n  '),
  );
});

test('a config file that is no YAML is stale, not a crash', async () => {
  const folder = await configuredWorker();
  await writeFile(join(folder, 'config/workflows.yaml'), '<<<<<<< HEAD\n: [\n');
  expect((await config(folder, '--check')).stderr).toContain('\n  config/workflows.yaml  is not what the code makes\n');
});

test('a checkout with Windows line ends is not stale', async () => {
  const folder = await configuredWorker();
  for (const path of ['config/workers.yaml', 'schemas/CreateImage/input.json', 'src/generated/workflows.ts']) {
    await writeFile(join(folder, path), (await text(folder, path)).replaceAll('\n', '\r\n'));
  }
  expect((await config(folder, '--check')).code).toBe(0);
});
