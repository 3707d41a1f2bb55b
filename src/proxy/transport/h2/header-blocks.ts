import { flag, frameType, stripPadding, type FrameHeader } from './frames.ts';
import { HpackDecoder, type HeaderFields } from './hpack-decoder.ts';

/** Past that it is no long answer but a flood. */
const largestBlock = 262_144;
const mostParts = 64;

export type BlockOutcome =
  | { kind: 'fields'; stream: number; fields: HeaderFields; isEnd: boolean }
  /** Read, so that the table is right, but not kept. */
  | { kind: 'too-large'; stream: number }
  /** CONTINUATION has to follow. */
  | { kind: 'open' }
  | { kind: 'broken'; what: 'padding' | 'size' | 'compression' };

/** Puts the header blocks of one connection together, from HEADERS and the CONTINUATIONs behind it. */
export class HeaderBlocks {
  readonly #decoder = new HpackDecoder();
  #header: FrameHeader | undefined;
  #parts: Buffer[] = [];
  #size = 0;

  /** A block is begun: nothing but its own CONTINUATION may come. */
  accepts(header: FrameHeader): boolean {
    if (this.#header === undefined) return header.type !== frameType.continuation;
    return header.type === frameType.continuation && header.stream === this.#header.stream;
  }

  take(header: FrameHeader, payload: Buffer): BlockOutcome {
    const part = header.type === frameType.headers ? stripPadding(payload, header.flags) : payload;
    if (part === undefined) return { kind: 'broken', what: 'padding' };
    const first = this.#header ?? header;
    const isWhole = (header.flags & flag.endHeaders) !== 0;
    if (isWhole && this.#header === undefined) return this.#decode(first, part);
    this.#header = first;
    this.#parts.push(Buffer.from(part));
    this.#size += part.length;
    if (this.#size > largestBlock || this.#parts.length > mostParts) return { kind: 'broken', what: 'size' };
    return isWhole ? this.#decode(first, Buffer.concat(this.#parts)) : { kind: 'open' };
  }

  #decode(header: FrameHeader, block: Buffer): BlockOutcome {
    this.#header = undefined;
    this.#parts = [];
    this.#size = 0;
    const fields = this.#decoder.decode(block);
    if (fields === undefined) return { kind: 'broken', what: 'compression' };
    if (fields === 'too-large') return { kind: 'too-large', stream: header.stream };
    return { kind: 'fields', stream: header.stream, fields, isEnd: (header.flags & flag.endStream) !== 0 };
  }
}
