import type { ClientStream } from './client-stream.ts';
import { flag, frameType, numberFrame, type FrameHeader } from './frames.ts';
import type { FrameWriter } from './frame-writer.ts';
import type { HeaderFields } from './hpack-decoder.ts';

export interface InboundOptions {
  readonly streams: ReadonlyMap<number, ClientStream>;
  readonly writer: FrameWriter;
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  /** The peer has ended the stream. */
  readonly onEnded: (stream: ClientStream) => void;
}

/** What one connection receives on its streams, and the windows it opens for more. */
export class Inbound {
  readonly #options: InboundOptions;
  /** Since the last WINDOW_UPDATE of the connection. */
  #consumed = 0;

  constructor(options: InboundOptions) {
    this.#options = options;
  }

  /** Padding is no data, but fills windows as data does. */
  onPadding(id: number, bytes: number): void {
    this.count(bytes);
    const stream = this.#options.streams.get(id);
    if (stream !== undefined) stream.consumed += bytes;
  }

  /** `false`: the peer has sent more than the window. */
  onData(header: FrameHeader, piece: Buffer, isLast: boolean): boolean {
    this.count(piece.length);
    const stream = this.#options.streams.get(header.stream);
    if (stream === undefined) return true;
    stream.consumed += piece.length;
    if (stream.consumed > this.#options.streamWindowBytes) return false;
    if (stream.held !== undefined) {
      const kept = Buffer.from(piece);
      stream.held.push(() => stream.sink.onData(kept));
    } else if (piece.length > 0) stream.sink.onData(piece);
    if (isLast && (header.flags & flag.endStream) !== 0) this.#end(stream);
    else if (stream.held === undefined) this.#openWindow(stream);
    return true;
  }

  onHeaders(id: number, fields: HeaderFields, isEnd: boolean): void {
    const stream = this.#options.streams.get(id);
    // 1xx comes before the answer, and says nothing to gRPC.
    if (stream === undefined || (!isEnd && fields[':status']?.startsWith('1') === true)) return;
    if (stream.held === undefined) stream.sink.onHeaders(fields, isEnd);
    else stream.held.push(() => stream.sink.onHeaders(fields, isEnd));
    if (isEnd) this.#end(stream);
  }

  /** Bytes of DATA, padding among them, whatever stream they are for. */
  count(bytes: number): void {
    const { writer, connectionWindowBytes } = this.#options;
    this.#consumed += bytes;
    if (this.#consumed < connectionWindowBytes / 2) return;
    writer.add(numberFrame(frameType.window, 0, this.#consumed));
    this.#consumed = 0;
  }

  resume(stream: ClientStream): void {
    const { held } = stream;
    stream.held = undefined;
    for (const event of held ?? []) event();
    if (this.#options.streams.has(stream.id)) this.#openWindow(stream);
  }

  #openWindow(stream: ClientStream): void {
    const { writer, streamWindowBytes, streams } = this.#options;
    if (stream.consumed < streamWindowBytes / 2 || !streams.has(stream.id)) return;
    writer.add(numberFrame(frameType.window, stream.id, stream.consumed));
    stream.consumed = 0;
  }

  #end(stream: ClientStream): void {
    if (!this.#options.streams.has(stream.id)) return;
    this.#options.onEnded(stream);
    if (stream.held === undefined) stream.sink.onEnd();
    else stream.held.push(() => stream.sink.onEnd());
  }
}
