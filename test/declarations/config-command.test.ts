import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { runCli } from '../support/cli.ts';
import {
  contractsWorker,
  createImageContract,
  createImageImplementation,
  renderContract,
  renderImplementation,
  workerYaml,
} from '../support/contracts-worker.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sample = {
  'contracts/src/render.ts': renderContract,
  'src/render.impl.ts': renderImplementation,
  'contracts/src/create-image.ts': createImageContract,
  'src/create-image.impl.ts': createImageImplementation,
};
const config = async (folder: string, ...args: string[]) => await runCli(['config', folder, ...args]);
const text = async (folder: string, path: string) => await readFile(join(folder, path), 'utf8');
const files = async (folder: string) => await nodeFiles.walk(folder, (path) => path === 'node_modules');

async function configured(tree: Record<string, string> = sample): Promise<string> {
  const folder = await contractsWorker(tree);
  expect((await config(folder)).stderr).toMatch(/^config {2}\d+ added, 0 changed, 0 removed, 0 unchanged$/);
  return folder;
}

test('config writes every derived file, and a check of it is clean', async () => {
  const folder = await configured();
  expect((await files(folder)).filter((path) => !path.startsWith('deploy/'))).toEqual(
    [
      ...Object.keys(sample),
      'config/namespace.yaml',
      'config/workers.yaml',
      'config/workflows.yaml',
      'contracts/src/define.ts',
      'schemas/CreateImage/input.json',
      'schemas/CreateImage/output.json',
      'schemas/CreateImage/queries/progress.output.json',
      'schemas/CreateImage/signals/cancelOne.input.json',
      'schemas/CreateImage/updates/resize.input.json',
      'schemas/CreateImage/updates/resize.output.json',
      'schemas/activities/render/input.json',
      'schemas/activities/render/output.json',
      'src/generated/activities.ts',
      'src/generated/workflows.ts',
      'worker.yaml',
    ].toSorted(),
  );
  expect((await files(folder)).filter((path) => path.startsWith('deploy/'))).toEqual([
    'deploy/kubernetes/production/eu/image-render.yaml',
    'deploy/kubernetes/production/us/image-render.yaml',
    'deploy/kubernetes/staging/eu/image-render.yaml',
    'deploy/kubernetes/staging/us/image-render.yaml',
  ]);
  expect(await config(folder, '--check')).toEqual({ code: 0, stdout: '', stderr: 'config  17 files match the code' });
  expect((await config(folder)).stderr).toBe('config  0 added, 0 changed, 0 removed, 17 unchanged');
});

test('config may be run in any folder of the worker', async () => {
  const folder = await configured();
  expect((await config(join(folder, 'contracts/src'), '--check')).code).toBe(0);
});

test('a stale queue is told at the line of the code, with a diff, and nothing is written', async () => {
  const folder = await configured();
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
  const folder = await configured();
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
  const folder = await configured();
  await writeFile(join(folder, 'contracts/src/create-image.ts'), `\n${createImageContract}`);
  expect((await config(folder, '--check')).stderr).toContain(
    "\n  contracts/src/create-image.ts:5:1  'CreateImage' is declared here, config says contracts/src/create-image.ts:4\n",
  );
});

test('one stale file is named alone', async () => {
  const folder = await configured();
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
  const folder = await configured();
  await writeFile(join(folder, 'config/workflows.yaml'), '<<<<<<< HEAD\n: [\n');
  expect((await config(folder, '--check')).stderr).toContain('\n  config/workflows.yaml  is not what the code makes\n');
});

test('a checkout with Windows line ends is not stale', async () => {
  const folder = await configured();
  for (const path of ['config/workers.yaml', 'schemas/CreateImage/input.json', 'src/generated/workflows.ts']) {
    await writeFile(join(folder, path), (await text(folder, path)).replaceAll('\n', '\r\n'));
  }
  expect((await config(folder, '--check')).code).toBe(0);
});

test('a second worker has a document and manifests of its own', async () => {
  const folder = await configured({
    ...sample,
    'contracts/src/render.ts': renderContract.replace("taskQueue: 'image-gpu',", "taskQueue: 'image-gpu',\n  worker: 'image-gpu',"),
    'worker.yaml': `${workerYaml}workers: { image-gpu: { resources: { memory: 4Gi } } }\n`,
  });
  expect(await text(folder, 'config/workers.yaml')).toContain('name: image-gpu, owner: team-images, tier: 1 }');
  expect(await text(folder, 'deploy/kubernetes/staging/us/image-gpu.yaml')).toContain('4Gi');
});

