import { addPlace, replaceBy, replaceValue, rewriteApart, walkFields, type Walk } from './walk.ts';
import { decodeFailureText, encodedMessage, encodeFailureText, hasText, type FailureText } from './failure-text.ts';
import { openBytes, sealBytes } from './payloads.ts';
import type { FieldRule, MessageTable } from './table.ts';
import { encodeField, encodeText, lastOf, readFields } from '../../domain/protobuf-wire.ts';

/** Numbers of the fields of temporal.api.failure.v1.Failure. */
const failureField = { message: 1, stackTrace: 3, encodedAttributes: 20 };

/** Which fields of the failure being walked are written anew at its end. */
const strip = { nothing: 0, text: 1, attributes: 2 };

/** Texts go into the encoded attributes and are sealed there; attributes that an SDK has encoded by itself are sealed as they are. */
export function sealFailure(walk: Walk, table: MessageTable, { end, maximumBytes }: { end: number; maximumBytes: number }): number {
  const text = walk.keys === undefined ? undefined : readText(walk, end);
  if (text === undefined) return walkFields(walk, table, end);
  if (!hasText(text)) {
    const attributes = text.attributes === undefined ? undefined : sealBytes(walk, text.attributes, maximumBytes);
    return walkStripped(walk, table, { end, strip: attributes === undefined ? strip.nothing : strip.attributes, text: { attributes } });
  }
  if (text.attributes !== undefined) checkDomain(walk, text.attributes);
  // Longer than this no payload may be, and a text is better cut than refused.
  const limit = Math.min(walk.texts.limit, Math.floor(maximumBytes / 2));
  const { payload, size } = encodeFailureText(text, limit);
  walk.texts.sizes.push(size);
  const attributes = sealBytes(walk, payload, maximumBytes);
  const stripped = attributes === undefined ? strip.nothing : strip.text | strip.attributes;
  return walkStripped(walk, table, { end, strip: stripped, text: { message: encodedMessage, attributes } });
}

/** Attributes that are sealed already have to be of this domain, though they are only part of what is sealed. */
function checkDomain(walk: Walk, attributes: Buffer): void {
  const { sealed } = walk.counts;
  const { sealedBytes } = walk;
  sealBytes(walk, attributes, Infinity);
  walk.counts.sealed = sealed;
  walk.sealedBytes = sealedBytes;
}

/** Puts texts back to where they were when this proxy took them away. */
export function openFailure(walk: Walk, table: MessageTable, end: number): number {
  const sealed = walk.keys === undefined ? undefined : readText(walk, end)?.attributes;
  const opened = sealed === undefined ? undefined : openBytes(walk, sealed);
  if (opened === undefined) return walkStripped(walk, table, { end, strip: strip.nothing, text: { attributes: undefined } });
  const text = decodeFailureText(opened);
  if (text === undefined) return walkStripped(walk, table, { end, strip: strip.attributes, text: { attributes: opened } });
  return walkStripped(walk, table, {
    end,
    strip: strip.text | strip.attributes,
    text: { ...text, attributes: openOwn(walk, text.attributes) },
  });
}

/**
 * Attributes that were encoded by the SDK, and may have been sealed before they were put beside the texts. Whoever sends a failure may have
 * put anything there, which is no reason to hide the history it is in: what cannot be opened stays as it is.
 */
function openOwn(walk: Walk, attributes: Buffer | undefined): Buffer | undefined {
  if (attributes === undefined) return undefined;
  const { plain } = walk.counts;
  const opened = openBytes(walk, attributes) ?? attributes;
  walk.counts.plain = plain;
  if (walk.problem?.kind === 'refused') walk.problem = undefined;
  return opened;
}

function readText({ source, at }: Walk, end: number): FailureText | undefined {
  const fields = readFields(source, at, end);
  if (fields === undefined) return undefined;
  const valueOf = (number: number): Buffer | undefined => {
    const field = lastOf(fields, number);
    return field === undefined ? undefined : source.subarray(field.valueStart, field.end);
  };
  return {
    message: valueOf(failureField.message)?.toString() ?? '',
    stackTrace: valueOf(failureField.stackTrace)?.toString() ?? '',
    attributes: valueOf(failureField.encodedAttributes),
  };
}

interface Stripped {
  readonly end: number;
  readonly strip: number;
  readonly text: { readonly message?: string; readonly stackTrace?: string; readonly attributes: Buffer | undefined };
}

function walkStripped(walk: Walk, table: MessageTable, { end, strip: stripped, text }: Stripped): number {
  if (walk.problem !== undefined) {
    addPlace(walk, 'encoded_attributes');
    return 0;
  }
  const outer = walk.stripped;
  walk.stripped = stripped;
  const grown = walkFields(walk, table, end);
  walk.stripped = outer;
  if (stripped === strip.nothing || walk.problem !== undefined) return grown;
  return grown + replaceBy(walk, end, encodeFields(text));
}

function encodeFields({ message = '', stackTrace = '', attributes }: Stripped['text']): Buffer {
  return Buffer.concat([
    ...(message === '' ? [] : [encodeText(failureField.message, message)]),
    ...(stackTrace === '' ? [] : [encodeText(failureField.stackTrace, stackTrace)]),
    ...(attributes === undefined ? [] : [encodeField(failureField.encodedAttributes, attributes)]),
  ]);
}

/** Message, stack trace or encoded attributes of the failure being walked. */
export function treatFailureField(walk: Walk, rule: FieldRule, end: number): number {
  const which = rule.treatment === 'failure-text' ? strip.text : strip.attributes;
  if ((walk.stripped & which) === 0) return 0;
  walk.edits.push({ from: walk.fieldAt, to: end, length: -1, insert: undefined });
  return walk.fieldAt - end;
}

/**
 * Seals a failure that its server cuts down when it is larger: then the encoded attributes would be gone, and its text with them.
 * Texts are cut so that it fits; when it would not fit without any, they are left whole, as the last failure is kept whole in the history.
 */
export function fitFailure(walk: Walk, rule: FieldRule, end: number): number {
  const { table } = rule;
  if (table === undefined) return 0;
  const whole = walk.source.subarray(walk.at, end);
  const { texts, sealedBytes } = walk;
  texts.sizes = [];
  const first = rewriteApart(walk, whole, table);
  let [fitted, limit] = [first, Infinity];
  for (let attempt = 0; attempt < 3 && fitted.length > rule.fits && walk.problem === undefined; attempt++) {
    const size = texts.sizes.reduce((sum, one) => sum + one, 0);
    limit = Math.min(limit - 1, limitFor(texts.sizes, rule.fits - (fitted.length - size)));
    if (!(limit > 0)) break;
    Object.assign(texts, { limit, sizes: [] });
    walk.sealedBytes = sealedBytes;
    fitted = rewriteApart(walk, whole, table);
  }
  Object.assign(texts, { limit: Infinity, sizes: [] });
  const best = fitted.length <= rule.fits ? fitted : first;
  return best === whole ? 0 : replaceValue(walk, end, best);
}

/** The largest size of one text with which all of them come to no more than a budget. */
function limitFor(sizes: readonly number[], budget: number): number {
  let [left, limit] = [budget, 0];
  const ascending = sizes.toSorted((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    limit = Math.floor(left / (ascending.length - index));
    if (size > limit) return limit;
    left -= size;
  }
  return limit;
}
