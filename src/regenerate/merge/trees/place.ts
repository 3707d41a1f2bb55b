import type { ThreeSides } from '../lines/merge-regions.ts';
import type { Child, Collection } from './tree.ts';

/** The same place in the three versions, as far as each has it. */
export interface Place {
  base?: Child | undefined;
  ours?: Child | undefined;
  theirs?: Child | undefined;
}

/** One thing to do to our text so that it says what the merge says. */
export type Edit =
  | { kind: 'replace'; ours: Child; theirs: Child }
  | { kind: 'join'; base: Child; ours: Child; theirs: Child }
  | { kind: 'remove'; from: Collection; ours: Child; base: Child | undefined }
  | Insertion;

/** Behind a child that ours has, or before one; where neither is given, ours is empty. */
export interface Insertion {
  kind: 'insert';
  into: Collection;
  behind: Child | undefined;
  before: Child | undefined;
  /** Where theirs has it. */
  from: Collection;
  theirs: Child;
}

/** A place that both sides changed, and differently. */
export interface Clash {
  place: Place;
  /** What holds the place. */
  holders: ThreeSides<Collection | undefined>;
  /** Where it would go in ours, which does not have it. */
  behind: Child | undefined;
  path: readonly string[];
  reason: string;
}

/** What a place says after the merge, depending on who wins where both changed it. */
export interface Outcome {
  ours: Child | undefined;
  theirs: Child | undefined;
}

export interface Merging {
  edits: Edit[];
  clashes: Clash[];
  /** Texts of several lines that both sides changed are merged line by line, where that is clean. */
  areTextsJoined: boolean;
}

export interface TreeMerge extends Omit<Merging, 'areTextsJoined'> {
  /** What the file says if ours, or theirs, wins every clash; the same when there is none. */
  says: { ours: string; theirs: string };
}

/** Where a place is, and where its edits go. */
export interface Context {
  merging: Merging;
  holders: ThreeSides<Collection | undefined>;
  behind: Child | undefined;
  before: Child | undefined;
  path: readonly string[];
}

/** Merges one place; what is in it, too. */
export type MergePlace = (place: Place, context: Context) => Outcome;
