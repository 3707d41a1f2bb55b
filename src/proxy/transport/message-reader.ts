/** Why the body is not one message: `two` and `none` break the rule that a call here has exactly one each way. */
export type MessageFault =
  | { kind: 'too-large'; size: number }
  | { kind: 'two' }
  | { kind: 'none' }
  | { kind: 'cut-off' }
  | { kind: 'flag' };

/**
 * Takes one length-prefixed message out of a body. Source: grpc/grpc doc/PROTOCOL-HTTP2.md. The length is judged as soon
 * as its five bytes are there.
 */
export class MessageReader {
  /** Known once the prefix is. */
  size: number | undefined;
  compressed = false;
  message: Buffer | undefined;
  readonly #maximum: number;
  #prefix: Buffer | undefined;
  #body: Buffer | undefined;
  #filled = 0;

  constructor(maximumBytes: number) {
    this.#maximum = maximumBytes;
  }

  feed(chunk: Buffer): MessageFault | undefined {
    if (chunk.length === 0) return undefined;
    if (this.message !== undefined) return { kind: 'two' };
    if (this.size !== undefined) return this.#fill(chunk);
    const start = this.#prefix === undefined ? chunk : Buffer.concat([this.#prefix, chunk]);
    if (start.length < 5) {
      this.#prefix = Buffer.from(start);
      return undefined;
    }
    return this.#open(start);
  }

  /** What is missing when the body ends. */
  end(): MessageFault | undefined {
    if (this.message !== undefined) return undefined;
    return this.size === undefined && this.#prefix === undefined ? { kind: 'none' } : { kind: 'cut-off' };
  }

  #open(start: Buffer): MessageFault | undefined {
    if (start[0]! > 1) return { kind: 'flag' };
    const size = start.readUInt32BE(1);
    this.compressed = start[0] === 1;
    this.size = size;
    if (size > this.#maximum) return { kind: 'too-large', size };
    const rest = start.subarray(5);
    return this.#fill(rest);
  }

  /** Copied as it arrives: what it came in is read into again. */
  #fill(chunk: Buffer): MessageFault | undefined {
    const size = this.size!;
    if (this.#filled + chunk.length > size) return { kind: 'two' };
    this.#body ??= Buffer.allocUnsafe(size);
    chunk.copy(this.#body, this.#filled);
    this.#filled += chunk.length;
    if (this.#filled === size) this.message = this.#body;
    return undefined;
  }
}

/** The five bytes before a message that is not compressed. */
function messagePrefix(size: number): Buffer {
  const prefix = Buffer.allocUnsafe(5);
  prefix[0] = 0;
  prefix.writeUInt32BE(size, 1);
  return prefix;
}

/** Above this a copy costs more than a second buffer in the write. */
const copied = 32_768;

/** A message with its prefix: one buffer if it is small, else two. */
export function frameMessage(message: Buffer): [Buffer] | [Buffer, Buffer] {
  if (message.length > copied) return [messagePrefix(message.length), message];
  const framed = Buffer.allocUnsafe(message.length + 5);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  message.copy(framed, 5);
  return [framed];
}
