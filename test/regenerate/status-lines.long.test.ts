import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { commitAll, editText, laterTemplate, madeWorker, readText, replaceIn } from '../support/upgrade.ts';

const statusOf = async (root: string, ...flags: string[]) => await runCli(['status', root, ...flags]);

test('status says how many lines of an edited file differ from what the template wrote', async () => {
  const root = await madeWorker({ git: false });
  editText(root, '.dockerignore', (text) => `# ours\n${text.replace('**/dist\n', '')}`);
  editText(root, 'README.md', (text) => text.replace(/\n$/, ''));
  editText(root, 'sdk/connection.ts', (text) => text.replaceAll('\n', '\r\n'));
  editText(root, 'sdk/process.ts', (text) => `${text}// one\n// two\n`);
  await rm(join(root, '.npmrc'));
  await writeFile(join(root, 'Dockerfile'), Buffer.from([0, 1, 2]));
  const { edited } = (JSON.parse((await statusOf(root, '--json')).stdout) as { workers: { edited: unknown[] }[] }).workers[0]!;
  expect(edited).toEqual([
    { path: '.dockerignore', ownership: 'shared', what: 'edited', lines: { added: 1, removed: 1 } },
    { path: '.npmrc', ownership: 'shared', what: 'deleted' },
    { path: 'Dockerfile', ownership: 'shared', what: 'edited' },
    { path: 'README.md', ownership: 'shared', what: 'edited', lines: { added: 1, removed: 1 } },
    { path: 'sdk/process.ts', ownership: 'platform', what: 'edited', lines: { added: 2, removed: 0 } },
  ]);
  const text = (await statusOf(root)).stdout;
  expect(text).toContain('yours     .dockerignore  edited  +1 -1\n');
  expect(text).toContain('yours     Dockerfile  edited\n');
  expect(text).toContain('platform  sdk/process.ts  edited  +2 -0; `regenerate --heal` restores it\n');
});

test('the bytes of a template that is gone leave the count out', async () => {
  const templates = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/out']));
  const root = await madeWorker();
  expect((await runCli(['regenerate', root, '--templates', templates])).code).toBe(0);
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  expect((await statusOf(root, '--templates', templates)).stdout).toContain('.dockerignore  edited  +1 -0');
  await rm(join(root, '.managed-worker/base'), { recursive: true });
  const later = await laterTemplate('9.2.0', () => undefined);
  expect((await statusOf(root, '--templates', later)).stdout).toMatch(/\.dockerignore {2}edited\n?$/m);
});

test('while conflicts wait, what the upgrade wrote is no edit, and a conflict with a side says which', async () => {
  const templates = await laterTemplate('9.1.0', (contents) => {
    replaceIn(contents, '.dockerignore', ['**/dist', '**/dist-theirs']);
    replaceIn(contents, 'sdk/process.ts', ['import ', '// theirs\nimport ']);
  });
  const root = await madeWorker();
  editText(root, '.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  commitAll(root);
  expect((await runCli(['regenerate', root, '--templates', templates])).code).toBe(3);
  expect(readText(root, 'sdk/process.ts')).toMatch(/^\/\/ theirs\n/);
  const waiting = (await statusOf(root)).stdout;
  expect(waiting).toContain(
    'waits     .dockerignore  both sides changed these lines; resolve it, then `regenerate --continue` or `--abort`',
  );
  expect(waiting).not.toContain('platform');
  expect((await runCli(['regenerate', root, '--resolve', '.dockerignore=ours'])).code).toBe(0);
  editText(root, 'sdk/process.ts', (text) => `${text}// ours\n`);
  const resolved = (await statusOf(root)).stdout;
  expect(resolved).toContain('waits     .dockerignore  resolved: ours; `regenerate --continue` or `--abort`');
  expect(resolved).toContain('platform  sdk/process.ts  edited');
});

test('--resolve says what it takes', async () => {
  const { code, stderr } = await runCli(['regenerate', await madeWorker({ git: false }), '--resolve', 'README.md']);
  expect(code).toBe(2);
  expect(stderr).toContain('--resolve takes PATH=ours, PATH=theirs or PATH=deleted, not README.md');
});
