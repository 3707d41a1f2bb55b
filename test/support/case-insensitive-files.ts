import { basename, dirname, join } from 'node:path';
import { nodeFiles, type Files } from '../../src/adapters/files.ts';

/** The file system of macOS and Windows, as far as a transaction can tell: a name finds its file whatever the capitals. */
export const caseInsensitiveFiles: Files = {
  ...nodeFiles,
  kindOf: async (path) => await nodeFiles.kindOf(await found(path)),
  modeOf: async (path) => await nodeFiles.modeOf(await found(path)),
  read: async (path) => await nodeFiles.read(await found(path)),
  write: async (path, ...rest) => await nodeFiles.write(await found(path), ...rest),
  remove: async (path) => await nodeFiles.remove(await found(path)),
  move: async (from, to) => {
    await nodeFiles.remove(await found(to));
    await nodeFiles.move(await found(from), to);
  },
};

async function found(path: string): Promise<string> {
  const folder = dirname(path);
  if ((await nodeFiles.kindOf(folder)) !== 'directory') return path;
  const names = await nodeFiles.list(folder);
  const wanted = basename(path).toLowerCase();
  const name = names.includes(basename(path)) ? basename(path) : names.find((each) => each.toLowerCase() === wanted);
  return join(folder, name ?? basename(path));
}
