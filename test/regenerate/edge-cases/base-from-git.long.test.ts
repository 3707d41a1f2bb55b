import { execFileSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { commitAll, editText, laterTemplate, madeWorker, readText, replaceIn } from '../../support/upgrade.ts';

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, stdio: 'pipe' });

/** A worker whose old bytes of `.dockerignore` are to be had from git alone; two commits, the second with the team's edit. */
async function workerOfNoRelease(format: 'sha1' | 'sha256') {
  const first = await laterTemplate('9.1.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a']));
  const second = await laterTemplate('9.2.0', (contents) => replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/a\n**/b']));
  const root = await madeWorker({ git: false });
  git(root, 'init', '--quiet', `--object-format=${format}`);
  await runCli(['regenerate', root, '--templates', first]);
  await rm(join(root, '.managed-worker/base'), { recursive: true });
  commitAll(root);
  editText(root, '.dockerignore', (text) => `# ours\n${text}`);
  commitAll(root);
  return { root, second };
}

async function cloneOf(root: string, ...flags: string[]): Promise<string> {
  const clone = join(await temporaryFolder(), 'clone');
  git(root, 'config', 'uploadpack.allowFilter', 'true');
  git(root, 'clone', '--quiet', ...flags, `file://${root}`, clone);
  return clone;
}

describe('the old bytes come from git,', () => {
  test.each(['sha1', 'sha256'] as const)('in a repository whose ids are %s', async (format) => {
    const { root, second } = await workerOfNoRelease(format);
    const outcome = await runCli(['regenerate', root, '--templates', second]);
    expect(outcome.stderr).toContain('  merge     .dockerignore');
    expect(readText(root, '.dockerignore')).toMatch(/^# ours\n[^]*\*\*\/a\n\*\*\/b/);
  });

  test.each([
    { title: 'a shallow clone', flags: ['--depth=1'] },
    { title: 'a clone without blobs', flags: ['--filter=blob:none'] },
  ])('and where $title lacks them the file waits for a person, and nothing is fetched', async ({ flags }) => {
    const { root, second } = await workerOfNoRelease('sha1');
    const clone = await cloneOf(root, ...flags);
    const objects = () => git(clone, 'count-objects', '-v').toString();
    const before = objects();
    const outcome = await runCli(['regenerate', clone, '--templates', second, '--dry-run']);
    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toContain('what the template had before is nowhere to be found');
    expect(objects()).toBe(before);
    await rm(root, { recursive: true });
    expect((await runCli(['regenerate', clone, '--templates', second, '--dry-run'])).stdout).toBe(outcome.stdout);
  });
});
