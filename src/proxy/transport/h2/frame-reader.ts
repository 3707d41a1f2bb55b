import { defaultFrameSize, flag, frameHeaderBytes, frameType, type FrameHeader } from './frames.ts';

export interface FrameHandler {
  /** A piece of a DATA frame, or all of it; `isLast` says that the frame is whole. */
  onData(header: FrameHeader, piece: Buffer, isLast: boolean): void;
  /** Any other frame, and DATA with padding. */
  onFrame(header: FrameHeader, payload: Buffer): void;
  onOversize(): void;
}

const empty = Buffer.alloc(0);

/**
 * Cuts what a socket reads into frames. DATA is handed on as it comes, the others once they are whole; each is there for the call alone,
 * as its bytes are read into again.
 */
export class FrameReader {
  readonly #handler: FrameHandler;
  #rest: Buffer = empty;
  #data: FrameHeader | undefined;
  #dataLeft = 0;
  #isStopped = false;

  constructor(handler: FrameHandler) {
    this.#handler = handler;
  }

  stop(): void {
    this.#isStopped = true;
  }

  feed(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (!this.#isStopped) {
      const next = this.#data === undefined ? this.#frame(bytes, at) : this.#piece(bytes, at);
      if (next === at) break;
      at = next;
    }
    this.#rest = at === bytes.length ? empty : Buffer.from(bytes.subarray(at));
  }

  /** Gives where the next frame begins, or `at` when this one is not there yet. */
  #frame(bytes: Buffer, at: number): number {
    if (bytes.length - at < frameHeaderBytes) return at;
    const length = bytes.readUIntBE(at, 3);
    const header = { type: bytes[at + 3]!, flags: bytes[at + 4]!, stream: bytes.readUInt32BE(at + 5) & 0x7fffffff };
    const start = at + frameHeaderBytes;
    if (length > defaultFrameSize) {
      this.#handler.onOversize();
      return at;
    }
    if (header.type === frameType.data && (header.flags & flag.padded) === 0) {
      this.#data = header;
      this.#dataLeft = length;
      return length === 0 ? this.#piece(bytes, start) : start;
    }
    if (bytes.length - start < length) return at;
    this.#handler.onFrame(header, bytes.subarray(start, start + length));
    return start + length;
  }

  #piece(bytes: Buffer, at: number): number {
    const length = Math.min(this.#dataLeft, bytes.length - at);
    if (length === 0 && this.#dataLeft > 0) return at;
    const header = this.#data!;
    this.#dataLeft -= length;
    const isLast = this.#dataLeft === 0;
    if (isLast) this.#data = undefined;
    this.#handler.onData(header, bytes.subarray(at, at + length), isLast);
    return at + length;
  }
}
