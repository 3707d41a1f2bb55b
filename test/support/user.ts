import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { nodeProcesses, type RunOptions, type RunResult } from '../../src/adapters/processes.ts';

/**
 * Variables of somebody who has just got this machine: an empty home, and nothing of npm, of vitest or of Temporal that
 * this very test run has set. Package caches stay, so that a test asks no registry for what is here already.
 */
export function freshUser(home: string): Record<string, string | undefined> {
  const foreign = Object.keys(process.env).filter((name) =>
    /^(npm_|VITEST|TEMPORAL_|XDG_|GIT_(AUTHOR|COMMITTER)_)|^(INIT_CWD|NODE_ENV|TEST|DEV|PROD|MODE|BASE_URL)$/.test(name),
  );
  return {
    ...Object.fromEntries(foreign.map((name) => [name, undefined])),
    HOME: home,
    npm_config_cache: npmCache(),
    PIP_CACHE_DIR: pipCache(),
    UV_CACHE_DIR: join(homedir(), '.cache/uv'),
    TEMPORAL_CLI: process.env['TEMPORAL_CLI'],
  };
}

/** Runs the packed tool as a user does who has never installed it: `npx file:<tarball> …`. */
export async function npx(args: readonly string[], options: RunOptions & { cwd: string; home: string }): Promise<RunResult> {
  const { home, env, ...rest } = options;
  await mkdir(home, { recursive: true });
  return await nodeProcesses.run('npx', ['--yes', `file:${inject('tarball')}`, ...args], { ...rest, env: { ...freshUser(home), ...env } });
}

/** The same of its second command. */
export async function npxPlatform(args: readonly string[], options: RunOptions & { cwd: string; home: string }): Promise<RunResult> {
  const { home, env, ...rest } = options;
  await mkdir(home, { recursive: true });
  return await nodeProcesses.run('npx', ['--yes', `--package=file:${inject('tarball')}`, '--', 'temporal-platform', ...args], {
    ...rest,
    env: { ...freshUser(home), ...env },
  });
}

/** npx keeps what it has once run; of a tarball that exists for a test this would pile up on the machine. */
export async function forgetNpx(tarball: string): Promise<void> {
  const kept = join(npmCache(), '_npx');
  for (const name of existsSync(kept) ? await readdir(kept) : []) {
    const manifest = await readFile(join(kept, name, 'package.json'), 'utf8').catch(() => '');
    if (manifest.includes(tarball)) await rm(join(kept, name), { recursive: true, force: true });
  }
}

let cache: string | undefined;

/** Where this machine's npm keeps what it has downloaded. */
export function npmCache(): string {
  cache ??= execFileSync('npm', ['config', 'get', 'cache'], { encoding: 'utf8' }).trim();
  return cache;
}

export function pipCache(): string {
  return process.env['PIP_CACHE_DIR'] ?? join(homedir(), '.cache/pip');
}
