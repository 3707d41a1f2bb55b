import { join } from 'node:path';
import type { Bytes } from '../../adapters/bytes.ts';
import type { Files } from '../../adapters/files.ts';
import type { Processes } from '../../adapters/processes.ts';
import type { FileChange } from '../../transaction/transaction.ts';
import { plannedChanges } from '../apply.ts';
import { sha256Id, type Repository } from '../repository.ts';
import type { WorkerInput } from '../worker-input.ts';
import type { WorkerPlan } from '../worker-plan.ts';
import { blobOf } from '../blob-of.ts';
import { blobsOf } from './blobs.ts';
import { branchName } from './branch-name.ts';
import { commitText } from './commit-text.ts';
import { contentDigest, type RawChange } from './content-digest.ts';
import { existingBranches, type ExistingBranch } from './existing.ts';
import { gitIn, unusable, type Git } from './git.ts';
import { importStream, type BranchCommit } from './import-stream.ts';
import { loadWorkers } from './load-workers.ts';
import { treeFiles } from './tree-files.ts';
import { readTree, workersFor, type CommitTree } from './tree.ts';

/** A worker's upgrade as a branch. */
export interface Branch {
  name: string;
  /** `same`: it is there as it should be. `left`: it is not ours to move. */
  state: 'made' | 'same' | 'left';
  reason?: string;
  /** Id, once it is there. */
  commit?: string;
}

/** Upgrades of the workers of one commit, each on a branch of its own; no work tree, index or checkout has a part in it. */
export interface BranchRun {
  /** Where the tree is, or would be, checked out. */
  top: string;
  /** Places of workers, as if checked out. */
  roots: readonly string[];
  /** The tree as files. */
  files: Files;
  /** What planning for these workers takes, read at once; what was read for earlier ones is let go. */
  load(roots: readonly string[]): Promise<void>;
  inputFrom(input: WorkerInput): WorkerInput;
  /** Which branch the plan comes to; it is made with the others by `write`. `undefined`: it would change no file. */
  propose(plan: WorkerPlan, input: WorkerInput): Promise<Branch | undefined>;
  write(): Promise<void>;
}

export interface BranchRunInput {
  cwd: string;
  /** A branch, tag or commit. */
  from: string;
  paths: readonly string[];
  all: boolean;
  /** Name of files above workers that are to be found too. */
  named: string;
  files: Files;
  bytes: Bytes;
  processes: Pick<Processes, 'run'>;
}

export async function openBranchRun(input: BranchRunInput): Promise<BranchRun> {
  const git = gitIn(input.cwd, input.processes);
  const tree = await readTree(git, input.from, input.named);
  const workers = workersFor(tree, input.paths, input.all);
  const blobs = blobsOf(git);
  const existing = await existingBranches(git, { from: tree.commit, bytes: input.bytes });
  const files = treeFiles(tree, blobs, input.files);
  const proposed: { branch: Branch; commit: Omit<BranchCommit, 'author' | 'committer'> }[] = [];
  return {
    top: tree.top,
    roots: workers.map((worker) => join(tree.top, worker)),
    files,
    async load(roots) {
      blobs.forget();
      await loadWorkers(
        tree,
        roots.map((root) => pathIn(tree, root)),
        blobs,
      );
    },
    inputFrom: (one) => ({ ...one, files, repository: committedRepository(git, input.bytes) }),
    async propose(plan, workerInput) {
      const { branch, commit } = await proposal(plan, { tree, existing, input: workerInput });
      // What is left to make is made in a checkout, and a commit of nothing would be asked for again and again.
      if (commit.changes.length === 0) return undefined;
      if (branch.state === 'made') proposed.push({ branch, commit });
      return branch;
    },
    async write() {
      await writeBranches(git, proposed);
    },
  };
}

function pathIn({ top }: CommitTree, root: string): string {
  return root.slice(top.length + 1);
}

/** Everything in a commit is committed. */
function committedRepository(git: Git, bytes: Pick<Bytes, 'gitBlobId'>): Repository {
  const read = async (args: readonly string[], encoding: 'utf8' | 'latin1') => await git.try(args, { encoding });
  return {
    isCommitted: () => true,
    async readBlob(blob, path) {
      return await blobOf(blob, { path, git: read, hasLongIds: false, gitBlobId: (content) => bytes.gitBlobId(content) });
    },
  };
}

interface ProposalOptions {
  tree: CommitTree;
  existing: ReadonlyMap<string, ExistingBranch>;
  input: WorkerInput;
}

async function proposal(plan: WorkerPlan, { tree, existing, input }: ProposalOptions) {
  const path = pathIn(tree, plan.root);
  const changes = (await plannedChanges(plan, input)).filter(isChange).map((change) => ({ ...change, path: join(path, change.path) }));
  const raw = changes.map((change) => rawChange(change, tree, input.bytes));
  const text = commitText({ plan, path, content: contentDigest(raw, input.bytes) });
  const name = branchName({ path, template: plan.template.name, version: plan.template.to }, input.bytes);
  const commit = { branch: name, parent: tree.commit, date: tree.date, text, changes };
  return { branch: branchOf(name, text, existing.get(name)), commit };
}

function branchOf(name: string, text: string, known: ExistingBranch | undefined): Branch {
  if (known?.foreign === undefined && known?.text.trimEnd() !== text.trimEnd()) return { name, state: 'made' };
  const { commit, foreign } = known ?? { commit: '', foreign: undefined };
  return foreign === undefined ? { name, state: 'same', commit } : { name, state: 'left', reason: foreign, commit };
}

function isChange({ before, after }: FileChange): boolean {
  if (before === undefined || after === undefined) return before !== after;
  return (
    before.mode !== after.mode || before.bytes.length !== after.bytes.length || before.bytes.some((byte, at) => byte !== after.bytes[at])
  );
}

function rawChange({ path, after }: FileChange, { entries, isSha256 }: CommitTree, bytes: Bytes): RawChange {
  const { mode: beforeMode, id: beforeId } = entries.get(path) ?? nothing;
  if (after === undefined) return { path, beforeMode, beforeId, afterMode: nothing.mode, afterId: nothing.id };
  const afterId = isSha256 ? sha256Id(after.bytes, bytes) : bytes.gitBlobId(after.bytes);
  return { path, beforeMode, beforeId, afterMode: `100${after.mode}`, afterId };
}

const nothing = { mode: '000000', id: '0' };

async function writeBranches(git: Git, proposed: readonly { branch: Branch; commit: Omit<BranchCommit, 'author' | 'committer'> }[]) {
  if (proposed.length === 0) return;
  const author = await identity(git, 'GIT_AUTHOR_IDENT');
  const committer = await identity(git, 'GIT_COMMITTER_IDENT');
  const input = importStream(proposed.map(({ commit }) => ({ ...commit, author, committer })));
  await git.ask(['fast-import', '--quiet', '--done', '--force', '--date-format=raw'], { input });
  const ids = await git.ask(['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/heads/managed-worker/']);
  const byName = new Map(ids.split('\n').map((line) => line.split(' ') as [string, string]));
  for (const { branch } of proposed) {
    const id = byName.get(branch.name);
    if (id !== undefined) branch.commit = id;
  }
}

/** `Name <address>`, as git itself would sign. */
async function identity(git: Git, which: string): Promise<string> {
  const { exitCode, stdout } = await git.try(['var', which]);
  const name = /^(.*<[^<>\n]*>) /.exec(stdout)?.[1];
  if (exitCode === 0 && name !== undefined) return name;
  throw unusable('git does not know who commits', 'Set user.name and user.email with `git config`');
}
