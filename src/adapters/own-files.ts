import { closeSync, constants, fstatSync, mkdirSync, openSync, readFileSync, rmSync, statSync } from 'node:fs';
import { isNodeError } from './files.ts';
import { replaceStaged } from './replace-staged.ts';

/** Why a file is not read: somebody else may have written it, or may read it. */
export type OwnFileFault = 'symbolic-link' | 'not-a-file' | 'foreign-owner' | 'open-to-others' | 'too-large';
export type OwnFile = { kind: 'text'; text: string } | { kind: 'missing' } | { kind: 'refused'; fault: OwnFileFault };
export type OwnFolderFault = 'not-a-folder' | 'foreign-owner' | 'open-to-others';

/** Files that this program alone writes and this user alone may read. Paths are absolute; other errors are Node's own. */
export interface OwnFiles {
  readOwn(path: string): OwnFile;
  /** Makes the folder, for this user alone, if it is not there; says what is wrong with one that is. */
  openFolder(path: string): OwnFolderFault | undefined;
  /** Puts a whole new file in its place: whatever stops it, the old one or the new one is there. One writer at a time. */
  writeOwn(path: string, text: string): void;
  /** Whether there was one. Removes a link, never what it points to. */
  removeOwn(path: string): boolean;
}

const maximumBytes = 1_048_576;
const stagedEnding = '.new';
const othersBits = 0o077;
const othersMayWrite = 0o022;
// Windows has neither, which is as good as 0 here, and no owners.
const careful = constants.O_NOFOLLOW | constants.O_NONBLOCK;
const hasOwners = process.getuid !== undefined;

export const nodeOwnFiles: OwnFiles = {
  readOwn(path) {
    const file = openOwn(path);
    if (typeof file !== 'number') return file;
    try {
      const fault = faultOf(file);
      return fault === undefined ? { kind: 'text', text: readFileSync(file, 'utf8') } : { kind: 'refused', fault };
    } finally {
      closeSync(file);
    }
  },
  openFolder(path) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const stats = statSync(path);
    if (!stats.isDirectory()) return 'not-a-folder';
    if (!hasOwners) return undefined;
    if (stats.uid !== process.geteuid?.()) return 'foreign-owner';
    return (stats.mode & othersMayWrite) === 0 ? undefined : 'open-to-others';
  },
  writeOwn(path, text) {
    const staged = `${path}${stagedEnding}`;
    // What a killed writer has left.
    rmSync(staged, { force: true });
    replaceStaged(path, text, { staged, mode: 0o600 });
  },
  removeOwn(path) {
    rmSync(`${path}${stagedEnding}`, { force: true });
    try {
      rmSync(path);
      return true;
    } catch (error) {
      if (isNodeError(error) && error.code === 'ENOENT') return false;
      throw error;
    }
  },
};

/** Opened before it is judged, so that what is judged is what is read; a pipe that nobody writes to does not hold it up. */
function openOwn(path: string): number | OwnFile {
  try {
    return openSync(path, constants.O_RDONLY | careful);
  } catch (error) {
    if (!isNodeError(error)) throw error;
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return { kind: 'missing' };
    if (error.code === 'ELOOP') return { kind: 'refused', fault: 'symbolic-link' };
    if (error.code === 'EACCES') return { kind: 'refused', fault: 'foreign-owner' };
    throw error;
  }
}

function faultOf(file: number): OwnFileFault | undefined {
  const stats = fstatSync(file);
  if (!stats.isFile()) return 'not-a-file';
  if (hasOwners && stats.uid !== process.geteuid?.()) return 'foreign-owner';
  if (hasOwners && (stats.mode & othersBits) !== 0) return 'open-to-others';
  return stats.size > maximumBytes ? 'too-large' : undefined;
}
