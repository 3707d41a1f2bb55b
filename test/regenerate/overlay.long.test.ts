import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { overlayFolder, release, rewrite, type OverlayInput } from '../support/overlay.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { newest, editText, readText } from '../support/upgrade.ts';

const rules = `  - { id: dockerignore, path: .dockerignore, ownership: shared }
  - { id: policy, path: docs/policy.md, ownership: shared }`;
const first: OverlayInput = { rules, files: { '.dockerignore': 'one\ntwo\nthree\n', 'docs/policy.md.hbs': '# {{name}} at Acme\n' } };
const second: OverlayInput = {
  ...first,
  version: '1.1.0',
  files: { '.dockerignore': 'one\ntwo\nthree\nfour\n', 'docs/policy.md.hbs': '# {{name}} at Acme\n' },
};

interface RecordText {
  templates: { name: string; version: string }[];
  files: Record<string, { template: string; id: string }>;
}

function recordOf(root: string): RecordText {
  return JSON.parse(readText(root, '.managed-worker/record.json')) as RecordText;
}

async function madeWith(overlay: string): Promise<string> {
  const root = join(await temporaryFolder(), 'image-render');
  const flags = ['--name', 'image-render', '--owner', 'R&D', '--yes', '--no-install', '--no-git', '--templates', overlay];
  const made = await runCli(['new', root, ...flags]);
  expect(made.stderr).toContain('files');
  expect(made.code).toBe(0);
  return root;
}

describe('a worker of a template and an overlay', () => {
  test('has the overlay’s files at their paths, the base’s elsewhere, and both in its record', async () => {
    const root = await madeWith(await overlayFolder(first));
    expect(readText(root, '.dockerignore')).toBe('one\ntwo\nthree\n');
    expect(readText(root, 'docs/policy.md')).toBe('# image-render at Acme\n');
    const { templates, files } = recordOf(root);
    expect(templates.map(({ name }) => name)).toEqual(['acme', 'kubernetes', 'worker-typescript']);
    expect(files['.dockerignore']).toMatchObject({ template: 'acme', id: 'dockerignore' });
    expect(files['Dockerfile']).toMatchObject({ template: 'worker-typescript', id: 'dockerfile' });
  });

  test('has nothing to do while neither moves', async () => {
    const overlay = await overlayFolder(first);
    const root = await madeWith(overlay);
    const before = await treeOf(root);
    expect((await runCli(['regenerate', root, '--templates', overlay])).stderr).toContain('nothing to do');
    expect((await runCli(['status', root, '--check', '--templates', overlay])).code).toBe(0);
    expect(await treeOf(root)).toEqual(before);
  });

  test.each([
    { title: 'the overlay’s own releases', isReleased: true },
    { title: 'the worker’s base folder, for an overlay that is never released', isReleased: false },
  ])('is behind when the overlay alone moves, and merges with a base from $title', async ({ isReleased }) => {
    const overlay = await overlayFolder(first);
    if (isReleased) await release(overlay, 'acme', '1.0.0');
    const root = await madeWith(overlay);
    expect(existsSync(join(root, '.managed-worker/base'))).toBe(!isReleased);
    editText(root, '.dockerignore', (text) => `ours\n${text}`);
    await rewrite(overlay, second);
    const behind = await runCli(['status', root, '--check', '--templates', overlay]);
    expect(behind.code).toBe(1);
    expect(behind.stdout).toContain(`  worker-typescript ${newest}, acme 1.0.0\n`);
    expect(behind.stdout).toContain('behind    acme 1.0.0 -> 1.1.0: 1 files change, 1 merged');
    const upgraded = await runCli(['regenerate', root, '--templates', overlay]);
    expect(upgraded.stderr).toContain('merge     .dockerignore');
    expect(readText(root, '.dockerignore')).toBe('ours\none\ntwo\nthree\nfour\n');
    expect(recordOf(root).templates[0]).toMatchObject({ name: 'acme', version: '1.1.0' });
  });

  test('names both versions of the overlay where its change and an edit clash', async () => {
    const overlay = await overlayFolder(first);
    const root = await madeWith(overlay);
    editText(root, '.dockerignore', (text) => text.replace('three', 'ours'));
    await rewrite(overlay, { ...second, files: { ...second.files, '.dockerignore': 'one\ntwo\n3\n' } });
    expect((await runCli(['regenerate', root, '--templates', overlay])).code).toBe(3);
    expect(readText(root, '.dockerignore')).toContain('||||||| acme 1.0.0');
    expect(readText(root, '.dockerignore')).toContain('>>>>>>> acme 1.1.0');
  });

  test('is not regenerated without its overlay, nor with an older one', async () => {
    const overlay = await overlayFolder(first);
    await rewrite(overlay, second);
    const root = await madeWith(overlay);
    const before = await treeOf(root);
    const without = await runCli(['regenerate', root]);
    expect(without.code).toBe(2);
    expect(without.stderr).toBe(`error TEMPLATE_NOT_FOUND  the worker is also made of acme 1.1.0, which is not here
  Name its folder or npm package with --templates: without acme its files would be lost. Nothing was written.`);
    await rewrite(overlay, first);
    const older = await runCli(['status', root, '--templates', overlay]);
    expect(older.stderr + older.stdout).toContain('the worker is of acme 1.1.0, and acme here is 1.0.0');
    expect(await treeOf(root)).toEqual(before);
  });
});

