import { expect, test } from 'vitest';
import { duration, milliseconds } from '../../src/domain/duration.ts';

test.each([
  ['500ms', 500],
  ['30s', 30_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['14d', 1_209_600_000],
  ['0s', 0],
])('%s is %i milliseconds', (text, expected) => {
  expect(duration.parse(text)).toBe(text);
  expect(milliseconds(text)).toBe(expected);
});

test.each(['', '30', '1.5h', '-1s', '1w', '1h30m', ' 1s', '1s\n', '1234567890s'])('%j is refused', (text) => {
  expect(duration.safeParse(text).error?.issues[0]?.message).toBe('write one number and one unit of ms, s, m, h or d, such as 30s');
  expect(() => milliseconds(text)).toThrow(new RangeError(`not a duration: ${text}`));
});
