/** Lines of the result, from 1, markers included. */
export interface MergeConflict {
  startLine: number;
  endLine: number;
  reason: string;
}

/** What a merge came to; in a conflict the text has markers. */
export type MergeOutcome = { kind: 'clean'; text: string } | { kind: 'conflict'; text: string; conflicts: MergeConflict[] };
