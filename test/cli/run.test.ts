import { expect, test } from 'vitest';
import type { Files } from '../../src/adapters/files.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { runCli } from '../support/cli.ts';

const usageHint = (command: string) => `Run \`gen-temporal-managed-worker ${command} --help\` for what there is. Nothing was written.`;

test('--help goes to stdout and names every command', async () => {
  const { code, stdout, stderr } = await runCli(['--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  for (const command of ['new', 'config', 'manifests', 'dev']) expect(stdout).toMatch(new RegExp(`^  ${command} `, 'm'));
});

test.each(['new', 'regenerate', 'status', 'config', 'manifests', 'dev'])(
  '%s --help describes the command and every flag of it',
  async (command) => {
    const { code, stdout } = await runCli([command, '--help']);
    expect(code).toBe(0);
    const [usage, , description] = stdout.split('\n');
    expect(usage).toContain(`gen-temporal-managed-worker ${command}`);
    expect(description).toMatch(/^[A-Z].*[^.]$/);
    expect(stdout).not.toMatch(/^ {2}--\S+( <\S+>)?$/m);
    expect(stdout).not.toMatch(/default:\s+(false|\[\])/);
  },
);

test('--version is the version alone', async () => {
  expect(await runCli(['--version'])).toEqual({ code: 0, stdout: '0.1.0', stderr: '' });
});

test.each([
  [['config', '--chekc'], "error USAGE  unknown option '--chekc'; did you mean --check?"],
  [['manifests', '--region'], "error USAGE  option '--region <name>' argument missing"],
  [['manifests', 'a', 'b'], "error USAGE  too many arguments for 'manifests'. Expected 1 argument but got 2."],
])('%j is misuse, with a hint', async (args, headline) => {
  expect(await runCli(args)).toEqual({ code: 2, stdout: '', stderr: `${headline}\n  ${usageHint(args[0] ?? '')}` });
});

test.each([
  [['templates', 'check'], 'templates check', "missing required argument 'folder'"],
  [['templates'], 'templates', 'a command is missing'],
])('%j is misuse as well, and the hint names the whole command', async (args, words, message) => {
  expect(await runCli(args)).toEqual({ code: 2, stdout: '', stderr: `error USAGE  ${message}\n  ${usageHint(words)}` });
});

test('an error on --json is one document on stdout', async () => {
  const { code, stdout, stderr } = await runCli(['config', '--chekc', '--json']);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    schemaVersion: 1,
    error: {
      code: 'USAGE',
      message: "unknown option '--chekc'; did you mean --check?",
      problems: [],
      hint: usageHint('config'),
    },
  });
});

const broken: Files = {
  ...nodeFiles,
  kindOf: () => Promise.reject(new TypeError('boom')),
  readText: () => Promise.reject(new TypeError('boom')),
};

test('anything but a ToolError is our bug: exit 70, with a stack to report', async () => {
  const { code, stdout, stderr } = await runCli(['manifests', '/nonexistent'], { files: broken });
  expect({ code, stdout }).toEqual({ code: 70, stdout: '' });
  const [headline, cause, frame] = stderr.split('\n');
  expect(headline).toBe('error INTERNAL  gen-temporal-managed-worker 0.1.0 has a bug; please report it with the lines below');
  expect(cause).toBe('TypeError: boom');
  expect(frame).toMatch(/^ {4}at /);
});

test('a bug on --json is one document on stdout', async () => {
  const { code, stdout, stderr } = await runCli(['new', '/nonexistent', '--json', '--yes', '--name', 'a', '--owner', 'b'], {
    files: broken,
  });
  expect({ code, stderr }).toEqual({ code: 70, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({ schemaVersion: 1, error: { code: 'INTERNAL', message: 'boom', problems: [] } });
});
