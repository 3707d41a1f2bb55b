import { writeFileSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { npmLocks, packageManager, unreachable } from '../support/lock-processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  commitAll,
  editText,
  laterTemplate,
  laterTemplateOf,
  madeWorker,
  readText,
  replaceIn,
  type TemplateEdit,
} from '../support/upgrade.ts';

const bump: TemplateEdit = (contents) => {
  replaceIn(contents, 'package.json.hbs', ['"yaml": "2.9.1"', '"yaml": "2.9.2"']);
  replaceIn(contents, 'package-lock.json.hbs', ['"yaml": "2.9.1"', '"yaml": "2.9.2"']);
};
const bumped = async () => await laterTemplate('9.1.0', bump);
const narrower: TemplateEdit = (contents) => replaceIn(contents, 'pyproject.toml.hbs', ['">=3.11"', '">=3.11,<4"']);
const shorter: TemplateEdit = (contents) => replaceIn(contents, 'pyproject.toml.hbs', ['line-length = 120', 'line-length = 100']);
const later = async (edit: TemplateEdit) => await laterTemplateOf('python', { version: '9.1.0', edit, changes: 'Better.' });

/** A worker that depends on six. */
async function onSix(): Promise<string> {
  const root = await madeWorker({ language: 'python' });
  editText(root, 'pyproject.toml', (text) => text.replace('"pyyaml>=6.0.3,<7", ', '"pyyaml>=6.0.3,<7", "six", '));
  commitAll(root);
  return root;
}
const lockPath = 'package-lock.json';

/** A worker with a dependency of its own, whose lock npm has made. */
async function ownDependency(dependency = '"left-pad": "1.3.0"', below?: string, name?: string): Promise<string> {
  const root = await madeWorker({ ...(below === undefined ? {} : { below }), ...(name === undefined ? {} : { name }) });
  editText(root, 'package.json', (text) => text.replace('"protobufjs"', `${dependency},\n    "protobufjs"`));
  commitAll(root);
  return root;
}

describe('an npm lock', () => {
  test('is the template’s as long as the dependencies are, and nobody is asked', async () => {
    const root = await madeWorker();
    const templates = await bumped();
    const { processes, calls } = packageManager(npmLocks);
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes });
    expect(outcome.stderr).toContain('replace   package-lock.json');
    expect(readText(root, lockPath)).toContain('"yaml": "2.9.2"');
    expect(calls).toEqual([]);
  });

  test('is otherwise made by npm from both sides’ dependencies, in a copy that is gone afterwards', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    const { processes, calls } = packageManager(npmLocks);
    const planned = await runCli(['regenerate', root, '--templates', templates, '--dry-run'], { processes });
    expect(planned.stdout).toContain('make      package-lock.json  by npm');
    expect(calls).toEqual([]);
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes });
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain('  made      package-lock.json');
    expect(calls[0]?.args.slice(0, 3)).toEqual(['install', '--package-lock-only', '--ignore-scripts']);
    expect(Object.keys(calls[0]?.found ?? {})).toEqual(['package.json', lockPath, 'contracts/package.json', '.npmrc']);
    expect(readText(root, lockPath)).toMatch(/"left-pad": "1.3.0",[^]*"yaml": "2.9.2"/);
    expect(readText(root, '.managed-worker/record.json')).not.toContain('"package-lock.json"\n');
  });

  test('that cannot be made for want of a network is recorded, said, and made by the next run', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    const before = readText(root, lockPath);
    const away = packageManager(() => unreachable);
    const outcome = await runCli(['regenerate', root, '--templates', templates], away);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain('unmade    package-lock.json: npm did not reach its registry (ENOTFOUND)');
    expect(outcome.stderr).toContain('then run `regenerate`, or `npm install --package-lock-only` yourself');
    expect(readText(root, lockPath)).toBe(before);
    commitAll(root);

    const status = await runCli(['status', root, '--templates', templates, '--check']);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('unmade    package-lock.json');
    expect(status.stdout).not.toContain('behind');
    const next = packageManager(npmLocks);
    expect((await runCli(['regenerate', root, '--templates', templates], next)).stderr).toContain('  made      package-lock.json');
    expect(readText(root, '.managed-worker/record.json')).not.toContain('package-lock.json"\n');
  });

  test('that a person has made since is noticed by status, and cleared by regenerate', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    await runCli(
      ['regenerate', root, '--templates', templates],
      packageManager(() => unreachable),
    );
    npmLocks(root, { command: 'npm', args: [], found: { 'package.json': readText(root, 'package.json') } });
    commitAll(root);
    const status = await runCli(['status', root, '--templates', templates]);
    expect(status.stdout).not.toContain('package-lock.json');
    const { processes, calls } = packageManager(npmLocks);
    await runCli(['regenerate', root, '--templates', templates], { processes });
    expect(calls).toEqual([]);
    expect(readText(root, '.managed-worker/record.json')).not.toContain('package-lock.json"\n');
  });

  test('that npm refuses to make is a thing to mend: exit 2', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    const stderr = 'npm error code ETARGET\nnpm error notarget No matching version found for left-pad@1.3.0.\n';
    const outcome = await runCli(
      ['regenerate', root, '--templates', templates],
      packageManager(() => ({ exitCode: 1, stderr })),
    );
    expect(outcome.code).toBe(2);
    expect(outcome.stderr).toContain('unmade    package-lock.json: npm refused: No matching version found for left-pad@1.3.0.');
  });

  test('of a worker that depends on a folder outside of it is left to a person', async () => {
    const root = await ownDependency('"ours": "file:../ours"');
    const templates = await bumped();
    const { processes, calls } = packageManager(npmLocks);
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes });
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain('names "file:../ours" outside of the worker');
    expect(calls).toEqual([]);
  });

  test('that is a symbolic link is not written through', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    await rm(join(root, lockPath));
    await mkdir(join(root, 'elsewhere'));
    writeFileSync(join(root, 'elsewhere/lock'), 'theirs');
    await symlink('elsewhere/lock', join(root, lockPath));
    commitAll(root);
    const outcome = await runCli(['regenerate', root, '--templates', templates], packageManager(npmLocks));
    expect(outcome.stderr).toContain('unmade    package-lock.json: package-lock.json is no file here');
    expect(readText(root, 'elsewhere/lock')).toBe('theirs');
  });

  test('is as it was after Ctrl-C, and made by the next run', async () => {
    const root = await ownDependency();
    const templates = await bumped();
    const before = readText(root, lockPath);
    const stop = new AbortController();
    const { processes } = packageManager((folder, call) => {
      npmLocks(folder, call);
      stop.abort();
      return undefined;
    });
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes, signal: stop.signal });
    expect(outcome.code).toBe(130);
    expect(outcome.stderr).toContain('the record says that it is still to be made');
    expect(readText(root, lockPath)).toBe(before);
    commitAll(root);
    expect((await runCli(['regenerate', root, '--templates', templates], packageManager(npmLocks))).code).toBe(0);
    expect(readText(root, lockPath)).toContain('"left-pad": "1.3.0"');
  });

  test('is asked for once in a fleet when the registry is out of reach', async () => {
    const folder = await temporaryFolder();
    const templates = await bumped();
    for (const name of ['one', 'two']) await ownDependency('"left-pad": "1.3.0"', folder, name);
    const { processes, calls } = packageManager(() => unreachable);
    const outcome = await runCli(['regenerate', folder, '--all', '--templates', templates, '--json'], { processes });
    const { workers } = JSON.parse(outcome.stdout) as { workers: { unmade: string[]; locks: { kind: string }[] }[] };
    expect(workers.map(({ unmade }) => unmade.includes(lockPath))).toEqual([true, true]);
    expect(workers.flatMap(({ locks }) => locks.map(({ kind }) => kind))).toEqual(['unmade', 'unmade']);
    expect(calls).toHaveLength(1);
  });
});

