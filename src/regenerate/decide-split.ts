import type { RenderedFile } from '../templates/templates.ts';
import type { FileState } from '../transaction/transaction.ts';
import { isPristine } from './content.ts';
import { decideAdded, decideKept, guarded, takenPlace } from './decide.ts';
import { splitFile } from './merge/split-file.ts';
import { entryOf, type Context, type Decision, type Recorded, type Step } from './step.ts';
import { encode, textOf } from './texts.ts';

/** A file of the record that the template has made several of. */
export interface Split {
  recorded: Recorded;
  /** In the order of what they took over. */
  pieces: readonly RenderedFile[];
  /** The one of them that is the file itself. */
  kept: RenderedFile;
}

/** Edits of the team go along to the piece that their lines are in. */
export function decideSplit(split: Split, context: Context): Decision[] {
  const { recorded, pieces, kept } = split;
  const others = pieces.filter((piece) => piece !== kept);
  const ours = context.oursAt(recorded.path);
  const isTheirs = recorded.file.ownership !== 'shared' || recorded.file.owned !== undefined || kept.ownership !== 'shared';
  if (isTheirs || ours.kind !== 'file' || recorded.base === undefined || isPristine(ours.state.bytes, recorded, context)) {
    return [decideKept(recorded, kept, context), ...others.map((piece) => decideAdded(piece, context))];
  }
  const texts = textsOf(split, ours.state, recorded.base);
  const cut = texts === undefined ? undefined : splitFile({ ...texts, labels: context.labelsOf(kept.template) });
  if (cut === undefined) {
    return [unsplit(split, ours.state, context), ...others.map((piece) => decideAdded(piece, context))];
  }
  return pieces.map((piece, index): Decision => {
    const bytes = encode(cut[index] ?? '');
    if (piece === kept) return keptPiece({ split, ours: ours.state, bytes }, context);
    const { step, refusal } = decideAdded({ ...piece, bytes }, context);
    const entry = { path: piece.path, file: entryOf(piece, context) };
    return { ...(step === undefined ? {} : { step }), ...(refusal === undefined ? { entry } : { refusal }) };
  });
}

/** `undefined`: one of them is no text. */
function textsOf({ pieces }: Split, ours: FileState, base: Uint8Array) {
  const texts = { base: textOf(base), ours: textOf(ours.bytes), pieces: pieces.map(({ path, bytes }) => ({ path, text: textOf(bytes) })) };
  if (texts.base === undefined || texts.ours === undefined) return undefined;
  const whole = texts.pieces.flatMap(({ path, text }) => (text === undefined ? [] : [{ path, text }]));
  return whole.length === pieces.length ? { base: texts.base, ours: texts.ours, pieces: whole } : undefined;
}

function keptPiece(
  { split: { recorded, kept }, ours, bytes }: { split: Split; ours: FileState; bytes: Uint8Array },
  context: Context,
): Decision {
  const taken = takenPlace(recorded, kept, context);
  if (taken !== undefined) return { refusal: { path: kept.path, reason: taken } };
  const isMoved = kept.path !== recorded.path;
  const step: Step = {
    kind: 'merge',
    path: kept.path,
    ...(isMoved ? { from: recorded.path } : {}),
    ownership: kept.ownership,
    mixes: true,
    before: ours,
    after: { bytes, mode: ours.mode === recorded.file.mode ? kept.mode : ours.mode },
  };
  return guarded(step, { path: kept.path, file: entryOf(kept, context) }, context);
}

/** Nobody but a person can say where an edit at the cut belongs: the file is merged with what it keeps, and waits. */
function unsplit({ recorded, pieces, kept }: Split, ours: FileState, context: Context): Decision {
  const decision = decideKept(recorded, kept, context);
  const { step, entry } = decision;
  if (decision.refusal !== undefined || step?.conflict?.kind === 'binary') return decision;
  const others = pieces.filter((piece) => piece !== kept).map(({ path }) => path);
  const reason = `the template moves parts of it to ${others.join(', ')}, and you changed lines at a cut`;
  const merged: Step = step ?? { kind: 'conflict', path: kept.path, ownership: kept.ownership, before: ours, after: ours };
  // What is merged without a clash has no markers, and goes on as soon as somebody has looked.
  const markers = merged.conflict?.markers ?? { size: 7, labels: context.labelsOf(kept.template) };
  const theirs = { bytes: kept.bytes, mode: kept.mode };
  return guarded({ ...merged, kind: 'conflict', conflict: { kind: 'text', theirs, ...merged.conflict, reason, markers } }, entry, context);
}
