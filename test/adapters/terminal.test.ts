import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { nodeTerminal } from '../../src/adapters/terminal.ts';

let written: string[];

beforeEach(() => {
  written = [];
  for (const name of ['stdout', 'stderr'] as const) {
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written.push(`${name}:${String(text)}`);
      return true;
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  setTerminal(undefined);
});

function setTerminal(isTTY: true | undefined): void {
  for (const name of ['stdin', 'stdout', 'stderr'] as const)
    Object.defineProperty(process[name], 'isTTY', { value: isTTY, configurable: true });
}

test('data goes to stdout, talk to stderr, a line each', () => {
  const terminal = nodeTerminal({});
  terminal.print('data');
  terminal.talk('talk');
  expect(written).toEqual(['stdout:data\n', 'stderr:talk\n']);
});

test('a status is replaced by the next and cleared by what is said after it', () => {
  setTerminal(true);
  const terminal = nodeTerminal({});
  terminal.status('1 of 2');
  terminal.status('2 of 2');
  terminal.talk('done');
  terminal.print('data');
  expect(written).toEqual(['stderr:1 of 2', 'stderr:\r\u001b[2K', 'stderr:2 of 2', 'stderr:\r\u001b[2K', 'stderr:done\n', 'stdout:data\n']);
});

test('a status is not for files and pipes', () => {
  setTerminal(undefined);
  nodeTerminal({}).status('1 of 2');
  expect(written).toEqual([]);
});

test.each<{ title: string; isTTY?: true; env: Record<string, string>; isInteractive: boolean; hasColour: boolean }>([
  { title: 'a terminal', isTTY: true, env: {}, isInteractive: true, hasColour: true },
  { title: 'a pipe', env: {}, isInteractive: false, hasColour: false },
  { title: 'a terminal of a CI system', isTTY: true, env: { CI: 'true' }, isInteractive: false, hasColour: true },
  { title: 'a terminal whose user wants no colour', isTTY: true, env: { NO_COLOR: '1' }, isInteractive: true, hasColour: false },
  { title: 'a dumb terminal', isTTY: true, env: { TERM: 'dumb' }, isInteractive: true, hasColour: false },
])('$title is taken for what it is', ({ isTTY, env, isInteractive, hasColour }) => {
  setTerminal(isTTY);
  expect(nodeTerminal(env)).toMatchObject({ isInteractive, hasColour });
});
