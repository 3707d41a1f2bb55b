import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';

/** Symbolic links that are followed one inside the other; a link to a folder above itself ends here. */
const maxLinks = 4;

interface SourceOptions {
  files: Pick<Files, 'walk' | 'kindOf' | 'list'>;
  wanted: (path: string) => boolean;
}

/** Files below a folder that `wanted` takes, sorted, those reached through links last; empty when there is no such folder. */
export async function sourceFiles(root: string, folder: string, { files, wanted }: SourceOptions): Promise<string[]> {
  const found: string[][] = [];
  await collect(folder, 0, { root, files, wanted, found });
  return found.flatMap((paths) => paths.toSorted());
}

interface Collecting extends SourceOptions {
  root: string;
  /** Paths by the number of links on the way to them. */
  found: string[][];
}

async function collect(folder: string, links: number, options: Collecting): Promise<void> {
  const { root, files, wanted, found } = options;
  const directory = join(root, folder);
  if (!(await isFolder(directory, files))) return;
  const below = await files.walk(directory, (path) => path.split('/').includes('node_modules'));
  for (const path of below.map((relativePath) => `${folder}/${relativePath}`)) {
    if (wanted(path)) (found[links] ??= []).push(path);
    else if (links < maxLinks && (await files.kindOf(join(root, path))) === 'symlink') await collect(path, links + 1, options);
  }
}

/** A link to a folder is one too. */
async function isFolder(path: string, files: SourceOptions['files']): Promise<boolean> {
  return await files.list(path).then(
    () => true,
    () => false,
  );
}
