import * as z from 'zod';
import { toolFolder } from '../domain/record.ts';

export const locksPath = `${toolFolder}/locks`;
export const stagingPath = `${toolFolder}/staging`;
export const stagedFilesPath = `${stagingPath}/files`;
/** Copies of what is about to be replaced or removed. */
export const stagedBeforePath = `${stagingPath}/before`;
export const stagedJournalPath = `${stagingPath}/journal.json`;
export const journalPath = `${toolFolder}/journal.json`;

// A journal is a file like any other: it may have come with a clone, and then must not reach outside.
const insidePath = z.string().regex(/^(?!\/)(?!(.*\/)?\.\.(\/|$))[^\\:]+$/);
const fileState = z.strictObject({ blob: z.string(), mode: z.enum(['644', '755']) });

const journalEntry = z.strictObject({
  path: insidePath,
  /** `null`: there is no such file. */
  before: z.nullable(fileState),
  after: z.nullable(fileState),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/**
 * What a run is about to put in place, written before the first file moves and removed when the last has: while it is
 * there the folder is half changed, and whoever finds it can take back exactly what the run had done.
 */
const journal = z.strictObject({
  schemaVersion: z.literal(1),
  files: z.array(journalEntry),
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
