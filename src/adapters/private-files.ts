import { randomBytes } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { replaceStaged } from './replace-staged.ts';

export interface PrivateFile {
  text: string;
  /** Its owner alone may read it. */
  isPrivate: boolean;
  /** It comes from a Secret or ConfigMap volume of Kubernetes, which decides who may read it. */
  isMounted: boolean;
}

/** Files that hold secrets. Paths are absolute; errors are Node's own, with `code`. */
export interface PrivateFiles {
  /** `undefined` when there is no such file. */
  readPrivate(path: string): PrivateFile | undefined;
  /** Puts a whole new file in its place, readable by its owner alone: whatever stops it, the old one or the new one is there. */
  replacePrivate(path: string, text: string): void;
}

const othersBits = 0o077;

export const nodePrivateFiles: PrivateFiles = {
  readPrivate(path) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    // Windows has no such bits.
    const isPrivate = process.platform === 'win32' || (stats.mode & othersBits) === 0;
    return { text: readFileSync(path, 'utf8'), isPrivate, isMounted: isMounted(path) };
  },
  replacePrivate: (path, text) => replaceFile(path, text, 0o600),
};

/** Files that hold no secret and are changed as a whole. Paths are absolute; errors are Node's own, with `code`. */
export interface SharedFiles {
  /** `undefined` when there is no such file. */
  readShared(path: string): { text: string; isMounted: boolean } | undefined;
  /** Puts a whole new file in its place: whatever stops it, the old one or the new one is there. Who may read it stays as it was. */
  replaceShared(path: string, text: string): void;
}

export const nodeSharedFiles: SharedFiles = {
  readShared(path) {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? undefined : { text: readFileSync(path, 'utf8'), isMounted: isMounted(path) };
  },
  replaceShared(path, text) {
    const stats = statSync(path, { throwIfNoEntry: false });
    replaceFile(path, text, stats === undefined ? 0o644 : stats.mode & 0o777);
  },
};

function replaceFile(path: string, text: string, mode: number): void {
  const target = realPlace(path);
  const staged = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.new`);
  replaceStaged(target, text, { staged, mode });
}

/** The kubelet makes each file of a volume a link through `..data`, which it swaps to change them all at once. */
function isMounted(path: string): boolean {
  const link = linkOf(path);
  return link !== undefined && link.split('/')[0] === '..data';
}

/** Moving onto a symbolic link would replace the link. */
function realPlace(path: string): string {
  const link = linkOf(path);
  return link === undefined ? path : realPlace(resolve(dirname(path), link));
}

function linkOf(path: string): string | undefined {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isSymbolicLink() === true ? readlinkSync(path) : undefined;
}
