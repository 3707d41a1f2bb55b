import type { MissingKey, PayloadRefusal } from '../../keys/keys.ts';
import { encodeField, encodeText, lastOf, readFields } from '../../domain/protobuf-wire.ts';
import { fail, replaceValue, type Walk } from './walk.ts';

/** Seals a payload where it stands. */
export function sealPayload(walk: Walk, end: number, maximumBytes: number): number {
  const sealed = sealBytes(walk, walk.source.subarray(walk.at, end), maximumBytes);
  return sealed === undefined ? 0 : replaceValue(walk, end, sealed);
}

/** `undefined` when it stays as it is, or when there is a problem. */
export function sealBytes(walk: Walk, payload: Buffer, maximumBytes: number): Buffer | undefined {
  const outcome = walk.keys?.seal(payload);
  if (outcome === undefined) return undefined;
  if (outcome.kind === 'sealed') {
    walk.counts.sealed++;
    const { length } = outcome.payload;
    walk.sealedBytes += length;
    const most = walk.direction.maximumSealedBytes;
    if (length > maximumBytes) fail(walk, 'payload-too-large', { detail: `${length} bytes sealed, of ${maximumBytes}` });
    else if (walk.sealedBytes > most) fail(walk, 'payload-too-large', { detail: `payloads of more than ${most} bytes sealed` });
    return outcome.payload;
  }
  if (outcome.kind === 'verbatim') walk.counts.verbatim++;
  else if (outcome.kind === 'unprepared') walk.problem = { kind: 'unprepared' };
  else notePayload(walk, outcome);
  return undefined;
}

/** `undefined` when it stays as it is, or when there is a problem. */
export function openBytes(walk: Walk, payload: Buffer): Buffer | undefined {
  const outcome = walk.keys?.open(payload, walk.readable);
  if (outcome === undefined) return undefined;
  if (outcome.kind === 'opened') {
    walk.counts.opened++;
    return outcome.payload;
  }
  if (outcome.kind === 'plain') walk.counts.plain++;
  else if (outcome.kind === 'withheld') walk.counts.withheld++;
  else notePayload(walk, outcome);
  return undefined;
}

/** A key that is missing is fetched with all others of the message; what is refused ends the walk. */
function notePayload(walk: Walk, outcome: { kind: 'missing'; key: MissingKey } | PayloadRefusal): void {
  if (outcome.kind === 'missing') walk.missing.push(outcome.key);
  else fail(walk, outcome.reason, { detail: outcome.detail });
}

export interface ReadPayload {
  readonly metadata: ReadonlyMap<string, Buffer>;
  readonly data: Buffer;
}

/** Of a serialized temporal.api.common.v1.Payload. `undefined`: malformed. */
export function readPayload(payload: Buffer): ReadPayload | undefined {
  const fields = readFields(payload, 0, payload.length);
  if (fields === undefined) return undefined;
  const metadata = new Map<string, Buffer>();
  for (const { number, wire, valueStart, end } of fields) {
    if (number !== 1 || wire !== 2) continue;
    const entry = readFields(payload, valueStart, end);
    if (entry === undefined) return undefined;
    const [key, value] = [lastOf(entry, 1), lastOf(entry, 2)].map((field) => payload.subarray(field?.valueStart, field?.end ?? 0));
    metadata.set((key ?? noBytes).toString(), value ?? noBytes);
  }
  const data = lastOf(fields, 2);
  return { metadata, data: data === undefined ? noBytes : payload.subarray(data.valueStart, data.end) };
}

const noBytes = Buffer.alloc(0);

/** A serialized temporal.api.common.v1.Payload. */
export function encodePayload(metadata: Readonly<Record<string, string | Buffer>>, data: Buffer): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) =>
    encodeField(1, Buffer.concat([encodeText(1, key), encodeField(2, Buffer.from(value))])),
  );
  return Buffer.concat([...entries, encodeField(2, data)]);
}

/**
 * What SDKs send to delete a key of a memo: `binary/null` without data. It tells nothing, and servers compare it as it is;
 * a nil payload with more metadata is not one of these.
 */
export function isNil(payload: Buffer): boolean {
  if (payload.length > nilPayload.length + 2) return false;
  const read = readPayload(payload);
  return (
    read !== undefined && read.data.length === 0 && read.metadata.size === 1 && read.metadata.get('encoding')?.toString() === 'binary/null'
  );
}

const nilPayload = encodePayload({ encoding: 'binary/null' }, Buffer.alloc(0));
