import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';
import { applyChanges, takeBackHalfDone, type TransactionOptions } from '../../src/transaction/transaction.ts';
import { failureOf } from '../support/failure.ts';
import { sampleChanges, treeAfter, treeBefore } from '../support/sample-changes.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

function options(overrides: Partial<TransactionOptions> = {}): TransactionOptions {
  return {
    files: nodeFiles,
    bytes: nodeBytes,
    signal: new AbortController().signal,
    foreign: 'stop',
    advice: 'Mend that.',
    check: () => Promise.resolve(),
    ...overrides,
  };
}

test('every kind of change is made, and nothing of the way there stays', async () => {
  const target = await temporaryFolder(treeBefore);
  await applyChanges(target, sampleChanges, options());
  expect(await treeOf(target)).toEqual(treeAfter);
  expect(await nodeFiles.kindOf(join(target, 'gone'))).toBeUndefined();
  expect(await nodeFiles.modeOf(join(target, 'bin/run'))).toBe('755');
});

test('whichever write or move fails, the folder is as it was', async () => {
  for (let nth = 1; ; nth += 1) {
    const target = await temporaryFolder(treeBefore);
    let calls = 0;
    const failing =
      (method: 'write' | 'move') =>
      async (...args: [string, never]) => {
        calls += 1;
        if (calls === nth) throw Object.assign(new Error('simulated'), { code: 'ENOSPC' });
        await nodeFiles[method](...args);
      };
    const files: Files = { ...nodeFiles, write: failing('write'), move: failing('move') };
    const text = await applyChanges(target, sampleChanges, options({ files })).then(() => undefined, String);
    if (text === undefined) break;
    expect(text).toContain('the disk is full');
    expect(await treeOf(target), `call ${nth}`).toEqual(treeBefore);
  }
});

/** What reaches the disk and in which order; runs of the same call are one. */
async function flushOrder(): Promise<string[]> {
  const target = await temporaryFolder(treeBefore);
  const calls: string[] = [];
  const placeOf = (path: string) => {
    const below = relative(target, path);
    if (below.includes('journal')) return 'journal';
    if (below === '.managed-worker') return 'the tool’s folder';
    return below.startsWith('.managed-worker/staging') ? 'staging' : 'target';
  };
  const files: Files = {
    ...nodeFiles,
    write: async (path, ...rest) => (calls.push(`write and flush ${placeOf(path)}`), await nodeFiles.write(path, ...rest)),
    flushFolder: async (path) => (calls.push(`flush ${placeOf(path)}`), await nodeFiles.flushFolder(path)),
    move: async (from, to) => (calls.push(`move ${placeOf(to)}`), await nodeFiles.move(from, to)),
    remove: async (path) => (calls.push(`remove ${placeOf(path)}`), await nodeFiles.remove(path)),
  };
  await applyChanges(target, sampleChanges, options({ files }));
  return calls.filter((call, index) => call !== calls[index - 1] && !call.includes('lock'));
}

test('what a step builds on is on disk before the step: contents, their folders, the journal, its folder, what moved', async () => {
  const order = await flushOrder();
  const main = order.slice(order.indexOf('write and flush staging'));
  expect(main.slice(0, main.indexOf('remove staging') + 1)).toEqual([
    'write and flush staging',
    'flush staging',
    'write and flush journal',
    'move journal',
    'flush the tool’s folder',
    'remove target',
    'move target',
    'flush target',
    'flush the tool’s folder',
    'flush target',
    'remove journal',
    'flush the tool’s folder',
    'remove staging',
  ]);
});

test('a folder is flushed for every file that came, went or was replaced in it', async () => {
  const target = await temporaryFolder(treeBefore);
  const flushed = new Set<string>();
  let isMoved = false;
  const files: Files = {
    ...nodeFiles,
    move: async (from, to) => ((isMoved = true), await nodeFiles.move(from, to)),
    flushFolder: async (path) => (isMoved && flushed.add(relative(target, path)), await nodeFiles.flushFolder(path)),
  };
  await applyChanges(target, sampleChanges, options({ files }));
  const parents = sampleChanges.map(({ path }) => (dirname(path) === '.' ? '' : dirname(path)));
  expect([...flushed]).toEqual(expect.arrayContaining(parents));
});

test('a file that somebody makes where one is to be added stops everything', async () => {
  const target = await temporaryFolder({ ...treeBefore, 'new-name.txt': 'mine\n' });
  expect(await failureOf(applyChanges(target, sampleChanges, options()))).toContain('error CHANGED_MEANWHILE  new-name.txt');
  expect(await treeOf(target)).toEqual({ ...treeBefore, 'new-name.txt': 'mine\n' });
});

test('a file saved while it was planned stops everything', async () => {
  const target = await temporaryFolder({ ...treeBefore, Dockerfile: 'FROM mine\n' });
  expect(await failureOf(applyChanges(target, sampleChanges, options()))).toBe(
    'error CHANGED_MEANWHILE  Dockerfile was changed while this ran\n  Run it again. Nothing was written.',
  );
  expect(await treeOf(target)).toEqual({ ...treeBefore, Dockerfile: 'FROM mine\n' });
});

async function halfDone(): Promise<string> {
  const target = await temporaryFolder(treeBefore);
  let moves = 0;
  const broken = Object.assign(new Error('gone'), { code: 'EIO' });
  const files: Files = {
    ...nodeFiles,
    move: async (from, to) => {
      moves += 1;
      if (moves > 4) throw broken;
      await nodeFiles.move(from, to);
    },
    remove: async (path) => {
      if (moves > 4) throw broken;
      await nodeFiles.remove(path);
    },
  };
  await failureOf(applyChanges(target, sampleChanges, options({ files })));
  await rm(join(target, '.managed-worker/locks'), { recursive: true, force: true });
  return target;
}

test('a file that is neither as it was nor as it was to be stops taking back, with nothing touched', async () => {
  const target = await halfDone();
  await writeFile(join(target, 'Dockerfile'), 'FROM mine\n');
  const before = await treeOf(target);
  expect(await failureOf(takeBackHalfDone(target, options()))).toContain('error HALF_DONE');
  expect(await treeOf(target)).toEqual(before);
});

test('what lies behind a symbolic link is never taken back', async () => {
  const target = await halfDone();
  const elsewhere = await temporaryFolder({ run: '#!/bin/sh\n' });
  await rm(join(target, 'bin'), { recursive: true });
  await symlink(elsewhere, join(target, 'bin'));
  expect(await failureOf(takeBackHalfDone(target, options()))).toContain('bin/run');
  expect(await treeOf(elsewhere)).toEqual({ run: '#!/bin/sh\n' });
});

test('with nothing half done it touches nothing', async () => {
  const target = await temporaryFolder(treeBefore);
  await mkdir(join(target, 'empty'));
  expect(await takeBackHalfDone(target, options())).toBe(false);
  expect(await treeOf(target)).toEqual(treeBefore);
});
