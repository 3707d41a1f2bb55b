import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { nodeFiles } from '../../src/adapters/files.ts';

/** A fresh folder that goes away when the test ends; `tree` is what it holds at first. */
export async function temporaryFolder(tree: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'managed-worker-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(tree)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}

/** Every file below a folder as text, by path; `.git` is left out. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const paths = await nodeFiles.walk(folder, (path) => path === '.git');
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path), 'utf8')] as const)));
}
