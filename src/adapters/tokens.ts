import { createHash, randomBytes } from 'node:crypto';

/** 256 bits, as a token that goes into a header as it is. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** In hexadecimal digits. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
