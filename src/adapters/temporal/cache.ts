import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

const stagingPrefix = '.partial-';
const hour = 3_600_000;

/** `$XDG_CACHE_HOME/managed-temporal`, and `~/.cache/managed-temporal` without one. */
function cacheFolder(env: Env): string {
  const base = env['XDG_CACHE_HOME'];
  // The convention: a relative path is to be ignored.
  return join(base !== undefined && isAbsolute(base) ? base : join(env['HOME'] ?? homedir(), '.cache'), 'managed-temporal');
}

/** Where a version for one system and CPU is kept; a home folder may be shared between machines. */
export function cachedBinary(env: Env, version: string, platform: string): string {
  const name = platform.startsWith('windows') ? 'temporal.exe' : 'temporal';
  return join(cacheFolder(env), 'temporal', version, platform, name);
}

/**
 * Lets `fill` make a file in a folder of its own beside `target` and moves it there in one step. Two processes may do so at
 * once: each moves a whole file. Whatever happens, nothing half made stays, and what a killed run left is swept.
 */
export async function placeAtomically(target: string, fill: (staging: string) => Promise<string>): Promise<void> {
  const folder = join(target, '..');
  await mkdir(folder, { recursive: true });
  await sweep(folder);
  const staging = join(folder, `${stagingPrefix}${randomUUID()}`);
  await mkdir(staging);
  try {
    const made = await fill(staging);
    await chmod(made, 0o755);
    await rename(made, target);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

async function sweep(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.startsWith(stagingPrefix));
  for (const name of names) {
    const path = join(folder, name);
    const age = Date.now() - ((await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now());
    if (age > hour) await rm(path, { recursive: true, force: true });
  }
}
