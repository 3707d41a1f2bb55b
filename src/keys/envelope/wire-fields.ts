/** One field of a protobuf message; `bytes` of a length-delimited one. Source: protobuf.dev/programming-guides/encoding. */
export interface WireField {
  readonly number: number;
  readonly bytes: Buffer | undefined;
}

const varint = 0;
const fixed64 = 1;
const lengthDelimited = 2;
const fixed32 = 5;
const malformed = -1;
const largestTag = 0xff_ff_ff_ff;
/** Longest varint protobuf has. */
const maximumVarintBytes = 10;

// What a step reads beside its result. Steps are synchronous and this keeps the path of a payload free of garbage.
let behind = 0;
let contentFrom = 0;

/**
 * The fields of a message in their order; `undefined` when it is none, or has more than `most`. Groups are not taken: no message
 * of Temporal has one.
 */
export function readFields(message: Buffer, most: number): WireField[] | undefined {
  const fields: WireField[] = [];
  for (let at = 0; at < message.length; at = behind) {
    if (fields.length === most) return undefined;
    const tag = stepField(message, at, message.length);
    if (tag === malformed) return undefined;
    const bytes = tag % 8 === lengthDelimited ? message.subarray(contentFrom, behind) : undefined;
    fields.push({ number: Math.floor(tag / 8), bytes });
  }
  return fields;
}

/** Whether a Payload has a metadata key that begins with these bytes. Reads every field of it and of its metadata, and makes nothing. */
export function scanMetadata(payload: Buffer, prefix: Buffer): 'found' | 'none' | 'malformed' {
  let found = false;
  for (let at = 0; at < payload.length;) {
    const tag = stepField(payload, at, payload.length);
    if (tag === malformed) return 'malformed';
    at = behind;
    if (tag !== metadataTag) continue;
    for (let inner = contentFrom; inner < at; inner = behind) {
      const innerTag = stepField(payload, inner, at);
      if (innerTag === malformed) return 'malformed';
      found ||= innerTag === keyTag && beginsWith(payload, contentFrom, prefix);
    }
  }
  return found ? 'found' : 'none';
}

/** Field 1, length-delimited: an entry of `Payload.metadata`, and the key of such an entry. */
const metadataTag = 0x0a;
const keyTag = 0x0a;
/** Field 2, length-delimited: `Payload.data`, and the value of such an entry. */
const dataTag = 0x12;
const valueTag = 0x12;

/** The value of a metadata entry whose key is given as the bytes that such an entry begins with; `undefined`: it has none, or is malformed. */
export function findValue(payload: Buffer, entryHead: Buffer): Buffer | undefined {
  for (let at = 0; at < payload.length && payload[at] === metadataTag; at = behind) {
    if (stepField(payload, at, payload.length) === malformed) return undefined;
    const end = behind;
    if (!beginsWith(payload, contentFrom, entryHead)) continue;
    const tag = stepField(payload, contentFrom + entryHead.length, end);
    return tag === valueTag && behind === end ? payload.subarray(contentFrom, end) : undefined;
  }
  return undefined;
}

/**
 * Where the data begins of a payload whose metadata is these entries, each once and in any order, and nothing else; -1 when it is not so.
 * The order is not ours to keep: servers read metadata into a map and write it as that happens to lie.
 */
export function dataBehind(payload: Buffer, entries: readonly Buffer[]): number {
  let at = 0;
  let seen = 0;
  while (at < payload.length && payload[at] === metadataTag) {
    if (stepField(payload, at, payload.length) === malformed) return malformed;
    const index = entries.findIndex((entry) => behind - at === entry.length && beginsWith(payload, at, entry));
    if (index === -1 || (seen & (1 << index)) !== 0) return malformed;
    seen |= 1 << index;
    at = behind;
  }
  return seen === (1 << entries.length) - 1 ? dataStart(payload, at) : malformed;
}

/** Where the bytes of `data` begin that stands at `at` and is the rest of the payload; -1: something else stands there. */
function dataStart(payload: Buffer, at: number): number {
  const tag = at < payload.length ? stepField(payload, at, payload.length) : malformed;
  return tag === dataTag && behind === payload.length ? contentFrom : malformed;
}

/** Reads one field that ends at `limit` or before; returns its tag, and sets where its content begins and where it ends. */
function stepField(message: Buffer, at: number, limit: number): number {
  const tag = stepVarint(message, at, limit);
  if (tag < 8 || tag > largestTag) return malformed;
  contentFrom = behind;
  const isWhole = stepContent(message, tag % 8, limit);
  return isWhole && behind <= limit ? tag : malformed;
}

function stepContent(message: Buffer, wireType: number, limit: number): boolean {
  if (wireType === fixed64) behind += 8;
  else if (wireType === fixed32) behind += 4;
  else if (wireType === varint) return stepVarint(message, behind, limit) !== malformed;
  else if (wireType === lengthDelimited) {
    const length = stepVarint(message, behind, limit);
    if (length === malformed) return false;
    contentFrom = behind;
    behind += length;
  } else return false;
  return true;
}

function stepVarint(bytes: Buffer, at: number, limit: number): number {
  let value = 0;
  let scale = 1;
  const last = Math.min(limit, at + maximumVarintBytes);
  for (let offset = at; offset < last; offset += 1) {
    const byte = bytes[offset] ?? 0;
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) {
      behind = offset + 1;
      return value;
    }
    scale *= 128;
  }
  return malformed;
}

function beginsWith(bytes: Buffer, at: number, prefix: Buffer): boolean {
  if (behind - at < prefix.length) return false;
  for (let index = 0; index < prefix.length; index += 1) {
    if (bytes[at + index] !== prefix[index]) return false;
  }
  return true;
}
