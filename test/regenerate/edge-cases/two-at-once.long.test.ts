import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeFiles } from '../../../src/adapters/files.ts';
import { better } from '../../support/better-template.ts';
import { runCli } from '../../support/cli.ts';
import { treeOf } from '../../support/temporary-folder.ts';
import { commitAll, editText, laterTemplate, madeWorker, readText, replaceIn } from '../../support/upgrade.ts';

test('while a living process works on a worker, another regenerate and status say so and write nothing', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker();
  await mkdir(join(root, '.managed-worker/locks'));
  await nodeFiles.write(join(root, '.managed-worker/locks/1@elsewhere'), '');
  const before = await treeOf(root);
  for (const command of ['regenerate', 'status']) {
    const outcome = await runCli([command, root, '--templates', templates]);
    expect(outcome.stderr).toContain('error TARGET_BUSY  another run (process 1 on elsewhere) works in');
    expect(outcome.code).toBe(2);
  }
  expect(await treeOf(root)).toEqual(before);
});

test('of two that planned from the same state exactly one wins, and the other is told', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker();
  let second: Awaited<ReturnType<typeof runCli>> | undefined;
  const files = {
    ...nodeFiles,
    // The first has planned when it takes the lock.
    createExclusive: async (path: string, text: string) => {
      second ??= await runCli(['regenerate', root, '--templates', templates]);
      await nodeFiles.createExclusive(path, text);
    },
  };
  const first = await runCli(['regenerate', root, '--templates', templates], { files });
  expect(second?.code).toBe(0);
  expect(first.stderr).toContain('error CHANGED_MEANWHILE');
  expect(first.code).toBe(3);
  expect(readText(root, '.managed-worker/record.json')).toContain('"version": "9.1.0"');
});

test('a mode that somebody changed while conflicts wait stops --abort, and going back restores modes', async () => {
  const templates = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist-theirs']));
  const root = await madeWorker();
  editText(root, '.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  await chmod(join(root, '.dockerignore'), 0o755);
  commitAll(root);
  expect((await runCli(['regenerate', root, '--templates', templates])).code).toBe(3);
  await chmod(join(root, '.dockerignore'), 0o644);
  expect((await runCli(['regenerate', root, '--abort'])).code).toBe(3);
  await chmod(join(root, '.dockerignore'), 0o755);
  expect((await runCli(['regenerate', root, '--abort'])).code).toBe(0);
  expect(await nodeFiles.modeOf(join(root, '.dockerignore'))).toBe('755');
});

test.each([
  {
    title: 'of a git merge',
    edit: (text: string) => text.replace('"inputs"', '\n=======\n"inputs"'),
    place: /record\.json:\d+ {2}has a conflict marker/,
  },
  { title: 'that ends too soon', edit: (text: string) => text.slice(0, 90), place: /record\.json:\d+:\d+ {2}\S/ },
])('a record $title is told with its line', async ({ edit, place }) => {
  const root = await madeWorker({ git: false });
  editText(root, '.managed-worker/record.json', edit);
  expect((await runCli(['status', root])).stderr).toMatch(place);
});
