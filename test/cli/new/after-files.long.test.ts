import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeProcesses, type Processes, type RunResult } from '../../../src/adapters/processes.ts';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder, treeOf } from '../../support/temporary-folder.ts';

const quick = ['--yes', '--no-install', '--no-git', '--name', 'image-render', '--owner', 'team-images'];
/** Git as on a machine that knows its user, whatever the one at hand has configured. */
const identity = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

/** Real programs, in this environment. */
function processesWith(env: Readonly<Record<string, string | undefined>>, log: string[] = []): Processes {
  return {
    run: async (command, args, options = {}) => {
      log.push([command, ...args].join(' '));
      return await nodeProcesses.run(command, args, { ...options, env: { ...options.env, ...env } });
    },
    start: async (command, args, options = {}) => await nodeProcesses.start(command, args, options),
  };
}

function programs(outcomes: Readonly<Record<string, Partial<RunResult>>>, log: string[] = []): Processes {
  const run: Processes['run'] = async (command, args) => {
    log.push([command, ...args].join(' '));
    const outcome = Object.entries(outcomes).find(([prefix]) => log.at(-1)?.startsWith(prefix))?.[1];
    return await Promise.resolve({ exitCode: 0, stdout: '', stderr: '', timedOut: false, startError: undefined, ...outcome });
  };
  return { run, start: async () => await Promise.reject(new Error('nothing is to be started')) };
}

describe('the repository', () => {
  const withGit = quick.filter((arg) => arg !== '--no-git');

  test('is made with every file in its first commit, and files that were there before left out', async () => {
    const cwd = await temporaryFolder({ 'image-render/notes.txt': 'mine' });
    const { code, stderr } = await runCli(['new', ...withGit], { cwd, processes: processesWith(identity) });
    expect(code).toBe(0);
    expect(stderr).toContain('✔ git init, first commit');
    const git = (...args: string[]) => execFileSync('git', args, { cwd: join(cwd, 'image-render') }).toString();
    expect(git('log', '--format=%an %s')).toBe('Ada Make image-render with gen-temporal-managed-worker 0.1.0\n');
    expect(git('status', '--porcelain')).toBe('?? notes.txt\n');
    expect(git('ls-files').trim().split('\n')).toContain('.managed-worker/record.json');
  });

  test('is left alone where there is one', async () => {
    const cwd = await temporaryFolder();
    execFileSync('git', ['init', '--quiet', cwd]);
    const { stderr } = await runCli(['new', ...withGit], { cwd, processes: processesWith(identity) });
    expect(stderr).toContain(`! inside the repository ${cwd}: nothing was committed`);
    expect(execFileSync('git', ['status', '--porcelain'], { cwd }).toString()).toBe('?? image-render/\n');
  });

  test('has no commit when git does not know who one is, and the way to it is told', async () => {
    const cwd = await temporaryFolder();
    const nobody = {
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_SYSTEM: '/dev/null',
      HOME: cwd,
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'user.useConfigOnly',
      GIT_CONFIG_VALUE_0: 'true',
    };
    const { code, stderr } = await runCli(['new', ...withGit], { cwd, processes: processesWith(nobody) });
    expect(code).toBe(0);
    expect(stderr).toContain(
      '! git init, but no commit: git does not know who you are. In the folder, run `git config user.name "Your Name" && ',
    );
  });

  test('is left out when git is missing or fails, with the reason', async () => {
    const missing = programs({ git: { exitCode: undefined, startError: 'ENOENT' } });
    expect((await runCli(['new', ...withGit], { cwd: await temporaryFolder(), processes: missing })).stderr).toContain(
      '! no git repository: git is not installed',
    );
    const broken = programs({
      'git rev-parse': { exitCode: 128, stderr: 'fatal: not a git repository' },
      'git init': { exitCode: 1, stderr: 'a\nfatal: b\n' },
    });
    expect((await runCli(['new', ...withGit], { cwd: await temporaryFolder(), processes: broken })).stderr).toContain(
      '! no git repository: fatal: b',
    );
  });
});

describe('installation', () => {
  const installing = quick.filter((arg) => arg !== '--no-install');

  test.each([
    {
      language: 'typescript',
      commands: [/^npm ci --prefix .*image-render --/, /^npm install --prefix .*image-render --no-save --install-links .*\/$/],
      next: 'npm run dev',
    },
    {
      language: 'python',
      commands: [
        /^python3 -c /,
        /^python3 sdk\/install\.py$/,
        /^npm install --prefix .* --no-save --no-package-lock --install-links .*\/$/,
      ],
      next: 'make dev',
    },
  ])('runs the steps of $language, and the next step then leaves it out', async ({ language, commands, next }) => {
    const log: string[] = [];
    const { code, stderr } = await runCli(['new', ...installing, '--language', language], {
      cwd: await temporaryFolder(),
      processes: programs({}, log),
    });
    expect(code).toBe(0);
    expect(log).toEqual(commands.map((command) => expect.stringMatching(command) as string));
    expect(stderr).toContain(`Next:  cd image-render && ${next}`);
  });

  test('that fails leaves the files, says what to run and ends with 4', async () => {
    const cwd = await temporaryFolder();
    const processes = programs({ 'npm ci': { exitCode: 1, stderr: 'npm error code ENOTFOUND\n\nnpm error network\n' } });
    const { code, stderr } = await runCli(['new', ...installing], { cwd, processes });
    expect(code).toBe(4);
    expect(stderr).toContain(`error INSTALL_FAILED  npm ci ended with 1
  npm error code ENOTFOUND
  npm error network
  The files are complete. Run \`cd image-render && npm ci\` to try again.`);
    expect(Object.keys(await treeOf(join(cwd, 'image-render')))).toContain('worker.yaml');
  });

  test('says which Python it needs, or that npm is missing', async () => {
    const old = programs({ python: { exitCode: 1 } });
    const python = await runCli(['new', ...installing, '--language', 'python'], { cwd: await temporaryFolder(), processes: old });
    expect(python.code).toBe(4);
    expect(python.stderr).toContain(`error INSTALL_FAILED  there is no Python 3.11 or newer on PATH
  looked for python3, python3.14, python3.13, python3.12, python3.11, python
  The files are complete. Install Python, then run \`cd image-render && make install\`.`);
    const missing = programs({ npm: { exitCode: undefined, startError: 'ENOENT' } });
    const npm = await runCli(['new', ...installing], { cwd: await temporaryFolder(), processes: missing });
    expect(npm.stderr).toContain('error INSTALL_FAILED  npm ci could not start: npm is not on PATH');
  });

  test('that is interrupted leaves the files and says how to go on', async () => {
    const stop = new AbortController();
    const processes: Processes = {
      ...programs({}),
      run: async () =>
        await Promise.resolve(stop.abort()).then(() => ({
          exitCode: undefined,
          stdout: '',
          stderr: '',
          timedOut: false,
          startError: undefined,
        })),
    };
    const { code, stderr } = await runCli(['new', ...installing], { cwd: await temporaryFolder(), processes, signal: stop.signal });
    expect(code).toBe(130);
    expect(stderr).toContain(
      'error INTERRUPTED  stopped while dependencies were being installed\n  The files are complete. Run `cd image-render && npm ci` for the rest.',
    );
  });
});
