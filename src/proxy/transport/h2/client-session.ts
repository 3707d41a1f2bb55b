import type { Socket } from 'node:net';
import { ClientStream, type StreamSink } from './client-stream.ts';
import { Control } from './control.ts';
import { errorCode, flag, frameType, goawayFrame, greeting, numberFrame, setting, stripPadding, type FrameHeader } from './frames.ts';
import { faultOf, isOpened } from './frame-rules.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { Inbound } from './inbound.ts';
import { Outbound } from './outbound.ts';

export interface ClientSessionOptions {
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  /** The first time, and whenever the peer changes its mind. */
  readonly onSettings: (maximumStreams: number) => void;
  readonly onGoaway: (code: number) => void;
  /** Once. `error` says why, if it was no orderly end. */
  readonly onClose: (error: Error | undefined) => void;
}

const lastUsableId = 2 ** 31 - 1;
const flood = 'a flood of PING or SETTINGS';

/**
 * The client's half of HTTP/2 for unary gRPC calls: one message out, one answer back. Node's own client costs more per call
 * than all the rest of the proxy together; a server stays Node's own, because strangers talk to that. Source: RFC 9113.
 */
export class ClientSession {
  readonly #socket: Socket;
  readonly #options: ClientSessionOptions;
  readonly #streams = new Map<number, ClientStream>();
  readonly #writer: FrameWriter;
  readonly #control: Control;
  readonly #outbound: Outbound;
  readonly #inbound: Inbound;
  readonly #reader: FrameReader;
  readonly #blocks = new HeaderBlocks();
  #nextId = 1;
  #lastId = lastUsableId;
  #maximumStreams = Infinity;
  #isGreeted = false;
  #isEnding = false;
  #isClosed = false;
  #error: Error | undefined;

