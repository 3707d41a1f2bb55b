import type { Method } from './methods.ts';
import { readFields, readVarint, skipValue, wireType, type Cursor } from '../../domain/protobuf-wire.ts';

/**
 * The namespace a request says it is for: of a field that comes more than once the last counts, as it does for the server.
 * `''`: it says none, and the server would take whatever the rest of the request leads to. `undefined`: malformed, or no method with one.
 */
export function readNamespace(message: Buffer, method: Method): string | undefined {
  if (method.namespaceField === undefined) return undefined;
  const value = readBytes(message, method.namespaceField);
  return value?.toString();
}

/** The last value of a string or bytes field of the message itself; empty when there is none. `undefined`: malformed. */
export function readBytes(message: Buffer, number: number): Buffer | undefined {
  const cursor: Cursor = { source: message, at: 0 };
  let value: Buffer | undefined = nothing;
  while (cursor.at < message.length) {
    const tag = readVarint(cursor, message.length);
    const valueAt = cursor.at;
    if (tag < 8 || !skipValue(cursor, message.length, tag)) return undefined;
    if (tag === number * 8 + wireType.lengthDelimited) value = afterLength(message, valueAt, cursor.at);
  }
  return value;
}

const nothing = Buffer.alloc(0);

function afterLength(source: Buffer, at: number, end: number): Buffer {
  const cursor = { source, at };
  readVarint(cursor, end);
  return source.subarray(cursor.at, end);
}

/** Whether a field of the message itself is there with anything but its default. False for a malformed message. */
export function isSet(message: Buffer, number: number): boolean {
  const cursor: Cursor = { source: message, at: 0 };
  let [valueAt, end] = [0, 0];
  while (cursor.at < message.length) {
    const tag = readVarint(cursor, message.length);
    const at = cursor.at;
    if (tag < 8 || !skipValue(cursor, message.length, tag)) return false;
    if (tag >>> 3 === number) [valueAt, end] = [at, cursor.at];
  }
  return message.subarray(valueAt, end).some((byte) => byte !== 0);
}

/**
 * Every text that stands at a path of field numbers. More than one means that a field has come twice, or is repeated: who decides by
 * it cannot tell which the server will go by. Empty when malformed.
 */
export function readTexts(message: Buffer, path: readonly number[]): string[] {
  const texts: string[] = [];
  const cursor: Cursor = { source: message, at: 0 };
  return collectTexts(cursor, message.length, { path, step: 0, texts }) ? texts : [];
}

interface Collecting {
  readonly path: readonly number[];
  readonly step: number;
  readonly texts: string[];
}

function collectTexts(cursor: Cursor, end: number, { path, step, texts }: Collecting): boolean {
  const wanted = (path[step] ?? 0) * 8 + wireType.lengthDelimited;
  while (cursor.at < end) {
    const tag = readVarint(cursor, end);
    if (tag < 8) return false;
    if (tag !== wanted) {
      if (!skipValue(cursor, end, tag)) return false;
      continue;
    }
    const length = readVarint(cursor, end);
    if (length < 0 || length > end - cursor.at) return false;
    const valueEnd = cursor.at + length;
    if (step < path.length - 1) {
      if (!collectTexts(cursor, valueEnd, { path, step: step + 1, texts })) return false;
    } else texts.push(cursor.source.toString('utf8', cursor.at, valueEnd));
    cursor.at = valueEnd;
  }
  return true;
}

/** The messages of a repeated field, or the one of another. Empty when malformed. */
export function readMessages(message: Buffer, number: number): Buffer[] {
  const fields = readFields(message, 0, message.length) ?? [];
  return fields
    .filter((field) => field.number === number && field.wire === wireType.lengthDelimited)
    .map(({ valueStart, end }) => message.subarray(valueStart, end));
}

/** The message without some of its own fields; an eager task that cannot be handed out is taken out with it. */
export function withoutFields(message: Buffer, numbers: readonly number[]): Buffer {
  const fields = readFields(message, 0, message.length) ?? [];
  return Buffer.concat(fields.filter(({ number }) => !numbers.includes(number)).map(({ start, end }) => message.subarray(start, end)));
}
