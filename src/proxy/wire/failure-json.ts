import { encodedMessage, encodeFailureText, hasText, type FailureText } from './failure-text.ts';
import { encodePayload, readPayload, sealBytes } from './payloads.ts';
import { fail, type Walk } from './walk.ts';
import { maximumDepth } from '../../domain/protobuf-wire.ts';

export type Json = Readonly<Record<string, unknown>>;

const failureKeys = new Set([
  'message',
  'source',
  'stackTrace',
  'encodedAttributes',
  'cause',
  'applicationFailureInfo',
  'timeoutFailureInfo',
  'canceledFailureInfo',
  'terminatedFailureInfo',
  'serverFailureInfo',
  'resetWorkflowFailureInfo',
  'activityFailureInfo',
  'childWorkflowExecutionFailureInfo',
  'nexusOperationExecutionFailureInfo',
  'nexusHandlerFailureInfo',
]);

interface Sealing {
  readonly maximumBytes: number;
  readonly depth: number;
}

/** A temporal.api.failure.v1.Failure in protobuf's JSON: its texts go into its encoded attributes, and every payload is sealed. */
export function sealFailureJson(walk: Walk, given: Json, sealing: Sealing): Json {
  const failure = Object.fromEntries(Object.entries(given).map(([key, value]) => [camelCase(key), value]));
  if (sealing.depth > maximumDepth || Object.keys(failure).some((key) => !failureKeys.has(key))) {
    fail(walk, 'unknown-field', { place: 'details', detail: 'of the JSON of a failure' });
    return {};
  }
  const { message, stackTrace, encodedAttributes, cause, ...infos } = failure;
  const attributes = isObject(encodedAttributes) ? payloadBytes(encodedAttributes) : undefined;
  const text = { message: textIn(message), stackTrace: textIn(stackTrace), attributes };
  const below = { ...sealing, depth: sealing.depth + 1 };
  return {
    ...(sealPayloads(walk, infos, below) as Json),
    ...(text.message === '' && text.stackTrace === '' ? {} : { message: encodedMessage }),
    ...optional('encodedAttributes', sealAttributes(walk, text, sealing.maximumBytes)),
    ...(isObject(cause) ? { cause: sealFailureJson(walk, cause, below) } : {}),
  };
}

/** The payload, as JSON, that a failure's texts go into; `undefined` when there is nothing to encode. */
export function sealAttributes(walk: Walk, text: FailureText, maximumBytes: number): Json | undefined {
  const plain = hasText(text) ? encodeFailureText(text, Infinity).payload : text.attributes;
  return plain === undefined ? undefined : sealedJson(walk, plain, maximumBytes);
}

/** The payloads of a failure are all in lists of one name. */
function sealPayloads(walk: Walk, value: unknown, sealing: Sealing): unknown {
  if (sealing.depth > maximumDepth) fail(walk, 'too-deep', { place: 'details', detail: 'of the JSON of a failure' });
  if (walk.problem !== undefined || typeof value !== 'object' || value === null) return value;
  const below = { ...sealing, depth: sealing.depth + 1 };
  if (Array.isArray(value)) return value.map((one) => sealPayloads(walk, one, below));
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === 'payloads' ? sealList(walk, one, sealing) : sealPayloads(walk, one, below)]),
  );
}

function sealList(walk: Walk, list: unknown, { maximumBytes }: Sealing): Json[] {
  const payloads = (Array.isArray(list) ? list : []).filter(isObject);
  return payloads.map((one) => (walk.problem === undefined ? sealedJson(walk, payloadBytes(one), maximumBytes) : {}));
}

function sealedJson(walk: Walk, payload: Buffer, maximumBytes: number): Json {
  const read = readPayload(sealBytes(walk, payload, maximumBytes) ?? payload);
  const metadata = [...(read?.metadata ?? [])].map(([key, value]) => [key, value.toString('base64')]);
  return { metadata: Object.fromEntries(metadata) as Json, data: read?.data.toString('base64') ?? '' };
}

/** Protobuf's JSON has bytes in base64 of either alphabet. */
export function payloadBytes({ metadata, data }: Json): Buffer {
  const entries = Object.entries(isObject(metadata) ? metadata : {}).map(([key, value]) => [key, Buffer.from(textIn(value), 'base64')]);
  return encodePayload(Object.fromEntries(entries) as Record<string, Buffer>, Buffer.from(textIn(data), 'base64'));
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `undefined`: it is no JSON object. */
export function parseObject(json: Buffer): Json | undefined {
  try {
    const value: unknown = JSON.parse(json.toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function optional(key: string, value: unknown): Json {
  return value === undefined ? {} : { [key]: value };
}

function textIn(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Parsers of protobuf's JSON take both names of a field. */
function camelCase(key: string): string {
  return key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
