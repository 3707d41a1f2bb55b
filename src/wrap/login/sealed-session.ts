import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

const algorithm = 'aes-256-gcm';
const nonceLength = 12;
const tagLength = 16;
export const sealingKeyLength = 32;

/** The text of a session file that only whoever has the key can read. A fresh nonce each time: few are ever made with one key. */
export function seal(text: string, key: Buffer): string {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce);
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${JSON.stringify({ schemaVersion: 1, sealed: sealed.toString('base64') })}\n`;
}

/** What is sealed in the text of a session file; `undefined` when it is not of that kind. */
export function sealedIn(text: string): string | undefined {
  try {
    const value = JSON.parse(text) as { schemaVersion?: unknown; sealed?: unknown } | null;
    const isSealed = typeof value === 'object' && value !== null && value.schemaVersion === 1 && Object.keys(value).length === 2;
    return isSealed && typeof value.sealed === 'string' ? value.sealed : undefined;
  } catch {
    return undefined;
  }
}

/** `undefined` when it was sealed with another key, or changed. */
export function openSealed(sealed: string, key: Buffer): string | undefined {
  const bytes = Buffer.from(sealed, 'base64');
  if (bytes.length < nonceLength + tagLength || key.length !== sealingKeyLength) return undefined;
  const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, nonceLength)).setAuthTag(bytes.subarray(-tagLength));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(nonceLength, -tagLength)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
