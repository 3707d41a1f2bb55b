/** Protobuf's wire format, read where it lies. Source: https://protobuf.dev/programming-guides/encoding/ */
export const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2, startGroup: 3, endGroup: 4, fixed32: 5 } as const;

/** As deep as parsers of SDKs go; deeper messages are refused rather than walked. */
export const maximumDepth = 100;

/** Where reading goes on. */
export interface Cursor {
  readonly source: Buffer;
  at: number;
}

/** A tag or a length, at most 2^32 - 1 however many bytes it takes; -1 when it is cut off or larger. */
export function readVarint(cursor: Cursor, end: number): number {
  const { source, at } = cursor;
  if (at >= end) return -1;
  const first = source[at] as number;
  if (first < 0x80) {
    cursor.at = at + 1;
    return first;
  }
  return readLongVarint(cursor, end);
}

function readLongVarint(cursor: Cursor, end: number): number {
  const { source, at } = cursor;
  let value = 0;
  let scale = 1;
  for (let index = at; index < end && index < at + 10; index++) {
    const byte = source[index] as number;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      cursor.at = index + 1;
      return value > 0xffffffff ? -1 : value;
    }
    scale *= 128;
  }
  return -1;
}

/** False when it is cut off, or no varint. */
function skipVarint(cursor: Cursor, end: number): boolean {
  const { source, at } = cursor;
  for (let index = at; index < end && index < at + 10; index++) {
    if ((source[index] as number) < 0x80) {
      cursor.at = index + 1;
      return true;
    }
  }
  return false;
}

function skipBytes(cursor: Cursor, end: number, count: number): boolean {
  if (count < 0 || count > end - cursor.at) return false;
  cursor.at += count;
  return true;
}

/** Passes over the value that comes after a tag. False when it is malformed. */
export function skipValue(cursor: Cursor, end: number, tag: number): boolean {
  switch (tag & 7) {
    case wireType.varint:
      return skipVarint(cursor, end);
    case wireType.fixed64:
      return skipBytes(cursor, end, 8);
    case wireType.lengthDelimited: {
      const length = readVarint(cursor, end);
      return skipBytes(cursor, end, length);
    }
    case wireType.startGroup:
      return skipGroup(cursor, end, tag >>> 3);
    case wireType.fixed32:
      return skipBytes(cursor, end, 4);
    default:
      return false;
  }
}

/** Groups are long gone from Temporal's messages; they are only told from what follows them. */
function skipGroup(cursor: Cursor, end: number, number: number): boolean {
  const open = [number];
  while (open.length > 0) {
    const tag = readVarint(cursor, end);
    if (tag < 8) return false;
    if ((tag & 7) === wireType.startGroup) open.push(tag >>> 3);
    else if ((tag & 7) === wireType.endGroup) {
      if (open.pop() !== tag >>> 3) return false;
    } else if (!skipValue(cursor, end, tag)) return false;
    if (open.length > maximumDepth) return false;
  }
  return true;
}

/** One field of a message: where it starts, and where its value lies, without a length before it. */
export interface Field {
  readonly number: number;
  readonly wire: number;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/** The fields between two places, of one level. `undefined`: malformed. */
export function readFields(source: Buffer, start: number, end: number): Field[] | undefined {
  const cursor = { source, at: start };
  const fields: Field[] = [];
  while (cursor.at < end) {
    const fieldStart = cursor.at;
    const tag = readVarint(cursor, end);
    if (tag < 8) return undefined;
    const valueAt = cursor.at;
    if (!skipValue(cursor, end, tag)) return undefined;
    const wire = tag & 7;
    const valueStart = wire === wireType.lengthDelimited ? afterLength(source, valueAt, end) : valueAt;
    fields.push({ number: tag >>> 3, wire, start: fieldStart, valueStart, end: cursor.at });
  }
  return fields;
}

function afterLength(source: Buffer, at: number, end: number): number {
  const cursor = { source, at };
  readVarint(cursor, end);
  return cursor.at;
}

/** The last of the length-delimited fields with a number: for strings and bytes, the one that counts. */
export function lastOf(fields: readonly Field[], number: number): Field | undefined {
  return fields.findLast((field) => field.number === number && field.wire === wireType.lengthDelimited);
}

export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Returns where writing goes on. */
export function writeVarint(target: Buffer, at: number, value: number): number {
  let [rest, position] = [value, at];
  while (rest >= 0x80) {
    target[position++] = (rest % 128) | 0x80;
    rest = Math.floor(rest / 128);
  }
  target[position++] = rest;
  return position;
}

/** A length-delimited field: a string, bytes or a message. */
export function encodeField(number: number, value: Buffer): Buffer {
  const tag = number * 8 + wireType.lengthDelimited;
  const head = Buffer.allocUnsafe(varintSize(tag) + varintSize(value.length));
  writeVarint(head, writeVarint(head, 0, tag), value.length);
  return Buffer.concat([head, value]);
}

export function encodeText(number: number, text: string): Buffer {
  return encodeField(number, Buffer.from(text));
}

export function encodeNumber(number: number, value: number): Buffer {
  const tag = number * 8 + wireType.varint;
  const bytes = Buffer.allocUnsafe(varintSize(tag) + varintSize(value));
  writeVarint(bytes, writeVarint(bytes, 0, tag), value);
  return bytes;
}
