import { createHash } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';

/** Digests and compression: pure in effect, but Node's. */
export interface Bytes {
  gzip(bytes: Uint8Array): Uint8Array;
  /** Throws when the bytes are no gzip stream, or unpack to more than `maxBytes`. */
  gunzip(bytes: Uint8Array, maxBytes: number): Uint8Array;
  /** `sha256:<hex>` */
  sha256(bytes: Uint8Array): string;
  /** The id git gives a file with these bytes, in a SHA-1 repository. */
  gitBlobId(bytes: Uint8Array): string;
}

export const nodeBytes: Bytes = {
  gzip: (bytes) => gzipSync(bytes, { level: 9 }),
  gunzip: (bytes, maxBytes) => gunzipSync(bytes, { maxOutputLength: maxBytes }),
  sha256: (bytes) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`,
  gitBlobId: (bytes) => createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex'),
};
