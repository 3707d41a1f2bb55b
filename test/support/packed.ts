import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeFiles } from '../../src/adapters/files.ts';
import { nodeProcesses } from '../../src/adapters/processes.ts';

export const projectRoot = join(import.meta.dirname, '../..');

/** Everything a published package is made of. */
const sources = ['bin', 'src', 'templates', 'build.config.mjs', 'package.json', 'package-lock.json', 'README.md', 'LICENSE'];

/** Of Python's caches, which come and go in a checkout, and nothing else. */
const isPassing = (path: string) => path.endsWith('__pycache__') || path.endsWith('.pyc');

/**
 * Path of the tarball that `npm publish` would upload, built from this checkout in a folder of its own: whatever `dist/`
 * holds at the moment is not touched and takes no part. Kept per content.
 */
export async function packTool(): Promise<string> {
  const kept = join(projectRoot, 'node_modules/.cache/packed-tool');
  const folder = join(kept, await contentDigest());
  const { name, version } = JSON.parse(await readFile(join(projectRoot, 'package.json'), 'utf8')) as { name: string; version: string };
  const tarball = join(folder, `${name}-${version}.tgz`);
  if (existsSync(tarball)) return tarball;
  await forgetOld(kept);
  const staging = await mkdtemp(join(tmpdir(), 'packed-tool-'));
  try {
    for (const source of sources) {
      await cp(join(projectRoot, source), join(staging, source), { recursive: true, filter: (path) => !isPassing(path) });
    }
    await symlink(join(projectRoot, 'node_modules'), join(staging, 'node_modules'));
    await mustRun('npm', ['pack', '--silent'], staging);
    await mkdir(folder, { recursive: true });
    await cp(join(staging, `${name}-${version}.tgz`), `${tarball}.${process.pid}`);
    await rename(`${tarball}.${process.pid}`, tarball);
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
  return tarball;
}

/** Tarballs of other content, unless they are so young that another run may be using them. */
async function forgetOld(kept: string): Promise<void> {
  for (const name of existsSync(kept) ? await readdir(kept) : []) {
    const { mtimeMs } = await stat(join(kept, name));
    if (Date.now() - mtimeMs > 86_400_000) await rm(join(kept, name), { recursive: true, force: true });
  }
}

async function contentDigest(): Promise<string> {
  const hash = createHash('sha256').update(process.version);
  for (const source of sources) {
    const path = join(projectRoot, source);
    const isFolder = (await nodeFiles.kindOf(path)) === 'directory';
    const files = isFolder ? (await nodeFiles.walk(path, isPassing)).map((file) => join(source, file)) : [source];
    for (const file of files.filter((name) => !isPassing(name)).toSorted()) {
      hash.update(`\0${file}\0`).update(await readFile(join(projectRoot, file)));
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function mustRun(command: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, stdout, stderr } = await nodeProcesses.run(command, args, { cwd });
  if (exitCode !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${String(exitCode)}:\n${stdout}\n${stderr}`);
}
