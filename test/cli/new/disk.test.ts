import { execFileSync } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';

const quick = ['new', '--yes', '--no-install', '--no-git', '--name', 'image-render', '--owner', 'team-images'];

/** A small disk of its own, which only root can make. */
async function disk(options: string): Promise<string> {
  const folder = join(await temporaryFolder(), 'disk');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

test('a full disk is told, and nothing stays on it', async () => {
  const cwd = await disk('size=64k');
  const { code, stderr } = await runCli(quick, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(`error WRITE_FAILED  ${cwd}/image-render cannot be written: the disk is full (ENOSPC)
  Mend that, or name another folder. Nothing was left behind.`);
  expect(await readdir(cwd)).toEqual([]);
});

test('a disk without room for more files is told the same way', async () => {
  const cwd = await disk('size=8m,nr_inodes=90');
  const { code, stderr } = await runCli(quick, { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain('the disk is full (ENOSPC)');
  expect(await readdir(cwd)).toEqual([]);
});

test('a read-only disk is told', async () => {
  const cwd = await disk('size=64k,ro');
  const { code, stderr } = await runCli(quick, { cwd });
  expect(code).toBe(2);
  expect(stderr).toBe(`error TARGET_INVALID  ${cwd}/image-render cannot be written: ${cwd} is read-only, or you may not write there
  Name another folder. Nothing was written.`);
});

test('a target that is a file, or a folder with files in the way, is refused before anything is asked of it', async () => {
  const tree = { 'file/image-render': 'x', 'full/image-render/README.md': 'mine' };
  const cwd = await temporaryFolder(tree);
  expect((await runCli(quick, { cwd: join(cwd, 'file') })).stderr).toBe(
    `error TARGET_INVALID  ${cwd}/file/image-render is a file, not a folder\n  Name another folder. Nothing was written.`,
  );
  expect((await runCli([...quick, '--dry-run'], { cwd: join(cwd, 'full') })).stderr).toBe(
    `error DIRECTORY_NOT_EMPTY  ${cwd}/full/image-render holds a file that would be written
  README.md  is there already
  Move them away, or name another folder. Nothing was written.`,
  );
  expect(await treeOf(cwd)).toEqual(tree);
});
