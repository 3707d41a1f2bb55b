import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';
import { better } from '../support/better-template.ts';
import { runCli } from '../support/cli.ts';
import { treeOf } from '../support/temporary-folder.ts';
import {
  commitAll,
  editText,
  laterTemplate,
  madeWorker,
  newest,
  readText,
  replaceIn,
  runbook,
  type TemplateEdit,
} from '../support/upgrade.ts';

const faster: TemplateEdit = (contents) => replaceIn(contents, 'sdk/build.mjs', ['import', '// Faster.\nimport']);

function others(text: string): string[] {
  return text.split('\n').filter((line) => !/^(tier|owner|regions):|^ {2}- /.test(line));
}

test('a worker nobody has touched needs nothing', async () => {
  const root = await madeWorker();
  const before = await treeOf(root);
  expect((await runCli(['regenerate', root])).stderr).toContain(`worker-typescript ${newest}, nothing to do`);
  expect((await runCli(['status', root, '--check'])).code).toBe(0);
  expect(await treeOf(root)).toEqual(before);
});

describe('a later version', () => {
  test('arrives in every file, and the team’s edits stay', async () => {
    const root = await madeWorker();
    editText(root, '.dockerignore', (text) => `# ours\n${text}`);
    editText(root, runbook, (text) => `Ours first.\n${text}`);
    editText(root, 'src/workflows/greet.impl.ts', (text) => `// ours\n${text}`);
    commitAll(root);
    const templates = await laterTemplate('9.1.0', better);
    const planned = await runCli(['regenerate', root, '--templates', templates, '--dry-run', '--diff']);
    expect(planned.code).toBe(0);
    expect(planned.stdout).toContain(`worker-typescript ${newest} -> 9.1.0: Better.`);
    expect(planned.stdout).toContain('+**/reports');
    const steps = [
      '  remove    .editorconfig',
      '  merge     .dockerignore',
      `  move      docs/operating.md  from ${runbook}`,
      '  replace   sdk/build.mjs',
      '  add       sdk/probe.ts',
    ];
    for (const step of steps) expect(planned.stdout).toContain(step);
    expect(readText(root, '.dockerignore')).not.toContain('reports');

    const done = await runCli(['regenerate', root, '--templates', templates]);
    expect(done).toMatchObject({ code: 0 });
    for (const step of steps) expect(done.stderr).toContain(step);
    expect(readText(root, '.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/reports/);
    expect(readText(root, 'docs/operating.md')).toMatch(/^Ours first\.\n[^]*More\.\n$/);
    expect(readText(root, 'src/workflows/greet.impl.ts')).toMatch(/^\/\/ ours\n/);
    expect(readText(root, 'sdk/build.mjs')).toContain('// Faster.');
    const left = await treeOf(root);
    expect(Object.keys(left).filter((path) => /editorconfig|worker\/(staging|journal|locks)/.test(path) || path === runbook)).toEqual([]);

    // The same again does nothing, and going back gives the old bytes wherever the team has none of its own.
    expect((await runCli(['regenerate', root, '--templates', templates, '--dry-run'])).stdout).not.toMatch(
      / {2}(merge|replace|add|remove|move) /,
    );
    expect(await treeOf(root)).toEqual(left);
    commitAll(root);
    expect((await runCli(['regenerate', root, '--templates', templates, '--to', newest])).code).toBe(0);
    expect(readText(root, runbook)).toMatch(/^Ours first\./);
    expect(readText(root, 'sdk/build.mjs')).not.toContain('// Faster.');
    expect(readText(root, '.dockerignore')).not.toContain('reports');
    expect(readText(root, '.editorconfig')).toBe((await treeOf(await madeWorker()))['.editorconfig']);
  });

  test('of a template that is no release keeps its pristine bytes, so that the next one can merge', async () => {
    const root = await madeWorker();
    const first = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a']));
    const second = await laterTemplate('9.2.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a\n**/b']));
    await runCli(['regenerate', root, '--templates', first]);
    editText(root, '.dockerignore', (text) => `# ours\n${text}`);
    await rm(join(root, '.git'), { recursive: true });
    const done = await runCli(['regenerate', root, '--templates', second]);
    expect(done.stderr).toContain('  merge     .dockerignore');
    expect(readText(root, '.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/a\n\*\*\/b/);
  });

  test('of which neither a release nor a kept copy proves the old bytes takes them from git', async () => {
    const root = await madeWorker();
    const first = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a']));
    const second = await laterTemplate('9.2.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a\n**/b']));
    await runCli(['regenerate', root, '--templates', first]);
    commitAll(root);
    await rm(join(root, '.managed-worker/base'), { recursive: true });
    editText(root, '.dockerignore', (text) => `# ours\n${text}`);
    commitAll(root);
    expect((await runCli(['regenerate', root, '--templates', second])).stderr).toContain('  merge     .dockerignore');
  });

  test('with no proof of the old bytes anywhere is never guessed', async () => {
    const root = await madeWorker({ git: false });
    const first = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a']));
    const second = await laterTemplate('9.2.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a\n**/b']));
    await runCli(['regenerate', root, '--templates', first]);
    await rm(join(root, '.managed-worker/base'), { recursive: true });
    editText(root, '.dockerignore', (text) => `# ours\n${text}`);
    const outcome = await runCli(['regenerate', root, '--templates', second, '--dry-run']);
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toContain('what the template had before is nowhere to be found');
  });
});

