import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { overlayFolder, overlayTree } from '../support/overlay.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { laterTemplate, replaceIn } from '../support/upgrade.ts';

const files = { 'docs/policy.md.hbs': '# {{name}}\n' };
const rules = '  - { id: policy, path: docs/policy.md, ownership: shared }';

describe('templates list and show', () => {
  test('name what there is, where it is from and in which versions', async () => {
    const overlay = await overlayFolder({ rules, files });
    const { stdout, code } = await runCli(['templates', 'list', '--json', '--templates', overlay]);
    expect(code).toBe(0);
    const { templates } = JSON.parse(stdout) as { templates: { name: string; versions: string[]; origin: string; overlays?: string }[] };
    expect(templates.map(({ name }) => name)).toEqual(['acme', 'kubernetes', 'worker-python', 'worker-typescript']);
    expect(templates[0]).toMatchObject({ versions: ['1.0.0'], origin: overlay, overlays: 'worker-typescript' });
    expect(templates[3]?.versions).toContain('1.0.0');
    expect((await runCli(['templates', 'list', '--templates', overlay])).stdout).toContain('acme  1.0.0, over worker-typescript');
  });

  test('say whose each file is, also of an old version', async () => {
    const { stdout } = await runCli(['templates', 'show', 'worker-typescript', '--version', '1.0.0']);
    expect(stdout).toContain('worker-typescript 1.0.0\n');
    expect(stdout).toMatch(/ {4}shared +Dockerfile\.hbs {2}dockerfile/);
    const asking = await runCli(['templates', 'show', 'worker-python', '--version', '1.1.0']);
    expect(asking.stdout).toContain('logFormat  string  How does it log, for machines or for people?  one of json, text; else json');
    const json = await runCli(['templates', 'show', 'worker-python', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ schemaVersion: 1, templates: [{ name: 'worker-python' }] });
  });

  test('name what there is when a name or a version is unknown', async () => {
    expect((await runCli(['templates', 'show', 'worker-rust'])).stderr).toContain(
      'Take one of kubernetes, worker-python, worker-typescript',
    );
    expect((await runCli(['templates', 'show', 'kubernetes', '--version', '0.1.0'])).stderr).toContain(
      'there is no version 0.1.0 of kubernetes',
    );
  });
});

describe('templates check', () => {
  test('says where and how to mend, and exits 1', async () => {
    const cwd = await temporaryFolder(overlayTree({ rules, files: { 'docs/policy.md.hbs': 'x\n{{nope}}\n' } }));
    const { stdout, code } = await runCli(['templates', 'check', '.'], { cwd });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'acme 1.0.0  has 1 error\n  error  render  files/docs/policy.md.hbs:2  unknown variable nope\n    use a variable that there is: name, ',
    );
  });

  test('finds code that does not parse, or says what it could not read', async () => {
    const code = { 'src/a.ts': 'export const a = ;\n', 'b.py': 'x = 1\ndef f(:\n' };
    const cwd = await temporaryFolder(overlayTree({ rules: "  - { id: all, path: '**', ownership: shared }", files: code }));
    const { stdout } = await runCli(['templates', 'check', '.'], { cwd });
    expect(stdout).toContain('  error  syntax  files/b.py:2  invalid syntax');
    expect(stdout).toContain('  not checked  TypeScript and JavaScript: no esbuild is installed in the folder or above it');
  });

  test('of a folder without a template is an error', async () => {
    const cwd = await temporaryFolder({ a: '' });
    expect(await runCli(['templates', 'check', '.'], { cwd })).toMatchObject({ code: 2 });
  });
});

describe('templates rebase and release', () => {
  test('merge a change of the base into an override; --dry-run writes nothing', async () => {
    const own = await runCli(['templates', 'show', 'worker-typescript', '--json']);
    const [{ version, origin }] = (JSON.parse(own.stdout) as { templates: [{ version: string; origin: string }] }).templates;
    const plain = await readFile(join(origin, 'files/.dockerignore'), 'utf8');
    const overlay = await overlayFolder({
      rules: '  - { id: ignored, path: .dockerignore, ownership: shared }',
      files: { '.dockerignore': `acme\n${plain}` },
    });
    const told = await runCli(['templates', 'check', overlay]);
    const entry = /add to `overrides`: (.*)/.exec(told.stdout)?.[1] ?? '';
    const manifest = await readFile(join(overlay, 'template.yaml'), 'utf8');
    await writeFile(join(overlay, 'template.yaml'), `${manifest}overrides:\n  - ${entry}\n`);
    expect(await runCli(['templates', 'check', overlay])).toMatchObject({ code: 0 });

    const later = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']));
    expect((await runCli(['templates', 'check', overlay, '--templates', later])).stdout).toContain('.dockerignore has moved');
    const before = await treeOf(overlay);
    const dry = await runCli(['templates', 'rebase', overlay, '--templates', later, '--dry-run']);
    expect(dry.stdout).toBe(`  merged    files/.dockerignore  ${version} -> 9.1.0\nNothing was written.`);
    expect(await treeOf(overlay)).toEqual(before);
    const done = await runCli(['templates', 'rebase', overlay, '--templates', later, '--json']);
    expect(JSON.parse(done.stdout)).toMatchObject({ written: true, files: [{ outcome: 'merged' }] });
    expect(await readFile(join(overlay, 'files/.dockerignore'), 'utf8')).toBe(`acme\n${plain.replace('**/dist', '**/dist\n**/reports')}`);
    expect(await runCli(['templates', 'check', overlay, '--templates', later])).toMatchObject({ code: 0 });
  });

  test('keep a version once, and never another under its name', async () => {
    const overlay = await overlayFolder({ rules, files });
    expect((await runCli(['templates', 'release', overlay])).stderr).toBe(`acme 1.0.0 is released: ${overlay}/released/acme/1.0.0.json.gz`);
    expect((await runCli(['templates', 'release', overlay])).stderr).toBe('acme 1.0.0 is released already');
    await writeFile(join(overlay, 'files/docs/policy.md.hbs'), 'other\n');
    expect((await runCli(['templates', 'release', overlay])).code).toBe(2);
  });
});
