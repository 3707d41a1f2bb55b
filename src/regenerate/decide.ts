import type { Ownership, RecordedFile } from '../domain/record.ts';
import type { RenderedFile } from '../templates/templates.ts';
import type { FileState } from '../transaction/transaction.ts';
import { contentOf, isPristine, type Content } from './content.ts';
import { entryOf, type Context, type Decision, type Ours, type Recorded, type Step } from './step.ts';
import { isSameBytes, withLineFeeds } from './texts.ts';

/** A file that the template has and the record does not. */
export function decideAdded(theirs: RenderedFile, context: Context): Decision {
  const { path, ownership, bytes, mode } = theirs;
  const entry = { path, file: entryOf(theirs, context) };
  const ours = context.oursAt(path);
  const after = { bytes, mode };
  if (context.teams.has(path)) return { refusal: { path, reason: 'is a file of yours, and another one in the new template' } };
  if (ours.kind === 'missing' || context.vacated.has(path)) {
    return { step: { kind: 'add', path, ownership, before: undefined, after }, entry };
  }
  if (ownership === 'team') return { entry };
  if (ours.kind === 'other') return { refusal: { path, reason: `is ${ours.what} here, and a file in the new template` } };
  if (isSameBytes(withLineFeeds(ours.state.bytes), withLineFeeds(bytes))) return { entry };
  const reason = 'the template adds this file, and you have one of your own at this path';
  const conflict = { kind: 'both-added' as const, reason, theirs: after };
  return { step: { kind: 'conflict', path, ownership, before: ours.state, after: ours.state, conflict }, entry };
}

/** A file that the record has and the template has no more. */
export function decideRemoved(recorded: Recorded, context: Context): Decision {
  const { path, file } = recorded;
  const ours = context.oursAt(path);
  if (file.ownership === 'team' || ours.kind !== 'file') return {};
  const step: Step = { kind: 'remove', path, ownership: file.ownership, before: ours.state, after: undefined };
  if (isPristine(ours.state.bytes, recorded, context)) return { step };
  if (file.ownership === 'platform') return guarded({ ...step, discards: true }, undefined, context);
  const reason = 'the template has no such file any more, and you edited it';
  const conflict = { kind: 'deleted-there' as const, reason, theirs: undefined };
  return { step: { ...step, kind: 'conflict', after: ours.state, conflict } };
}

/** A file that both have. */
export function decideKept(recorded: Recorded, theirs: RenderedFile, context: Context): Decision {
  const { file } = recorded;
  if (file.owned !== undefined || file.ownership === 'team') {
    const owned = file.owned === undefined ? {} : { owned: file.owned };
    return { entry: { path: stayingPath(recorded, theirs, context), file: { ...entryOf(theirs, context), ownership: 'team', ...owned } } };
  }
  const entry = { path: theirs.path, file: entryOf(theirs, context) };
  if (theirs.ownership === 'team' || theirs.ownership === 'derived')
    return { entry: { ...entry, path: stayingPath(recorded, theirs, context) } };
  const taken = takenPlace(recorded, theirs, context);
  if (taken !== undefined) return { refusal: { path: theirs.path, reason: taken } };
  const ours = context.oursAt(recorded.path);
  if (ours.kind === 'missing') return decideMissing(recorded, theirs, context);
  if (ours.kind === 'other') return decideOther({ recorded, theirs, what: ours.what }, context);
  return decideBoth({ recorded, theirs, ours: ours.state }, context);
}

/** A team's file stays where it is; one that the team deleted leaves its place to others. */
function stayingPath({ path }: Recorded, theirs: RenderedFile, { oursAt }: Context): string {
  return oursAt(path).kind === 'missing' ? theirs.path : path;
}

/** A rename may not land on a file that is somebody else's. One that differs in capitals alone is the same file on some systems. */
export function takenPlace({ path }: Recorded, theirs: RenderedFile, context: Context): string | undefined {
  if (theirs.path === path || theirs.path.toLowerCase() === path.toLowerCase() || context.vacated.has(theirs.path)) return undefined;
  const occupant: Ours = context.oursAt(theirs.path);
  if (occupant.kind === 'missing') return undefined;
  return `is taken by ${occupant.kind === 'other' ? occupant.what : 'a file of yours'}; the template moves ${path} there`;
}

