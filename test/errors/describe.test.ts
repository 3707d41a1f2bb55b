import { expect, test } from 'vitest';
import { describeError, describeProblem } from '../../src/errors/describe.ts';
import { ToolError } from '../../src/errors/tool-error.ts';

test.each([
  [{ message: 'is wrong' }, 'is wrong'],
  [{ field: 'spec.tier', message: 'is wrong' }, 'spec.tier: is wrong'],
  [{ field: '', message: 'is wrong' }, 'is wrong'],
  [{ file: 'a.yaml', message: 'is wrong' }, 'a.yaml  is wrong'],
  [{ file: 'a.yaml', line: 3, message: 'is wrong' }, 'a.yaml:3  is wrong'],
  [{ file: 'a.yaml', line: 3, column: 5, field: 'tier', message: 'is wrong' }, 'a.yaml:3:5  tier: is wrong'],
])('a problem says what it knows: %j', (problem, text) => {
  expect(describeProblem(problem)).toBe(text);
});

test('an error is a headline, its problems and a hint', () => {
  const error = new ToolError('WORKER_INVALID', 'worker.yaml cannot be used', {
    problems: [{ file: 'worker.yaml', line: 1, column: 1, message: 'one' }, { message: 'two' }],
    hint: 'Mend it. Nothing was written.',
  });
  expect(describeError(error)).toBe(
    ['error WORKER_INVALID  worker.yaml cannot be used', '  worker.yaml:1:1  one', '  two', '  Mend it. Nothing was written.'].join('\n'),
  );
});

test('of more problems than anyone reads, the first are told and the others counted', () => {
  const problems = Array.from({ length: 53 }, (_, index) => ({ message: `number ${index + 1}` }));
  const lines = describeError(new ToolError('WORKER_INVALID', 'bad', { problems, hint: 'Mend it.' })).split('\n');
  expect(lines.slice(-4)).toEqual(['  number 49', '  number 50', '  … and 3 more', '  Mend it.']);
});

test('an error without problems or hint is its headline', () => {
  expect(describeError(new ToolError('USAGE', 'unknown option'))).toBe('error USAGE  unknown option');
});
