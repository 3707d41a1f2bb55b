import {
  closeSync,
  constants,
  fchmodSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { access, readlink, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { nodeManyFiles, type ManyFiles } from './many-files.ts';

export type FileKind = 'file' | 'directory' | 'symlink' | 'other';

/** What rooms need of the file system. Paths are absolute; errors are Node's own, with `code`. */
export interface Files extends ManyFiles {
  kindOf(path: string): Promise<FileKind | undefined>;
  /** `755` when its owner may run the file. */
  modeOf(path: string): Promise<'644' | '755'>;
  read(path: string): Promise<Uint8Array>;
  /** `undefined` when there is no such file; any other failure throws. */
  readText(path: string): Promise<string | undefined>;
  list(directory: string): Promise<string[]>;
  /** Every file below, as paths relative to `directory` with `/`, sorted; folders that `skip` names are not entered. */
  walk(directory: string, skip?: (relativePath: string) => boolean): Promise<string[]>;
  makeDirectory(path: string): Promise<void>;
  /** Writes and flushes to disk; the parent must exist. */
  write(path: string, bytes: Uint8Array | string, mode?: number): Promise<void>;
  /** Creates a file that must not be there yet (`EEXIST` otherwise). */
  createExclusive(path: string, text: string): Promise<void>;
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Leaves a folder that holds anything. */
  removeIfEmpty(directory: string): Promise<void>;
  /** Flushes to disk which files a folder holds; one that is gone needs nothing. */
  flushFolder(directory: string): Promise<void>;
  isWritable(path: string): Promise<boolean>;
  realTarget(path: string): Promise<string>;
}

// Handing each small step to a thread costs more than the step, but for flushing: that may take long, and Ctrl-C is heard meanwhile.
const flush = promisify(fsync);

export const nodeFiles: Files = {
  ...nodeManyFiles,
  async kindOf(path) {
    const stats = await orMissing(async () => await Promise.resolve(lstatSync(path, { throwIfNoEntry: false })));
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return 'symlink';
    if (stats.isDirectory()) return 'directory';
    return stats.isFile() ? 'file' : 'other';
  },
  async modeOf(path) {
    return await Promise.resolve((lstatSync(path).mode & 0o100) === 0 ? '644' : '755');
  },
  read: async (path) => await Promise.resolve(readFileSync(path)),
  readText: async (path) => await orMissing(async () => await Promise.resolve(readFileSync(path, 'utf8'))),
  list: async (directory) => await Promise.resolve(readdirSync(directory).toSorted()),
  async walk(directory, skip = () => false) {
    return await Promise.resolve(collect(directory, '', skip).toSorted());
  },
  async makeDirectory(path) {
    mkdirSync(path, { recursive: true });
    await Promise.resolve();
  },
  async write(path, bytes, mode) {
    const file = openSync(path, 'w', mode);
    try {
      writeFileSync(file, bytes);
      if (mode !== undefined) fchmodSync(file, mode);
      await flush(file);
    } finally {
      closeSync(file);
    }
  },
  async createExclusive(path, text) {
    await writeFile(path, text, { flag: 'wx' });
  },
  async move(from, to) {
    renameSync(from, to);
    await Promise.resolve();
  },
  async remove(path) {
    rmSync(path, { recursive: true, force: true });
    await Promise.resolve();
  },
  async removeIfEmpty(directory) {
    await rmdir(directory).catch((error: unknown) => {
      if (!isNodeError(error) || !['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(error.code ?? '')) throw error;
    });
  },
  async flushFolder(directory) {
    // Windows opens no folders, and keeps what it holds in order by itself.
    if (process.platform === 'win32') return;
    const file = await orMissing(async () => await Promise.resolve(openSync(directory, constants.O_RDONLY | constants.O_DIRECTORY)));
    if (file === undefined) return;
    try {
      await flush(file);
    } finally {
      closeSync(file);
    }
  },
  async isWritable(path) {
    return access(path, constants.W_OK).then(
      () => true,
      () => false,
    );
  },
  realTarget: (path) => readlink(path),
};

/** Nearest folder upwards from `start` (itself included) that holds `name`; `undefined` when none does. */
export async function findUpwards(name: string, start: string): Promise<string | undefined> {
  for (let directory = start; ; directory = dirname(directory)) {
    if (statSync(join(directory, name), { throwIfNoEntry: false }) !== undefined) return await Promise.resolve(directory);
    if (dirname(directory) === directory) return undefined;
  }
}

function collect(directory: string, prefix: string, skip: (path: string) => boolean): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = `${prefix}${entry.name}`;
    if (skip(path)) continue;
    if (entry.isDirectory()) found.push(...collect(join(directory, entry.name), `${path}/`, skip));
    else found.push(path);
  }
  return found;
}

async function orMissing<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (isNodeError(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  }
}

export function isNodeError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}
