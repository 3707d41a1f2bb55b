const carriageReturn = 13;
const lineFeed = 10;

/** The same bytes with every CRLF as LF; the very same array when there is none. */
export function withLineFeeds(bytes: Uint8Array): Uint8Array {
  if (!bytes.includes(carriageReturn)) return bytes;
  return bytes.filter((byte, index) => byte !== carriageReturn || bytes[index + 1] !== lineFeed);
}

/** Line ends as another file of the same name has them: a checkout may have turned them all. */
export function withLineEndsOf(bytes: Uint8Array, other: Uint8Array): Uint8Array {
  if (bytes.includes(carriageReturn) || withLineFeeds(other).length === other.length) return bytes;
  const text = textOf(bytes);
  return text === undefined ? bytes : encode(text.replaceAll('\n', '\r\n'));
}

/** `undefined`: not a text. */
export function textOf(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Bytes that came as a string of one character each. */
export function bytesOf(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (character) => character.charCodeAt(0));
}

export function isSameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
