import { attempt } from '../domain/attempt.ts';
import type { Files } from '../adapters/files.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { PolicyText } from './read.ts';

export type PolicyFiles = Pick<Files, 'readText' | 'walk' | 'kindOf'>;

/** Texts of files, and of all `*.yaml` below folders, sorted by path; each file once. What cannot be read is added to `problems`. */
export async function readTexts(paths: readonly string[], files: PolicyFiles, problems: Problem[]): Promise<PolicyText[]> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const names = await filesAt(path, { files, problems });
    for (const file of names) {
      const text = await attempt(async () => await files.readText(file));
      if (typeof text === 'string') texts.set(file, text);
      else problems.push({ file, message: `cannot be read: ${text?.reason ?? 'it does not exist'}` });
    }
  }
  return [...texts].map(([file, text]) => ({ file, text })).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

interface Looking {
  readonly files: PolicyFiles;
  readonly problems: Problem[];
}

/** The file itself, or what lies below a folder. */
async function filesAt(path: string, { files, problems }: Looking): Promise<string[]> {
  const below = await attempt(async () => await filesBelow(path, files, mostLinks));
  if (Array.isArray(below)) {
    if (below.length === 0) problems.push({ file: path, message: 'holds no *.yaml, so that nobody would be granted anything' });
    return below;
  }
  if (below?.reason === 'ENOTDIR') return [path];
  problems.push({ file: path, message: `cannot be read: ${below?.reason ?? 'it does not exist'}` });
  return [];
}

/** Links to folders are followed so far: enough for what Kubernetes mounts, and no way to go in circles. */
const mostLinks = 3;

/** Hidden ones are left out: in what Kubernetes mounts they hold everything a second time. */
async function filesBelow(folder: string, files: PolicyFiles, linksLeft: number): Promise<string[]> {
  const names = await files.walk(folder, (path) => path.split('/').at(-1)?.startsWith('.') === true);
  const found: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    if (/[.]ya?ml$/.test(name)) found.push(path);
    else if (linksLeft > 0 && (await files.kindOf(path)) === 'symlink') {
      const linked = await attempt(async () => await filesBelow(path, files, linksLeft - 1));
      if (Array.isArray(linked)) found.push(...linked);
    }
  }
  return found;
}
