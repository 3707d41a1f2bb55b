import { dirname, join, relative, sep } from 'node:path';
import type { Platform } from '../../domain/platform.ts';
import { ownerProblem } from '../../domain/names.ts';
import { ownerInCodeowners } from './codeowners.ts';
import type { Deps } from '../deps.ts';
import type { KnownOwner } from './ask.ts';

/** Where GitHub looks, in its order. */
const places = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];

/** Who probably owns a worker at `target`: the repository's CODEOWNERS knows teams, git's own config a person. */
export async function findOwner(
  target: string,
  platform: Platform,
  deps: Pick<Deps, 'files' | 'processes'>,
): Promise<KnownOwner | undefined> {
  const cwd = await nearestFolder(target, deps);
  const top = await deps.processes.run('git', ['rev-parse', '--show-toplevel'], { cwd });
  const root = top.exitCode === 0 ? top.stdout.trim() : undefined;
  const fromFile = root === undefined ? undefined : await inCodeowners(root, { target, platform, deps });
  if (fromFile !== undefined) return { owner: fromFile, from: 'CODEOWNERS' };
  const email = await deps.processes.run('git', ['config', '--get', 'user.email'], { cwd });
  const owner = email.stdout.trim();
  return email.exitCode === 0 && ownerProblem(owner) === undefined ? { owner, from: 'git config user.email' } : undefined;
}

interface Search {
  target: string;
  platform: Platform;
  deps: Pick<Deps, 'files'>;
}

async function inCodeowners(root: string, { target, platform, deps }: Search): Promise<string | undefined> {
  for (const place of places) {
    const text = await deps.files.readText(join(root, place));
    if (text === undefined) continue;
    const owner = ownerInCodeowners(text, relative(root, target).split(sep).join('/'), platform.codeOwners);
    return owner !== undefined && ownerProblem(owner) === undefined ? owner : undefined;
  }
  return undefined;
}

async function nearestFolder(target: string, { files }: Pick<Deps, 'files'>): Promise<string> {
  let folder = target;
  while ((await files.kindOf(folder)) !== 'directory' && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}
