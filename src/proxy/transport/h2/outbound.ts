import type { ClientStream } from './client-stream.ts';
import { defaultFrameSize, defaultWindow, flag, frameHeaderBytes, frameType, largestWindow, setting, writeFrameHeader } from './frames.ts';
import type { FrameWriter } from './frame-writer.ts';
import { HpackEncoder, sizeOfBlock } from './hpack-encoder.ts';

/** Messages up to here are copied beside their headers; larger ones are written from where they are. */
const copied = 16_384 - 5;
const prefixBytes = 5;

/** What one connection sends on its streams, within the windows its peer gives. */
export class Outbound {
  readonly #writer: FrameWriter;
  readonly #encoder = new HpackEncoder();
  readonly #streams: ReadonlyMap<number, ClientStream>;
  /** Streams whose message is not out yet, first come first. */
  readonly #blocked = new Set<ClientStream>();
  #window = defaultWindow;
  #frameSize = defaultFrameSize;
  streamWindow = defaultWindow;

  constructor(writer: FrameWriter, streams: ReadonlyMap<number, ClientStream>) {
    this.#writer = writer;
    this.#streams = streams;
  }

  /** HEADERS and one gRPC message, with END_STREAM. */
  request(stream: ClientStream, fields: readonly [string, string][], message: Buffer): void {
    const size = message.length + prefixBytes;
    const room = Math.min(this.#window, stream.sendWindow, this.#frameSize);
    const fits = message.length <= copied && size <= room && this.#blocked.size === 0;
    const block = sizeOfBlock(fields);
    if (block > this.#frameSize) this.#longHeaders(stream.id, fields, block);
    else {
      this.#writer.fill(block + 2 * frameHeaderBytes + (fits ? size : 0), (into, at) => {
        const end = this.#encoder.encode(fields, into, at + frameHeaderBytes);
        writeFrameHeader(into, at, {
          type: frameType.headers,
          flags: flag.endHeaders,
          stream: stream.id,
          length: end - at - frameHeaderBytes,
        });
        return fits ? this.#smallData(into, end, { stream, message }) : end;
      });
    }
    if (fits && block <= this.#frameSize) return;
    const prefix = Buffer.alloc(prefixBytes);
    prefix.writeUInt32BE(message.length, 1);
    stream.unsent = message.length <= copied ? Buffer.concat([prefix, message]) : message;
    // A large message is not copied: its prefix goes ahead in a frame of its own.
    if (message.length > copied) stream.prefix = prefix;
    this.#blocked.add(stream);
    this.#pump();
  }

  /** The stream is over, sent or not. */
  drop(stream: ClientStream): void {
    this.#blocked.delete(stream);
    stream.unsent = undefined;
  }

  /** `false`: the peer broke the protocol. */
  onWindow(id: number, added: number): boolean {
    if (added === 0) return false;
    if (id === 0) this.#window += added;
    const stream = this.#streams.get(id);
    if (stream !== undefined) stream.sendWindow += added;
    if (this.#window > largestWindow || (stream?.sendWindow ?? 0) > largestWindow) return false;
    if (this.#blocked.size > 0) this.#pump();
    return true;
  }

  /** `false`: the peer broke the protocol. */
  onSetting(id: number, value: number): boolean {
    if (id === setting.headerTableSize) this.#encoder.limitTable(value);
    if (id === setting.maxFrameSize) {
      if (value < defaultFrameSize || value > 0xffffff) return false;
      this.#frameSize = value;
    }
    if (id !== setting.initialWindowSize) return true;
    if (value > largestWindow) return false;
    const change = value - this.streamWindow;
    this.streamWindow = value;
    for (const stream of this.#streams.values()) stream.sendWindow += change;
    if (this.#blocked.size > 0) this.#pump();
    return true;
  }

  #smallData(into: Buffer, at: number, { stream, message }: { stream: ClientStream; message: Buffer }): number {
    const size = message.length + prefixBytes;
    writeFrameHeader(into, at, { type: frameType.data, flags: flag.endStream, stream: stream.id, length: size });
    const start = at + frameHeaderBytes;
    into[start] = 0;
    into.writeUInt32BE(message.length, start + 1);
    message.copy(into, start + prefixBytes);
    this.#window -= size;
    stream.sendWindow -= size;
    return start + size;
  }

  #longHeaders(id: number, fields: readonly [string, string][], room: number): void {
    const whole = Buffer.allocUnsafe(room);
    const end = this.#encoder.encode(fields, whole, 0);
    for (let at = 0; at < end; at += this.#frameSize) {
      const part = whole.subarray(at, Math.min(end, at + this.#frameSize));
      const type = at === 0 ? frameType.headers : frameType.continuation;
      this.#frame({ type, flags: at + part.length === end ? flag.endHeaders : 0, stream: id }, part);
    }
  }

  #pump(): void {
    for (const stream of this.#blocked) {
      if (this.#window <= 0) return;
      this.#send(stream);
      if (stream.unsent === undefined) this.#blocked.delete(stream);
    }
  }

  #send(stream: ClientStream): void {
    while (stream.unsent !== undefined) {
      const room = Math.min(this.#window, stream.sendWindow, this.#frameSize);
      if (room <= 0) return;
      const whole = stream.prefix ?? stream.unsent;
      const part = whole.subarray(0, room);
      const rest = whole.length > room ? whole.subarray(room) : undefined;
      if (stream.prefix === undefined) stream.unsent = rest;
      else stream.prefix = rest;
      this.#data(stream, part, stream.unsent === undefined);
    }
  }

  #data(stream: ClientStream, part: Buffer, isEnd: boolean): void {
    this.#window -= part.length;
    stream.sendWindow -= part.length;
    this.#frame({ type: frameType.data, flags: isEnd ? flag.endStream : 0, stream: stream.id }, part);
  }

  #frame(header: { type: number; flags: number; stream: number }, payload: Buffer): void {
    this.#writer.fill(frameHeaderBytes, (into, at) => {
      writeFrameHeader(into, at, { ...header, length: payload.length });
      return at + frameHeaderBytes;
    });
    this.#writer.add(payload);
  }
}
