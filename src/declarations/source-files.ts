import { join } from 'node:path';
import type { Files } from '../adapters/files.ts';

/** Symbolic links that are followed one inside the other; a link to a folder above itself ends here. */
const maxLinks = 4;

/** Files below a folder that `wanted` takes, sorted; links to folders are followed. Empty when there is no such folder. */
export async function sourceFiles(root: string, folder: string, { files, wanted }: SourceOptions): Promise<string[]> {
  const found = await below(folder, 0, { root, files, wanted });
  return found.toSorted();
}

interface SourceOptions {
  files: Pick<Files, 'walk' | 'kindOf' | 'list'>;
  wanted: (path: string) => boolean;
}

async function below(folder: string, links: number, options: SourceOptions & { root: string }): Promise<string[]> {
  const { root, files, wanted } = options;
  const directory = join(root, folder);
  if (!(await isFolder(directory, files))) return [];
  const all = await files.walk(directory, (path) => path.split('/').includes('node_modules'));
  const found: string[] = [];
  for (const relativePath of all) {
    const path = `${folder}/${relativePath}`;
    if (wanted(path)) found.push(path);
    else if (links < maxLinks && (await files.kindOf(join(root, path))) === 'symlink')
      found.push(...(await below(path, links + 1, options)));
  }
  return found;
}

/** A link to a folder is one too. */
async function isFolder(path: string, files: SourceOptions['files']): Promise<boolean> {
  return await files.list(path).then(
    () => true,
    () => false,
  );
}
