import { randomBytes, randomFillSync } from 'node:crypto';
import { dataKeyBytes } from '../envelope/data-key.ts';
import { SecretBytes } from '../secret-bytes.ts';

/** Sixteen hexadecimal characters: two rings of one deployment do not get the same. */
export function newKeyId(): string {
  return randomBytes(8).toString('hex');
}

export function newMaterial(): SecretBytes {
  return new SecretBytes(randomFillSync(Buffer.allocUnsafeSlow(dataKeyBytes)));
}
