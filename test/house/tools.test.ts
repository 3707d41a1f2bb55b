import { afterEach, expect, test, vi } from 'vitest';
import { requireTool } from '../support/tools.ts';

afterEach(() => vi.unstubAllEnvs());

test('a missing heavy tool fails the file when tools are required', () => {
  vi.stubEnv('REQUIRE_TOOLS', '1');
  vi.stubEnv('SECOND_NODE', '/nonexistent/node');
  expect(() => requireTool('second-node')).toThrow(
    'second-node is missing and REQUIRE_TOOLS=1: name the binary of another Node major in SECOND_NODE',
  );
});

test('a heavy tool is taken from its variable before PATH', () => {
  vi.stubEnv('TEMPORAL_CLI', process.execPath);
  expect(requireTool('temporal')).toBe(process.execPath);
});
