import { execFileSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { nodeFiles } from '../../src/adapters/files.ts';
import { better } from '../support/better-template.ts';
import { runCli } from '../support/cli.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import {
  commitAll,
  commitChanges,
  editText,
  laterTemplate,
  madeWorker,
  readText,
  replaceIn,
  type TemplateEdit,
} from '../support/upgrade.ts';

const git = (cwd: string, ...args: string[]) =>
  execFileSync('git', ['-c', 'protocol.file.allow=always', '-c', 'user.name=T', '-c', 'user.email=t@example.com', ...args], {
    cwd,
    stdio: 'pipe',
  });
const clashing: TemplateEdit = (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist-theirs']);

const toFolder: TemplateEdit = (contents) => {
  const text = contents.get('files/.dockerignore') ?? '';
  contents.delete('files/.dockerignore');
  contents.set('files/.dockerignore/rules', text);
  contents.set('template.yaml', (contents.get('template.yaml') ?? '').replace(/path: \.dockerignore\b/, 'path: .dockerignore/rules'));
};

test('a file that git ignores has edits that are in no commit, and is not merged', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker({ git: false });
  editText(root, '.gitignore', (text) => `${text}.dockerignore\n`);
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  commitChanges(root);
  const before = await treeOf(root);
  const outcome = await runCli(['regenerate', root, '--templates', templates]);
  expect(outcome.stderr).toMatch(/refused {3}\.dockerignore {2}would be merged, and has edits that are in no commit/);
  expect(outcome.code).toBe(3);
  expect(await treeOf(root)).toEqual(before);
});

test('an untracked file at a path that the template adds stays, and waits for a person', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker();
  await writeFile(join(root, 'sdk/probe.ts'), 'mine\n');
  const outcome = await runCli(['regenerate', root, '--templates', templates]);
  expect(outcome.stderr).toContain('conflict  sdk/probe.ts  the template adds this file, and you have one of your own at this path');
  expect(outcome.code).toBe(3);
  expect(readText(root, 'sdk/probe.ts')).toBe('mine\n');
  expect((await runCli(['regenerate', root, '--abort'])).code).toBe(0);
  expect(readText(root, 'sdk/probe.ts')).toBe('mine\n');
});

test('a folder of the team’s where the template adds a file is left alone, and named', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker();
  await mkdir(join(root, 'sdk/probe.ts'));
  const outcome = await runCli(['regenerate', root, '--templates', templates]);
  expect(outcome.stderr).toContain('sdk/probe.ts  is a folder here, and a file in the new template');
  expect(outcome.code).toBe(3);
});

test('a file that becomes a folder in the template arrives; the way back, which would replace the folder, is refused with the reason', async () => {
  const root = await madeWorker();
  const before = await treeOf(root);
  const templates = await laterTemplate('9.1.0', toFolder);
  expect(await runCli(['regenerate', root, '--templates', templates])).toMatchObject({ code: 0 });
  expect(readText(root, '.dockerignore/rules')).toBe(before['.dockerignore']);
  commitAll(root);
  const back = await laterTemplate('9.2.0', () => undefined);
  const moved = await treeOf(root);
  const refused = await runCli(['regenerate', root, '--templates', back]);
  expect(refused.stderr).toContain('.dockerignore  is taken by a folder; the template moves .dockerignore/rules there');
  expect(refused.code).toBe(3);
  expect(await treeOf(root)).toEqual(moved);
});