describe('the locks of a Python worker', () => {
  test('are made by uv, which UV names, with hashes and for every platform', async () => {
    const templates = await later(narrower);
    const root = await onSix();
    const { processes, calls } = packageManager((folder, { args }) => {
      writeFileSync(join(folder, args.at(-1) ?? ''), 'six==1.17.0\n');
      return undefined;
    });
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes, env: { UV: '/opt/uv' } });
    expect(outcome).toMatchObject({ code: 0 });
    expect(calls.map(({ command, args }) => `${command} ${args.join(' ')}`)).toEqual([
      '/opt/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements-dev.lock',
      '/opt/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --output-file requirements.lock',
    ]);
    expect(calls[1]?.found['pyproject.toml']).toContain('requires-python = ">=3.11,<4"');
    expect(readText(root, 'requirements.lock')).toBe('six==1.17.0\n');
  });

  test('stay when what the template changes is no dependency, whatever else the team depends on', async () => {
    const templates = await later(shorter);
    const root = await onSix();
    const { processes, calls } = packageManager(() => unreachable);
    const outcome = await runCli(['regenerate', root, '--templates', templates], { processes });
    expect(outcome.stderr).not.toContain('requirements');
    expect(calls).toEqual([]);
  });

  test('are cleared when they hold what is asked for, and say how to be made until then', async () => {
    const templates = await later(narrower);
    const root = await onSix();
    const absent = packageManager(() => ({ exitCode: undefined, startError: 'ENOENT' }));
    const outcome = await runCli(['regenerate', root, '--templates', templates], absent);
    expect(outcome).toMatchObject({ code: 0 });
    expect(outcome.stderr).toContain('uv could not be started: put uv on PATH (or name it in the variable UV)');
    expect(outcome.stderr).toContain('or `make lock` yourself');
    for (const path of ['requirements.lock', 'requirements-dev.lock']) {
      editText(root, path, (text) => `${text}six==1.17.0\n`);
    }
    commitAll(root);
    expect((await runCli(['status', root, '--templates', templates])).stdout).not.toContain('requirements');
    await runCli(['regenerate', root, '--templates', templates], absent);
    expect(absent.calls).toHaveLength(1);
    expect(readText(root, '.managed-worker/record.json')).not.toContain('requirements.lock"\n');
  });
});