  /** On a connected socket. */
  constructor(socket: Socket, options: ClientSessionOptions) {
    this.#socket = socket;
    this.#options = options;
    this.#writer = new FrameWriter(socket);
    this.#control = new Control(socket, this.#writer);
    this.#outbound = new Outbound(this.#writer, this.#streams);
    this.#inbound = new Inbound({ ...options, streams: this.#streams, writer: this.#writer, onEnded: (stream) => this.#onEnded(stream) });
    this.#reader = new FrameReader({
      onData: (header, piece, isLast) => this.#onData(header, piece, isLast),
      onFrame: (header, payload) => this.#onFrame(header, payload),
      onOversize: () => this.#fail(errorCode.frameSize, 'a frame is too large'),
    });
    socket.on('error', (error) => {
      this.#error ??= error;
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => this.#onClose());
    for (const frame of greeting(options)) this.#writer.add(frame);
  }

  get isOpen(): boolean {
    return !this.#isEnding && !this.#isClosed && this.#nextId < this.#lastId;
  }

  get streams(): number {
    return this.#streams.size;
  }

  /** What the socket has read; it may be overwritten afterwards. */
  read(bytes: Buffer): void {
    this.#reader.feed(bytes);
  }

  /** Only while it is open. */
  request(fields: readonly [string, string][], message: Buffer, sink: StreamSink): ClientStream {
    const stream = new ClientStream(this.#nextId, sink, this.#outbound.streamWindow);
    this.#nextId += 2;
    this.#streams.set(stream.id, stream);
    this.#outbound.request(stream, fields, message);
    return stream;
  }

  /** RST_STREAM(CANCEL); the sink hears nothing more. */
  cancel(stream: ClientStream): void {
    if (this.#streams.has(stream.id)) this.#reset(stream, errorCode.cancel);
  }

  /** Hands on what a stream has kept since its `held` was set. */
  resume(stream: ClientStream): void {
    this.#inbound.resume(stream);
  }

  /** `onPong` is called when the answer comes, if it does. */
  ping(onPong: () => void): void {
    this.#control.ping(onPong);
  }

  /** No new calls; closes when the last one has ended. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#closeIfIdle();
  }

  destroy(error?: Error): void {
    this.#error ??= error;
    this.#reader.stop();
    this.#writer.flush();
    this.#socket.destroy();
  }

  #onData(header: FrameHeader, piece: Buffer, isLast: boolean): void {
    if (!isOpened(header.stream, this.#nextId) || !this.#blocks.accepts(header))
      this.#fail(errorCode.protocol, 'DATA where there can be none');
    else if (!this.#inbound.onData(header, piece, isLast)) this.#fail(errorCode.flowControl, 'more DATA than the window');
  }

  /** An answer that comes before the request is out makes the rest of it pointless. */
  #onEnded(stream: ClientStream): void {
    if (stream.unsent === undefined) this.#forget(stream);
    else this.#reset(stream, errorCode.none);
  }

  #reset(stream: ClientStream, code: number): void {
    this.#writer.add(numberFrame(frameType.rst, stream.id, code));
    this.#forget(stream);
  }

  #forget(stream: ClientStream): void {
    this.#streams.delete(stream.id);
    this.#outbound.drop(stream);
    if (this.#isEnding) this.#closeIfIdle();
  }

  #onFrame(header: FrameHeader, payload: Buffer): void {
    const fault = faultOf(header, payload.length, this.#nextId);
    if (!this.#blocks.accepts(header)) this.#fail(errorCode.protocol, 'a header block is interrupted');
    else if (!this.#isGreeted && !isGreeting(header)) this.#fail(errorCode.protocol, 'the first frame is no SETTINGS');
    else if (fault !== undefined) this.#fail(fault.code, fault.what);
    else this.#handlers[header.type]?.(header, payload);
  }

  /** By type. What is not here, PRIORITY and types of the future, is skipped as the RFC asks. */
  readonly #handlers: Readonly<Record<number, (header: FrameHeader, payload: Buffer) => void>> = {
    [frameType.data]: (header, payload) => {
      const piece = stripPadding(payload, header.flags & flag.padded);
      if (piece === undefined) {
        this.#fail(errorCode.protocol, 'more padding than frame');
        return;
      }
      this.#inbound.onPadding(header.stream, payload.length - piece.length);
      this.#onData(header, piece, true);
    },
    [frameType.headers]: (header, payload) => this.#onHeaders(header, payload),
    [frameType.continuation]: (header, payload) => this.#onHeaders(header, payload),
    [frameType.rst]: (header, payload) => this.#onReset(header.stream, payload.readUInt32BE()),
    [frameType.settings]: (header, payload) => this.#onSettings(header, payload),
    [frameType.push]: () => this.#fail(errorCode.protocol, 'PUSH_PROMISE, which is turned off'),
    [frameType.ping]: (header, payload) => {
      if (!this.#control.onPing(header, payload)) this.#fail(errorCode.enhanceYourCalm, flood);
    },
    [frameType.goaway]: (_, payload) => this.#onGoaway(payload.readUInt32BE() & 0x7fffffff, payload.readUInt32BE(4)),
    [frameType.window]: (header, payload) => {
      if (!this.#outbound.onWindow(header.stream, payload.readUInt32BE() & 0x7fffffff))
        this.#fail(errorCode.flowControl, 'a window out of bounds');
    },
  };

  #onHeaders(header: FrameHeader, payload: Buffer): void {
    const outcome = this.#blocks.take(header, payload);
    if (outcome.kind === 'open') return;
    if (outcome.kind === 'broken') {
      this.#fail(outcome.what === 'compression' ? errorCode.compression : errorCode.protocol, `a broken header block (${outcome.what})`);
      return;
    }
    if (outcome.kind === 'too-large') this.#streams.get(outcome.stream)?.sink.onTooLarge();
    else this.#inbound.onHeaders(outcome.stream, outcome.fields, outcome.isEnd);
  }

  #onReset(id: number, code: number): void {
    const stream = this.#streams.get(id);
    if (stream === undefined) return;
    this.#forget(stream);
    if (code === errorCode.refusedStream) stream.sink.onRefused();
    else stream.sink.onReset(code);
  }

  #onSettings(header: FrameHeader, payload: Buffer): void {
    if ((header.flags & flag.ack) !== 0) return;
    for (let at = 0; at < payload.length; at += 6) {
      const id = payload.readUInt16BE(at);
      const value = payload.readUInt32BE(at + 2);
      if (id === setting.maxConcurrentStreams) this.#maximumStreams = value;
      if (!this.#outbound.onSetting(id, value)) {
        this.#fail(errorCode.protocol, 'a setting out of bounds');
        return;
      }
    }
    this.#isGreeted = true;
    if (!this.#control.acknowledge(frameType.settings, payload.subarray(0, 0))) this.#fail(errorCode.enhanceYourCalm, flood);
    this.#options.onSettings(this.#maximumStreams);
  }

  /** Streams above the last one the peer names have not been looked at; the others run on. */
  #onGoaway(lastId: number, code: number): void {
    this.#lastId = Math.min(this.#lastId, lastId);
    if (code !== errorCode.none) this.#error ??= new Error(`The peer ended the connection with GOAWAY ${code}.`);
    this.#isEnding = true;
    this.#options.onGoaway(code);
    for (const stream of this.#streams.values()) {
      if (stream.id <= this.#lastId) continue;
      this.#forget(stream);
      stream.sink.onRefused();
    }
    this.#closeIfIdle();
  }

  #closeIfIdle(): void {
    if (this.#streams.size > 0 || this.#isClosed) return;
    this.#writer.add(goawayFrame(errorCode.none));
    this.#writer.flush();
    this.#socket.destroySoon();
  }

  #fail(code: number, what: string): void {
    if (this.#isClosed) return;
    this.#writer.add(goawayFrame(code));
    this.destroy(new Error(`The peer broke HTTP/2: ${what}.`));
  }

  #onClose(): void {
    this.#isClosed = true;
    this.#reader.stop();
    const streams = [...this.#streams.values()];
    this.#streams.clear();
    for (const stream of streams) stream.sink.onLost();
    this.#options.onClose(this.#error);
  }
}

function isGreeting({ type, flags }: FrameHeader): boolean {
  return type === frameType.settings && (flags & flag.ack) === 0;
}
