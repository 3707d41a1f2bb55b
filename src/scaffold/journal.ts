import * as z from 'zod';

/** The tool's own folder in a worker; what is under way lies in it beside the record. */
export const toolFolder = '.managed-worker';
export const locksPath = `${toolFolder}/locks`;
export const stagingPath = `${toolFolder}/staging`;
export const stagedFilesPath = `${stagingPath}/files`;
export const stagedJournalPath = `${stagingPath}/journal.json`;
export const journalPath = `${toolFolder}/journal.json`;

// A journal is a file like any other: it may have come with a clone, and then must not reach outside.
const insidePath = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\\:]+$/);

/**
 * What a run is about to put in place, written before the first file moves and removed when the last has: while it is
 * there the worker is half made, and whoever finds it can take back exactly what the run had put there.
 */
const journal = z.strictObject({
  schemaVersion: z.literal(1),
  files: z.array(z.strictObject({ path: insidePath, blob: z.string() })),
  /** Folders that were not there before, parents first. */
  folders: z.array(insidePath),
});
export type Journal = z.infer<typeof journal>;

export function journalText(value: Journal): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** `undefined`: not a journal, so whatever wrote it had not begun to move files. */
export function readJournal(text: string): Journal | undefined {
  try {
    const result = journal.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    return undefined;
  }
}

/** Every folder the paths lie in, parents first. */
export function foldersOf(paths: readonly string[]): string[] {
  const folders = new Set<string>();
  for (const path of paths) {
    for (let cut = path.indexOf('/'); cut > 0; cut = path.indexOf('/', cut + 1)) folders.add(path.slice(0, cut));
  }
  return [...folders].toSorted();
}
