import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { runCli } from '../support/cli.ts';
import { treeOf } from '../support/temporary-folder.ts';
import { commitAll, editText, laterTemplate, madeWorker, newest, readText, replaceIn, type TemplateEdit } from '../support/upgrade.ts';

const clashing: TemplateEdit = (contents) => {
  replaceIn(contents, '.dockerignore', ['**/dist', '**/dist-theirs']);
  replaceIn(contents, '.npmrc', ['engine-strict=true', 'engine-strict=true\nfund=false']);
  contents.set('files/sdk/probe.ts', 'export const probe = 1;\n');
};

/** Two conflicts, one with markers and one without, and a new file that went in without trouble. */
async function waitingWorker() {
  const templates = await laterTemplate('9.1.0', clashing);
  const root = await madeWorker();
  editText(root, '.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  await rm(join(root, '.npmrc'));
  commitAll(root);
  const before = await treeOf(root);
  const outcome = await runCli(['regenerate', root, '--templates', templates]);
  return { root, before, outcome, templates };
}

describe('an upgrade with conflicts', () => {
  test('ends with 3, says why and how to go on, and a second one refuses', async () => {
    const { root, outcome, templates } = await waitingWorker();
    expect(outcome.code).toBe(3);
    expect(outcome.stderr).toMatch(/conflict {2}\.dockerignore {2}both sides changed these lines \(lines \d+-\d+\)/);
    expect(outcome.stderr).toContain('conflict  .npmrc  you deleted .npmrc, and the template changed it');
    expect(outcome.stderr).toContain('Then `regenerate --continue`; or `regenerate --abort`');
    expect(readText(root, '.dockerignore')).toContain(`<<<<<<< yours (edited)\n**/dist-ours\n||||||| worker-typescript ${newest}\n`);
    const half = await treeOf(root);
    for (const args of [[], ['--dry-run'], ['--set', 'tier=3'], ['--heal'], ['--own', '.dockerignore', '--reason', 'x']]) {
      const second = await runCli(['regenerate', root, ...args]);
      expect(second.code).toBe(3);
      expect(second.stderr).toContain('error REGENERATE_PENDING');
    }
    expect(await treeOf(root)).toEqual(half);
    const status = await runCli(['status', root, '--check', '--json', '--templates', templates]);
    expect(status.code).toBe(1);
    expect(JSON.parse(status.stdout)).toMatchObject({
      workers: [
        {
          waiting: [
            { path: '.dockerignore', kind: 'text' },
            { path: '.npmrc', kind: 'deleted-here' },
          ],
        },
      ],
    });
  });

  test('goes on when every marker is gone and every other conflict has a side', async () => {
    const { root, templates } = await waitingWorker();
    const early = await runCli(['regenerate', root, '--continue', '--templates', templates]);
    expect(early.code).toBe(3);
    expect(early.stderr).toMatch(/\.dockerignore:\d+ {2}has a conflict marker/);
    expect(early.stderr).toContain('say --resolve .npmrc=theirs|deleted');
    editText(root, '.dockerignore', (text) => text.replaceAll(/^(<{7}|\|{7}|>{7}).*\n/gm, '').replace('=======\n', ''));
    expect((await runCli(['regenerate', root, '--resolve', '.npmrc=deleted'])).code).toBe(0);
    const done = await runCli(['regenerate', root, '--continue', '--templates', templates]);
    expect(done).toMatchObject({ code: 0 });
    expect(await nodeFiles.kindOf(join(root, '.managed-worker/pending'))).toBeUndefined();
    expect(readText(root, '.managed-worker/record.json')).toContain('"declined": true');
    expect((await runCli(['status', root, '--templates', templates])).stdout).toContain('worker-typescript 9.1.0');
    // Declined is declined: the next change of the file is not asked about.
    const next = await laterTemplate('9.2.0', (contents) => {
      clashing(contents);
      replaceIn(contents, '.npmrc', ['fund=false', 'fund=false\naudit=false']);
    });
    commitAll(root);
    expect((await runCli(['regenerate', root, '--templates', next])).code).toBe(0);
    expect(await nodeFiles.kindOf(join(root, '.npmrc'))).toBeUndefined();
  });

  test.each([
    { side: 'ours', dist: '**/dist-ours' },
    { side: 'theirs', dist: '**/dist-theirs' },
  ])('takes $side whole where that is said', async ({ side, dist }) => {
    const { root, templates } = await waitingWorker();
    const resolved = await runCli(['regenerate', root, '--resolve', `.dockerignore=${side}`, '--resolve', '.npmrc=theirs']);
    expect(resolved).toMatchObject({ code: 0 });
    expect((await runCli(['regenerate', root, '--continue', '--templates', templates])).code).toBe(0);
    expect(readText(root, '.dockerignore')).toContain(dist);
    expect(readText(root, '.npmrc')).toContain('fund=false');
  });

  test('goes back to every byte as it was, also when a side had been taken', async () => {
    const { root, before } = await waitingWorker();
    await runCli(['regenerate', root, '--resolve', '.npmrc=theirs', '--resolve', '.dockerignore=theirs']);
    const undone = await runCli(['regenerate', root, '--abort']);
    expect(undone.stderr).toContain('every file is as it was');
    const { '.npmrc': kept, ...after } = await treeOf(root);
    expect({ ...after, ...(kept === undefined ? {} : { '.npmrc': kept }) }).toEqual(before);
  });

  test('does not go back over what somebody wrote since, and says how to', async () => {
    const { root, before } = await waitingWorker();
    editText(root, '.dockerignore', (text) => `# half resolved\n${text}`);
    const half = await treeOf(root);
    const refused = await runCli(['regenerate', root, '--abort']);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('  .dockerignore  was changed since');
    expect(await treeOf(root)).toEqual(half);
    await runCli(['regenerate', root, '--resolve', '.dockerignore=ours']);
    expect((await runCli(['regenerate', root, '--abort'])).code).toBe(0);
    expect(await treeOf(root)).toEqual(before);
  });

  test('whose way back is gone says what brings it, and is no bug', async () => {
    const { root } = await waitingWorker();
    await rm(join(root, '.managed-worker/pending/previous-record.json'));
    const { code, stderr } = await runCli(['regenerate', root, '--abort']);
    expect(code).toBe(2);
    expect(stderr).toContain('error RECORD_INVALID  .managed-worker/pending/previous-record.json is gone');
    expect(stderr).toContain('put the whole folder back as git has it');
  });
});

test.each([
  { args: ['--continue'], text: 'error NOTHING_PENDING', code: 2 },
  { args: ['--abort'], text: 'error NOTHING_PENDING', code: 2 },
  { args: ['--resolve', 'Dockerfile=ours'], text: 'error NOTHING_PENDING', code: 2 },
  { args: ['--resolve', 'Dockerfile=mine'], text: '--resolve takes PATH=ours', code: 2 },
  { args: ['--continue', '--abort'], text: 'each stand alone', code: 2 },
  { args: ['--abort', '--all'], text: 'each stand alone', code: 2 },
  { args: ['--own', 'Dockerfile'], text: '--own needs --reason', code: 2 },
  { args: ['--own', 'config/workers.yaml', '--reason', 'x'], text: 'is made from others', code: 2 },
  { args: ['--own', 'worker.yaml', '--reason', 'x'], text: 'is the team’s already', code: 2 },
  { args: ['--own', 'nothing', '--reason', 'x'], text: 'is not a file of the template', code: 2 },
  { args: ['--reason', 'x'], text: '--reason goes with --own', code: 2 },
  { args: ['--limit', 'x'], text: '--limit takes a number', code: 2 },
])('with nothing under way, $args is refused and nothing is written', async ({ args, text, code }) => {
  const root = await madeWorker({ git: false });
  const before = await treeOf(root);
  const outcome = await runCli(['regenerate', root, ...args]);
  expect(outcome.stderr).toContain(text);
  expect(outcome.code).toBe(code);
  expect(await treeOf(root)).toEqual(before);
});
