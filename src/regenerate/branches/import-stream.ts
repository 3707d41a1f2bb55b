import type { FileChange } from '../../transaction/transaction.ts';
import { encode } from '../texts.ts';

export interface BranchCommit {
  branch: string;
  /** Id of the commit it is made on. */
  parent: string;
  /** `Name <address>` */
  author: string;
  committer: string;
  /** `1700000000 +0100` */
  date: string;
  text: string;
  /** Paths from the top of the tree. */
  changes: readonly FileChange[];
}

/** What `git fast-import` takes to make the commits, each as the only one of its branch. Pure. */
export function importStream(commits: readonly BranchCommit[]): Uint8Array {
  const parts = commits.flatMap(commitParts);
  return joined([...parts, encode('done\n')]);
}

function commitParts({ branch, parent, author, committer, date, text, changes }: BranchCommit): Uint8Array[] {
  const head = [`commit refs/heads/${branch}`, `author ${author} ${date}`, `committer ${committer} ${date}`, ''].join('\n');
  // What goes goes first: a folder may stand where a file was.
  const removals = changes.filter(({ after }) => after === undefined).map(({ path }) => encode(`D ${quoted(path)}\n`));
  const writes = changes.flatMap(({ path, after }) =>
    after === undefined ? [] : [encode(`M 100${after.mode} inline ${quoted(path)}\n`), ...data(after.bytes)],
  );
  return [encode(head), ...data(encode(text)), encode(`from ${parent}\n`), ...removals, ...writes, encode('\n')];
}

function data(bytes: Uint8Array): Uint8Array[] {
  return [encode(`data ${bytes.length}\n`), bytes, encode('\n')];
}

/** As C would write a string, where a path could be read as anything else. */
function quoted(path: string): string {
  if (!/["\\\n]/.test(path)) return path;
  return `"${path.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
