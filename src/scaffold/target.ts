import { dirname, join } from 'node:path';
import type { Files } from '../adapters/files.ts';
import { recordPath, toolFolder } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { parentFolders, pathsUnderWay } from '../transaction/transaction.ts';

/** Refuses a target that is not a folder or cannot be written; a missing one is made later. Returns whether it is there. */
export async function checkTarget(target: string, files: Files): Promise<boolean> {
  const kind = await files.kindOf(target);
  if (kind !== undefined && kind !== 'directory') {
    const what = { file: 'a file', symlink: 'a symbolic link', other: 'neither a file nor a folder' }[kind];
    throw unusable(`${target} is ${what}, not a folder`);
  }
  const folder = kind === undefined ? await nearestFolder(target, files) : target;
  if (await files.isWritable(folder)) return kind !== undefined;
  throw unusable(`${target} cannot be written: ${folder} is read-only, or you may not write there`);
}

async function nearestFolder(target: string, files: Files): Promise<string> {
  let parent = dirname(target);
  while ((await files.kindOf(parent)) === undefined) parent = dirname(parent);
  const kind = await files.kindOf(parent);
  if (kind === 'directory' || kind === 'symlink') return parent;
  throw unusable(`${target} cannot be made: ${parent} is not a folder`);
}

function unusable(message: string): ToolError {
  return new ToolError('TARGET_INVALID', message, { hint: 'Name another folder. Nothing was written.' });
}

/** Refuses a target in which any of `paths` is taken; files that no path touches may stay. */
export async function checkNothingIsTaken(target: string, paths: readonly string[], files: Files): Promise<void> {
  const left = await pathsUnderWay(target, files);
  const taken: string[] = [];
  for (const folder of parentFolders(paths)) {
    const kind = await files.kindOf(join(target, folder));
    if (kind !== undefined && kind !== 'directory') taken.push(folder);
  }
  for (const path of paths) {
    const kind = await files.kindOf(join(target, path));
    if (kind !== undefined && !left.has(path)) taken.push(path);
  }
  if (taken.length > 0) throw isTaken(target, taken);
}

/** The lock goes into this folder before anything else is looked at; through a link it would go elsewhere. */
export async function checkToolFolder(target: string, files: Files): Promise<void> {
  const kind = await files.kindOf(join(target, toolFolder));
  if (kind !== undefined && kind !== 'directory') throw isTaken(target, [toolFolder]);
}

function isTaken(target: string, taken: readonly string[]): ToolError {
  if (taken.includes(recordPath)) {
    return new ToolError('DIRECTORY_NOT_EMPTY', `${target} holds a managed worker already`, {
      hint: 'Name another folder. Nothing was written.',
    });
  }
  return new ToolError('DIRECTORY_NOT_EMPTY', `${target} holds ${count(taken.length)} that would be written`, {
    problems: taken.toSorted().map((file) => ({ file, message: 'is there already' })),
    hint: 'Move them away, or name another folder. Nothing was written.',
  });
}

function count(files: number): string {
  return files === 1 ? 'a file' : `${files} files`;
}
