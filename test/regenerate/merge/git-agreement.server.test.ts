import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { compareEnded, compareWithGit, type Disagreement } from '../../support/git-merge-file.ts';

const count = 2000;

interface Reviewed {
  /** Why we part from git, by kind of text. */
  why: Record<string, string>;
  disagreements: Disagreement[];
}

const reviewed = JSON.parse(await readFile(new URL('reviewed-disagreements.json', import.meta.url), 'utf8')) as Reviewed;

test('unique lines: all merges have the bytes that git makes', async () => {
  const { disagreements, conflicts } = await compareWithGit('unique', count);
  expect(disagreements).toEqual([]);
  expect(conflicts).toBeGreaterThan(count / 10);
});

test('code-like text: 999 of 1,000 merges have the bytes that git makes, the others are reviewed', async () => {
  const { disagreements, conflicts } = await compareWithGit('code', count);
  expect(disagreements.length).toBeLessThanOrEqual(count / 1000);
  expect(disagreements).toEqual(reviewed.disagreements.filter(({ triple }) => triple.startsWith('code ')));
  expect(conflicts).toBeGreaterThan(count / 10);
});

test('texts without a newline at the end: merged as git merges them with one, and each other verdict is reviewed', async () => {
  const { disagreements: ended } = await compareEnded('unended', 300);
  expect(ended).toEqual([]);
  const { disagreements } = await compareWithGit('unended', 300);
  const verdicts = disagreements.filter(({ ours }) => ours !== 'text');
  expect(verdicts).toEqual(reviewed.disagreements.filter(({ triple }) => triple.startsWith('unended ')));
});

test('each kind of text with reviewed disagreements says why', () => {
  expect(Object.keys(reviewed.why)).toEqual([...new Set(reviewed.disagreements.map(({ triple }) => triple.split(' ')[0]))]);
});
