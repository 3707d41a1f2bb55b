import { expect, test } from 'vitest';
import { catalogue, type ErrorCode } from '../../src/errors/catalogue.ts';
import { exitCode } from '../../src/errors/exit-code.ts';
import { ToolError } from '../../src/errors/tool-error.ts';

const entries = Object.entries(catalogue) as [ErrorCode, (typeof catalogue)[ErrorCode]][];

test.each(entries)('%s has a permanent spelling, a title and an exit code', (code, { title, exit }) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)*$/);
  expect(title).toMatch(/^\S.*[^.]$/);
  expect(Object.values(exitCode)).toContain(exit);
  expect(exit).not.toBe(exitCode.done);
  expect(exit).not.toBe(exitCode.bug);
});

test('an error exits as the catalogue says, and keeps its cause', () => {
  const cause = new Error('below');
  const error = new ToolError('PORT_IN_USE', 'port 8233 is taken', { cause });
  expect(error).toMatchObject({ name: 'ToolError', code: 'PORT_IN_USE', exit: 2, cause, problems: [], hint: undefined });
  expect('cause' in new ToolError('USAGE', 'x')).toBe(false);
});

test('exit codes are those that scripts were promised', () => {
  expect(exitCode).toEqual({ done: 0, findings: 1, misuse: 2, person: 3, remote: 4, bug: 70, interrupted: 130 });
});
