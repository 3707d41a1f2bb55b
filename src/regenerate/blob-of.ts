import type { RunResult } from '../adapters/processes.ts';
import { bytesOf } from './texts.ts';

/** Runs git in the worker's folder, without a network. */
export type Git = (args: readonly string[], encoding: 'utf8' | 'latin1') => Promise<Pick<RunResult, 'exitCode' | 'stdout'>>;

export interface BlobOptions {
  /** Where the bytes once were. */
  path: string;
  git: Git;
  /** The repository's own ids are SHA-256, so nothing can be found by one of SHA-1. */
  hasLongIds: boolean;
  gitBlobId: (bytes: Uint8Array) => string;
}

/** Commits that are looked through for the bytes; more would take long, and an upgrade is seldom so late. */
const mostCommits = 100;

/** The bytes with a SHA-1 blob id, as far as a repository on this machine has them. */
export async function blobOf(blob: string, { path, git, hasLongIds, gitBlobId }: BlobOptions): Promise<Uint8Array | undefined> {
  const read = async (object: string) => {
    const { exitCode, stdout } = await git(['cat-file', 'blob', object], 'latin1');
    const content = exitCode === 0 ? bytesOf(stdout) : undefined;
    return content !== undefined && gitBlobId(content) === blob ? content : undefined;
  };
  if (!hasLongIds) return await read(blob);
  const { stdout } = await git(['rev-list', '--full-history', `--max-count=${mostCommits}`, 'HEAD', '--', path], 'utf8');
  for (const commit of stdout.split('\n').filter(Boolean)) {
    const content = await read(`${commit}:./${path}`);
    if (content !== undefined) return content;
  }
  return undefined;
}
