import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import type { RunResult } from '../../src/adapters/processes.ts';
import { complaintOf, copyOfInstalledWorker, runInWorker } from '../support/installed-worker.ts';
import { journeys } from '../support/journeys.ts';
import { sharedFolder } from '../support/shared-folder.ts';
import { describeWith, requireTool } from '../support/tools.ts';
import { commitChanges, editText, laterTemplateOf, readText, replaceIn, type TemplateEdit } from '../support/upgrade.ts';

interface Case {
  /** A dependency of the team's own, beside those of the template. */
  own: { path: string; edit: (text: string) => string };
  /** A shared file, a platform file and a dependency change. */
  later: TemplateEdit;
  /** What the locks have to hold: the team's dependency, the template's. */
  locks: { path: string; holds: RegExp[] }[];
  /** Whether a lock can be installed, without installing it. */
  checkLocks: string[][];
  sdk: string;
  /** Without it the code cannot be read. */
  tools: string;
}

const cases: Record<string, Case> = {
  typescript: {
    own: { path: 'package.json', edit: (text) => text.replace('"protobufjs"', '"left-pad": "1.3.0",\n    "protobufjs"') },
    later: (contents) => {
      replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']);
      replaceIn(contents, 'sdk/build.mjs', ['import', '// A later SDK.\nimport']);
      replaceIn(contents, 'package.json.hbs', [/"yaml": "[^"]*"/, '"yaml": "2.8.1"']);
    },
    locks: [
      {
        path: 'package-lock.json',
        holds: [/"node_modules\/left-pad": \{\s*"version": "1.3.0"/, /"node_modules\/yaml": \{\s*"version": "2.8.1"/],
      },
    ],
    checkLocks: [['npm', 'ci', '--dry-run']],
    sdk: 'sdk/build.mjs',
    tools: 'node_modules/esbuild',
  },
  python: {
    own: { path: 'pyproject.toml', edit: (text) => text.replace(/^dependencies = \[/m, 'dependencies = ["six==1.16.0", ') },
    later: (contents) => {
      replaceIn(contents, '.dockerignore', ['!src', '!src\n!reports']);
      replaceIn(contents, 'sdk/install.py', ['oldest = ', '# A later SDK.\noldest = ']);
      replaceIn(contents, 'pyproject.toml.hbs', ['dev = [', 'dev = [\n  "iniconfig==2.1.0",']);
    },
    locks: [
      { path: 'requirements.lock', holds: [/^six==1\.16\.0 \\\n {4}--hash=sha256:/m] },
      { path: 'requirements-dev.lock', holds: [/^six==1\.16\.0 \\/m, /^iniconfig==2\.1\.0 \\/m] },
    ],
    checkLocks: ['requirements.lock', 'requirements-dev.lock'].map((lock) => {
      return [
        '.venv/bin/python',
        '-m',
        'pip',
        'install',
        '--dry-run',
        '--quiet',
        '--disable-pip-version-check',
        '--require-hashes',
        '-r',
        lock,
      ];
    }),
    sdk: 'sdk/install.py',
    tools: '.venv',
  },
};

const uv = requireTool('uv');
const answers = ['tier=3', 'regions=eu', 'namespace=pictures', 'owner=team-pictures', 'retention=30d'].flatMap((set) => ['--set', set]);

describeWith(['temporal', 'git', 'uv', 'npm-registry', 'python', 'python-registry'], 'an installed worker is regenerated', () => {
  describe.each(journeys)('in $language', (journey) => {
    const parent = sharedFolder();
    const folder = () => join(parent(), 'image-render');
    const { own, later, locks, checkLocks, sdk, tools } = cases[journey.language] as Case;
    const tool = async (...args: string[]): Promise<RunResult> =>
      await runInWorker(folder(), ['node_modules/.bin/gen-temporal-managed-worker', ...args], { UV: uv });
    let templates = '';
    let done: RunResult | undefined;

    beforeAll(async () => {
      await copyOfInstalledWorker(journey.language, folder());
      editText(folder(), own.path, own.edit);
      editText(folder(), 'README.md', (text) => `${text}\nOurs.\n`);
      editText(folder(), 'worker.yaml', (text) => `# Ours.\n${text.replace(/^tier: 1$/m, 'tier: 1 # as agreed')}`);
      commitChanges(folder());
      templates = join(parent(), 'templates');
      await laterTemplateOf(journey.language, { version: '9.1.0', edit: later, changes: 'Better.', folder: templates });
      done = await tool('regenerate', '--templates', templates, ...answers);
      commitChanges(folder());
    });

    test('to a later template and other answers, with nobody to ask', () => {
      expect(done?.stderr).not.toContain('unmade');
      expect(done).toMatchObject({ exitCode: 0, stdout: '' });
      for (const { path } of locks) expect(done?.stderr).toContain(`  made      ${path}`);
    });

    test('and has the template’s changes beside the team’s edits', () => {
      expect(readText(folder(), '.dockerignore')).toContain('reports');
      expect(readText(folder(), sdk)).toContain('A later SDK.');
      expect(readText(folder(), 'README.md')).toMatch(/\nOurs\.\n$/);
    });

    test.each(locks)('and $path locks what both ask for', ({ path, holds }) => {
      for (const pattern of holds) expect(readText(folder(), path)).toMatch(pattern);
    });

    test.each(checkLocks)('and %s %s %s %s accepts the lock', async (...command) => {
      expect(await complaintOf(folder(), command)).toBe('');
    });

    test('and nothing says the old answers any more, but for what the team wrote in worker.yaml', async () => {
      const text = readText(folder(), 'worker.yaml');
      expect(text).toMatch(/^# Ours\.\n/);
      expect(text).toContain('tier: 3 # as agreed');
      expect(text).toContain('regions: [eu]');
      const paths = (await runInWorker(folder(), ['git', 'ls-files'])).stdout.trim().split('\n');
      const old = /\bteam-images\b|\bnamespace: images\b|\bimages-(staging|production)\b|\bretention: 14d\b|\/us\/|-us\b/;
      expect(paths.filter((path) => old.test(path) || old.test(readText(folder(), path)))).toEqual([]);
      expect(paths.filter((path) => path.startsWith('deploy/'))).toEqual([
        'deploy/kubernetes/production/eu/image-render.yaml',
        'deploy/kubernetes/staging/eu/image-render.yaml',
      ]);
    });

    test('and its generated files are those of the code', async () => {
      expect(await complaintOf(folder(), journey.checkConfig)).toBe('');
    });

    test.each(journey.checks)('and $title', async ({ command }) => {
      expect(await complaintOf(folder(), command)).toBe('');
    });

    test('and needs nothing more', async () => {
      const status = await tool('status', '--check', '--templates', templates);
      expect(`${status.stdout}${status.stderr}`).toContain('up to date');
      expect(status.exitCode).toBe(0);
      expect((await tool('regenerate', '--templates', templates)).stderr).toContain('nothing to do');
    });

    test('without its tools it is regenerated all the same, says what is left, and makes that when they are there', async () => {
      await rename(join(folder(), tools), join(parent(), 'tools'));
      const bare = await tool('regenerate', '--templates', templates, '--set', 'tier=2');
      await rename(join(parent(), 'tools'), join(folder(), tools));
      expect(bare.exitCode).toBe(0);
      expect(bare.stderr).toContain('unmade    config, schemas and deploy');
      expect(readText(folder(), 'config/workers.yaml')).toContain('tier: 3');
      expect((await tool('status', '--templates', templates)).stdout).toContain('unmade    config: run `config`');
      expect((await tool('regenerate', '--templates', templates)).exitCode).toBe(0);
      expect(readText(folder(), 'config/workers.yaml')).toContain('tier: 2');
      expect(await complaintOf(folder(), journey.checkConfig)).toBe('');
    });
  });
});
