import type { Bytes } from '../../adapters/bytes.ts';
import { branchFolder } from './branch-name.ts';
import { contentOfCommit } from './commit-text.ts';
import { contentDigest, parseRawChanges } from './content-digest.ts';
import type { Git } from './git.ts';

export interface ExistingBranch {
  commit: string;
  /** Of its commit. */
  text: string;
  /** Why it is not ours to move; `undefined`: it holds one commit of ours and nothing else. */
  foreign: string | undefined;
}

export interface ExistingOptions {
  /** Id of the commit that branches are made from. */
  from: string;
  bytes: Pick<Bytes, 'sha256'>;
}

/** The branches that are there, by name; a branch is ours as long as nobody has done anything to it. */
export async function existingBranches(git: Git, { from, bytes }: ExistingOptions): Promise<Map<string, ExistingBranch>> {
  const heads = parseHeads(await git.ask(['for-each-ref', `--format=${format}`, `refs/heads/${branchFolder}/`]));
  if (heads.length === 0) return new Map();
  const checkedOut = checkedOutBranches(await git.ask(['worktree', 'list', '--porcelain']));
  const input = `${heads.map(({ commit }) => commit).join('\n')}\n`;
  const changes = parseRawChanges(await git.ask(['diff-tree', '--stdin', '-r', '-z', '--no-renames', '--full-index'], { input }));
  const reachable = await ancestors(git, new Set(heads.map(({ parents }) => parents)), from);
  return new Map(
    heads.map(({ name, commit, parents, text }) => {
      const digest = contentDigest(changes.get(commit) ?? [], bytes);
      const isOurs = reachable.has(parents) && contentOfCommit(text) === digest;
      const foreign = isOurs ? undefined : 'somebody else has committed to it';
      return [name, { commit, text, foreign: checkedOut.has(name) ? 'it is checked out' : foreign }];
    }),
  );
}

interface Head {
  name: string;
  commit: string;
  parents: string;
  text: string;
}

const format = '%(refname:lstrip=2)%00%(objectname)%00%(parent)%00%(contents)%00';

function parseHeads(output: string): Head[] {
  const fields = output.split('\0');
  const heads: Head[] = [];
  for (let at = 0; at + 3 < fields.length; at += 4) {
    const [name = '', commit = '', parents = '', text = ''] = fields.slice(at, at + 4);
    heads.push({ name: name.trim(), commit, parents, text });
  }
  return heads;
}

function checkedOutBranches(listing: string): Set<string> {
  return new Set([...listing.matchAll(/^branch refs\/heads\/(.+)$/gm)].map(([, name = '']) => name));
}

/** Single parents that the history which branches are made from has. */
async function ancestors(git: Git, parents: ReadonlySet<string>, from: string): Promise<Set<string>> {
  const found = new Set<string>();
  for (const parent of parents) {
    if (!/^[0-9a-f]+$/.test(parent)) continue;
    if (parent === from || (await git.try(['merge-base', '--is-ancestor', parent, from])).exitCode === 0) found.add(parent);
  }
  return found;
}
