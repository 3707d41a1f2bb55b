import type { HeaderFields } from './hpack-decoder.ts';

/** Who is told what happens on a stream; nothing after `onEnd`, `onReset`, `onRefused` or `onLost`. */
export interface StreamSink {
  /** First the response's headers, then its trailers, which end the stream; an answer without a body is one of them alone. */
  onHeaders(fields: HeaderFields, isEnd: boolean): void;
  onData(piece: Buffer): void;
  /** The peer's fields are more than we take; the stream is still open. */
  onTooLarge(): void;
  /** The peer ended the stream, after the last `onData` or `onHeaders`. */
  onEnd(): void;
  onReset(code: number): void;
  /** The peer has certainly not looked at it. */
  onRefused(): void;
  /** The connection is gone. */
  onLost(): void;
}

/** Flow control of one stream, both ways. */
export class ClientStream {
  readonly id: number;
  readonly sink: StreamSink;
  /** Bytes the peer takes; below zero after it has made its window smaller. */
  sendWindow: number;
  /** The five bytes before `unsent`, when they go alone. */
  prefix: Buffer | undefined = undefined;
  /** What the window kept back. */
  unsent: Buffer | undefined = undefined;
  /** Taken since the last WINDOW_UPDATE. */
  consumed = 0;
  /** Set by who cannot read now, until `resume`: the events in order, END_STREAM among them. No more than a window of DATA comes. */
  held: (() => void)[] | undefined = undefined;

  constructor(id: number, sink: StreamSink, sendWindow: number) {
    this.id = id;
    this.sink = sink;
    this.sendWindow = sendWindow;
  }
}
