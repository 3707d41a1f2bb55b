import { parseObject, payloadBytes, sealAttributes, sealFailureJson, type Json } from './failure-json.ts';
import { encodedMessage, hasText } from './failure-text.ts';
import type { MessageTable } from './table.ts';
import { fail, replaceBy, walkFields, type Walk } from './walk.ts';
import { encodeField, encodeText, lastOf, maximumDepth, readFields, type Field } from '../../domain/protobuf-wire.ts';

/** Numbers of the fields of temporal.api.nexus.v1.Failure. */
const nexusField = { message: 1, metadata: 2, details: 3, stackTrace: 4, cause: 5 };
const temporalFailure = 'temporal.api.failure.v1.Failure';

interface NexusFailure {
  readonly message: string;
  readonly stackTrace: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly details: Buffer;
  /** Serialized. */
  readonly cause: Buffer | undefined;
}

interface Sealing {
  readonly table: MessageTable;
  readonly maximumBytes: number;
  readonly depth: number;
}

/**
 * A failure as Nexus knows it: a text, and details as JSON. Servers make a failure of Temporal of it, from the details when the metadata
 * says that they are one; so that is what it becomes here already, with its texts in the encoded attributes, and is opened like any other.
 * Source: `common/nexus/failure.go` of the server.
 */
export function sealNexusFailure(walk: Walk, table: MessageTable, { end, maximumBytes }: { end: number; maximumBytes: number }): number {
  if (walk.keys === undefined) return walkFields(walk, table, end);
  const sealed = sealBytes(walk, walk.source.subarray(walk.at, end), { table, maximumBytes, depth: walk.depth });
  return sealed === undefined ? 0 : replaceBy(walk, end, sealed);
}

/** `undefined`: there is a problem. */
function sealBytes(walk: Walk, bytes: Buffer, sealing: Sealing): Buffer | undefined {
  const failure = readNexusFailure(walk, bytes, sealing);
  if (failure === undefined) return undefined;
  const cause = failure.cause === undefined ? undefined : sealBytes(walk, failure.cause, { ...sealing, depth: sealing.depth + 1 });
  const { metadata, details } = sealDetails(walk, failure, sealing);
  if (walk.problem !== undefined) return undefined;
  const isSilent = failure.message === '' && failure.stackTrace === '';
  return Buffer.concat([
    ...(isSilent ? [] : [encodeText(nexusField.message, encodedMessage)]),
    ...Object.entries(metadata).map(([key, value]) => encodeField(nexusField.metadata, entryOf(key, value))),
    ...(details === undefined ? [] : [encodeText(nexusField.details, JSON.stringify(details))]),
    ...(cause === undefined ? [] : [encodeField(nexusField.cause, cause)]),
  ]);
}

function entryOf(key: string, value: string): Buffer {
  return Buffer.concat([encodeText(1, key), encodeText(2, value)]);
}

type Sealed = Pick<NexusFailure, 'metadata'> & { readonly details: Json | undefined };

function sealDetails(walk: Walk, failure: NexusFailure, sealing: Sealing): Sealed {
  const { metadata, details, message, stackTrace } = failure;
  const json = parseObject(details);
  const type = json === undefined ? undefined : metadata['type'];
  if (json !== undefined && type === 'nexus.HandlerError')
    return { metadata: { type }, details: handlerError(walk, failure, { ...sealing, json }) };
  const info = type === temporalFailure ? json : type === 'nexus.OperationError' ? operationError(json) : unknownInfo(failure);
  const { message: _, ...sealed } = sealFailureJson(walk, { ...info, message, stackTrace }, sealing);
  const isEmpty = Object.keys(sealed).length === 0;
  return isEmpty ? { metadata: {}, details: undefined } : { metadata: { type: temporalFailure }, details: sealed };
}

/** Its encoded attributes are a payload as JSON, in base64 again. */
function handlerError(walk: Walk, { message, stackTrace }: NexusFailure, { json, maximumBytes }: Sealing & { json: Json }): Json {
  const { type, retryableOverride, encodedAttributes } = json;
  const given = typeof encodedAttributes === 'string' ? parseObject(Buffer.from(encodedAttributes, 'base64url')) : undefined;
  const text = { message, stackTrace, attributes: given === undefined ? undefined : payloadBytes(given) };
  const sealed = hasText(text) || text.attributes !== undefined ? sealAttributes(walk, text, maximumBytes) : undefined;
  const attributes = sealed === undefined ? undefined : Buffer.from(JSON.stringify(sealed)).toString('base64url');
  return { type, retryableOverride, encodedAttributes: attributes };
}

/** What servers make of an operation's error. */
function operationError(json: Json | undefined): Json {
  if (json?.['state'] === 'canceled') return { canceledFailureInfo: {} };
  return { applicationFailureInfo: { type: 'OperationError', nonRetryable: true } };
}

/** What servers make of metadata and details that they do not know: the details of an application failure. */
function unknownInfo({ metadata, details }: NexusFailure): Json {
  if (details.length === 0 && Object.keys(metadata).length === 0) return {};
  const data = JSON.stringify({ message: '', metadata, details: parseObject(details) ?? details.toString() });
  const payload = { metadata: { encoding: base64('json/plain') }, data: base64(data) };
  return { applicationFailureInfo: { type: 'NexusFailure', details: { payloads: [payload] } } };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** `undefined`: there is a problem. */
function readNexusFailure(walk: Walk, bytes: Buffer, { table, depth }: Sealing): NexusFailure | undefined {
  const fields = readFields(bytes, 0, bytes.length);
  const unknown = fields?.find(({ number, wire }) => wire !== 2 || table.fields[number] === undefined);
  if (fields === undefined) fail(walk, 'malformed', { detail: 'a failure of Nexus' });
  else if (unknown !== undefined) fail(walk, 'unknown-field', { place: String(unknown.number), detail: `wire type ${unknown.wire}` });
  else if (depth > maximumDepth) fail(walk, 'too-deep', { detail: `deeper than ${maximumDepth}` });
  if (fields === undefined || walk.problem !== undefined) return undefined;
  const causes = fields.filter(({ number }) => number === nexusField.cause).map(({ valueStart, end }) => bytes.subarray(valueStart, end));
  return {
    message: textAt(bytes, fields, nexusField.message),
    stackTrace: textAt(bytes, fields, nexusField.stackTrace),
    metadata: readMetadata(bytes, fields),
    details: Buffer.from(textAt(bytes, fields, nexusField.details)),
    cause: causes.length === 0 ? undefined : Buffer.concat(causes),
  };
}

function readMetadata(bytes: Buffer, fields: readonly Field[]): Record<string, string> {
  const entries = fields.filter(({ number }) => number === nexusField.metadata);
  return Object.fromEntries(
    entries.map(({ valueStart, end }): [string, string] => {
      const entry = readFields(bytes, valueStart, end) ?? [];
      return [textAt(bytes, entry, 1), textAt(bytes, entry, 2)];
    }),
  );
}

function textAt(bytes: Buffer, fields: readonly Field[], number: number): string {
  const field = lastOf(fields, number);
  return field === undefined ? '' : bytes.toString('utf8', field.valueStart, field.end);
}
