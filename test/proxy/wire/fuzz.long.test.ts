import { expect, test } from 'vitest';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { messageLines } from '../../../src/proxy/wire/table.generated.ts';
import { rewriteFindings } from '../../support/completeness.ts';
import { randomMessage } from '../../support/random-messages.ts';
import { fuzz } from '../../support/wire-fuzz.ts';

const messages = 1_000_000;
const manyRounds = Array.from({ length: 60 }, (_, index) => 100 + index);
const rounds = manyRounds.slice(0, 10);
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
  for (const round of rounds) expect(tables.flatMap((table) => rewriteFindings(table, round))).toEqual([]);
});

test('random messages have something in every field that is sealed', () => {
  const tables = [...methods.values()].flatMap(({ request, response }) => [request, response]);
  const names = tables.map((table) => table.name.replace('temporal.api.', ''));
  const met = new Set(
    names.flatMap((name) => manyRounds.flatMap((round) => [...randomMessage(name, round).canaries.values()].map((path) => path.at(-1)))),
  );
  expect(sealedFields().filter((field) => !met.has(field))).toEqual([]);
});

function sealedFields(): string[] {
  return messageLines
    .trim()
    .split('\n')
    .flatMap((line) => {
      const message = /^[\w.]+/.exec(line)?.[0] ?? '';
      const fields = line.matchAll(/ \d+[.](?<name>\w+)\S*=(?:payload|nullable|text|failure-text|failure-attributes|nexus-input)(?= |$)/g);
      return [...fields].map(({ groups }) => `${message}.${groups?.['name']}`);
    });
}
