import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cp } from 'node:fs/promises';
import { runCli } from '../support/cli.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';
import { commitAll, editText, laterTemplate, madeWorker, newest, readText, replaceIn } from '../support/upgrade.ts';

interface WorkerJson {
  path: string;
  state: string;
  exit: number;
}

function workersOf(stdout: string): WorkerJson[] {
  return (JSON.parse(stdout) as { workers: WorkerJson[] }).workers;
}

function statesOf(workers: readonly WorkerJson[]): string[] {
  return workers.map(({ path, state }) => `${path} ${state}`);
}

interface FleetShape {
  size: number;
  /** Workers whose team wrote into a shared file, where no change of the template comes near. */
  edited: readonly number[];
}

const nameOf = (index: number) => `w${String(index).padStart(2, '0')}`;
const few: FleetShape = { size: 14, edited: [3, 4, 5, 6] };
const many: FleetShape = { size: 100, edited: Array.from({ length: 20 }, (_, index) => 10 + index * 4) };

/** Copies of one worker in one repository; some edited, and w07, w08 and w09 broken in different ways. */
async function fleet({ size, edited }: FleetShape): Promise<string> {
  const folder = await temporaryFolder();
  const first = await madeWorker({ git: false, below: folder, name: 'w00' });
  for (let index = 1; index < size; index += 1) await cp(first, join(folder, nameOf(index)), { recursive: true });
  for (const index of edited) editText(folder, `${nameOf(index)}/.dockerignore`, (text) => `# ours\n${text}`);
  editText(folder, 'w07/.dockerignore', (text) => text.replace('**/dist', '**/dist-ours'));
  editText(folder, 'w08/.managed-worker/record.json', (text) => text.slice(0, 50));
  editText(folder, 'w09/worker.yaml', (text) => text.replace(/^tier: .*$/m, 'tier: 9'));
  commitAll(folder);
  return folder;
}

const later = () => laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']));
const isBroken = (path: string) => /^w0[789]\//.test(path);

test(
  'of 100 workers, 20 of them edited, three broken ones stop none of the others, and no other byte differs',
  { timeout: 120_000 },
  async () => {
    const { size, edited } = many;
    const folder = await fleet(many);
    const templates = await later();
    const before = await treeOf(folder);
    const planned = await runCli(['regenerate', '--all', '--dry-run', '--templates', templates], { cwd: folder });
    expect(planned.stderr).toContain('100 workers   77 clean   20 merged with team edits   1 need a person   2 failed');
    expect(await treeOf(folder)).toEqual(before);

    const done = await runCli(['regenerate', '--all', '--json', '--templates', templates], { cwd: folder });
    expect(done.code).toBe(2);
    const workers = workersOf(done.stdout);
    expect(workers).toHaveLength(size);
    expect(workers.filter(({ exit }) => exit !== 0).map(({ path, state, exit }) => [path, state, exit])).toEqual([
      ['w07', 'conflict', 3],
      ['w08', 'failed', 2],
      ['w09', 'failed', 2],
    ]);
    const after = await treeOf(folder);
    const changed = Object.keys({ ...before, ...after }).filter(
      (path) => before[path] !== after[path] && !path.includes('.managed-worker/'),
    );
    expect(changed.filter((path) => !path.endsWith('/.dockerignore'))).toEqual([]);
    expect(changed.filter((path) => !isBroken(path))).toHaveLength(size - 3);
    for (const path of changed.filter((each) => !isBroken(each))) expect(readText(folder, path)).toContain('**/reports');
    for (const index of edited) expect(readText(folder, `${nameOf(index)}/.dockerignore`)).toMatch(/^# ours\n/);
  },
);

test('rings: by answer, by number, and only what needs no person', { timeout: 60_000 }, async () => {
  const folder = await fleet({ ...few, size: 10 });
  const templates = await later();
  const run = async (...args: string[]) =>
    workersOf((await runCli(['regenerate', '--all', '--json', '--templates', templates, ...args], { cwd: folder })).stdout);
  expect(statesOf(await run('--where', 'tier=0', '--dry-run'))).toEqual(['w08 failed']);
  expect(statesOf(await run('--limit', '2', '--only-clean'))).toEqual([
    'w00 clean',
    'w01 clean',
    ...['w02', 'w03', 'w04', 'w05', 'w06', 'w07'].map((path) => `${path} left`),
    'w08 failed',
    'w09 failed',
  ]);
  const rest = statesOf(await run('--only-clean'));
  expect(rest).toContain('w06 merged');
  expect(rest).toContain('w07 left');
});

test('status of many tells of each, and one that cannot be read is a line of its own', { timeout: 60_000 }, async () => {
  const folder = await fleet({ ...few, size: 10 });
  const status = await runCli(['status', '--all', '--check', '--json', '--templates', await later()], { cwd: folder });
  const workers = (JSON.parse(status.stdout) as { workers: { path: string; exit: number }[] }).workers;
  expect(workers.map(({ path, exit }) => `${path} ${exit}`)).toEqual([
    ...['w00', 'w01', 'w02', 'w03', 'w04', 'w05', 'w06', 'w07'].map((path) => `${path} 1`),
    'w08 2',
    'w09 2',
  ]);
  expect(status.code).toBe(2);
  const text = await runCli(['status', '--all'], { cwd: folder });
  expect(text.stdout).toContain(`w03  worker-typescript ${newest}, up to date\n  yours     .dockerignore  edited`);
  expect(text.stdout).toContain('w08  failed');
});
