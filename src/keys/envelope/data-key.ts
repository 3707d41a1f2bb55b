import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { SecretBytes } from '../secret-bytes.ts';
import { varintSize, writeVarint } from '../../domain/protobuf-wire.ts';
import { additionalData, metadataEntries, type SealedHeader } from './header.ts';

const algorithm = 'aes-256-gcm';
export const dataKeyBytes = 32;
export const nonceBytes = 12;
export const tagBytes = 16;
const tagOption = { authTagLength: tagBytes };
/** Field 2 of Payload, length-delimited. */
const dataTag = 0x12;

/** One data key with all that is the same for every payload under it, made once. */
export class DataKey {
  readonly header: SealedHeader;
  /** The metadata of its payloads, entry by entry as they stand on the wire. */
  readonly entries: readonly Buffer[];
  readonly #metadata: Buffer;
  readonly additional: Buffer;
  readonly #secret: SecretBytes;

  /** Takes the secret over. */
  constructor(header: SealedHeader, secret: SecretBytes) {
    this.header = header;
    this.entries = metadataEntries(header);
    this.#metadata = Buffer.concat(this.entries);
    this.additional = additionalData(header);
    this.#secret = secret;
  }

  /** The same key with bytes of its own. */
  copy(): DataKey {
    return new DataKey(this.header, this.#secret.copy());
  }

  /** A serialized Payload that holds `payload`. `nonce` is 12 bytes that this key has not been used with. */
  seal(payload: Buffer, nonce: Buffer): Buffer {
    const length = nonceBytes + payload.length + tagBytes;
    const head = this.#metadata.length + 1 + varintSize(length);
    const sealed = Buffer.allocUnsafe(head + length);
    this.#metadata.copy(sealed);
    sealed[this.#metadata.length] = dataTag;
    writeVarint(sealed, this.#metadata.length + 1, length);
    nonce.copy(sealed, head);
    const cipher = createCipheriv(algorithm, this.#secret.reveal(), nonce, tagOption);
    cipher.setAAD(this.additional);
    cipher.update(payload).copy(sealed, head + nonceBytes);
    cipher.final();
    cipher.getAuthTag().copy(sealed, head + length - tagBytes);
    return sealed;
  }

  /** What `data` of a payload holds; `undefined` when its tag, or anything that is authenticated with it, is not right. */
  open(data: Buffer): Buffer | undefined {
    if (data.length < nonceBytes + tagBytes) return undefined;
    const end = data.length - tagBytes;
    const decipher = createDecipheriv(algorithm, this.#secret.reveal(), data.subarray(0, nonceBytes), tagOption);
    decipher.setAAD(this.additional);
    decipher.setAuthTag(data.subarray(end));
    const payload = decipher.update(data.subarray(nonceBytes, end));
    try {
      decipher.final();
      return payload;
    } catch {
      return undefined;
    }
  }

  /** No payload can be sealed or opened with it any more. */
  erase(): void {
    this.#secret.erase();
  }
}
