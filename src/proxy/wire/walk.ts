import type { DomainKeys, MissingKey } from '../../keys/keys.ts';
import { applyEdits, growth, type Edit } from './edits.ts';
import { mergeRepeats } from './merge-repeats.ts';
import type { Readable, ReadableDomains, RewriteCounts, RewriteOutcome } from './rewriting.ts';
import type { FieldRule, MessageTable, SpecialMessage, Treatment } from './table.ts';
import { maximumDepth, readVarint, skipValue, type Cursor } from '../../domain/protobuf-wire.ts';

type Refusal = Extract<RewriteOutcome, { kind: 'refused' }>;

/**
 * One message on its way through. Functions of a walk start at `at`, end at the end they are given, and return by how many
 * bytes what lies between has grown; when they come upon a problem they leave it here and return at once.
 */
export interface Walk extends Cursor {
  source: Buffer;
  at: number;
  edits: Edit[];
  depth: number;
  /** Where the field starts that is being treated, and its length. */
  fieldAt: number;
  lengthAt: number;
  readonly direction: Direction;
  readonly keys: DomainKeys | undefined;
  /** Unknown fields are a problem, not a count. */
  readonly isStrict: boolean;
  /** Messages in which a field comes twice that may come once are merged first; a walk that is not careful gives up on them. */
  readonly isCareful: boolean;
  /** Of what is being opened, by the message it is in. */
  readable: ReadableDomains;
  readonly counts: RewriteCounts;
  readonly missing: MissingKey[];
  problem: Refusal | { readonly kind: 'unprepared' } | { readonly kind: 'repeated' } | undefined;
  /** Of special messages: what the one being walked says of its fields. */
  typed: MessageTable | undefined;
  envelope: { readonly table: MessageTable | undefined } | undefined;
  stripped: number;
  readonly texts: { limit: number; sizes: number[] };
  /** Bytes of payloads that were sealed so far. */
  sealedBytes: number;
}

/** What sealing and opening do differently. */
export interface Direction {
  /** Treats a length-delimited value that is no message to walk, from `walk.at` to its end. */
  readonly treat: Readonly<Record<Exclude<Treatment, 'plain' | 'message'>, (walk: Walk, rule: FieldRule, end: number) => number>>;
  readonly special: Readonly<Record<SpecialMessage, (walk: Walk, table: MessageTable, end: number) => number>>;
  /** Treats a message that has to fit into so many bytes. */
  readonly fit: (walk: Walk, rule: FieldRule, end: number) => number;
  readonly readable: Readable;
  readonly countsUnknown: boolean;
  readonly maximumSealedBytes: number;
}

export type WalkInput = Pick<Walk, 'source' | 'direction' | 'keys' | 'isStrict'>;

/** Merging costs some hundred times what walking does, and the messages that need it are made by hand. */
const largestMerged = 262_144;

export function rewrite(table: MessageTable, input: WalkInput): RewriteOutcome {
  const fast = runWalk(table, input, false);
  const isMerged = fast.problem?.kind === 'repeated' && input.source.length <= largestMerged;
  return outcomeOf(isMerged ? runWalk(table, input, true) : fast);
}

function runWalk(table: MessageTable, { source, direction, keys, isStrict }: WalkInput, isCareful: boolean): Walk & { grown: number } {
  const walk: Walk & { grown: number } = {
    source,
    at: 0,
    edits: [],
    depth: 0,
    fieldAt: 0,
    lengthAt: 0,
    direction,
    keys,
    isStrict,
    isCareful,
    readable: direction.readable.data,
    counts: { sealed: 0, opened: 0, verbatim: 0, plain: 0, withheld: 0, unknownFields: 0 },
    missing: [],
    problem: undefined,
    typed: undefined,
    envelope: undefined,
    stripped: 0,
    texts: { limit: Infinity, sizes: [] },
    sealedBytes: 0,
    grown: 0,
  };
  walk.grown = walkMessage(walk, table, source.length);
  return walk;
}

function outcomeOf(walk: Walk & { grown: number }): RewriteOutcome {
  const { problem, source, edits, missing, counts, grown } = walk;
  if (problem?.kind === 'repeated') return { kind: 'refused', reason: 'malformed', place: '', detail: 'fields that come twice' };
  if (problem !== undefined) return problem;
  if (missing.length > 0) return { kind: 'missing-keys', keys: missing };
  const bytes = edits.length === 0 ? source : applyEdits(source, edits, { start: 0, end: source.length, growth: grown });
  return { kind: 'rewritten', bytes, counts };
}

export function fail(walk: Walk, reason: Refusal['reason'], text: { place?: string; detail: string }): 0 {
  walk.problem = { kind: 'refused', reason, place: text.place ?? '', detail: text.detail };
  return 0;
}

function malformed(walk: Walk): 0 {
  return fail(walk, 'malformed', { detail: `at byte ${walk.at} of ${walk.source.length}` });
}