describe('answers', () => {
  test('change with --set: in worker.yaml the value alone, elsewhere what follows from it', async () => {
    const root = await madeWorker();
    editText(root, 'worker.yaml', (text) => text.replace(/^tier: .*$/m, 'tier:   1 # as agreed'));
    commitAll(root);
    const before = readText(root, 'worker.yaml');
    const done = await runCli(['regenerate', root, '--set', 'tier=3', '--set', 'owner=R&D {{x}}', '--set', 'regions=us']);
    expect(done).toMatchObject({ code: 0 });
    const after = readText(root, 'worker.yaml');
    expect(after).toContain('tier:   3 # as agreed');
    expect(after).toContain('R&D {{x}}');
    expect(others(after)).toEqual(others(before));
    expect(readText(root, 'catalog-info.yaml')).toContain('R&D {{x}}');
  });

  test.each([
    { set: 'name=other', text: 'name cannot be changed' },
    { set: '__proto__=x', text: '--set does not know __proto__' },
    { set: 'tier=9', text: 'error ANSWER_INVALID  an answer breaks a rule\n  --set tier: ' },
    { set: 'regions=mars', text: 'mars is not a region of this platform' },
    { set: 'tier', text: '--set takes key=value' },
  ])('that do not hold are refused with nothing written: $set', async ({ set, text }) => {
    const root = await madeWorker();
    const before = await treeOf(root);
    const outcome = await runCli(['regenerate', root, '--set', set]);
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain(text);
    expect(await treeOf(root)).toEqual(before);
  });
});

describe('the platform’s files', () => {
  test('edited ones are replaced and named when a commit has the edits, and refused otherwise', async () => {
    const root = await madeWorker();
    const templates = await laterTemplate('9.1.0', faster);
    editText(root, 'sdk/build.mjs', (text) => `// ours\n${text}`);
    const before = await treeOf(root);
    const refused = await runCli(['regenerate', root, '--templates', templates]);
    expect(refused.code).toBe(3);
    expect(refused.stderr).toContain('refused   sdk/build.mjs  is the platform’s and has edits that are in no commit');
    expect(await treeOf(root)).toEqual(before);
    commitAll(root);
    const done = await runCli(['regenerate', root, '--templates', templates]);
    expect(done.stderr).toContain("replace   sdk/build.mjs  your edits go: it is the platform's");
    expect(readText(root, 'sdk/build.mjs')).not.toContain('// ours');
  });

  test('stay the team’s once handed over, with the reason', async () => {
    const root = await madeWorker();
    const templates = await laterTemplate('9.1.0', faster);
    expect((await runCli(['regenerate', root, '--own', 'sdk/build.mjs', '--reason', 'we bundle more'])).code).toBe(0);
    editText(root, 'sdk/build.mjs', (text) => `// ours\n${text}`);
    expect((await runCli(['regenerate', root, '--templates', templates])).code).toBe(0);
    expect(readText(root, 'sdk/build.mjs')).not.toContain('// Faster.');
    expect((await runCli(['status', root, '--templates', templates])).stdout).toContain('owned     sdk/build.mjs  we bundle more');
  });

  test('are found edited by status, and healed', async () => {
    const root = await madeWorker();
    const pristine = await treeOf(root);
    editText(root, 'sdk/build.mjs', (text) => `// ours\n${text}`);
    await rm(join(root, 'sdk/worker.ts'));
    commitAll(root);
    const status = await runCli(['status', root, '--check']);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('platform  sdk/build.mjs  edited  +1 -0; `regenerate --heal` restores it');
    expect(status.stdout).toContain('platform  sdk/worker.ts  deleted');
    expect((await runCli(['regenerate', root])).stderr).toContain('nothing to do');
    expect((await runCli(['regenerate', root, '--heal'])).code).toBe(0);
    const healed = await treeOf(root);
    expect({ ...healed, '.managed-worker/record.json': '' }).toEqual({ ...pristine, '.managed-worker/record.json': '' });
  });
});

test('a commit counts in a SHA-256 repository and in a worktree as in any other', async () => {
  const root = await madeWorker({ git: false });
  execFileSync('git', ['init', '--quiet', '--object-format=sha256'], { cwd: root, stdio: 'pipe' });
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  commitAll(root);
  const worktree = `${root}-worktree`;
  execFileSync('git', ['worktree', 'add', '--quiet', '-b', 'other', worktree], { cwd: root, stdio: 'pipe' });
  const templates = await laterTemplate('9.1.0', better);
  for (const folder of [root, worktree]) {
    expect((await runCli(['regenerate', folder, '--templates', templates])).stderr).toContain('  merge     .dockerignore');
  }
});

test('a worker held by its team is left alone until the day', async () => {
  const root = await madeWorker();
  const hold = (until: string) =>
    editText(root, 'worker.yaml', (text) => `${text}template: { hold: { reason: freeze, until: ${until} } }\n`);
  hold('2999-01-01');
  const templates = await laterTemplate('9.1.0', better);
  const outcome = await runCli(['regenerate', root, '--templates', templates]);
  expect(outcome.stderr).toContain('held until 2999-01-01: freeze');
  expect(await nodeFiles.kindOf(join(root, 'sdk/probe.ts'))).toBeUndefined();
  expect((await runCli(['status', root, '--check', '--templates', templates])).code).toBe(0);
  editText(root, 'worker.yaml', (text) => text.replace('2999', '2001'));
  await runCli(['regenerate', root, '--templates', templates]);
  expect(await nodeFiles.kindOf(join(root, 'sdk/probe.ts'))).toBe('file');
});
