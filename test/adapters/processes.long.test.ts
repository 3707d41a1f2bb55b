import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { bundleScript } from '../support/bundle-script.ts';
import { isRunning } from '../support/running.ts';

const node = process.execPath;
const quick = { timeout: 20_000 };

test('a finished command gives its exit code and all it printed', async () => {
  const result = await nodeProcesses.run(
    node,
    ['-e', 'process.stdout.write("x".repeat(300_000)); console.error("oops"); process.exitCode = 3'],
    quick,
  );
  expect(result).toMatchObject({ exitCode: 3, stderr: 'oops\n', timedOut: false, startError: undefined });
  expect(result.stdout).toHaveLength(300_000);
});

test('input reaches the command', async () => {
  const result = await nodeProcesses.run(node, ['-e', 'process.stdin.pipe(process.stdout)'], { ...quick, input: 'hello' });
  expect(result.stdout).toBe('hello');
});

test('a command that does not exist is a result, not an exception', async () => {
  expect(await nodeProcesses.run('/no/such/command', [])).toMatchObject({ exitCode: undefined, startError: 'ENOENT' });
});

test('lines come one by one, and only the end of a long stream is kept', async () => {
  const lines: string[] = [];
  const script = 'for (let i = 0; i < 20000; i++) console.log("line " + i); process.stdout.write("no newline")';
  const result = await nodeProcesses.run(node, ['-e', script], { ...quick, onLine: (line) => lines.push(line) });
  expect(lines).toHaveLength(20_001);
  expect(lines.at(-1)).toBe('no newline');
  expect(result.stdout.length).toBeLessThan(70_000);
});

test('a variable can be set and taken away', async () => {
  process.env['TAKEN_AWAY'] = 'still here';
  const script = 'console.log(process.env.TAKEN_AWAY, process.env.ADDED)';
  const result = await nodeProcesses.run(node, ['-e', script], { ...quick, env: { TAKEN_AWAY: undefined, ADDED: 'yes' } });
  delete process.env['TAKEN_AWAY'];
  expect(result.stdout).toBe('undefined yes\n');
});

const parentOfStubborn = `
  const { spawn } = require('node:child_process');
  const child = spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => 0); setInterval(() => 0, 1000); console.log("up")'], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.stdout.once('data', () => console.log(child.pid));
  setInterval(() => 0, 1000);`;

async function startParent(options: { signal?: AbortSignal; timeout?: number } = {}) {
  const lines = new EventEmitter();
  const grandchild = once(lines, 'line');
  const child = await nodeProcesses.start(node, ['-e', parentOfStubborn], { ...options, onLine: (line) => lines.emit('line', line) });
  return { child, grandchild: Number((await grandchild)[0]) };
}

test('stop ends the whole group, a grandchild that ignores SIGTERM included', async () => {
  const { child, grandchild } = await startParent();
  expect(isRunning(grandchild)).toBe(true);
  await child.stop(300);
  expect([isRunning(child.pid), isRunning(grandchild)]).toEqual([false, false]);
});

test('an aborted signal ends the group', async () => {
  const abort = new AbortController();
  const { child, grandchild } = await startParent({ signal: abort.signal });
  abort.abort();
  expect(await child.ended).toMatchObject({ exitCode: undefined });
  expect(isRunning(grandchild)).toBe(false);
});

test('a timeout kills the group and says so', async () => {
  const { child, grandchild } = await startParent({ timeout: 1500 });
  expect(await child.ended).toMatchObject({ timedOut: true });
  expect(isRunning(grandchild)).toBe(false);
});

test('a grandchild that holds the output open does not outlive a command that has ended', async () => {
  const script = `require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => 0, 1000)'], { stdio: 'inherit' })
    .once('spawn', function () { console.log(this.pid); process.exit(0); });`;
  const result = await nodeProcesses.run(node, ['-e', script], quick);
  expect(result.exitCode).toBe(0);
  expect(isRunning(Number(result.stdout))).toBe(false);
});

test('whatever way the parent ends, its children end with it', async () => {
  const parent = await bundleScript(`
    import { nodeProcesses } from './src/adapters/processes.ts';
    const child = await nodeProcesses.start(process.execPath, ['-e', 'setInterval(() => 0, 1000)']);
    console.log(child.pid);
    setTimeout(() => { throw new Error('a bug'); }, 200);`);
  const result = await nodeProcesses.run(node, [parent]);
  expect(result.stderr).toContain('a bug');
  expect(isRunning(Number(result.stdout))).toBe(false);
});
