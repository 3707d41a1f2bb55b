import { varintSize, writeVarint } from '../../domain/protobuf-wire.ts';

/** Replaces the bytes between two places of a message by a length, when there is one, and by other bytes. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  /** Written as a varint; -1: none. */
  length: number;
  readonly insert: Buffer | undefined;
}

/** What an edit adds to the size of its message. */
export function growth({ from, to, length, insert }: Edit): number {
  return (length < 0 ? 0 : varintSize(length)) + (insert === undefined ? 0 : insert.length) - (to - from);
}

/** The message with its edits, which have to be in the order of their places. */
export function applyEdits(source: Buffer, edits: readonly Edit[], range: { start: number; end: number; growth: number }): Buffer {
  const target = Buffer.allocUnsafe(range.end - range.start + range.growth);
  let [read, written] = [range.start, 0];
  for (const { from, to, length, insert } of edits) {
    written = copy(source, target, { at: written, from: read, to: from });
    if (length >= 0) written = writeVarint(target, written, length);
    if (insert !== undefined) {
      target.set(insert, written);
      written += insert.length;
    }
    read = to;
  }
  copy(source, target, { at: written, from: read, to: range.end });
  return target;
}

/** Below this many bytes a loop is faster than a call. */
const fewBytes = 32;

function copy(source: Buffer, target: Buffer, { at, from, to }: { at: number; from: number; to: number }): number {
  if (to - from > fewBytes) {
    source.copy(target, at, from, to);
  } else {
    for (let index = from; index < to; index++) target[at + index - from] = source[index] as number;
  }
  return at + to - from;
}
