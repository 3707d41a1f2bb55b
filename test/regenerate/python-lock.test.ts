import { describe, expect, test } from 'vitest';
import { isPythonLockOf } from '../../src/regenerate/python-lock.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function isMade(lock: string, requirement: string): boolean {
  return isPythonLockOf(bytes(lock), bytes(`[project]\ndependencies = [${JSON.stringify(requirement)}]\n`), []);
}

describe('a lock of Python', () => {
  test.each([
    { requirement: 'pydantic>=2.14,<2.15', pin: 'pydantic==2.14.4', made: true },
    { requirement: 'pydantic>=2.15,<2.16', pin: 'pydantic==2.14.4', made: false },
    { requirement: 'temporalio==1.35.0', pin: 'temporalio==1.35.0', made: true },
    { requirement: 'temporalio==1.36.0', pin: 'temporalio==1.35.0', made: false },
    { requirement: 'temporalio==1.35', pin: 'temporalio==1.35.0', made: true },
    { requirement: 'temporalio[opentelemetry] ~= 1.35.0', pin: 'temporalio==1.35.9', made: true },
    { requirement: 'temporalio ~= 1.35.0', pin: 'temporalio==1.36.0', made: false },
    { requirement: 'Types_PyYAML>=6.0.12.20250915', pin: 'types-pyyaml==6.0.12.20260101', made: true },
    { requirement: 'six', pin: 'six==1.17.0', made: true },
    { requirement: 'six', pin: 'sixty==1.17.0', made: false },
    { requirement: 'six==1.*', pin: 'six==1.17.0', made: true },
    { requirement: 'six!=1.17.*', pin: 'six==1.17.0', made: false },
    { requirement: 'six>=2', pin: 'six==2.0.0rc1', made: false },
    { requirement: 'six>=1.9', pin: 'six==1.10', made: true },
    { requirement: "colorama>=0.4; sys_platform == 'win32'", pin: "colorama==0.4.6 ; sys_platform == 'win32'", made: true },
    { requirement: 'ours @ git+https://git.example/ours', pin: 'ours @ git+https://git.example/ours@abc', made: true },
    { requirement: 'six is not a version', pin: 'six==1.17.0', made: false },
  ])('with $pin holds what "$requirement" asks for: $made', ({ requirement, pin, made }) => {
    expect(isMade(`${pin} \\\n    --hash=sha256:00\nother==1.0\n`, requirement)).toBe(made);
  });

  test('holds the groups that it is for, too', () => {
    const manifest = bytes('[project]\ndependencies = ["six"]\n[dependency-groups]\ndev = ["pytest>=9", { include-group = "x" }]\n');
    expect(isPythonLockOf(bytes('six==1.0\n'), manifest, [])).toBe(true);
    expect(isPythonLockOf(bytes('six==1.0\n'), manifest, ['dev'])).toBe(false);
    expect(isPythonLockOf(bytes('six==1.0\npytest==9.1\n'), manifest, ['dev'])).toBe(true);
  });

  test('of a project that cannot be read is never taken for made', () => {
    expect(isPythonLockOf(bytes('six==1.0\n'), bytes('[project\n'), [])).toBe(false);
  });
});
