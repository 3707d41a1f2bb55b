import { dirname, join, relative, sep } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import type { Processes, RunOptions, RunResult } from '../adapters/processes.ts';
import { ToolError } from '../errors/tool-error.ts';
import { blobOf, type Git } from './blob-of.ts';
import { withLineFeeds } from './texts.ts';

export interface Repository {
  /** Whether these bytes are what the last commit has at this path. */
  isCommitted(path: string, bytes: Uint8Array): boolean;
  /** The bytes of that SHA-1 id, from what is on this machine alone; `path` says where they once were. */
  readBlob(blob: string, path: string): Promise<Uint8Array | undefined>;
}

/** What one run has asked git already; workers of one repository share it. */
export interface KnownRepositories {
  /** Absolute: the folder that all workers of the run lie in. */
  below: string;
  opened: Map<string, Promise<Opened | undefined>>;
}

interface Opened {
  /** Ids by path from where git was asked. */
  committed: ReadonlyMap<string, string>;
}

interface RepositoryOptions {
  files: Pick<Files, 'kindOf'>;
  bytes: Pick<Bytes, 'gitBlobId' | 'sha256'>;
  processes: Pick<Processes, 'run'>;
  repositories?: KnownRepositories | undefined;
}

/** Set by git for its hooks, these would make another repository than the worker's the one that is meant. */
const elsewhere = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined };
/** A partial clone fetches what it lacks, unless told not to; older versions of git know the second way alone. */
const offline = { GIT_NO_LAZY_FETCH: '1', GIT_ALLOW_PROTOCOL: 'none', GIT_TERMINAL_PROMPT: '0' };

/** The repository that `root` lies in; `undefined` without git or outside of one. Refuses one in the middle of a merge. */
export async function openRepository(root: string, options: RepositoryOptions): Promise<Repository | undefined> {
  const { bytes, processes, repositories } = options;
  const place = repositories === undefined ? root : await sharedPlace(root, repositories.below, options.files);
  const opening = repositories?.opened.get(place) ?? open(place, options);
  repositories?.opened.set(place, opening);
  const opened = await opening;
  if (opened === undefined) return undefined;
  const git: Git = async (args, encoding) => await runGit(processes, args, { cwd: root, encoding });
  const prefix = place === root ? '' : `${relative(place, root).split(sep).join('/')}/`;
  return {
    isCommitted: (path, content) => {
      const id = opened.committed.get(`${prefix}${path}`);
      if (id === undefined) return false;
      const idOf = id.length === 40 ? bytes.gitBlobId : (some: Uint8Array) => sha256Id(some, bytes);
      // With autocrlf the file has line ends that the commit does not have.
      return id === idOf(content) || id === idOf(withLineFeeds(content));
    },
    async readBlob(blob, path) {
      const hasLongIds = [...opened.committed.values()].some((id) => id.length > 40);
      return await blobOf(blob, { path, git, hasLongIds, gitBlobId: (content) => bytes.gitBlobId(content) });
    },
  };
}

async function open(place: string, { files, processes }: RepositoryOptions): Promise<Opened | undefined> {
  const folder = await runGit(processes, ['rev-parse', '--absolute-git-dir'], { cwd: place });
  if (folder.exitCode !== 0) return undefined;
  await refuseUnfinished(folder.stdout.trim(), files);
  const tree = await runGit(processes, ['ls-tree', '-r', '-z', 'HEAD'], { cwd: place });
  return { committed: tree.exitCode === 0 ? committedIds(tree.stdout) : new Map() };
}

/** Git without a network, in the repository of `cwd` and in no other. */
export async function runGit(
  processes: Pick<Processes, 'run'>,
  args: readonly string[],
  options: Pick<RunOptions, 'input' | 'encoding'> & { cwd: string },
): Promise<RunResult> {
  return await processes.run('git', args, { ...options, env: { ...elsewhere, ...offline } });
}

/**
 * Where git is asked once for every worker of a repository: in the folder that the run's workers lie in, or at the top of the
 * repository where that is further down. A worker that is reached through a link may be anybody's, and asks for itself.
 */
async function sharedPlace(root: string, below: string, files: RepositoryOptions['files']): Promise<string> {
  for (let at = root; ; at = dirname(at)) {
    const kind = await files.kindOf(at);
    if (kind !== 'directory' || dirname(at) === at) return root;
    if ((await files.kindOf(join(at, '.git'))) !== undefined) return below === at || below.startsWith(`${at}${sep}`) ? below : at;
  }
}

const unfinished = {
  MERGE_HEAD: 'a merge',
  'rebase-merge': 'a rebase',
  'rebase-apply': 'a rebase',
  CHERRY_PICK_HEAD: 'a cherry-pick',
  REVERT_HEAD: 'a revert',
};

async function refuseUnfinished(folder: string, files: Pick<Files, 'kindOf'>): Promise<void> {
  for (const [name, what] of Object.entries(unfinished)) {
    if ((await files.kindOf(join(folder, name))) === undefined) continue;
    throw new ToolError('REPOSITORY_BUSY', `${what} is in progress in this repository`, {
      hint: 'End it first, then run this again. Nothing was written.',
    });
  }
}

/** Lines of `mode type id<tab>path`. */
function committedIds(listing: string): Map<string, string> {
  const entries = listing.split('\0').flatMap((line) => {
    const match = /^\d+ blob ([0-9a-f]+)\t(.+)$/s.exec(line);
    return match === null ? [] : [[match[2] ?? '', match[1] ?? ''] as const];
  });
  return new Map(entries);
}

export function sha256Id(content: Uint8Array, bytes: Pick<Bytes, 'sha256'>): string {
  const header = new TextEncoder().encode(`blob ${content.length}\0`);
  const whole = new Uint8Array(header.length + content.length);
  whole.set(header);
  whole.set(content, header.length);
  return bytes.sha256(whole).slice('sha256:'.length);
}
