import { encodingField, headerFields, maximumWrappedBytes, sealedEncoding, sealedFormat, type SealedHeader } from './header.ts';
import { readFields, scanMetadata, type WireField } from './wire-fields.ts';

/** What a serialized Payload is to us. */
export type Marker =
  | { readonly kind: 'plain' }
  | { readonly kind: 'malformed'; readonly detail: string }
  | { readonly kind: 'sealed'; readonly header: SealedHeader; readonly data: Buffer };

/** What the keys of our metadata begin with. */
export const ourPrefix = Buffer.from('mt-');
/** A sealed payload has eight; one with a million is not read to its end, as that would keep every call waiting. */
const mostFields = 32;
const ourFields: ReadonlySet<string> = new Set(Object.values(headerFields));
const name = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const version = /^[1-9][0-9]{0,8}$/;

/**
 * Reads the metadata of a Payload, its entries in any order. What has none of our fields is plain whatever else it
 * holds, a payload that another codec has encrypted too; what has one of them must have all, once each, and nothing else.
 */
export function readMarker(payload: Buffer): Marker {
  const scan = scanMetadata(payload, ourPrefix);
  if (scan === 'none') return { kind: 'plain' };
  if (scan === 'malformed') return malformed('it is no protobuf message');
  const fields = readFields(payload, mostFields);
  if (fields === undefined) return malformed('it has more fields than sealed payloads have');
  const entries = readEntries(fields);
  if (typeof entries === 'string') return malformed(entries);
  if (!entries.some(([key]) => ourFields.has(key))) return { kind: 'plain' };
  return readSealed(fields, entries);
}

/** Key and value of each metadata entry; a text says why there are none. */
function readEntries(fields: readonly WireField[]): [string, Buffer][] | string {
  const entries: [string, Buffer][] = [];
  for (const { number, bytes } of fields) {
    if (number !== 1 || bytes === undefined) continue;
    const entry = readFields(bytes, mostFields);
    if (entry === undefined) return 'an entry of its metadata is no protobuf message';
    const keys = keysOf(entry);
    if (keys.some((key) => ourFields.has(key)) && (keys.length !== 1 || entry.length !== 2)) {
      return 'an entry of its metadata is not one key and one value';
    }
    entries.push(...keys.map((key): [string, Buffer] => [key, valueOf(entry)]));
  }
  return entries;
}

function readSealed(fields: readonly WireField[], entries: readonly [string, Buffer][]): Marker {
  const data = fields.filter(({ number }) => number === 2);
  if (data.length !== 1 || data[0]?.bytes === undefined) return malformed(`it has its data ${data.length} times`);
  if (fields.length !== entries.length + 1) return malformed('it has fields besides metadata and data');
  const values = new Map(entries);
  if (values.size !== entries.length) return malformed('a metadata field stands twice');
  const unknown = [...values.keys()].find((key) => key !== encodingField && !ourFields.has(key));
  if (unknown !== undefined) return malformed('it has a metadata field that sealed payloads do not have');
  const missing = [encodingField, ...ourFields].find((key) => !values.has(key));
  if (missing !== undefined) return malformed(`it lacks ${missing}`);
  return readHeader((key) => values.get(key) ?? Buffer.alloc(0), data[0].bytes);
}

function readHeader(valueOfKey: (key: string) => Buffer, data: Buffer): Marker {
  const text = (key: string) => valueOfKey(key).toString('latin1');
  if (text(encodingField) !== sealedEncoding) return malformed(`its encoding is not ${sealedEncoding}`);
  if (text(headerFields.format) !== sealedFormat) return malformed(`its ${headerFields.format} is not ${sealedFormat}, the one known here`);
  const badName = [headerFields.deployment, headerFields.domain, headerFields.keyId].find((key) => !name.test(text(key)));
  if (badName !== undefined) return malformed(`its ${badName} is no name of lower-case letters, digits and hyphens`);
  if (!version.test(text(headerFields.keyVersion))) return malformed(`its ${headerFields.keyVersion} is no number from 1 up`);
  const wrapped = valueOfKey(headerFields.wrapped);
  if (wrapped.length === 0 || wrapped.length > maximumWrappedBytes)
    return malformed(`its ${headerFields.wrapped} has ${wrapped.length} bytes`);
  const header = {
    deployment: text(headerFields.deployment),
    domain: text(headerFields.domain),
    keyId: text(headerFields.keyId),
    keyVersion: Number(text(headerFields.keyVersion)),
    wrapped,
  };
  return { kind: 'sealed', header, data };
}

/** Every key field of an entry: protobuf takes the last, but any of them makes a payload ours. */
function keysOf(entry: readonly WireField[]): string[] {
  const keys = entry.filter(({ number, bytes }) => number === 1 && bytes !== undefined);
  return keys.map(({ bytes }) => bytes?.toString('latin1') ?? '');
}

function valueOf(entry: readonly WireField[]): Buffer {
  return entry.findLast(({ number }) => number === 2)?.bytes ?? Buffer.alloc(0);
}

function malformed(detail: string): Marker {
  return { kind: 'malformed', detail };
}
