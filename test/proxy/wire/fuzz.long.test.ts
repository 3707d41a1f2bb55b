import { expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { rewriteFindings } from '../../support/completeness.ts';
import { fuzz } from '../../support/wire-fuzz.ts';

const messages = 1_000_000;
const seed = Number(process.env['PROXY_FUZZ_SEED'] ?? Date.now() % 2 ** 31);

test(`a million damaged messages (seed ${seed}) are sealed, opened or refused, and what a parser takes of them comes back`, () => {
  const { counts, changed } = fuzz({ messages, seed, comparedEvery: 100 });
  // The numbers are what a run of this is read for.
  process.stdout.write(`damaged messages: ${JSON.stringify(counts)}\n`);
  expect(changed).toEqual([]);
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(messages);
});

test('more random messages of every type are sealed as the official visitor finds it, and come back', () => {
  const tables = [...methods.values()].flatMap(({ request, response }) => [request, response]);
  for (let round = 100; round < 110; round++) expect(tables.flatMap((table) => rewriteFindings(table, round))).toEqual([]);
});