test('files that are no longer made are removed with their folders, a team’s files are not', async () => {
  const folder = await configured();
  await rm(join(folder, 'contracts/src/create-image.ts'));
  await rm(join(folder, 'src/create-image.impl.ts'));
  await writeFile(join(folder, 'schemas/notes.json'), '{}\n');
  await writeFile(join(folder, 'config/extra.yaml'), 'ours: true\n');
  await writeFile(join(folder, 'src/generated/own.ts'), 'export {};\n');
  await mkdir(join(folder, 'deploy/kubernetes/test/eu'), { recursive: true });
  await writeFile(join(folder, 'deploy/kubernetes/test/eu/old.yaml'), '# Generated by gen-temporal-managed-worker config; do not edit.\n');
  expect((await config(folder)).stderr).toMatch(/, 7 removed, /);
  const left = await files(folder);
  expect(left).toEqual(expect.arrayContaining(['schemas/notes.json', 'config/extra.yaml', 'src/generated/own.ts']));
  expect(await nodeFiles.kindOf(join(folder, 'schemas/CreateImage'))).toBeUndefined();
  expect(await nodeFiles.kindOf(join(folder, 'deploy/kubernetes/test'))).toBeUndefined();
  expect(await text(folder, 'src/generated/workflows.ts')).toContain('\nexport {};\n');
});

const recorded = (ownership: string, id: string, template: string) => ({
  id,
  template,
  ownership,
  mode: '644',
  kind: 'text',
  blob: '0'.repeat(40),
});
const record = {
  schemaVersion: 1,
  tool: '0.1.0',
  templates: [
    { name: 'kubernetes', version: '1.0.0', digest: 'sha256:a' },
    { name: 'worker-typescript', version: '1.0.0', digest: 'sha256:b' },
  ],
  inputs: { name: 'image-render' },
  retired: {},
  files: {
    'README.md': recorded('shared', 'readme', 'worker-typescript'),
    'package-lock.json': recorded('derived', 'lock', 'worker-typescript'),
    'config/workers.yaml': recorded('derived', 'workers', 'worker-typescript'),
    'schemas/Old/input.json': recorded('derived', 'derived/schemas/Old/input.json', 'worker-typescript'),
  },
};

test('the record keeps up with derived files, and what it knows of is removed with them', async () => {
  const folder = await contractsWorker({
    ...sample,
    '.managed-worker/record.json': JSON.stringify(record),
    'schemas/Old/input.json': '{}\n',
    'package-lock.json': '{}\n',
  });
  expect((await config(folder)).stderr).toBe('config  17 added, 1 changed, 1 removed, 0 unchanged');
  const after = JSON.parse(await text(folder, '.managed-worker/record.json')) as typeof record & { files: Record<string, unknown> };
  expect({ ...after, files: {} }).toEqual({ ...record, files: {} });
  const blob = async (path: string) => nodeBytes.gitBlobId(await nodeFiles.read(join(folder, path)));
  expect(after.files['README.md']).toEqual(record.files['README.md']);
  expect(after.files['package-lock.json']).toEqual(record.files['package-lock.json']);
  expect(after.files['config/workers.yaml']).toEqual({ ...record.files['config/workers.yaml'], blob: await blob('config/workers.yaml') });
  const input = 'schemas/CreateImage/input.json';
  expect(after.files[input as 'README.md']).toEqual({
    ...recorded('derived', `derived/${input}`, 'worker-typescript'),
    blob: await blob(input),
  });
  const deploy = 'deploy/kubernetes/staging/eu/image-render.yaml';
  expect(after.files[deploy as 'README.md']).toMatchObject({ id: `derived/${deploy}`, template: 'kubernetes', blob: await blob(deploy) });
  expect(Object.keys(after.files)).toEqual(Object.keys(after.files).toSorted());
  expect(after.files).not.toHaveProperty(['schemas/Old/input.json']);
  expect(await files(folder)).not.toContain('schemas/Old/input.json');
  expect(await files(folder)).toContain('package-lock.json');
  expect((await config(folder, '--check')).code).toBe(0);
});

