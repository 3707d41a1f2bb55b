import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const stagingPrefix = '.partial-';
const hour = 3_600_000;

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
