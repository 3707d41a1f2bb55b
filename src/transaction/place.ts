import { join } from 'node:path';
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

/** Every folder the paths lie in, parents first. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) folders.add(path.slice(0, cut));
  }
  return [...folders].toSorted();
}
