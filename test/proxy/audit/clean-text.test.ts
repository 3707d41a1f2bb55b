import { expect, test } from 'vitest';
import { cleanText } from '../../../src/proxy/audit/clean-text.ts';

test.each([
  { title: 'a character is not cut in half', text: `${'-'.repeat(299)}😀 and more`, cleaned: `${'-'.repeat(299)}…` },
  { title: 'half a character is told as what it is', text: 'a\ud83d', cleaned: String.raw`a\ud83d` },
  { title: 'a whole one stays', text: 'a😀', cleaned: 'a😀' },
  { title: 'what would write over a terminal is escaped', text: 'a\u001b[2J', cleaned: String.raw`a\u001b[2J` },
])('$title', ({ text, cleaned }) => {
  expect(cleanText(text)).toBe(cleaned);
});