test('a record that cannot be read is left alone', async () => {
  const folder = await configured({ ...sample, '.managed-worker/record.json': '<<<<<<< HEAD' });
  expect(await text(folder, '.managed-worker/record.json')).toBe('<<<<<<< HEAD');
});

test('a folder that stands where a file is to be is told, and nothing is written', async () => {
  const folder = await contractsWorker(sample);
  await mkdir(join(folder, 'config'), { recursive: true });
  await writeFile(join(folder, 'schemas'), 'a file\n');
  const { code, stderr } = await config(folder);
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^error WRITE_FAILED {2}generated files cannot be written: a file stands where a folder is to be \(E(NOTDIR|EXIST)\)\n/,
  );
  expect(stderr).toMatch(/ {2}Mend that and run `config` again\. Nothing was written\.$/);
  expect(await nodeFiles.list(join(folder, 'config'))).toEqual([]);
});

test('a worker without contracts has empty config and export maps', async () => {
  const folder = await configured({});
  expect(await text(folder, 'config/workflows.yaml')).toBe('# Generated by gen-temporal-managed-worker config; do not edit.\n');
  expect(await text(folder, 'src/generated/activities.ts')).toMatch(/\nexport const activities = \{\};\n$/);
});

test('a folder that is no worker is refused', async () => {
  const folder = await temporaryFolder({});
  expect(await config(folder)).toMatchObject({
    code: 2,
    stderr: [
      `error WORKER_NOT_FOUND  there is no worker.yaml in ${folder} or in a folder above it`,
      'Name the folder of a managed worker, or make one with `gen-temporal-managed-worker new`. Nothing was written.',
    ].join('\n  '),
  });
});

test('every problem of worker.yaml is told at its line', async () => {
  const yaml = `${workerYaml.replace('tier: 1', 'tier: 7').replace('team-images', '""')}workres: {}\nname: twice\n`;
  const { code, stderr } = await config(await contractsWorker({ 'worker.yaml': yaml }));
  expect(code).toBe(2);
  expect(stderr.split('\n').map((line) => line.replace(/: .*/, ''))).toEqual([
    'error WORKER_INVALID  worker.yaml cannot be used',
    '  worker.yaml:4:8  owner',
    '  worker.yaml:5:7  tier',
    '  worker.yaml:10:1  workres',
    expect.stringContaining('  worker.yaml:11:1  '),
    '  Mend worker.yaml. Nothing was written.',
  ]);
});

test('rules of the platform point into worker.yaml', async () => {
  const folder = await contractsWorker({ ...sample, 'worker.yaml': workerYaml.replace('14d', '91d') });
  expect((await config(folder)).stderr).toContain("\n  worker.yaml:7:12  retention: '91d' is above the platform's maximum of 90d\n");
});

test('what the declarations break together is told by config too', async () => {
  const folder = await contractsWorker({ 'contracts/src/render.ts': renderContract });
  expect((await config(folder)).stderr).toContain(
    "\n  contracts/src/render.ts:4:1  activity 'render' has no implementation; write `export default implement(render, …)` in a file of src/ that ends in .impl.ts\n",
  );
  expect(await nodeFiles.kindOf(join(folder, 'config'))).toBeUndefined();
});

test('Ctrl-C before anything is written leaves the worker as it was', async () => {
  const folder = await contractsWorker({});
  const { code, stderr } = await runCli(['config', folder], { signal: AbortSignal.abort() });
  expect({ code, stderr }).toEqual({ code: 130, stderr: 'error INTERRUPTED  stopped\n  Nothing was written.' });
});

test('a failure halfway says that running it again helps', async () => {
  const folder = await contractsWorker(sample);
  const replaceTexts = async () =>
    await Promise.reject(Object.assign(new Error('no'), { code: 'ENOSPC', path: join(folder, 'config/a'), moved: 3 }));
  const { code, stderr } = await runCli(['config', folder], { files: { ...nodeFiles, replaceTexts } });
  expect({ code, stderr }).toEqual({
    code: 2,
    stderr: [
      'error WRITE_FAILED  generated files cannot be written: the disk is full (ENOSPC)',
      'config/a  cannot be written',
      'Mend that and run `config` again. Some files were written; running it again writes the rest.',
    ].join('\n  '),
  });
});
