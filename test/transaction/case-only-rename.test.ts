import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';
import { applyChanges, takeBackHalfDone, type FileChange } from '../../src/transaction/transaction.ts';
import { caseInsensitiveFiles } from '../support/case-insensitive-files.ts';
import { temporaryFolder, treeOf } from '../support/temporary-folder.ts';

const state = { bytes: new TextEncoder().encode('text\n'), mode: '644' as const };
const renamed: readonly FileChange[] = [
  { path: 'docs/Readme.md', before: undefined, after: state },
  { path: 'docs/readme.md', before: state, after: undefined },
];
const before = { 'docs/readme.md': 'text\n' };
const common = { bytes: nodeBytes, foreign: 'stop' as const, advice: '', check: () => Promise.resolve() };

test.each([
  { title: 'told apart', files: nodeFiles },
  { title: 'not told apart', files: caseInsensitiveFiles },
])('a rename that changes capitals alone arrives where they are $title', async ({ files }) => {
  const target = await temporaryFolder(before);
  await applyChanges(target, renamed, { ...common, files, signal: new AbortController().signal });
  expect(await treeOf(target)).toEqual({ 'docs/Readme.md': 'text\n' });
});

test.each([
  { title: 'told apart', files: nodeFiles },
  { title: 'not told apart', files: caseInsensitiveFiles },
])('stopped at any call where capitals are $title, the file is there under one name or the other', async ({ files }) => {
  for (let at = 1; ; at += 1) {
    const target = await temporaryFolder(before);
    const isDone = await applyChanges(target, renamed, {
      ...common,
      files: stoppingAt(at, files),
      signal: new AbortController().signal,
    }).then(
      () => true,
      () => false,
    );
    await rm(join(target, '.managed-worker/locks'), { recursive: true, force: true });
    await takeBackHalfDone(target, { ...common, files });
    expect([before, { 'docs/Readme.md': 'text\n' }], `call ${at}`).toContainEqual(await treeOf(target));
    if (isDone) return;
  }
});

/** Every call from the n-th on fails, as if the process were gone. */
function stoppingAt(at: number, files: Files): Files {
  let calls = 0;
  const entries = Object.entries(files).map(([name, method]) => [
    name,
    async (...args: unknown[]): Promise<unknown> => {
      calls += 1;
      if (calls >= at) throw new Error('killed');
      return await (method as (...given: unknown[]) => Promise<unknown>)(...args);
    },
  ]);
  return Object.fromEntries(entries) as Files;
}