function decideMissing({ path, file }: Recorded, theirs: RenderedFile, context: Context): Decision {
  const { ownership, bytes, mode } = theirs;
  const fresh = entryOf(theirs, context);
  if (context.heals && ownership === 'platform') {
    const after = { bytes, mode };
    return { step: { kind: 'add', path: theirs.path, ownership, before: undefined, after }, entry: { path: theirs.path, file: fresh } };
  }
  const declined: Pick<RecordedFile, 'declined'> = file.declined === undefined ? {} : { declined: true };
  const entry = { path: theirs.path, file: { ...fresh, ...declined } };
  if (file.declined === true || fresh.blob === file.blob) return { entry };
  const reason = `you deleted ${path}, and the template changed it`;
  const conflict = { kind: 'deleted-here' as const, reason, theirs: { bytes, mode } };
  return { step: { kind: 'conflict', path: theirs.path, ownership, before: undefined, after: undefined, conflict }, entry };
}

interface OtherInput {
  recorded: Recorded;
  theirs: RenderedFile;
  what: string;
}

function decideOther({ recorded, theirs, what }: OtherInput, context: Context): Decision {
  const entry = { path: theirs.path, file: entryOf(theirs, context) };
  if (entry.file.blob === recorded.file.blob && theirs.path === recorded.path) return { entry };
  return { refusal: { path: recorded.path, reason: `is ${what} here, and a file that the new template changes` } };
}

interface BothInput {
  recorded: Recorded;
  theirs: RenderedFile;
  ours: FileState;
}

function decideBoth({ recorded, theirs, ours }: BothInput, context: Context): Decision {
  const content = contentOf({ recorded, ours, theirs }, context);
  const mode = ours.mode === recorded.file.mode ? theirs.mode : ours.mode;
  const isMoved = theirs.path !== recorded.path;
  const entry = { path: theirs.path, file: entryOf(theirs, context) };
  if (content.kind === 'same' && mode === ours.mode && !isMoved) return { entry };
  const after = { bytes: content.kind === 'same' ? ours.bytes : content.bytes, mode };
  const step: Step = {
    kind: kindOf(content, isMoved),
    path: theirs.path,
    ...(isMoved ? { from: recorded.path } : {}),
    ownership: theirs.ownership,
    before: ours,
    after,
    ...(content.kind === 'merged' ? { mixes: true as const } : {}),
    ...(content.kind === 'reset' ? { discards: true as const } : {}),
    ...(content.kind === 'conflict' ? { conflict: content.conflict } : {}),
  };
  return guarded(step, entry, context);
}

function kindOf(content: Content, isMoved: boolean): Step['kind'] {
  if (content.kind === 'conflict') return 'conflict';
  if (isMoved) return 'move';
  if (content.kind === 'same') return 'mode';
  return content.kind === 'merged' ? 'merge' : 'replace';
}

/** What a person wrote and no commit has may be neither replaced nor mixed with anything else. */
export function guarded(step: Step, entry: Decision['entry'], context: Context): Decision {
  if (!isAtRisk(step, context)) return { step, ...(entry === undefined ? {} : { entry }) };
  return { refusal: { path: step.from ?? step.path, reason: reasonOf(step.ownership) } };
}

function isAtRisk({ path, from, before, mixes, discards, conflict }: Step, context: Context): boolean {
  const isMixed = context.hasRepository && (mixes === true || conflict?.markers !== undefined);
  if (before === undefined || !(discards === true || isMixed)) return false;
  return !context.isCommitted(from ?? path, before.bytes);
}

function reasonOf(ownership: Ownership): string {
  return ownership === 'platform'
    ? 'is the platform’s and has edits that are in no commit'
    : 'would be merged, and has edits that are in no commit';
}
