import { mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { better } from '../support/better-template.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { editText, laterTemplate, madeWorker, newest } from '../support/upgrade.ts';

describe('bad input leaves every byte as it is:', () => {
  test.each<{ title: string; spoil: (root: string) => unknown; code: number; text: string }>([
    {
      title: 'a record with conflict markers of git',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => `<<<<<<< HEAD\n${text}`),
      code: 2,
      text: 'holds conflict markers of a git merge',
    },
    {
      title: 'a truncated record',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => text.slice(0, 100)),
      code: 2,
      text: 'is not JSON',
    },
    {
      title: 'a newer record',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => text.replace('"schemaVersion": 1', '"schemaVersion": 2')),
      code: 2,
      text: 'was written by a newer version of the tool',
    },
    {
      title: 'a foreign record',
      spoil: (root) => editText(root, '.managed-worker/record.json', () => '{"schemaVersion": 1, "answers": {}}'),
      code: 2,
      text: 'does not have the shape of a record',
    },
    {
      title: 'a folder in the record’s place',
      spoil: async (root) => {
        await rename(join(root, '.managed-worker/record.json'), join(root, 'kept.json'));
        await mkdir(join(root, '.managed-worker/record.json'));
      },
      code: 2,
      text: 'error RECORD_INVALID  .managed-worker/record.json is a folder',
    },
    {
      title: 'a record with a path out of the worker',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => text.replace('".dockerignore":', '"../outside.txt":')),
      code: 2,
      text: '.managed-worker/record.json  files: "../outside.txt" is no path of a file in the worker',
    },
    {
      title: 'a record with a path into git’s own folder',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => text.replace('".dockerignore":', '".git/HEAD":')),
      code: 2,
      text: 'files: ".git/HEAD" is no path of a file in the worker',
    },
    {
      title: 'a record with an id that is none',
      spoil: (root) => editText(root, '.managed-worker/record.json', (text) => text.replace(/"blob": "[^"]*"/, '"blob": "../../x"')),
      code: 2,
      text: '.blob: Invalid string: must match pattern',
    },
    {
      title: 'an answer that the new version does not ask for',
      spoil: (root) =>
        editText(
          root,
          'worker.yaml',
          (text) => `${text.replace(/^extensions:[^]*?(?=^\S|(?![^]))/m, '')}extensions:\n  worker-typescript:\n    colour: red\n`,
        ),
      code: 2,
      text: 'worker.yaml:12:13  extensions.worker-typescript.colour: is no question of worker-typescript; it asks healthPort\n  Mend worker.yaml. Nothing',
    },
    {
      title: 'another language in worker.yaml',
      spoil: (root) => editText(root, 'worker.yaml', (text) => text.replace('language: typescript', 'language: python')),
      code: 2,
      text: 'worker.yaml says python, and the worker was made from worker-typescript',
    },
    {
      title: 'a merge in progress',
      spoil: (root) => writeFile(join(root, '.git/MERGE_HEAD'), 'x'),
      code: 3,
      text: 'a merge is in progress',
    },
    {
      title: 'a revert in progress',
      spoil: (root) => writeFile(join(root, '.git/REVERT_HEAD'), 'x'),
      code: 3,
      text: 'a revert is in progress',
    },
    {
      title: 'a rebase in progress',
      spoil: (root) => mkdir(join(root, '.git/rebase-merge')),
      code: 3,
      text: 'a rebase is in progress',
    },
  ])('$title', async ({ spoil, code, text }) => {
    const templates = await laterTemplate('9.1.0', better);
    const root = await madeWorker();
    await spoil(root);
    const before = await treeOf(root);
    const outcome = await runCli(['regenerate', root, '--templates', templates]);
    expect(outcome.stderr).toContain(text);
    expect(outcome.code).toBe(code);
    expect(await treeOf(root)).toEqual(before);
  });

  test('a folder that leads elsewhere', async () => {
    const templates = await laterTemplate('9.1.0', better);
    const root = await madeWorker();
    await rename(join(root, 'sdk'), join(root, '../elsewhere'));
    await symlink('../elsewhere', join(root, 'sdk'));
    const before = await treeOf(join(root, '../elsewhere'));
    const outcome = await runCli(['regenerate', root, '--templates', templates]);
    expect(outcome.stderr).toContain('is behind a symbolic link here');
    expect(outcome.code).toBe(3);
    expect(await treeOf(join(root, '../elsewhere'))).toEqual(before);
  });

  test('a version that is not there', async () => {
    const outcome = await runCli(['regenerate', await madeWorker(), '--to', '9.9.9']);
    expect(outcome.stderr).toContain('error TEMPLATE_NOT_FOUND  there is no version 9.9.9 of worker-typescript\n  Take one of 1.0.0');
    expect(outcome.stderr).toContain(`${newest}. Nothing was written.`);
  });

  test('a folder that is no worker', async () => {
    expect((await runCli(['regenerate', await temporaryFolder()])).stderr).toContain('error WORKER_NOT_FOUND');
    expect((await runCli(['regenerate', await temporaryFolder(), '--all'])).stderr).toContain('error WORKER_NOT_FOUND');
  });

  test('a worker of a template newer than the tool', async () => {
    const root = await madeWorker();
    await runCli(['regenerate', root, '--templates', await laterTemplate('9.1.0', better)]);
    const outcome = await runCli(['regenerate', root]);
    expect(outcome.stderr).toContain(`error TOOL_TOO_OLD  the worker is of worker-typescript 9.1.0, and the newest here is ${newest}`);
  });
});