describe('an overlay laid over a worker that had none', () => {
  test('takes over the base’s file with the team’s edits in it', async () => {
    const root = join(await temporaryFolder(), 'image-render');
    await runCli(['new', root, '--name', 'image-render', '--owner', 'a', '--yes', '--no-install', '--no-git']);
    const plain = readText(root, '.dockerignore');
    editText(root, '.dockerignore', (text) => `# ours\n${text}`);
    const overlay = await overlayFolder({ ...first, files: { ...first.files, '.dockerignore': `${plain}acme\n` } });
    expect((await runCli(['regenerate', root, '--templates', overlay])).code).toBe(0);
    expect(readText(root, '.dockerignore')).toBe(`# ours\n${plain}acme\n`);
    expect(recordOf(root).files['.dockerignore']).toMatchObject({ template: 'acme' });
  });
});

describe('--templates', () => {
  test('takes an npm package that is installed above, linked or not', async () => {
    const overlay = await overlayFolder(first);
    const cwd = await temporaryFolder({ 'package.json': '{}' });
    await mkdir(join(cwd, 'node_modules/@acme'), { recursive: true });
    await symlink(overlay, join(cwd, 'node_modules/@acme/worker'));
    const flags = ['--name', 'x', '--owner', 'a', '--yes', '--no-install', '--no-git', '--templates', '@acme/worker'];
    expect((await runCli(['new', 'x', ...flags], { cwd })).code).toBe(0);
    expect(readFileSync(join(cwd, 'x/docs/policy.md'), 'utf8')).toBe('# x at Acme\n');
    await rm(join(cwd, 'node_modules'), { recursive: true });
    const gone = await runCli(['new', 'y', ...flags], { cwd });
    expect(gone.stderr).toContain('--templates: @acme/worker is neither a folder nor an installed npm package');
  });

  test('takes a package that holds the archive and its releases, as npm publishes one', async () => {
    const overlay = await overlayFolder(first);
    await release(overlay, 'acme', '1.0.0');
    const cwd = await temporaryFolder({ 'package.json': '{}' });
    const installed = join(cwd, 'node_modules/acme-worker');
    await mkdir(join(installed, 'released'), { recursive: true });
    await cp(join(overlay, 'released'), join(installed, 'released'), { recursive: true });
    await cp(join(overlay, 'released/acme/1.0.0.json.gz'), join(installed, 'acme.json.gz'));
    const flags = ['--name', 'x', '--owner', 'a', '--yes', '--no-install', '--no-git', '--templates', 'acme-worker'];
    expect((await runCli(['new', 'x', ...flags], { cwd })).code).toBe(0);
    expect(existsSync(join(cwd, 'x/.managed-worker/base'))).toBe(false);
    expect((await runCli(['regenerate', 'x', '--templates', 'acme-worker'], { cwd })).stderr).toContain('acme 1.0.0, nothing to do');
  });

  test('refuses two overlays of one template, and one over Kubernetes objects', async () => {
    const folder = await overlayFolder(first);
    await rewrite(`${folder}/../other`, { ...first, name: 'other' });
    const flags = ['--name', 'x', '--owner', 'a', '--yes', '--dry-run', '--templates'];
    expect((await runCli(['new', 'x', ...flags, join(folder, '..')])).stderr).toContain('two packages are laid over worker-typescript');
    await rm(join(folder, '../other'), { recursive: true });
    editText(folder, 'template.yaml', (text) => text.replace('overlays: worker-typescript', 'overlays: kubernetes'));
    expect((await runCli(['new', 'x', ...flags, folder])).stderr).toContain('Kubernetes objects take no overlay');
  });
});

