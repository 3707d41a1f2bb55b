import { createCipheriv, createDecipheriv } from 'node:crypto';
import { dataKeyBytes, nonceBytes, tagBytes } from '../envelope/data-key.ts';
import { lengthPrefixed } from '../envelope/header.ts';
import type { RingVersion } from '../ring/ring.ts';
import { SecretBytes } from '../secret-bytes.ts';
import type { EncryptionContext, GenerateOutcome, KeyProvider, ProviderFailure, UnwrapOutcome } from './provider.ts';

const algorithm = 'aes-256-gcm';
const tagOption = { authTagLength: tagBytes };

/**
 * Wraps with the material that the ring itself holds: AES-256-GCM, the encryption context and the version as
 * authenticated data; wrapped = nonce (12 bytes), ciphertext (32), tag (16). The ring is the root of trust.
 */
export function localProvider(name: string, random: (bytes: Buffer) => void): KeyProvider {
  return {
    name,
    generate: async (version, context) => await Promise.resolve(generate(version, context, random)),
    unwrap: async (version, wrapped, context) => await Promise.resolve(unwrap(version, wrapped, context)),
    close: () => undefined,
  };
}

function generate(version: RingVersion, context: EncryptionContext, random: (bytes: Buffer) => void): GenerateOutcome {
  if (version.material === undefined) return withoutMaterial(version);
  const key = Buffer.allocUnsafeSlow(dataKeyBytes);
  const nonce = Buffer.alloc(nonceBytes);
  random(key);
  random(nonce);
  const cipher = createCipheriv(algorithm, version.material.reveal(), nonce, tagOption);
  cipher.setAAD(additionalData(version, context));
  const ciphertext = cipher.update(key);
  cipher.final();
  return { kind: 'generated', key: new SecretBytes(key), wrapped: Buffer.concat([nonce, ciphertext, cipher.getAuthTag()]) };
}

function unwrap(version: RingVersion, wrapped: Buffer, context: EncryptionContext): UnwrapOutcome {
  if (version.material === undefined) return withoutMaterial(version);
  if (wrapped.length !== nonceBytes + dataKeyBytes + tagBytes) return invalid(version, `it has ${wrapped.length} bytes`);
  const end = wrapped.length - tagBytes;
  const decipher = createDecipheriv(algorithm, version.material.reveal(), wrapped.subarray(0, nonceBytes), tagOption);
  decipher.setAAD(additionalData(version, context));
  decipher.setAuthTag(wrapped.subarray(end));
  const clear = decipher.update(wrapped.subarray(nonceBytes, end));
  try {
    decipher.final();
  } catch {
    clear.fill(0);
    return invalid(version, 'its tag is not right');
  }
  const key = new SecretBytes(clear).copy();
  clear.fill(0);
  return { kind: 'unwrapped', key };
}

function additionalData({ keyId, version }: RingVersion, { deployment, domain }: EncryptionContext): Buffer {
  return lengthPrefixed(['managed-temporal-data-key', '1', deployment, domain, keyId, String(version)]);
}

function withoutMaterial({ domain, version }: RingVersion): ProviderFailure {
  return { kind: 'refused', reason: 'unknown-key', detail: `the ring holds no material for version ${version} of ${domain}` };
}

function invalid({ domain, version }: RingVersion, why: string): ProviderFailure {
  return { kind: 'refused', reason: 'invalid', detail: `the data key is not wrapped by version ${version} of ${domain}: ${why}` };
}
