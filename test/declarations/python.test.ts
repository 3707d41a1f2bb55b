import { expect, test } from 'vitest';
import type { RunResult } from '../../src/adapters/processes.ts';
import { readPython } from '../../src/declarations/python.ts';
import { thrown } from '../support/python-contracts.ts';

const ended: RunResult = { exitCode: 0, stdout: '', stderr: '', timedOut: false, startError: undefined };

function reading(result: Partial<RunResult>) {
  const calls: unknown[] = [];
  const processes = {
    run: (...call: unknown[]) => {
      calls.push(call);
      return Promise.resolve({ ...ended, ...result });
    },
  };
  const files = { kindOf: (path: string) => Promise.resolve(path === '/worker/.venv/bin/python' ? ('symlink' as const) : undefined) };
  return { calls, declarations: readPython({ root: '/worker', reader: '/tool', files, processes }) };
}

test('the child is the interpreter of the worker, apart from the settings of this shell', async () => {
  const declarations = { language: 'python', activities: [], workflows: [] };
  const { calls, declarations: read } = reading({ stdout: JSON.stringify({ kind: 'read', declarations }) });
  expect(await read).toEqual(declarations);
  const args = ['-E', '-s', '-B', '-X', 'utf8', '/tool/read.py', '/worker', '15'];
  expect(calls).toEqual([['/worker/.venv/bin/python', args, { cwd: '/worker', timeout: 25_000 }]]);
});

test.each([
  {
    title: 'code that holds the interpreter for ever',
    result: { timedOut: true, exitCode: undefined },
    code: 'DECLARATIONS_TIMEOUT',
    problem: { file: 'contracts', message: 'was still running after 15 s' },
  },
  {
    title: 'an interpreter that is gone',
    result: { startError: 'ENOENT', exitCode: undefined },
    code: 'TOOLCHAIN_MISSING',
    problem: { file: '.venv', message: 'its interpreter cannot be started (ENOENT)' },
  },
  {
    title: 'an environment without Pydantic',
    result: { exitCode: 1, stderr: "ModuleNotFoundError: No module named 'pydantic'" },
    code: 'TOOLCHAIN_MISSING',
    problem: { file: '.venv', message: 'pydantic is not installed in it' },
  },
  {
    title: 'an interpreter that breaks',
    result: { exitCode: 139, stderr: 'one\nSegmentation fault\n' },
    code: 'DECLARATION_INVALID',
    problem: { file: 'contracts', message: 'ended the interpreter (139): Segmentation fault' },
  },
])('$title is told', async ({ result, code, problem }) => {
  expect(await thrown(reading(result).declarations)).toMatchObject({ code, problems: [problem] });
});
