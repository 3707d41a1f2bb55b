import { encodeField, readFields, readVarint, varintSize, writeVarint } from '../../domain/protobuf-wire.ts';
import { encodePayload, readPayload } from '../wire/payloads.ts';
import { isObject, type Json } from '../wire/failure-json.ts';

/** One payload of a body: as it stands there, and serialized. */
export interface BodyPayload {
  readonly json: Json;
  readonly bytes: Buffer;
}

export type BodyReading =
  | { readonly kind: 'payloads'; readonly payloads: readonly BodyPayload[] }
  | { readonly kind: 'bad'; readonly what: string };

/** More are no workflow's: they would keep all other calls waiting. */
const mostPayloads = 10_000;
const fields: ReadonlyMap<string, 'metadata' | 'data' | 'external'> = new Map([
  ['metadata', 'metadata'],
  ['data', 'data'],
  ['externalPayloads', 'external'],
  ['external_payloads', 'external'],
]);
type Given = Partial<Record<'metadata' | 'data' | 'external', unknown>>;

const externalPayloads = 3;
const largestSize = 0xff_ff_ff_ff;
const base64 = /^[\w+/-]*={0,2}$/;

/** `{"payloads": [{"metadata": {"encoding": BASE64}, "data": BASE64}]}`: temporal.api.common.v1.Payloads in protobuf's JSON. */
export function readBody(body: Buffer): BodyReading {
  const document = parse(body);
  if (!isObject(document)) return bad('the body is no JSON object');
  const strange = Object.keys(document).find((key) => key !== 'payloads');
  if (strange !== undefined) return bad(`${shown(strange)} is no field of it; there is payloads`);
  const { payloads = [] } = document;
  if (!Array.isArray(payloads)) return bad('payloads is no list');
  if (payloads.length > mostPayloads) return bad(`there are ${payloads.length} payloads; at most ${mostPayloads} are taken`);
  const read: BodyPayload[] = [];
  for (const [index, json] of payloads.entries()) {
    const bytes = isObject(json) ? serialized(json) : 'is no object';
    if (typeof bytes === 'string') return bad(`payloads[${index}] ${bytes}`);
    read.push({ json: json as Json, bytes });
  }
  return { kind: 'payloads', payloads: read };
}

/** Of a serialized payload. */
export function payloadJson(bytes: Buffer): Json {
  const read = readPayload(bytes);
  const metadata = [...(read?.metadata ?? [])].map(([key, value]) => [key, value.toString('base64')]);
  const external = externalSizes(bytes);
  return {
    metadata: Object.fromEntries(metadata) as Json,
    data: read?.data.toString('base64') ?? '',
    ...(external.length === 0 ? {} : { externalPayloads: external.map((size) => ({ sizeBytes: String(size) })) }),
  };
}

/** A text says what is wrong with it. */
function serialized(json: Json): Buffer | string {
  const strange = Object.keys(json).find((key) => !fields.has(key));
  if (strange !== undefined) return `has a field ${shown(strange)}, which payloads do not have`;
  const given = Object.fromEntries(Object.entries(json).map(([key, value]) => [fields.get(key), value ?? undefined])) as Given;
  const { metadata = {}, data = '', external = [] } = given;
  if (!isObject(metadata) || !Object.values(metadata).every(isBase64)) return 'has a metadata that is no object of base64';
  if (!isBase64(data)) return 'has a data that is no base64';
  const sizes = Array.isArray(external) ? external.map(sizeOf) : [undefined];
  if (sizes.includes(undefined)) return 'has externalPayloads that are no list of sizeBytes';
  const entries = Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value as string, 'base64')]);
  return Buffer.concat([
    encodePayload(Object.fromEntries(entries) as Record<string, Buffer>, Buffer.from(data, 'base64')),
    ...sizes.map((size) => encodeField(externalPayloads, encodeSize(size ?? 0))),
  ]);
}

/** Protobuf's JSON has bytes in base64 of either alphabet. */
function isBase64(value: unknown): value is string {
  return typeof value === 'string' && base64.test(value);
}

function sizeOf(details: unknown): number | undefined {
  if (!isObject(details)) return undefined;
  const size = Number(details['sizeBytes'] ?? details['size_bytes'] ?? 0);
  return Number.isInteger(size) && size >= 0 && size <= largestSize ? size : undefined;
}

/** A serialized temporal.api.common.v1.Payload.ExternalPayloadDetails. */
function encodeSize(size: number): Buffer {
  if (size === 0) return Buffer.alloc(0);
  const bytes = Buffer.alloc(1 + varintSize(size));
  bytes[0] = 1 << 3;
  writeVarint(bytes, 1, size);
  return bytes;
}

function externalSizes(bytes: Buffer): number[] {
  const external = (readFields(bytes, 0, bytes.length) ?? []).filter(({ number, wire }) => number === externalPayloads && wire === 2);
  return external.map(({ valueStart, end }) => {
    const size = readFields(bytes, valueStart, end)?.findLast(({ number, wire }) => number === 1 && wire === 0);
    return size === undefined ? 0 : readVarint({ source: bytes, at: size.valueStart }, size.end);
  });
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

function bad(what: string): BodyReading {
  return { kind: 'bad', what };
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 60));
}
