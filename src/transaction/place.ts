import { basename, dirname, join } from 'node:path';
import type { FileKind, Files } from '../adapters/files.ts';

/** What stands at a path; `behind-link`: a folder on the way there is a symbolic link, which may lead anywhere. */
export type PlaceKind = FileKind | 'behind-link' | undefined;

export async function kindBelow(root: string, path: string, files: Pick<Files, 'kindOf'>): Promise<PlaceKind> {
  for (const folder of foldersOf([path])) {
    const kind = await files.kindOf(join(root, folder));
    if (kind === 'symlink') return 'behind-link';
    if (kind !== 'directory') return undefined;
  }
  return await files.kindOf(join(root, path));
}

/** Paths that are one file where capitals, or the ways to write an accent, do not count. */
export function twinsOf(paths: readonly string[]): Set<string> {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.normalize('NFC').toLowerCase();
    byName.set(name, [...(byName.get(name) ?? []), path]);
  }
  return new Set([...byName.values()].filter((same) => same.length > 1).flat());
}

/** As `kindBelow`, but a file that only goes by the name of its twin is none. */
export async function kindByItsName(
  root: string,
  path: string,
  { files, twins }: { files: Pick<Files, 'kindOf' | 'list'>; twins: ReadonlySet<string> },
): Promise<PlaceKind> {
  const kind = await kindBelow(root, path, files);
  if (kind === undefined || kind === 'behind-link' || !twins.has(path)) return kind;
  const names = await files.list(dirname(join(root, path)));
  return names.includes(basename(path)) ? kind : undefined;
}

/** Every folder the paths lie in, parents first. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) folders.add(path.slice(0, cut));
  }
  return [...folders].toSorted();
}

/** Every folder that changing these files changes, the root included as `''`. */
export function changedFolders(changes: readonly { path: string }[]): string[] {
  return ['', ...foldersOf(changes.map(({ path }) => path))];
}

export async function flushFolders(root: string, folders: readonly string[], files: Pick<Files, 'flushFolder'>): Promise<void> {
  for (const folder of folders) await files.flushFolder(join(root, folder));
}
