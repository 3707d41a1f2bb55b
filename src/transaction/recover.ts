import { dirname, join } from 'node:path';
import type { Bytes } from '../adapters/bytes.ts';
import type { Files } from '../adapters/files.ts';
import { toolFolder } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { journalPath, readJournal, stagedBeforePath, stagingPath, type Journal, type JournalEntry } from './journal.ts';
import { changedFolders, flushFolders, kindByItsName, twinsOf } from './place.ts';

export interface RecoverOptions {
  files: Files;
  bytes: Pick<Bytes, 'gitBlobId'>;
  /** What becomes of a file that is neither as it was nor as it was to be: it stays, or nothing at all is touched. */
  foreign: 'leave' | 'stop';
}

/**
 * Takes back what a run that did not end has left in `target`, and says whether there was anything. Nothing is touched
 * before every file has been looked at; the journal goes last, so being killed here as well only means doing it again.
 */
export async function recover(target: string, options: RecoverOptions): Promise<boolean> {
  const { files } = options;
  const text = await files.readText(join(target, journalPath));
  const journal = text === undefined ? undefined : readJournal(text);
  if (journal !== undefined) await takeBack(target, journal, options);
  const hadStaging = (await files.kindOf(join(target, stagingPath))) !== undefined;
  // A copy is needed no more once its file is back: with the journal still there, a second pass finds all as it was.
  await files.remove(join(target, stagingPath));
  await files.remove(join(target, journalPath));
  return hadStaging || text !== undefined;
}

async function takeBack(target: string, journal: Journal, options: RecoverOptions): Promise<void> {
  const { files } = options;
  const done = await doneEntries(target, journal, options);
  for (const { path, before } of done.filter(({ after }) => after !== null)) {
    if (before === null) await files.remove(join(target, path));
    else await files.move(join(target, stagedBeforePath, path), join(target, path));
  }
  for (const folder of journal.folders.toReversed()) {
    const isFolder = folder !== toolFolder && (await files.kindOf(join(target, folder))) === 'directory';
    if (isFolder) await files.removeIfEmpty(join(target, folder));
  }
  for (const { path } of done.filter(({ after }) => after === null)) {
    await files.makeDirectory(dirname(join(target, path)));
    await files.move(join(target, stagedBeforePath, path), join(target, path));
  }
  // The copies go next, so what they are copies of has to be on disk.
  await flushFolders(target, changedFolders(journal.files), files);
}

/** What the run had done already. */
async function doneEntries(target: string, journal: Journal, options: RecoverOptions): Promise<JournalEntry[]> {
  const done: JournalEntry[] = [];
  const foreign: string[] = [];
  const twins = twinsOf(journal.files.map(({ path }) => path));
  for (const entry of journal.files) {
    const state = await stateOf(target, entry, { ...options, twins });
    if (state === 'after') done.push(entry);
    if (state === 'foreign') foreign.push(entry.path);
  }
  if (foreign.length > 0 && options.foreign === 'stop') throw halfDone(foreign);
  return done;
}

/** A folder counts as no file: one may have to make room for a file, or the reverse. */
async function stateOf(
  target: string,
  entry: JournalEntry,
  { files, bytes, twins }: RecoverOptions & { twins: ReadonlySet<string> },
): Promise<'before' | 'after' | 'foreign'> {
  const { path, before, after } = entry;
  const kind = await kindByItsName(target, path, { files, twins });
  if (kind === undefined || kind === 'directory') return stateOfNone(entry);
  if (kind !== 'file') return 'foreign';
  const blob = bytes.gitBlobId(await files.read(join(target, path)));
  const mode = before?.blob === after?.blob ? await files.modeOf(join(target, path)) : undefined;
  if (isState(before, blob, mode)) return 'before';
  return isState(after, blob, mode) ? 'after' : 'foreign';
}

function stateOfNone({ before, after }: JournalEntry): 'before' | 'after' | 'foreign' {
  if (before === null) return 'before';
  return after === null ? 'after' : 'foreign';
}

function isState(state: JournalEntry['before'], blob: string, mode: string | undefined): boolean {
  return state?.blob === blob && (mode === undefined || state.mode === mode);
}

function halfDone(paths: readonly string[]): ToolError {
  return new ToolError('HALF_DONE', 'a run was stopped half-way, and files have been changed since', {
    problems: paths.toSorted().map((file) => ({ file, message: 'is neither as it was nor as it was to be' })),
    hint: `Keep a copy of them, put them back as they are in git, and run this again. Nothing was written.`,
  });
}
