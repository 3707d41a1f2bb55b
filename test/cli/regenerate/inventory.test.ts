import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const template = { name: 'worker-typescript', version: '1.0.0' };
const documents = {
  'images.json': JSON.stringify({
    schemaVersion: 1,
    workers: [{ root: '/r', path: 'render', exit: 0, template, isCurrent: true, edited: [] }],
  }),
  'payments.json': JSON.stringify({
    schemaVersion: 1,
    workers: [
      { root: '/r', path: 'sync', exit: 0, template, isCurrent: false },
      { root: '/r', path: 'old', exit: 2, error: { code: 'RECORD_INVALID', message: 'is not JSON' } },
    ],
  }),
  'broken.json': '{',
  'other.json': '{"schemaVersion":1}',
};
const folder = async () => await temporaryFolder(documents);
const both = ['--inventory', 'images.json', '--inventory', 'payments.json'];

test('what several repositories have said is one report, with the gravest exit', async () => {
  const { code, stdout } = await runCli(['status', ...both], { cwd: await folder() });
  expect(code).toBe(2);
  expect(stdout.split('\n')).toEqual([
    'images.json: render  worker-typescript 1.0.0, up to date',
    'payments.json: sync  worker-typescript 1.0.0, has findings',
    'payments.json: old  failed',
    '  RECORD_INVALID  is not JSON',
  ]);
});

test('the report as JSON keeps everything that was said, and says by which file', async () => {
  const { stdout } = await runCli(['status', '--json', ...both], { cwd: await folder() });
  const { workers } = JSON.parse(stdout) as { workers: { inventory: string; path: string; edited?: [] }[] };
  expect(workers.map(({ inventory, path }) => [inventory, path])).toEqual([
    ['images.json', 'render'],
    ['payments.json', 'sync'],
    ['payments.json', 'old'],
  ]);
  expect(workers[0]?.edited).toEqual([]);
});

test('whether findings count is for this run to say', async () => {
  const cwd = await temporaryFolder({ 'a.json': documents['payments.json'].replace('"exit":2', '"exit":0') });
  const status = async (...args: string[]) => (await runCli(['status', '--inventory', join(cwd, 'a.json'), ...args], { cwd })).code;
  expect(await status()).toBe(0);
  expect(await status('--check')).toBe(1);
});

test.each(['broken.json', 'other.json', 'missing.json'])('%s is no inventory', async (name) => {
  const { code, stderr } = await runCli(['status', '--inventory', name], { cwd: await folder() });
  expect(code).toBe(2);
  expect(stderr).toContain(name);
});
