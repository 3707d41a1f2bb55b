import { afterEach, expect, test, vi } from 'vitest';
import { runOnThisMachine } from '../../src/cli/this-machine.ts';
import type { Deps } from '../../src/cli/deps.ts';
import type { Program } from '../../src/cli/run.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const tool = { name: 'gen-temporal-managed-worker', version: '0.1.0', root: '/nonexistent' };

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  for (const name of signals) process.removeAllListeners(name);
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners('error');
});

async function depsOf(): Promise<Deps> {
  let given: Deps | undefined;
  const program: Program = async (deps) => {
    given = deps;
    return await Promise.resolve(0);
  };
  await runOnThisMachine([], tool, { program });
  if (given === undefined) throw new Error('the program was not run');
  return given;
}

test('a command sees this machine: its folder, its environment, its files', async () => {
  const deps = await depsOf();
  expect(deps).toMatchObject({ cwd: process.cwd(), env: process.env, tool });
  expect(await deps.files.kindOf(process.cwd())).toBe('directory');
});

test.each(signals)('%s asks for an orderly end', async (name) => {
  const { signal } = await depsOf();
  expect(signal.aborted).toBe(false);
  process.emit(name);
  expect(signal.aborted).toBe(true);
});

test('a second Ctrl-C does not wait, one that npm sent along is the same as the first', async () => {
  vi.useFakeTimers();
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  await depsOf();
  process.emit('SIGINT');
  process.emit('SIGINT');
  expect(exit).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_001);
  process.emit('SIGINT');
  expect(exit).toHaveBeenCalledExactlyOnceWith(130);
});

test('a pipe that nobody reads any more does not end the work; any other failure of it does', async () => {
  await depsOf();
  expect(() => process.stdout.emit('error', Object.assign(new Error('closed'), { code: 'EPIPE' }))).not.toThrow();
  expect(() => process.stdout.emit('error', Object.assign(new Error('broken'), { code: 'EIO' }))).toThrow('broken');
});
