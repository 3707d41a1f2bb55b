import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { mergeFile, type MergedFile } from '../../src/regenerate/merge/merge.ts';
import { templateLabels } from '../../src/regenerate/merge/markers.ts';
import { generateTriples, type Triple, type TripleKind } from './merge-triples.ts';
import { temporaryFolder } from './temporary-folder.ts';

export const labels = templateLabels('worker-typescript 1.0.0', 'worker-typescript 1.1.0');

/** What `git merge-file --zdiff3` makes of each triple, in one shell: starting it from here would cost more than its work. */
async function gitMerges(triples: readonly Triple[]): Promise<{ kind: MergedFile['kind']; text: string }[]> {
  const folder = await temporaryFolder();
  const sides = ['base', 'ours', 'theirs'] as const;
  await Promise.all(triples.flatMap((triple, index) => sides.map((side) => writeFile(join(folder, `${index}.${side}`), triple[side]))));
  const script = `for i in $(seq 0 ${triples.length - 1}); do
    git merge-file -p -q --zdiff3 -L "$OURS" -L "$BASE" -L "$THEIRS" $i.ours $i.base $i.theirs > $i.merged; echo $?; done`;
  const environment = { ...process.env, OURS: labels.ours, BASE: labels.base, THEIRS: labels.theirs };
  const { stdout } = await promisify(execFile)('bash', ['-c', script], { cwd: folder, env: environment, maxBuffer: 100_000_000 });
  const codes = stdout.trim().split('\n').map(Number);
  return await Promise.all(
    codes.map(async (code, index) => {
      if (code > 127) throw new Error(`git merge-file failed with ${code} on triple ${index}`);
      return { kind: code === 0 ? 'clean' : 'conflict', text: await readFile(join(folder, `${index}.merged`), 'utf8') } as const;
    }),
  );
}

/** Where we and git part, over generated triples: `kind` of both verdicts, or `text` when only the bytes differ. */
export interface Disagreement {
  triple: string;
  git: string;
  ours: string;
}

export async function compareWithGit(kind: TripleKind, count: number): Promise<{ disagreements: Disagreement[]; conflicts: number }> {
  return await compareEach(kind, generateTriples(kind, count), (triple) => triple);
}

/** Git is given the texts with a newline at the end; what comes out of both is compared without the last one. */
export async function compareEnded(kind: TripleKind, count: number): Promise<{ disagreements: Disagreement[]; conflicts: number }> {
  return await compareEach(kind, generateTriples(kind, count), ({ base, ours, theirs }) => ({
    base: ended(base),
    ours: ended(ours),
    theirs: ended(theirs),
  }));
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

async function compareEach(kind: TripleKind, triples: readonly Triple[], forGit: (triple: Triple) => Triple) {
  const merges = await gitMerges(triples.map(forGit));
  const isEnded = (triple: Triple) => forGit(triple) !== triple;
  const disagreements = triples.flatMap((triple, index) => {
    const git = merges[index];
    const own = mergeFile({ ...triple, path: 'code.txt', labels });
    if (git === undefined || (git.kind === own.kind && textsAgree(git.text, own.text, isEnded(triple)))) return [];
    const isVerdict = git.kind !== own.kind;
    return [{ triple: `${kind} ${index}`, git: isVerdict ? git.kind : 'text', ours: isVerdict ? own.kind : 'text' }];
  });
  return { disagreements, conflicts: merges.filter((merge) => merge.kind === 'conflict').length };
}

function textsAgree(git: string, own: string, isEnded: boolean): boolean {
  return isEnded ? ended(git) === ended(own) : git === own;
}
