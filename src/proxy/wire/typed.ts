import { lastOf, readFields, readVarint, type Field } from '../../domain/protobuf-wire.ts';
import { fail, walkBelow, walkFields, type Walk } from './walk.ts';
import { readPayload, type ReadPayload } from './payloads.ts';
import { knownTable, messageTable, temporalApi, type FieldRule, type MessageTable } from './table.ts';

/** google.protobuf.Any: its value is of the type that its URL ends with. */
export function walkAny(walk: Walk, table: MessageTable, end: number): number {
  const fields = readFields(walk.source, walk.at, end);
  const url = textOf(walk.source, fields, 1);
  const type = messageTable(url.slice(url.lastIndexOf('/') + 1));
  return walkTyped(walk, table, { end, type });
}

const history = knownTable('history.v1.History');
const proto3 = 1;

/** temporal.api.common.v1.DataBlob: servers that send raw history have the events of a batch in it, serialized. */
export function walkBlob(walk: Walk, table: MessageTable, end: number): number {
  const fields = readFields(walk.source, walk.at, end) ?? [];
  const encoding = fields.findLast(({ number, wire }) => number === 1 && wire === 0);
  const isHistory = encoding !== undefined && numberAt(walk.source, encoding) === proto3;
  if (!isHistory && walk.keys !== undefined && lastOf(fields, 2) !== undefined) {
    return fail(walk, 'malformed', { place: 'encoding_type', detail: 'a history that is not encoded as proto3 cannot be opened' });
  }
  return walkTyped(walk, table, { end, type: isHistory ? history : undefined });
}

function numberAt(source: Buffer, field: Field): number {
  return readVarint({ source, at: field.valueStart }, field.end);
}

function walkTyped(walk: Walk, table: MessageTable, { end, type }: { end: number; type: MessageTable | undefined }): number {
  const outer = walk.typed;
  walk.typed = type;
  const grown = walkFields(walk, table, end);
  walk.typed = outer;
  return grown;
}

const payloadTable = knownTable('common.v1.Payload');

/** The value of an Any or a blob. */
export function treatTyped(walk: Walk, rule: FieldRule, end: number): number {
  // What a payload is sealed for is said by fields that hold one, never by its own.
  if (walk.typed === payloadTable) return walk.direction.treat.payload(walk, rule, end);
  if (walk.typed !== undefined) return walkBelow(walk, walk.typed, end);
  if (walk.at === end) return 0;
  if (walk.isStrict) return fail(walk, 'unknown-field', { detail: 'a message of an unknown type' });
  if (walk.direction.countsUnknown) walk.counts.unknownFields++;
  return 0;
}

const systemEndpoint = '__temporal_system';

/**
 * Where a Nexus operation is scheduled. Those of the system endpoint have a request to Temporal as their input, which the server reads;
 * what it is has to follow from the operation, as the server does not look at the payload's own word for it.
 */
export function walkNexusOperation(walk: Walk, table: MessageTable, end: number): number {
  const fields = readFields(walk.source, walk.at, end);
  const outer = walk.envelope;
  const isSystem = textOf(walk.source, fields, 1) === systemEndpoint;
  const request = `${textOf(walk.source, fields, 2).replace(/[.]\w+$/, '')}.${textOf(walk.source, fields, 3)}Request`;
  walk.envelope = isSystem ? { table: request.startsWith(temporalApi) ? messageTable(request) : undefined } : undefined;
  const grown = walkFields(walk, table, end);
  walk.envelope = outer;
  return grown;
}

/** A payload that is passed on with what is in it treated; a reader has to be able to tell what that is. */
export function treatEnvelope(walk: Walk, table: MessageTable | undefined, end: number): number {
  const payload = walk.source.subarray(walk.at, end);
  const read = readPayload(payload);
  if (read !== undefined && table !== undefined && isEnvelopeOf(read, table) && hasOneData(payload)) {
    return walkBelow(walk, envelopeTable(table), end);
  }
  if (walk.isStrict) return fail(walk, 'unknown-field', { detail: 'a system Nexus operation that is not known' });
  if (walk.direction.countsUnknown) walk.counts.unknownFields++;
  return 0;
}

const serverMade = '__temporal_system_payload';

/** The answer of a system Nexus operation, which the server wraps the same way. `undefined`: it is none. */
export function systemAnswer(payload: Buffer): MessageTable | undefined {
  if (!payload.includes(serverMade)) return undefined;
  const read = readPayload(payload);
  if (read?.metadata.get(serverMade)?.toString() !== 'true') return undefined;
  const table = messageTable(read.metadata.get('messageType')?.toString() ?? '');
  return table !== undefined && isEnvelopeOf(read, table) ? table : undefined;
}

function isEnvelopeOf({ metadata }: ReadPayload, table: MessageTable): boolean {
  return metadata.get('encoding')?.toString() === 'binary/protobuf' && metadata.get('messageType')?.toString() === table.name;
}

function hasOneData(payload: Buffer): boolean {
  return readFields(payload, 0, payload.length)?.filter(({ number }) => number === 2).length === 1;
}

/** A payload whose data is a message. */
function envelopeTable(table: MessageTable): MessageTable {
  const data: FieldRule = { name: 'data', treatment: 'message', wires: 1 << 2, once: 0, fits: 0, table };
  const fields = payloadTable.fields.map((rule, number) => (number === 2 ? data : rule));
  return { name: 'envelope', fields, special: undefined, isPassive: false, isFixed: false };
}

function textOf(source: Buffer, fields: readonly Field[] | undefined, number: number): string {
  const field = lastOf(fields ?? [], number);
  return field === undefined ? '' : source.toString('utf8', field.valueStart, field.end);
}
