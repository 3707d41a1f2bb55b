import { dirname, resolve } from 'node:path';
import { attempt } from '../domain/attempt.ts';
import type { Files } from '../adapters/files.ts';
import type { Problem } from '../errors/tool-error.ts';
import type { PolicyText } from './read.ts';

export type PolicyFiles = Pick<Files, 'readText' | 'walk' | 'kindOf' | 'realTarget'>;

/** Texts of files, and of all `*.yaml` below folders, sorted by path; each file once. What cannot be read is added to `problems`. */
export async function readTexts(paths: readonly string[], files: PolicyFiles, problems: Problem[]): Promise<PolicyText[]> {
  const texts = new Map<string, string>();
  for (const path of paths) {
    const names = await filesAt(path, { files, problems });
    for (const file of names) {
      const text = await attempt(async () => await files.readText(file));
      if (typeof text !== 'string') problems.push({ file, message: `cannot be read: ${text?.reason ?? 'it does not exist'}` });
      else if (strange.test(text)) problems.push(noText(file, text));
      else texts.set(file, text);
    }
  }
  return [...texts].map(([file, text]) => ({ file, text })).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}

/** What decoding puts in place of bytes that are no UTF-8, and what UTF-16 and most formats of programs are full of. */
const strange = /[\0\ufffd]/;

function noText(file: string, text: string): Problem {
  const lines = text.slice(0, text.search(strange)).split('\n');
  return { file, line: lines.length, column: (lines.at(-1) ?? '').length + 1, message: 'is no UTF-8 text from here on; save it as such' };
}

interface Looking {
  readonly files: PolicyFiles;
  readonly problems: Problem[];
}

/** The file itself, or what lies below a folder. */
async function filesAt(path: string, { files, problems }: Looking): Promise<string[]> {
  const below = await attempt(async () => await filesBelow({ path, real: path, links: [] }, { files, problems }));
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

interface Folder {
  readonly path: string;
  /** Where it is when links are followed. */
  readonly real: string;
  /** Links on the way to it, each where it really is. */
  readonly links: readonly string[];
}

/** Hidden ones are left out: in what Kubernetes mounts they hold everything a second time. */
async function filesBelow({ path: folder, real, links }: Folder, { files, problems }: Looking): Promise<string[]> {
  const names = await files.walk(folder, (path) => path.split('/').at(-1)?.startsWith('.') === true);
  const found: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    if (/[.]ya?ml$/.test(name)) found.push(path);
    else if (links.length < mostLinks && (await files.kindOf(path)) === 'symlink') {
      const below = [...links, `${real}/${name}`];
      const linked = await attempt(async () => {
        const target = resolve(dirname(`${real}/${name}`), await files.realTarget(path));
        if (!below.some((link) => link.startsWith(`${target}/`))) {
          return await filesBelow({ path, real: target, links: below }, { files, problems });
        }
        problems.push({ file: path, message: 'leads back to a folder that it lies in; remove this link' });
        return [];
      });
      if (Array.isArray(linked)) found.push(...linked);
    }
  }
  return found;
}
