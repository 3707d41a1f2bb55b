import { createHash } from 'node:crypto';
import { encodeField } from '../../domain/protobuf-wire.ts';

/** What a sealed payload says in clear of the key it is sealed with; all of it is authenticated. */
export interface SealedHeader {
  readonly deployment: string;
  readonly domain: string;
  readonly keyId: string;
  readonly keyVersion: number;
  readonly wrapped: Buffer;
}

/** Format 1: AES-256-GCM over the whole serialized Payload; data = nonce (12 bytes), ciphertext, tag (16 bytes). */
export const sealedFormat = '1';
export const sealedEncoding = 'binary/encrypted';
export const encodingField = 'encoding';

/** Metadata keys that make a payload one of ours: any one of them is enough, so that a damaged one is not taken for plain. */
export const headerFields = {
  format: 'mt-format',
  deployment: 'mt-deployment',
  domain: 'mt-domain',
  keyId: 'mt-key',
  keyVersion: 'mt-version',
  wrapped: 'mt-data-key',
} as const;

/** AWS KMS returns at most this many bytes of ciphertext; ours are shorter. */
export const maximumWrappedBytes = 6144;

const magic = 'managed-temporal';

/** The authenticated data of a payload: magic, format and every header field, each with its length before it. */
export function additionalData(header: SealedHeader): Buffer {
  return lengthPrefixed([
    magic,
    sealedFormat,
    header.deployment,
    header.domain,
    header.keyId,
    String(header.keyVersion),
    createHash('sha256').update(header.wrapped).digest(),
  ]);
}

/** Each part after its length as four bytes, so that no two lists of parts are the same bytes. */
export function lengthPrefixed(parts: readonly (string | Buffer)[]): Buffer {
  return Buffer.concat(
    parts.flatMap((part) => {
      const bytes = Buffer.from(part as string);
      const length = Buffer.alloc(4);
      length.writeUInt32BE(bytes.length);
      return [length, bytes];
    }),
  );
}

/** The metadata of every payload that is sealed with one data key, as it stands on the wire: entries of field 1 of Payload. */
export function metadataEntries(header: SealedHeader): Buffer[] {
  const entries: [string, string | Buffer][] = [
    [encodingField, sealedEncoding],
    [headerFields.format, sealedFormat],
    [headerFields.deployment, header.deployment],
    [headerFields.domain, header.domain],
    [headerFields.keyId, header.keyId],
    [headerFields.keyVersion, String(header.keyVersion)],
    [headerFields.wrapped, header.wrapped],
  ];
  return entries.map(([key, value]) =>
    encodeField(1, Buffer.concat([encodeField(1, Buffer.from(key)), encodeField(2, Buffer.from(value as string))])),
  );
}

/** What the metadata entry of the wrapped data key begins with, and no other. */
export const wrappedEntryHead = encodeField(1, Buffer.from(headerFields.wrapped));