export function walkMessage(walk: Walk, table: MessageTable, end: number): number {
  if (walk.isCareful) {
    const merged = mergeRepeats(walk.source.subarray(walk.at, end), table);
    if (merged !== undefined) return replaceBy(walk, end, rewriteApart(walk, merged, table));
  }
  return table.special === undefined ? walkFields(walk, table, end) : walk.direction.special[table.special](walk, table, end);
}

/** Walks bytes that lie elsewhere; gives them as they have to be. */
export function rewriteApart(walk: Walk, bytes: Buffer, table: MessageTable): Buffer {
  const { source, at, edits, fieldAt, lengthAt } = walk;
  Object.assign(walk, { source: bytes, at: 0, edits: [] });
  const grown = walkMessage(walk, table, bytes.length);
  const isChanged = walk.problem === undefined && walk.edits.length > 0;
  const rewritten = isChanged ? applyEdits(bytes, walk.edits, { start: 0, end: bytes.length, growth: grown }) : bytes;
  Object.assign(walk, { source, at, edits, fieldAt, lengthAt });
  return rewritten;
}

/** Puts other bytes in the place of those up to an end. */
export function replaceBy(walk: Walk, end: number, insert: Buffer): number {
  const grown = insert.length - (end - walk.at);
  walk.edits.push({ from: walk.at, to: end, length: -1, insert });
  walk.at = end;
  return grown;
}

/** Puts another value, and its length, in the place of the one being treated. */
export function replaceValue(walk: Walk, end: number, insert: Buffer): number {
  const edit = { from: walk.lengthAt, to: end, length: insert.length, insert };
  walk.edits.push(edit);
  return growth(edit);
}

/** Changes the text being treated. */
export function replaceText(walk: Walk, end: number, change: (text: string) => string): number {
  if (walk.at === end) return 0;
  const text = walk.source.toString('utf8', walk.at, end);
  const changed = change(text);
  return changed === text || walk.problem !== undefined ? 0 : replaceValue(walk, end, Buffer.from(changed));
}

export function walkFields(walk: Walk, table: MessageTable, end: number): number {
  if (++walk.depth > maximumDepth) return fail(walk, 'too-deep', { detail: `deeper than ${maximumDepth}` });
  let [grown, seen] = [0, 0];
  while (walk.at < end) {
    walk.fieldAt = walk.at;
    const tag = readVarint(walk, end);
    const rule = ruleOf(table, tag);
    if (rule === undefined) {
      passUnknown(walk, end, tag);
    } else if (rule.treatment === 'plain') {
      if (!skipValue(walk, end, tag)) malformed(walk);
    } else if ((seen & rule.once) === 0) {
      seen |= rule.once;
      grown += walkValue(walk, rule, end);
    } else {
      walk.problem = { kind: 'repeated' };
    }
    if (walk.problem !== undefined) return 0;
  }
  walk.depth--;
  return grown;
}

/** `undefined` for a field that is not known, or not with this wire type. */
function ruleOf(table: MessageTable, tag: number): FieldRule | undefined {
  const rule = tag < 8 ? undefined : table.fields[tag >>> 3];
  return rule !== undefined && (rule.wires & (1 << (tag & 7))) !== 0 ? rule : undefined;
}

function passUnknown(walk: Walk, end: number, tag: number): void {
  if (tag < 8 || !skipValue(walk, end, tag)) malformed(walk);
  else if (walk.isStrict) fail(walk, 'unknown-field', { place: String(tag >>> 3), detail: `wire type ${tag & 7}` });
  else if (walk.direction.countsUnknown) walk.counts.unknownFields++;
}

function walkValue(walk: Walk, rule: FieldRule, end: number): number {
  walk.lengthAt = walk.at;
  const length = readVarint(walk, end);
  if (length < 0 || length > end - walk.at) return malformed(walk);
  const valueEnd = walk.at + length;
  const grown = treatValue(walk, rule, valueEnd);
  if (walk.problem !== undefined) addPlace(walk, rule.name);
  walk.at = valueEnd;
  return grown;
}

function treatValue(walk: Walk, rule: FieldRule, end: number): number {
  const { table, treatment, fits } = rule;
  if (table !== undefined) {
    if (table.isPassive) return walk.isStrict || !table.isFixed ? walkFields(walk, table, end) : 0;
    return fits === 0 ? walkBelow(walk, table, end) : walk.direction.fit(walk, rule, end);
  }
  return treatment === 'plain' || treatment === 'message' ? 0 : walk.direction.treat[treatment](walk, rule, end);
}

/** The value being treated as a message of its own. */
export function walkBelow(walk: Walk, table: MessageTable, end: number): number {
  const edit: Edit = { from: walk.lengthAt, to: walk.at, length: 0, insert: undefined };
  const index = walk.edits.push(edit);
  const grown = walkMessage(walk, table, end);
  if (walk.edits.length === index) {
    walk.edits.pop();
    return 0;
  }
  edit.length = end - edit.to + grown;
  return grown + growth(edit);
}

/** Says which field a problem is in. */
export function addPlace(walk: Walk, name: string): void {
  const { problem } = walk;
  if (problem?.kind !== 'refused') return;
  walk.problem = { ...problem, place: problem.place === '' ? name : `${name}.${problem.place}` };
}