describe('questions of an overlay', () => {
  const asking: OverlayInput = {
    rules: '  - { id: cost, path: cost.md, ownership: shared }',
    files: { 'cost.md.hbs': '{{answers.costCentre}} pays\n' },
    more: "questions:\n  - { key: costCentre, ask: Who pays?, type: string, pattern: 'cc-[0-9]{4}' }\n",
  };

  async function madeAsking(): Promise<{ root: string; overlay: string }> {
    const overlay = await overlayFolder(asking);
    await release(overlay, 'acme', '1.0.0');
    const root = join(await temporaryFolder(), 'image-render');
    await runCli(['new', root, '--name', 'image-render', '--owner', 'a', '--yes', '--no-install', '--no-git']);
    const open = await runCli(['regenerate', root, '--templates', overlay]);
    expect(open).toMatchObject({ code: 2 });
    expect(open.stderr).toMatch(/ANSWER_MISSING {2}acme \d\.\d\.\d asks for costCentre/);
    const set = async (value: string) => await runCli(['regenerate', root, '--templates', overlay, '--set', `costCentre=${value}`]);
    expect(await set('nobody')).toMatchObject({ code: 2 });
    expect(await set('cc-0001')).toMatchObject({ code: 0 });
    return { root, overlay };
  }

  test('are to be answered, and the answers stand below its name in worker.yaml', async () => {
    const { root } = await madeAsking();
    expect(readText(root, 'worker.yaml')).toMatch(/\n {2}acme:\n {4}costCentre: cc-0001\n/);
    expect(readText(root, 'cost.md')).toBe('cc-0001 pays\n');
  });

  test('go with the overlay’s own migrations', async () => {
    const { root, overlay } = await madeAsking();
    await rewrite(overlay, {
      ...asking,
      version: '2.0.0',
      files: { 'cost.md.hbs': '{{answers.payer}} pays\n' },
      more: 'questions: [{ key: payer, ask: Who pays?, type: string }]\n',
    });
    editText(overlay, 'template.yaml', (text) =>
      text.replace('migrations: []', 'migrations: [{ version: 2.0.0, steps: [{ rename: { from: costCentre, to: payer } }] }]'),
    );
    expect((await runCli(['templates', 'check', overlay])).stdout).toContain('acme 2.0.0  is sound');
    const upgraded = await runCli(['regenerate', root, '--templates', overlay]);
    expect(upgraded).toMatchObject({ code: 0 });
    expect(upgraded.stderr).toContain('acme 1.0.0 -> 2.0.0: Acme 2.0.0.');
    expect(readText(root, 'worker.yaml')).toMatch(/\n {2}acme:\n {4}payer: cc-0001\n/);
    expect(readText(root, 'cost.md')).toBe('cc-0001 pays\n');
  });
});
