import { encodePayload, readPayload, sealBytes } from './payloads.ts';
import type { Walk } from './walk.ts';

/**
 * A text that has no payload to be sealed in becomes a token: this, and the sealed payload in base64url. It survives being quoted
 * in a longer text, and needs no percent-encoding in `grpc-message`.
 */
const prefix = 'managed-temporal-sealed.';
const token = /managed-temporal-sealed[.](?<payload>[\w-]+)/g;

/** Servers cut the message of an error at 4,000 bytes (`system.maxServiceErrorMessageLength`), and may put something before it. */
const maximumTokenBytes = 3_900;

/** `undefined` when it stays as it is, or when there is a problem. Cut when the token would not survive the server. */
export function sealText(walk: Walk, text: string): string | undefined {
  if (text === '' || isToken(walk, text)) return undefined;
  const whole = tokenOf(walk, Buffer.from(text));
  if (whole === undefined || whole.length <= maximumTokenBytes) return whole;
  const tooMany = Math.ceil(((whole.length - maximumTokenBytes) * 3) / 4) + 4;
  return tokenOf(walk, Buffer.from(cutText(text, Buffer.byteLength(text) - tooMany)));
}

const onlyToken = /^managed-temporal-sealed[.][\w-]+$/;

/** What only looks like a token, or is one of another domain, is a text like any other. */
function isToken(walk: Walk, text: string): boolean {
  if (!onlyToken.test(text)) return false;
  const outcome = walk.keys?.seal(Buffer.from(text.slice(prefix.length), 'base64url'));
  if (outcome?.kind === 'missing') walk.missing.push(outcome.key);
  else if (outcome?.kind === 'verbatim') walk.counts.verbatim++;
  else return false;
  return true;
}

function tokenOf(walk: Walk, text: Buffer): string | undefined {
  const sealed = sealBytes(walk, encodePayload({ encoding: 'text/plain' }, text), Infinity);
  return sealed === undefined ? undefined : prefix + sealed.toString('base64url');
}

/** At most so many bytes of UTF-8, with an ellipsis when anything is missing. */
export function cutText(text: string, maximumBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maximumBytes) return text;
  let end = Math.max(0, maximumBytes - ellipsis.length);
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return end === 0 ? '' : `${bytes.toString('utf8', 0, end)}…`;
}

const ellipsis = Buffer.from('…');

/**
 * The text with every token opened that can be; a token that was cut, or copied from elsewhere, stays, as it is no reason to hide the rest
 * of an error. `encode` is applied to what comes out of a token.
 */
export function openTokens(text: string, open: (payload: Buffer) => Buffer | undefined, encode = (plain: string) => plain): string {
  if (!text.includes(prefix)) return text;
  return text.replaceAll(token, (whole: string, payload: string) => {
    const opened = open(Buffer.from(payload, 'base64url'));
    const plain = opened === undefined ? undefined : readPayload(opened)?.data.toString();
    return plain === undefined ? whole : encode(plain);
  });
}
