import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retentionDays, retentionProblem } from '../../src/domain/retention.ts';

const limits = { minimum: 1, maximum: 90 };

test.each(['1d', '14d', '90d'])('%s is taken', (text) => {
  expect(retentionProblem(text, limits)).toBeUndefined();
});

test.each([
  ['0d', "'0d' is below the platform's minimum of 1d"],
  ['-1', "'-1' is not a retention; write a whole number of days, such as 14d"],
  ['007d', "'007d' is not a retention; write a whole number of days, such as 14d"],
  ['91', "'91' is not a retention: it has no unit; write 91d for days"],
  ['91d', "'91d' is above the platform's maximum of 90d"],
  ['7 days', "'7 days' is not a retention; write 7d"],
  ['1 Day', "'1 Day' is not a retention; write 1d"],
  ['30days', "'30days' is not a retention; write 30d"],
  ['1w2d', "'1w2d' is not a retention; write a whole number of days, such as 14d"],
  ['', "'' is not a retention; write a whole number of days, such as 14d"],
  ['1.5d', "'1.5d' is not a retention; write a whole number of days, such as 14d"],
  ['14D', "'14D' is not a retention; write a whole number of days, such as 14d"],
  ['14d\n', "'14d\n' is not a retention; write a whole number of days, such as 14d"],
  ['x14d', "'x14d' is not a retention; write a whole number of days, such as 14d"],
  ['100000d', "'100000d' is not a retention; write a whole number of days, such as 14d"],
  ['every 7 days', "'every 7 days' is not a retention; write a whole number of days, such as 14d"],
  ['7 days a week', "'7 days a week' is not a retention; write a whole number of days, such as 14d"],
  ['a7', "'a7' is not a retention; write a whole number of days, such as 14d"],
])('%j is refused', (text, message) => {
  expect(retentionProblem(text, limits)).toBe(message);
});

test('days come back as they were written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999 }), (days) => {
      expect(retentionDays(`${days}d`)).toBe(days);
    }),
  );
});

test('any text is either days within the limits or has a problem', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,6}d?$/)), (text) => {
      const days = retentionDays(text);
      const isFine = days !== undefined && days >= limits.minimum && days <= limits.maximum;
      expect(retentionProblem(text, limits) === undefined).toBe(isFine);
    }),
  );
});
