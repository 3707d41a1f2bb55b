import type { RenderedFile } from '../templates/templates.ts';
import type { FileState } from '../transaction/transaction.ts';
import { mergeFile } from './merge/merge.ts';
import type { Conflict, Context, Recorded } from './step.ts';
import { encode, isSameBytes, textOf, withLineEndsOf, withLineFeeds } from './texts.ts';

/** What becomes of the bytes of a file that all three sides have. */
export type Content =
  | { kind: 'same' }
  /** The team never touched it. */
  | { kind: 'taken'; bytes: Uint8Array }
  /** The template's, over what the team wrote in a file that is the platform's. */
  | { kind: 'reset'; bytes: Uint8Array }
  | { kind: 'merged'; bytes: Uint8Array }
  | { kind: 'conflict'; bytes: Uint8Array; conflict: Conflict };

export interface ContentInput {
  recorded: Recorded;
  ours: FileState;
  theirs: RenderedFile;
}

export function contentOf({ recorded, ours, theirs }: ContentInput, context: Context): Content {
  const isUnchanged = context.gitBlobId(theirs.bytes) === recorded.file.blob;
  if (isPristine(ours.bytes, recorded, context)) {
    return isUnchanged ? { kind: 'same' } : { kind: 'taken', bytes: withLineEndsOf(theirs.bytes, ours.bytes) };
  }
  const isPlatform = theirs.ownership === 'platform';
  if (isSameBytes(withLineFeeds(ours.bytes), withLineFeeds(theirs.bytes))) return { kind: 'same' };
  if (isUnchanged && !(isPlatform && context.heals)) return { kind: 'same' };
  if (isPlatform) return { kind: 'reset', bytes: withLineEndsOf(theirs.bytes, ours.bytes) };
  return mergedContent({ recorded, ours, theirs }, context);
}

/** Line ends do not count: a checkout may have turned them. */
export function isPristine(bytes: Uint8Array, { file }: Recorded, { gitBlobId }: Pick<Context, 'gitBlobId'>): boolean {
  if (gitBlobId(bytes) === file.blob) return true;
  return file.kind === 'text' && gitBlobId(withLineFeeds(bytes)) === file.blob;
}

function mergedContent({ recorded, ours, theirs }: ContentInput, context: Context): Content {
  const theirState = { bytes: theirs.bytes, mode: theirs.mode };
  if (recorded.base === undefined) {
    const reason = 'both sides may have changed it: what the template had before is nowhere to be found';
    return { kind: 'conflict', bytes: ours.bytes, conflict: { kind: 'base-unknown', reason, theirs: theirState } };
  }
  const texts = { base: textOf(recorded.base), ours: textOf(ours.bytes), theirs: textOf(theirs.bytes) };
  if (texts.base === undefined || texts.ours === undefined || texts.theirs === undefined) {
    const reason = 'both sides changed it, and it is no text that could be merged';
    return { kind: 'conflict', bytes: ours.bytes, conflict: { kind: 'binary', reason, theirs: theirState } };
  }
  const labels = context.labelsOf(theirs.template);
  const sides = { base: texts.base, ours: texts.ours, theirs: texts.theirs };
  const merged = mergeFile({ ...sides, path: theirs.path, labels, lists: context.listsOf(theirs) });
  const bytes = encode(merged.text);
  if (merged.kind === 'clean') return isSameBytes(bytes, ours.bytes) ? { kind: 'same' } : { kind: 'merged', bytes };
  return {
    kind: 'conflict',
    bytes,
    conflict: {
      kind: 'text',
      reason: merged.conflicts.map(({ reason }) => reason).find(() => true) ?? 'both sides changed it',
      places: merged.conflicts,
      markers: { size: merged.markerSize, labels },
      theirs: theirState,
    },
  };
}
