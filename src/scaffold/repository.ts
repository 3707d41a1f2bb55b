import type { Processes, RunResult } from '../adapters/processes.ts';

export type RepositoryOutcome =
  | { kind: 'committed' }
  /** There is a repository already; what happens in it is its owner's. */
  | { kind: 'inside'; root: string }
  | { kind: 'uncommitted'; reason: string; /** Mends it when pasted in the target. */ command: string }
  | { kind: 'failed'; reason: string };

export interface RepositoryOptions {
  processes: Processes;
  signal: AbortSignal;
  message: string;
}

/** Set by git for its hooks, these would make another repository than the target's the one that is meant. */
const elsewhere = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined, GIT_PREFIX: undefined };

/** Makes a repository with these files as its first commit, unless the target lies in one. */
export async function startRepository(target: string, paths: readonly string[], options: RepositoryOptions): Promise<RepositoryOutcome> {
  const git = async (args: readonly string[], input?: string) => {
    const settings = { cwd: target, env: elsewhere, signal: options.signal, ...(input === undefined ? {} : { input }) };
    return await options.processes.run('git', args, settings);
  };
  const top = await git(['rev-parse', '--show-toplevel']);
  if (top.startError !== undefined) return { kind: 'failed', reason: 'git is not installed' };
  if (top.exitCode === 0) return { kind: 'inside', root: top.stdout.trim() };
  if (!top.stderr.includes('not a git repository')) return { kind: 'failed', reason: lastLine(top) };
  for (const [args, input] of firstCommit(paths)) {
    const result = await git(args, input);
    if (result.exitCode !== 0) return { kind: 'failed', reason: lastLine(result) };
  }
  // A signature may need a passphrase, and nobody is asked here.
  const commit = await git(['-c', 'commit.gpgsign=false', 'commit', '--quiet', '--message', options.message]);
  if (commit.exitCode === 0) return { kind: 'committed' };
  const isUnknown = /tell me who you are|unable to auto-detect email|empty ident name/i.test(commit.stderr);
  const command = `git commit --message '${options.message}'`;
  if (!isUnknown) return { kind: 'uncommitted', reason: lastLine(commit), command };
  return {
    kind: 'uncommitted',
    reason: 'git does not know who you are',
    command: `git config user.name "Your Name" && git config user.email you@example.com && ${command}`,
  };
}

/** `--force`: a personal ignore file must not leave out what the worker needs. */
function firstCommit(paths: readonly string[]): [args: string[], input?: string][] {
  return [
    [['init', '--quiet', '--initial-branch', 'main']],
    [['add', '--force', '--pathspec-from-file=-', '--pathspec-file-nul'], paths.join('\0')],
  ];
}

function lastLine({ stderr, exitCode }: RunResult): string {
  return stderr.trim().split('\n').at(-1) || `git ended with ${exitCode ?? 'a signal'}`;
}
