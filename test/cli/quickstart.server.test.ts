import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeProcesses, type Processes, type RunResult } from '../../src/adapters/processes.ts';
import type { Deps } from '../../src/cli/deps.ts';
import { quickstartProgram } from '../../src/cli/quickstart-program.ts';
import { runCli } from '../support/cli.ts';
import { freePort } from '../support/free-port.ts';
import { platformCommand } from '../support/platform-command.ts';
import { processesOf } from '../support/running.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeWith } from '../support/tools.ts';

const projectRoot = join(import.meta.dirname, '../..');
const done: RunResult = { exitCode: 0, stdout: '', stderr: '', timedOut: false, startError: undefined };

/**
 * Everything is real but the two installations: this checkout has what a TypeScript worker needs. The proxy is that of the
 * source, whatever has been built.
 */
const withoutInstalling: Processes = {
  ...nodeProcesses,
  async start(command, args, options) {
    if (args[0]?.endsWith('bin/temporal-platform.js') !== true) return await nodeProcesses.start(command, args, options);
    const [program, script = ''] = await platformCommand();
    return await nodeProcesses.start(program, [script, ...args.slice(1)], options);
  },
  async run(command, args, options = {}) {
    if (command !== 'npm' || !['ci', 'install'].includes(args[0] ?? '')) return await nodeProcesses.run(command, args, options);
    if (args[0] === 'ci') await symlink(join(projectRoot, 'node_modules'), join(args[2] ?? '', 'node_modules'));
    return done;
  },
};

const quickstart = (args: readonly string[], changes: Partial<Deps> = {}) =>
  runCli(args, { env: process.env, ...changes }, quickstartProgram);

describeWith(['temporal'], 'the quickstart', () => {
  test('makes a worker, runs it and its sample, and ends with --once', async () => {
    const cwd = await temporaryFolder();
    const ports = ['--port', String(await freePort()), '--ui-port', String(await freePort())];
    const { code, stdout, stderr } = await quickstart(['hello', '--once', ...ports], { cwd, processes: withoutInstalling });
    expect(stderr).toMatch(
      /✔ the sample workflow ended \d+ s after the start\n {2}stored in Temporal: binary\/encrypted, key domain local-hello-worker\n {2}UI http:\/\/localhost:\d+\/namespaces\/hello-worker-dev-local\/workflows/,
    );
    expect(stderr).toContain(`The worker is in ${join(cwd, 'hello')}`);
    expect(stdout).toContain('\nHello, world!\n');
    expect(code).toBe(0);
    expect(processesOf(cwd)).toEqual([]);
  });

  test('a sample that fails stops everything and is told', async () => {
    const cwd = await temporaryFolder();
    const processes: Processes = {
      ...withoutInstalling,
      run: async (command, args, options) =>
        args.includes('start-workflow')
          ? { ...done, exitCode: 1, stderr: 'no such workflow\n' }
          : await withoutInstalling.run(command, args, options),
    };
    const ports = ['--port', String(await freePort()), '--ui-port', String(await freePort())];
    const { code, stderr } = await quickstart(['hello', ...ports], { cwd, processes });
    expect(stderr).toContain(
      'error CHILD_DIED  the sample workflow (npm run --silent start-workflow) did not end well\n  no such workflow\n',
    );
    expect(code).toBe(1);
    expect(processesOf(cwd)).toEqual([]);
  });
});

test('a worker inside the checkout is refused', async () => {
  const { code, stderr } = await quickstart(['test/hello'], { cwd: projectRoot });
  expect(stderr).toMatch(/^error TARGET_INVALID {2}.*\/test\/hello lies inside this checkout\n/);
  expect(code).toBe(2);
});

test.each([
  { args: ['--language', 'cobol'], says: "option '--language <language>' argument 'cobol' is invalid" },
  { args: ['--port', '70000'], says: 'a port is a whole number from 1 to 65535.' },
])('$args is misuse', async ({ args, says }) => {
  const { code, stderr } = await quickstart(args);
  expect(stderr).toContain('error USAGE');
  expect(stderr).toContain(says);
  expect(code).toBe(2);
});

test('dev outside a worker says so', async () => {
  const cwd = join(await temporaryFolder(), 'empty');
  await mkdir(cwd);
  const { code, stderr } = await runCli(['dev', '--no-proxy'], { cwd });
  expect(stderr).toMatch(/^error WORKER_NOT_FOUND/);
  expect(code).toBe(2);
});
