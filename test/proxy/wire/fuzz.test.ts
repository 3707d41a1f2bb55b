import { expect, test } from 'vitest';
import { fuzz } from '../../support/wire-fuzz.ts';

test('damaged messages are sealed, opened or refused, and what a parser takes of them comes back', () => {
  const { counts, changed } = fuzz({ messages: 4_000, seed: 7, comparedEvery: 10 });
  expect(changed).toEqual([]);
  expect(Object.keys(counts).toSorted()).toEqual(expect.arrayContaining(['malformed', 'rewritten', 'unknown-field']));
});
