import { chmod, mkdir, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';
import { applyScaffold } from '../../src/scaffold/apply.ts';
import type { ApplyOptions } from '../../src/transaction/transaction.ts';
import { failureOf } from '../support/failure.ts';
import { sampleTree, sampleWrites } from '../support/sample-writes.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

function options(overrides: Partial<ApplyOptions> = {}): ApplyOptions {
  return { files: nodeFiles, bytes: nodeBytes, signal: new AbortController().signal, ...overrides };
}

/** Fails the n-th call of one method as the operating system would. */
function failing(method: 'write' | 'move' | 'makeDirectory' | 'createExclusive', code: string, nth = 1): Files {
  let calls = 0;
  const fail = async (...args: never[]) => {
    calls += 1;
    if (calls === nth) throw Object.assign(new Error(`${code}: simulated`), { code });
    return await nodeFiles[method](...(args as unknown as [never, never]));
  };
  return { ...nodeFiles, [method]: fail };
}

test('every file appears with its mode, and nothing of the way there stays', async () => {
  const target = join(await temporaryFolder(), 'a/b/worker');
  const progress: number[] = [];
  await applyScaffold(target, sampleWrites, options({ onProgress: (done) => progress.push(done) }));
  expect(await treeOf(target)).toEqual(sampleTree);
  expect(await readdir(join(target, '.managed-worker'))).toEqual(['record.json']);
  expect(((await stat(join(target, 'bin/run'))).mode & 0o777).toString(8)).toBe('755');
  expect(((await stat(join(target, 'README.md'))).mode & 0o777).toString(8)).toBe('644');
  expect(progress).toEqual([1, 2, 3, 4]);
});

test('files that no planned path touches stay as they are', async () => {
  const target = await temporaryFolder({ 'notes.txt': 'mine', 'src/old.ts': 'mine' });
  await applyScaffold(target, sampleWrites, options());
  expect(await treeOf(target)).toEqual({ ...sampleTree, 'notes.txt': 'mine', 'src/old.ts': 'mine' });
});

describe('is refused with nothing written:', () => {
  test('a target that is a file', async () => {
    const folder = await temporaryFolder({ worker: 'x' });
    expect(await failureOf(applyScaffold(join(folder, 'worker'), sampleWrites, options()))).toBe(
      `error TARGET_INVALID  ${folder}/worker is a file, not a folder\n  Name another folder. Nothing was written.`,
    );
  });

  test('a target that is a symbolic link, even to a folder', async () => {
    const folder = await temporaryFolder({ 'real/keep': '' });
    await symlink(join(folder, 'real'), join(folder, 'worker'));
    expect(await failureOf(applyScaffold(join(folder, 'worker'), sampleWrites, options()))).toBe(
      `error TARGET_INVALID  ${folder}/worker is a symbolic link, not a folder\n  Name another folder. Nothing was written.`,
    );
    expect(await treeOf(join(folder, 'real'))).toEqual({ keep: '' });
  });

  test('a target below a file', async () => {
    const folder = await temporaryFolder({ file: 'x' });
    expect(await failureOf(applyScaffold(join(folder, 'file/worker'), sampleWrites, options()))).toBe(
      `error TARGET_INVALID  ${folder}/file/worker cannot be made: ${folder}/file is not a folder\n  Name another folder. Nothing was written.`,
    );
  });

  test('a target that holds planned paths, all of them named', async () => {
    const tree = { 'README.md': 'mine', src: 'a file', 'notes.txt': 'mine' };
    const target = await temporaryFolder(tree);
    expect(await failureOf(applyScaffold(target, sampleWrites, options()))).toBe(
      `error DIRECTORY_NOT_EMPTY  ${target} holds 2 files that would be written
  README.md  is there already
  src  is there already
  Move them away, or name another folder. Nothing was written.`,
    );
    expect(await treeOf(target)).toEqual(tree);
    expect(await readdir(target)).not.toContain('.managed-worker');
  });

  test('a target with a symbolic link where a folder is to be', async () => {
    const folder = await temporaryFolder({ 'elsewhere/keep': '', 'target/keep': '' });
    await symlink(join(folder, 'elsewhere'), join(folder, 'target/src'));
    await symlink(join(folder, 'elsewhere'), join(folder, 'target/.managed-worker'));
    const text = await failureOf(applyScaffold(join(folder, 'target'), sampleWrites, options()));
    expect(text).toContain('  .managed-worker  is there already');
    expect(await treeOf(join(folder, 'elsewhere'))).toEqual({ keep: '' });
  });
});

describe('leaves nothing behind', () => {
  test.each<{ title: string; files: Files; message: string }>([
    { title: 'when the disk is full at the first file', files: failing('write', 'ENOSPC'), message: 'the disk is full (ENOSPC)' },
    { title: 'when the disk is full at the last file', files: failing('write', 'ENOSPC', 4), message: 'the disk is full (ENOSPC)' },
    { title: 'when the disk is full at the journal', files: failing('write', 'ENOSPC', 5), message: 'the disk is full (ENOSPC)' },
    { title: 'when moving fails at the last file', files: failing('move', 'EDQUOT', 5), message: 'the disk quota is used up (EDQUOT)' },
    { title: 'when the lock cannot be written', files: failing('createExclusive', 'ENOSPC'), message: 'the disk is full (ENOSPC)' },
    {
      title: 'when a path is too long',
      files: failing('makeDirectory', 'ENAMETOOLONG', 4),
      message: 'a path is too long for the file system (ENAMETOOLONG)',
    },
    { title: 'when something unheard of happens', files: failing('write', 'EIO'), message: 'EIO: simulated (EIO)' },
  ])('$title', async ({ files, message }) => {
    const folder = await temporaryFolder({ keep: '' });
    const target = join(folder, 'a/worker');
    expect(await failureOf(applyScaffold(target, sampleWrites, options({ files })))).toBe(
      `error WRITE_FAILED  ${target} cannot be written: ${message}\n  Mend that, or name another folder. Nothing was left behind.`,
    );
    expect(await readdir(folder)).toEqual(['keep']);
  });

  test('when it may not write there', async () => {
    const folder = await temporaryFolder();
    const text = await failureOf(applyScaffold(join(folder, 'w'), sampleWrites, options({ files: failing('makeDirectory', 'EACCES') })));
    expect(text).toBe(
      `error TARGET_INVALID  ${folder}/w cannot be written: you may not write there (EACCES)\n  Mend that, or name another folder. Nothing was left behind.`,
    );
  });

  test.each([0, 1, 3, 4, 6])('when it is interrupted after %i writes and moves', async (after) => {
    const folder = await temporaryFolder({ 'worker/keep': '' });
    const stop = new AbortController();
    let steps = 0;
    const step = () => {
      if (steps === after) stop.abort();
      steps += 1;
    };
    const files: Files = {
      ...nodeFiles,
      write: (...args) => (step(), nodeFiles.write(...args)),
      move: (...args) => (step(), nodeFiles.move(...args)),
    };
    const text = await failureOf(applyScaffold(join(folder, 'worker'), sampleWrites, options({ files, signal: stop.signal })));
    expect(text).toBe('error INTERRUPTED  stopped\n  Nothing was written.');
    expect(await readdir(folder, { recursive: true })).toEqual(['worker', 'worker/keep']);
  });

  test('or says so when even taking back fails, and the next run does it', async () => {
    const target = await temporaryFolder({ keep: '' });
    const failingMove = failing('move', 'EIO', 3);
    let hasMoved = false;
    const broken: Files = {
      ...nodeFiles,
      move: (...args) => ((hasMoved = true), failingMove.move(...args)),
      remove: (path) => (hasMoved ? Promise.reject(Object.assign(new Error('EIO'), { code: 'EIO' })) : nodeFiles.remove(path)),
    };
    const text = await failureOf(applyScaffold(target, sampleWrites, options({ files: broken })));
    expect(text).toContain('Mend that, or name another folder. The next run there removes what is half done.');
    expect(await applyScaffold(target, sampleWrites, options())).toEqual({ recovered: true });
    expect(await treeOf(target)).toEqual({ ...sampleTree, keep: '' });
  });
});

describe('two runs in one folder', () => {
  const alive = { pid: 4711, host: 'here', isAlive: () => true };

  test('at once: the second is told who the first is', async () => {
    const target = await temporaryFolder({ '.managed-worker/locks/1@here': '' });
    expect(await failureOf(applyScaffold(target, sampleWrites, options({ locker: alive })))).toBe(
      `error TARGET_BUSY  another run (process 1 on here) works in ${target}
  Wait for it to end; if there is none, delete ${target}/.managed-worker/locks. Nothing was written.`,
    );
    expect(await treeOf(target)).toEqual({ '.managed-worker/locks/1@here': '' });
  });

  test.each([
    { title: 'of a dead process', name: `2147483646@${hostname()}` },
    { title: 'of our own process id, as in a container', name: `${process.pid}@${hostname()}` },
    { title: 'that is none', name: 'stray' },
  ])('a lock $title does not keep anyone out', async ({ name }) => {
    const target = await temporaryFolder({ [`.managed-worker/locks/${name}`]: '' });
    await applyScaffold(target, sampleWrites, options());
    expect(await treeOf(target)).toEqual(sampleTree);
  });

  test.each([
    { title: 'of another host', name: '1@elsewhere' },
    { title: 'of a process that lives', name: `1@${hostname()}` },
  ])('a lock $title is respected', async ({ name }) => {
    const target = await temporaryFolder({ [`.managed-worker/locks/${name}`]: '' });
    await expect(applyScaffold(target, sampleWrites, options())).rejects.toMatchObject({ code: 'TARGET_BUSY' });
  });

  test('of many at the same moment exactly one writes', async () => {
    const target = join(await temporaryFolder(), 'worker');
    const runs = Array.from({ length: 12 }, (_, index) =>
      applyScaffold(target, sampleWrites, options({ locker: { ...alive, pid: index } })),
    );
    const outcomes = await Promise.allSettled(runs);
    const codes = outcomes.map((outcome) => (outcome.status === 'fulfilled' ? 'done' : (outcome.reason as { code: string }).code));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => !['done', 'TARGET_BUSY', 'DIRECTORY_NOT_EMPTY'].includes(code))).toEqual([]);
    expect(await treeOf(target)).toEqual(sampleTree);
  });
});

