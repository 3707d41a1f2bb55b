import { join } from 'node:path';
import { recordPath } from '../../domain/record.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { isNoHome } from '../worker-places.ts';
import { unusable, type Git } from './git.ts';

export interface TreeEntry {
  /** As git has it: `100644`, `100755`, `120000` a link, `160000` a submodule. */
  mode: string;
  id: string;
}

/** What a commit holds, as far as workers are concerned. */
export interface CommitTree {
  /** Id of the commit. */
  commit: string;
  /** Of the commit, as git writes it into another: `1700000000 +0100`. */
  date: string;
  /** Ids are SHA-256. */
  isSha256: boolean;
  /** Absolute: where the tree is, or would be, checked out. */
  top: string;
  /** Of the working directory, from the top of the tree, with `/` at its end unless empty. */
  prefix: string;
  /** By path from the top: files in workers, and what lies above of `named`. */
  entries: ReadonlyMap<string, TreeEntry>;
  /** Folders of workers from the top, sorted. */
  workers: readonly string[];
}

/** Reads a commit without checking anything out. Files outside of workers are kept only if they have that name. */
export async function readTree(git: Git, from: string, named: string): Promise<CommitTree> {
  const commit = await commitOf(git, from);
  const [isBare = '', gitDirectory = '', format = ''] = lines(
    await git.ask(['rev-parse', '--is-bare-repository', '--absolute-git-dir', '--show-object-format']),
  );
  const top = isBare === 'true' ? gitDirectory : (await git.ask(['rev-parse', '--show-toplevel'])).trimEnd();
  const prefix = isBare === 'true' ? '' : (await git.ask(['rev-parse', '--show-prefix'])).trimEnd();
  const date = (await git.ask(['show', '--no-patch', '--no-show-signature', '--date=raw', '--format=%cd', commit])).trim();
  const all = parseTree(await git.ask(['ls-tree', '-r', '-z', '--full-tree', commit]));
  const workers = [...all.keys()].flatMap((path) => workerAt(path) ?? []).toSorted();
  return { commit, date, isSha256: format === 'sha256', top, prefix, workers, entries: ofWorkers(all, workers, named) };
}

async function commitOf(git: Git, from: string): Promise<string> {
  const inside = await git.try(['rev-parse', '--git-dir']);
  if (inside.startError !== undefined) throw unusable('git is not installed, and branches are made by git', 'Install git');
  if (inside.exitCode !== 0) throw unusable('the working directory is in no git repository', 'Change to the repository of the workers');
  const { exitCode, stdout } = await git.try(['rev-parse', '--verify', '--quiet', '--end-of-options', `${from}^{commit}`]);
  if (exitCode === 0) return stdout.trim();
  throw new ToolError('USAGE', `--from: ${from} is no commit of this repository`, {
    hint: 'Name a branch, a tag or a commit; a shallow clone may lack it. Nothing was written.',
  });
}

/** Entries of `mode type id<tab>path`. */
function parseTree(listing: string): Map<string, TreeEntry> {
  const entries = listing.split('\0').flatMap((line) => {
    const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null ? [] : [[match[3] ?? '', { mode: match[1] ?? '', id: match[2] ?? '' }] as const];
  });
  return new Map(entries);
}

function workerAt(path: string): string | undefined {
  if (path !== recordPath && !path.endsWith(`/${recordPath}`)) return undefined;
  const worker = path.slice(0, -recordPath.length).replace(/\/$/, '');
  const folders = worker.split('/');
  return folders.some((_, index) => isNoHome(folders.slice(0, index + 1).join('/'))) ? undefined : worker;
}

function ofWorkers(all: ReadonlyMap<string, TreeEntry>, workers: readonly string[], named: string): Map<string, TreeEntry> {
  const homes = new Set(workers);
  const isIn = (path: string) => {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) if (homes.has(path.slice(0, cut))) return true;
    return homes.has('');
  };
  return new Map([...all].filter(([path]) => path === named || path.endsWith(`/${named}`) || isIn(path)));
}

/** Workers of the tree that paths of a command line are about. */
export function workersFor(tree: CommitTree, paths: readonly string[], all: boolean): string[] {
  const asked = (paths.length === 0 ? ['.'] : paths).map((path) => treePath(tree, path));
  const found = asked.flatMap((path) => (all ? tree.workers.filter((worker) => isBelow(worker, path)) : nearestAbove(tree, path)));
  if (found.length > 0) return [...new Set(found)].toSorted();
  throw new ToolError(
    'WORKER_NOT_FOUND',
    `there is no worker ${all ? 'below' : 'at or above'} ${asked.join(', ') || 'the top of the repository'} in ${tree.commit}`,
    {
      hint: 'Name the folder that the workers lie in, and --all, or another commit with --from. Nothing was written.',
    },
  );
}

function treePath({ top, prefix }: CommitTree, path: string): string {
  const whole = join('/', prefix, path);
  const isOutside = path.startsWith('/') ? path !== top && !path.startsWith(`${top}/`) : join(prefix, path).startsWith('..');
  if (isOutside)
    throw new ToolError('USAGE', `${path} is outside of the repository`, {
      hint: 'Branches are made for one repository at a time. Nothing was written.',
    });
  return (path.startsWith('/') ? path.slice(top.length + 1) : whole.slice(1)).replace(/\/$/, '');
}

function isBelow(worker: string, folder: string): boolean {
  return folder === '' || worker === folder || worker.startsWith(`${folder}/`);
}

function nearestAbove({ workers }: CommitTree, path: string): string[] {
  const homes = workers.filter((worker) => isBelow(path, worker));
  return homes.toSorted((a, b) => b.length - a.length).slice(0, 1);
}

function lines(text: string): string[] {
  return text.trimEnd().split('\n');
}
