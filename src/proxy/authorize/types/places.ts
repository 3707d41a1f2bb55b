import { encodeField, encodeText, readFields, readVarint, wireType } from '../../../domain/protobuf-wire.ts';
import type { TextPath } from '../../wire/methods.ts';
import { readMessages, readTexts, withoutFields } from '../../wire/top-level.ts';

/** `''` when nothing stands there. `undefined`: more than one does, and who decides by it cannot tell which the server goes by. */
export function textAt(message: Buffer, path: TextPath | undefined): string | undefined {
  const [text = '', ...more] = path === undefined ? [] : readTexts(message, path);
  return more.length === 0 ? text : undefined;
}

/** The message with this text there, once, whether one was there or not. What is beside it stays. */
export function withText(message: Buffer, [first = 0, ...rest]: TextPath, text: string): Buffer {
  const others = withoutFields(message, [first]);
  if (rest.length === 0) return Buffer.concat([others, encodeText(first, text)]);
  // A message that comes twice is both of them merged.
  const below = Buffer.concat(readMessages(message, first));
  return Buffer.concat([others, encodeField(first, withText(below, rest, text))]);
}

/** Every value of a field that is a number or an enum; -1 for one that is larger than an enum can be. */
export function numbersAt(message: Buffer, number: number): number[] {
  const fields = readFields(message, 0, message.length) ?? [];
  return fields
    .filter((field) => field.number === number && field.wire === wireType.varint)
    .map(({ valueStart, end }) => readVarint({ source: message, at: valueStart }, end));
}

/** A repeated field of messages without those that fail a test. */
export function withOnly(message: Buffer, number: number, isKept: (entry: Buffer) => boolean): Buffer {
  const fields = readFields(message, 0, message.length) ?? [];
  const kept = fields.filter((field) => field.number !== number || isKept(message.subarray(field.valueStart, field.end)));
  return kept.length === fields.length ? message : Buffer.concat(kept.map(({ start, end }) => message.subarray(start, end)));
}