test('a file changed after a run was killed is not taken back, and is named', async () => {
  const blob = nodeBytes.gitBlobId(new TextEncoder().encode('A worker.\n'));
  const journal = { schemaVersion: 1, files: [{ path: 'README.md', before: null, after: { blob, mode: '644' } }], folders: ['src'] };
  const target = await temporaryFolder({ '.managed-worker/journal.json': JSON.stringify(journal), 'README.md': 'edited' });
  await mkdir(join(target, 'src'));
  await writeFile(join(target, 'keep'), '');
  await chmod(join(target, 'keep'), 0o600);
  expect(await failureOf(applyScaffold(target, sampleWrites, options()))).toContain('\n  README.md  is there already\n');
  expect(await treeOf(target)).toEqual({ 'README.md': 'edited', keep: '' });
});

test.each(['../outside.txt', '/outside.txt', 'a/../../outside.txt'])('a journal that names %s takes nothing back', async (path) => {
  const blob = nodeBytes.gitBlobId(new TextEncoder().encode('keep'));
  const journal = { schemaVersion: 1, files: [{ path, before: null, after: { blob, mode: '644' } }], folders: [] };
  const folder = await temporaryFolder({ 'outside.txt': 'keep', 'worker/.managed-worker/journal.json': JSON.stringify(journal) });
  await applyScaffold(join(folder, 'worker'), sampleWrites, options());
  expect(await nodeFiles.readText(join(folder, 'outside.txt'))).toBe('keep');
});
