import type { FileKind, Files } from '../../adapters/files.ts';
import type { Blobs } from './blobs.ts';
import type { CommitTree } from './tree.ts';

const kinds: Readonly<Record<string, FileKind>> = { '100644': 'file', '100755': 'file', '120000': 'symlink', '160000': 'directory' };

/** The tree of a commit as if it were checked out at its top, for whoever only reads. */
export function treeFiles(tree: CommitTree, blobs: Blobs, disk: Files): Files {
  const folders = foldersOf(tree);
  const pathOf = (place: string) => place.slice(tree.top.length + 1);
  const kindAt = (place: string): FileKind | undefined => {
    const path = pathOf(place);
    return kinds[tree.entries.get(path)?.mode ?? ''] ?? (folders.has(path) ? 'directory' : undefined);
  };
  const bytesAt = async (place: string): Promise<Uint8Array | undefined> => {
    return kindAt(place) === 'file' ? await blobs.read(tree.entries.get(pathOf(place))?.id ?? '') : undefined;
  };
  const textAt = async (place: string): Promise<string | undefined> => {
    const bytes = await bytesAt(place);
    return bytes === undefined ? undefined : new TextDecoder().decode(bytes);
  };
  const below = (place: string): string[] => {
    const folder = place === tree.top ? '' : `${pathOf(place)}/`;
    return [...tree.entries.keys()].filter((path) => path.startsWith(folder)).map((path) => path.slice(folder.length));
  };
  return {
    ...disk,
    ...readOnly,
    kindOf: async (place) => await Promise.resolve(kindAt(place)),
    modeOf: async (place) => await Promise.resolve(tree.entries.get(pathOf(place))?.mode === '100755' ? '755' : '644'),
    async read(place) {
      const bytes = await bytesAt(place);
      if (bytes === undefined) throw Object.assign(new Error(`there is no file ${place}`), { code: 'ENOENT' });
      return bytes;
    },
    readText: textAt,
    readTexts: async (places) => await Promise.all(places.map(textAt)),
    list: async (place) => await Promise.resolve([...new Set(below(place).map((path) => path.split('/')[0] ?? ''))].toSorted()),
    walk: async (place) => await Promise.resolve(below(place).toSorted()),
  };
}

const refuse = async (): Promise<never> => await Promise.reject(new Error('a commit is not written to'));
const readOnly = {
  makeDirectory: refuse,
  write: refuse,
  createExclusive: refuse,
  move: refuse,
  remove: refuse,
  removeIfEmpty: refuse,
  replaceTexts: refuse,
};

function foldersOf({ entries }: CommitTree): Set<string> {
  const folders = new Set<string>(['']);
  for (const path of entries.keys()) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) {
      if (folders.has(path.slice(0, cut))) break;
      folders.add(path.slice(0, cut));
    }
  }
  return folders;
}
