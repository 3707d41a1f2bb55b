import fc from 'fast-check';
import { expect, test } from 'vitest';
import { covers, matches, overlaps, patternOf, type PatternKind } from '../../src/domain/patterns.ts';

test.each<[PatternKind, string, string, boolean]>([
  ['text', 'ada@example.com', 'ada@example.com', true],
  ['text', 'ada@example.com', 'ada@example.comx', false],
  ['text', '*', '', true],
  ['text', '*@example.com', 'ada@example.com', true],
  ['text', '*@example.com', '@example.com', true],
  ['text', '*@example.com', 'ada@example.com.evil.org', false],
  ['text', 'repo:acme/*:ref:*', 'repo:acme/images:ref:refs/heads/main', true],
  ['text', 'a*a', 'a', false],
  ['text', 'a*b*c', 'abbc', true],
  ['text', 'a*bc*c', 'abc', false],
  ['text', 'a.c', 'abc', false],
  ['path', 'images/*', 'images/image-render', true],
  ['path', 'images/*', 'images/a/b', false],
  ['path', '*/image-render', 'images/image-render', true],
  ['path', '*', 'images/image-render', false],
  ['name', 'CN=*,O=acme', 'CN=a,O=acme', true],
  ['name', 'CN=*,O=acme', 'CN=a\\,O=acme', false],
  ['name', 'CN=*,O=acme', 'CN=a\\,b,O=acme', true],
  ['name', 'CN=*,O=acme', 'CN=a\\\\,O=acme', true],
  ['name', 'CN=*,O=acme', 'CN=a+UID=1,O=acme', false],
  ['name', 'CN=*', 'CN=a,O=acme', false],
])('as %s, %s against %s: %s', (...[kind, pattern, value, expected]) => {
  expect(matches(patternOf(pattern, kind), value)).toBe(expected);
});

const letters = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 6 });
const words = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 6 });
const kinds = fc.constantFrom<PatternKind>('text', 'path');

test('a pattern means the same as its regular expression', () => {
  fc.assert(
    fc.property(letters, words, kinds, (text, value, kind) => {
      const expression = new RegExp(`^${text.replaceAll('*', kind === 'text' ? '.*' : '[^/]*')}$`);
      expect(matches(patternOf(text, kind), value)).toBe(expression.test(value));
    }),
    { numRuns: 3_000 },
  );
});

/** Every word of up to five letters. */
const everyWord = ['', 'a', 'b', '/'].reduce<string[]>(
  (all) => [...new Set(all.flatMap((word) => ['', 'a', 'b', '/'].map((letter) => word + letter)))],
  [''],
);

test('two patterns overlap when some word matches both, and one covers the other when all of its words do', () => {
  const short = fc.string({ unit: fc.constantFrom('a', 'b', '/', '*'), maxLength: 3 });
  fc.assert(
    fc.property(short, short, kinds, (one, other, kind) => {
      const [a, b] = [patternOf(one, kind), patternOf(other, kind)];
      const common = everyWord.filter((word) => matches(a, word) && matches(b, word));
      expect(overlaps(a, b)).toBe(common.length > 0);
      const missed = everyWord.filter((word) => matches(b, word) && !matches(a, word));
      expect(covers(a, b) && missed.length > 0).toBe(false);
    }),
    { numRuns: 1_000 },
  );
});
