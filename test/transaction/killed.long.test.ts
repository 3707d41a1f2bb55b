import { chmod, cp, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { takeBackHalfDone } from '../../src/transaction/transaction.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { killedAt } from '../support/killed-at.ts';
import { treeAfter, treeBefore } from '../support/sample-changes.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

const options = { files: nodeFiles, bytes: nodeBytes };

async function withoutLocks(folder: string): Promise<Record<string, string>> {
  return Object.fromEntries(Object.entries(await treeOf(folder)).filter(([path]) => !path.startsWith('.managed-worker/locks/')));
}

async function isExecutable(folder: string): Promise<boolean> {
  return ((await stat(join(folder, 'bin/run'))).mode & 0o100) !== 0;
}

/** Exactly the tree before or after, modes included. */
async function expectWhole(folder: string, title: string): Promise<void> {
  const left = await withoutLocks(folder);
  const isDone = left['Dockerfile'] === treeAfter['Dockerfile'];
  expect({ title, left }).toEqual({ title, left: isDone ? treeAfter : treeBefore });
  expect({ title, isExecutable: await isExecutable(folder) }).toEqual({ title, isExecutable: isDone });
  expect((await nodeFiles.list(join(folder, '.managed-worker'))).filter((name) => name !== 'locks')).toEqual(['record.json']);
}

test('killed at any call of the file system, the next run finds exactly before or after', { timeout: 120_000 }, async () => {
  const script = await bundleScript("import './test/support/killed-transaction.ts';");
  let call = 1;
  for (; ; call += 3) {
    const target = await temporaryFolder(treeBefore);
    if (!(await killedAt(call, script, target))) break;
    await takeBackHalfDone(target, options);
    await expectWhole(target, `after call ${call}`);
  }
  expect(call).toBeGreaterThan(80);
});

test('killed while it takes back, the next one still ends at exactly before', { timeout: 120_000 }, async () => {
  const script = await bundleScript("import './test/support/killed-transaction.ts';");
  const recovery = await bundleScript("import './test/support/killed-recovery.ts';");
  let half = '';
  for (let call = 60; half === '' || (await nodeFiles.kindOf(join(half, 'new-name.txt'))) === undefined; call += 1) {
    half = await temporaryFolder(treeBefore);
    await chmod(join(half, 'bin/run'), 0o644);
    expect(await killedAt(call, script, half)).toBe(true);
  }
  expect(await nodeFiles.kindOf(join(half, '.managed-worker/journal.json'))).toBe('file');
  for (let call = 1; ; call += 3) {
    const target = await temporaryFolder();
    await cp(half, target, { recursive: true });
    const wasKilled = await killedAt(call, recovery, target);
    await takeBackHalfDone(target, options);
    expect(await withoutLocks(target), `after call ${call}`).toEqual(treeBefore);
    if (!wasKilled) return;
  }
});
