import { encodePayload, readPayload } from './payloads.ts';
import { cutText } from './sealed-text.ts';

/** What a failure says to people, and what its SDK has encoded of it already. */
export interface FailureText {
  readonly message: string;
  readonly stackTrace: string;
  /** A serialized payload. */
  readonly attributes: Buffer | undefined;
}

/** What SDKs write in the place of a message that is encoded. */
export const encodedMessage = 'Encoded failure';

/** Set on payloads in which a failure's texts were put by this proxy and not by the SDK: their failure is put together again. */
const mark = 'managed-temporal/failure-text';
const ownAttributes = 'managed-temporal/encoded-attributes';

/** Whether there is anything to read in it. */
export function hasText({ message, stackTrace }: FailureText): boolean {
  return stackTrace !== '' || (message !== '' && message !== encodedMessage);
}

/** A payload like those SDKs encode failures in, so that their tools can show it; texts in it have at most so many bytes as JSON. */
export function encodeFailureText(text: FailureText, maximumBytes: number): { payload: Buffer; size: number } {
  const message = cutToJson(text.message, maximumBytes);
  const stackTrace = cutToJson(text.stackTrace, maximumBytes - jsonSize(message));
  const metadata: Record<string, string | Buffer> = { encoding: 'json/plain', [mark]: '1' };
  if (text.attributes !== undefined) metadata[ownAttributes] = text.attributes;
  const data = Buffer.from(JSON.stringify({ message, stack_trace: stackTrace }));
  return { payload: encodePayload(metadata, data), size: jsonSize(message) + jsonSize(stackTrace) };
}

/** `undefined`: it was not made by `encodeFailureText`. */
export function decodeFailureText(payload: Buffer): FailureText | undefined {
  const read = payload.includes(mark) ? readPayload(payload) : undefined;
  if (read === undefined || !read.metadata.has(mark)) return undefined;
  const { message, stack_trace: stackTrace } = parseObject(read.data);
  if (typeof message !== 'string' || typeof stackTrace !== 'string') return undefined;
  return { message, stackTrace, attributes: read.metadata.get(ownAttributes) };
}

function parseObject(json: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json.toString());
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

function jsonSize(text: string): number {
  return text === '' ? 0 : Buffer.byteLength(JSON.stringify(text)) - 2;
}

/** Escapes make it larger, at most six times; what is cut off is found by halves. */
function cutToJson(text: string, maximumBytes: number): string {
  if (jsonSize(text) <= maximumBytes) return text;
  let [fits, tooLong] = [0, maximumBytes + 1];
  while (tooLong - fits > 1) {
    const middle = Math.floor((fits + tooLong) / 2);
    if (jsonSize(cutText(text, middle)) <= maximumBytes) fits = middle;
    else tooLong = middle;
  }
  return cutText(text, Math.max(0, fits));
}