test('a worker in a submodule, in a folder whose name has spaces and decomposed letters, is merged as any other', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const [origin, folder] = [await madeWorker(), join(await temporaryFolder(), 'mu\u0308ller & so n')];
  await mkdir(folder);
  git(folder, 'init', '--quiet');
  git(folder, 'submodule', '--quiet', 'add', origin, 'image render');
  const root = join(folder, 'image render');
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  expect((await runCli(['regenerate', root, '--templates', templates])).stderr).toContain('refused   .dockerignore');
  git(root, 'commit', '--quiet', '--all', '--message', 'ours');
  expect(await runCli(['regenerate', root, '--templates', templates])).toMatchObject({ code: 0 });
  expect(readText(root, '.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/reports/);
});

test('without git on the machine shared files are merged, and edited files of the platform are refused', async () => {
  const templates = await laterTemplate('9.1.0', better);
  const root = await madeWorker();
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  editText(root, 'sdk/build.mjs', (text) => `// ours\n${text}`);
  commitAll(root);
  vi.stubEnv('PATH', await temporaryFolder());
  const refused = await runCli(['regenerate', root, '--templates', templates]);
  expect(refused.stderr).toMatch(/refused {3}sdk\/build\.mjs {2}is the platform’s and has edits that are in no commit/);
  expect(refused.stderr).not.toContain('refused   .dockerignore');
  editText(root, 'sdk/build.mjs', (text) => text.replace('// ours\n', ''));
  expect(await runCli(['regenerate', root, '--templates', templates])).toMatchObject({ code: 0 });
  expect(readText(root, '.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/reports/);
});

test('a second worker of a repository moves on while the first waits for a person', async () => {
  const templates = await laterTemplate('9.1.0', clashing);
  const folder = await temporaryFolder();
  const [first, second] = [
    await madeWorker({ git: false, below: folder, name: 'first-worker' }),
    await madeWorker({ git: false, below: folder, name: 'second-worker' }),
  ];
  editText(first, '.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  commitAll(folder);
  expect((await runCli(['regenerate', first, '--templates', templates])).code).toBe(3);
  const waiting = await treeOf(first);
  expect(await runCli(['regenerate', second, '--templates', templates])).toMatchObject({ code: 0 });
  expect(readText(second, '.dockerignore')).toContain('**/dist-theirs');
  const all = await runCli(['regenerate', folder, '--all', '--templates', templates]);
  expect(all.code).toBe(3);
  expect(all.stderr).toContain('REGENERATE_PENDING');
  expect(await treeOf(first)).toEqual(waiting);
});

describe('a disk that refuses leaves every byte as it is:', () => {
  test.each([
    { title: 'a folder that may not be written', call: 'makeDirectory' as const, code: 'EACCES' },
    { title: 'a disk that is full', call: 'write' as const, code: 'ENOSPC' },
    { title: 'a file system that is read-only', call: 'move' as const, code: 'EROFS' },
  ])('$title', async ({ call, code }) => {
    const templates = await laterTemplate('9.1.0', better);
    const root = await madeWorker();
    const before = await treeOf(root);
    const refuses = () => Promise.reject(Object.assign(new Error(`${code}: refused`), { code }));
    const outcome = await runCli(['regenerate', root, '--templates', templates], { files: { ...nodeFiles, [call]: refuses } });
    expect(outcome.stderr).toContain(code);
    expect(outcome.stderr).not.toContain('INTERNAL');
    expect(outcome.code).toBe(2);
    expect(await treeOf(root)).toEqual(before);
  });
});

describe('an answer that would be read as something else stands as it is:', () => {
  test.each(['R&D', '{{ name }}', '${{ secrets.TOKEN }}', '__proto__', 'constructor', '$& $1 \\n "quoted"'])('%s', async (owner) => {
    const root = await madeWorker();
    const outcome = await runCli(['regenerate', root, '--set', `owner=${owner}`]);
    expect(outcome).toMatchObject({ code: 0 });
    const record: unknown = JSON.parse(readText(root, '.managed-worker/record.json'));
    expect(record).toMatchObject({ inputs: { owner } });
    expect(parse(readText(root, 'worker.yaml'))).toMatchObject({ owner });
    expect(() => void JSON.parse(readText(root, 'package.json'))).not.toThrow();
    const again = await runCli(['regenerate', root]);
    expect(again.stderr).not.toMatch(/ {2}(merge|replace|add|remove|move) /);
  });
});
