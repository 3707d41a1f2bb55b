import { expect, test } from 'vitest';
import { compareWithGit } from '../../support/git-merge-file.ts';

test.each(['unique', 'code'] as const)('a sample of generated texts with %s lines merges to the bytes that git makes', async (kind) => {
  const { disagreements, conflicts } = await compareWithGit(kind, 60);
  expect(disagreements).toEqual([]);
  expect(conflicts).toBeGreaterThan(10);
});
