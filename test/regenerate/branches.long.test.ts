import { execFileSync } from 'node:child_process';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { editText, laterTemplate, madeWorker, newest, readText, replaceIn } from '../support/upgrade.ts';

interface WorkerJson {
  path: string;
  state: string;
  exit: number;
  written: boolean;
  branch?: { name: string; state: string; commit?: string; reason?: string };
  error?: { code: string };
}

const timeout = 120_000;
const names = ['a', 'b', 'teams/c', 'd'];

function gitIn(folder: string, ...args: string[]): string {
  const env = { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return execFileSync('git', ['-c', 'protocol.file.allow=always', ...args], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
}

/** A clean worker, a merged one, one further down that conflicts, and one whose record is broken. */
async function fleet(format = 'sha1'): Promise<string> {
  const folder = await temporaryFolder();
  const first = await madeWorker({ git: false, below: folder, name: 'a' });
  for (const name of names.slice(1)) cpSync(first, join(folder, name), { recursive: true });
  editText(folder, 'b/.dockerignore', (text) => `# ours\n${text}`);
  editText(folder, 'teams/c/.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  editText(folder, 'd/.managed-worker/record.json', (text) => text.slice(0, 50));
  gitIn(folder, 'init', '--quiet', '--initial-branch=main', `--object-format=${format}`);
  gitIn(folder, 'config', 'user.name', 'Team Größe');
  gitIn(folder, 'config', 'user.email', 't@example.com');
  gitIn(folder, 'add', '--all', '--force');
  gitIn(folder, 'commit', '--quiet', '--message', 'x', '--date', '1700000000 +0230');
  return folder;
}

const later = () =>
  laterTemplate('9.0.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']), 'Reports stay out.');

async function branchesIn(folder: string, templates: string, ...args: string[]) {
  const all = ['regenerate', '--all', '--branch-per-worker', '--json', '--templates', templates, ...args];
  const done = await runCli(all, { cwd: folder });
  const { workers } = JSON.parse(done.stdout) as { workers: WorkerJson[] };
  const of = (path: string): WorkerJson => workers.find((worker) => worker.path.endsWith(path)) ?? missing(path);
  return { code: done.code, workers, of, branchOf: (path: string) => of(path).branch ?? missing(path) };
}

function missing(path: string): never {
  throw new Error(`nothing is said of ${path}`);
}

const branchOfA = 'managed-worker/a/worker-typescript-9.0.0';

test('every worker gets a branch with its upgrade, nothing else is touched, and the next run changes nothing', { timeout }, async () => {
  const folder = await fleet();
  const templates = await later();
  writeFileSync(join(folder, 'a/.dockerignore'), 'not committed\n');
  const state = () => [gitIn(folder, 'status', '--porcelain=v2', '--branch'), gitIn(folder, 'ls-files', '--stage')];
  const [before, files] = [state(), await treeOf(folder)];
  const dry = await branchesIn(folder, templates, '--dry-run');
  expect(dry.of('a').branch).toEqual({ name: branchOfA, state: 'made' });
  expect(gitIn(folder, 'branch', '--list', 'managed-worker/*')).toBe('');

  const { code, workers, of, branchOf } = await branchesIn(folder, templates);
  expect(code).toBe(2);
  expect(workers.map(({ path, state: is, exit, written }) => [path, is, exit, written])).toEqual([
    ['a', 'clean', 0, true],
    ['b', 'merged', 0, true],
    ['d', 'failed', 2, false],
    ['teams/c', 'conflict', 3, false],
  ]);
  expect(of('teams/c').branch).toBeUndefined();
  expect(gitIn(folder, 'rev-parse', branchOfA).trim()).toBe(branchOf('a').commit);
  expect(gitIn(folder, 'show', `${branchOfA}:a/.dockerignore`)).toContain('**/dist\n**/reports');
  expect(gitIn(folder, 'show', 'managed-worker/b/worker-typescript-9.0.0:b/.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/reports/);
  const changed = gitIn(folder, 'diff', '--name-only', 'main', branchOfA).trim().split('\n');
  expect(changed.every((path) => path === 'a/.dockerignore' || path.startsWith('a/.managed-worker/'))).toBe(true);
  const text = gitIn(folder, 'show', '--no-patch', '--format=%an <%ae> %ad %cd%n%B', '--date=raw', branchOfA);
  const date = gitIn(folder, 'show', '--no-patch', '--format=%cd', '--date=raw', 'main').trim();
  expect(text).toContain(`Team Größe <t@example.com> ${date} ${date}\n`);
  expect(text).toContain('9.0.0\n\n- Reports stay out.\n');
  expect(state()).toEqual(before);
  expect(await treeOf(folder)).toEqual(files);

  const again = await branchesIn(folder, templates);
  expect(again.of('a')).toMatchObject({ written: false, branch: { state: 'same', commit: branchOf('a').commit } });
  gitIn(folder, 'branch', '-D', branchOfA);
  expect((await branchesIn(folder, templates)).branchOf('a').commit).toBe(branchOf('a').commit);
});

test('a worker that only lacks its config gets no branch, for the commit would change nothing', { timeout }, async () => {
  const folder = await temporaryFolder();
  const root = await madeWorker({ git: false, below: folder, name: 'a' });
  for (const to of ['1.0.0', newest]) expect((await runCli(['regenerate', root, '--to', to])).code).toBe(0);
  expect(readText(root, '.managed-worker/record.json')).toContain('"unmade": [');
  gitIn(folder, 'init', '--quiet', '--initial-branch=main');
  gitIn(folder, 'config', 'user.name', 'T');
  gitIn(folder, 'config', 'user.email', 't@example.com');
  gitIn(folder, 'add', '--all', '--force');
  gitIn(folder, 'commit', '--quiet', '--message', 'x');
  const done = await runCli(['regenerate', '--all', '--branch-per-worker', '--json'], { cwd: folder });
  expect(JSON.parse(done.stdout)).toMatchObject({ workers: [{ path: 'a', state: 'current', exit: 0, written: false }] });
  expect(gitIn(folder, 'branch', '--list', 'managed-worker/*')).toBe('');
});

test(
  'a branch of ours follows the commit it is made from; one with a commit of somebody else, or checked out, is left',
  { timeout },
  async () => {
    const folder = await fleet();
    const templates = await later();
    const first = await branchesIn(folder, templates);
    editText(folder, 'a/.dockerignore', (text) => `# new\n${text}`);
    gitIn(folder, 'commit', '--quiet', '--all', '--message', 'an edit of main');
    const moved = await branchesIn(folder, templates);
    expect(moved.branchOf('a').state).toBe('made');
    expect(moved.of('b').branch).toEqual({ ...first.of('b').branch, state: 'same' });
    expect(gitIn(folder, 'rev-parse', `${branchOfA}^`)).toBe(gitIn(folder, 'rev-parse', 'main'));

    gitIn(folder, 'checkout', '--quiet', branchOfA);
    gitIn(folder, 'commit', '--quiet', '--allow-empty', '--message', 'theirs');
    const theirs = gitIn(folder, 'rev-parse', branchOfA).trim();
    gitIn(folder, 'checkout', '--quiet', 'managed-worker/b/worker-typescript-9.0.0');
    const { of } = await branchesIn(
      folder,
      await laterTemplate('9.0.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/x\n**/dist'])),
      '--from',
      'main',
    );
    expect(of('a')).toMatchObject({
      state: 'left',
      exit: 0,
      branch: { state: 'left', reason: 'somebody else has committed to it', commit: theirs },
    });
    expect(of('b')).toMatchObject({ state: 'left', branch: { state: 'left', reason: 'it is checked out' } });
    gitIn(folder, 'checkout', '--quiet', branchOfA);
    gitIn(folder, 'reset', '--quiet', '--hard', 'HEAD^');
    editText(folder, 'a/README.md', (text) => `${text}\namended\n`);
    gitIn(folder, 'commit', '--quiet', '--all', '--amend', '--no-edit');
    gitIn(folder, 'checkout', '--quiet', 'main');
    expect((await branchesIn(folder, templates)).of('a').branch).toMatchObject({
      state: 'left',
      reason: 'somebody else has committed to it',
    });
  },
);

test('a conflict gets a branch when it is asked for, and a person ends it there', { timeout }, async () => {
  const folder = await fleet();
  const templates = await later();
  const { code, of, branchOf } = await branchesIn(folder, templates, '--with-conflicts', '--from', 'HEAD');
  const { name } = branchOf('teams/c');
  expect([code, of('teams/c').exit, of('teams/c').written]).toEqual([2, 3, true]);
  expect(name).toMatch(/^managed-worker\/teams-c-[0-9a-f]{8}\/worker-typescript-9\.0\.0$/);
  expect(gitIn(folder, 'show', '--no-patch', '--format=%B', name)).toContain('Needs a person');
  gitIn(folder, 'checkout', '--quiet', name);
  const worker = join(folder, 'teams/c');
  expect((await runCli(['regenerate', '--continue', '--templates', templates], { cwd: worker })).code).toBe(3);
  writeFileSync(join(worker, '.dockerignore'), '**/dist-ours\n**/reports\n');
  expect((await runCli(['regenerate', '--continue', '--templates', templates], { cwd: worker })).code).toBe(0);
});

test('rings of branches are the same whenever they are asked for', { timeout }, async () => {
  const folder = await fleet();
  const templates = await later();
  const ring = async (...args: string[]) =>
    (await branchesIn(folder, templates, ...args)).workers.map(({ path, branch }) => [path, branch?.state]);
  const first = [
    ['a', 'made'],
    ['b', undefined],
    ['d', undefined],
    ['teams/c', undefined],
  ];
  expect(await ring('--limit', '1')).toEqual(first);
  expect(await ring('--limit', '1')).toEqual([['a', 'same'], ...first.slice(1)]);
  expect(await ring('--where', 'tier=0')).toEqual([['d', undefined]]);
  const held = 'template: { hold: { reason: release week, until: 2999-01-01 } }\n';
  editText(folder, 'b/worker.yaml', (text) => `${text.trimEnd()}\n${held}`);
  gitIn(folder, 'commit', '--quiet', '--all', '--message', 'hold');
  const rest = await branchesIn(folder, templates, '--only-clean');
  expect(rest.workers.map(({ path, state }) => [path, state])).toEqual([
    ['a', 'clean'],
    ['b', 'held'],
    ['d', 'failed'],
    ['teams/c', 'left'],
  ]);
});

test('a bare and a shallow clone and a repository of SHA-256 ids serve as well', { timeout }, async () => {
  const folder = await fleet();
  const templates = await later();
  const wanted = (await branchesIn(folder, templates)).branchOf('a').commit;
  const clones = await temporaryFolder();
  for (const [name, flag] of [
    ['bare', '--bare'],
    ['shallow', '--depth=1'],
  ] as const) {
    gitIn(clones, 'clone', '--quiet', '--single-branch', '--branch=main', flag, `file://${folder}`, name);
    const clone = join(clones, name);
    gitIn(clone, 'config', 'user.name', 'Team Größe');
    gitIn(clone, 'config', 'user.email', 't@example.com');
    const { branchOf } = await branchesIn(clone, templates);
    expect([name, branchOf('a').commit]).toEqual([name, wanted]);
    expect((await branchesIn(clone, templates)).branchOf('a').state).toBe('same');
  }
  const sha256 = await fleet('sha256');
  expect((await branchesIn(sha256, templates)).branchOf('b').commit).toHaveLength(64);
  expect((await branchesIn(sha256, templates)).branchOf('b').state).toBe('same');
});

test('a clone without the files and without a network says so for each worker', { timeout }, async () => {
  const folder = await fleet();
  gitIn(folder, 'config', 'uploadpack.allowFilter', 'true');
  const clones = await temporaryFolder();
  gitIn(clones, 'clone', '--quiet', '--no-checkout', '--filter=blob:none', `file://${folder}`, 'blobless');
  const { code, workers } = await branchesIn(join(clones, 'blobless'), await later());
  expect(code).toBe(4);
  expect(workers.map(({ exit, error }) => [exit, error?.code])).toEqual(names.map(() => [4, 'OBJECTS_MISSING']));
});

test.each([
  { title: 'no repository', args: ['--branch-per-worker', '--all'], code: 'REPOSITORY_UNUSABLE' },
  { title: '--from without branches', args: ['--from', 'main'], code: 'USAGE' },
  { title: '--with-conflicts without branches', args: ['--with-conflicts'], code: 'USAGE' },
  { title: '--continue with branches', args: ['--branch-per-worker', '--continue'], code: 'USAGE' },
])('branches are refused: $title', async ({ args, code }) => {
  const folder = await temporaryFolder();
  const { stdout } = await runCli(['regenerate', '--json', ...args], { cwd: folder });
  expect((JSON.parse(stdout) as { error: { code: string } }).error.code).toBe(code);
});
