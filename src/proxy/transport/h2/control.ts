import type { Socket } from 'node:net';
import { flag, frameOf, frameType, type FrameHeader } from './frames.ts';
import type { FrameWriter } from './frame-writer.ts';

const mostUnread = 10_000;

/** PING both ways, and acknowledgements: what belongs to no stream. */
export class Control {
  readonly #socket: Socket;
  readonly #writer: FrameWriter;
  #onPong: (() => void) | undefined;
  /** Acknowledgements since the socket was last empty. */
  #unread = 0;

  constructor(socket: Socket, writer: FrameWriter) {
    this.#socket = socket;
    this.#writer = writer;
  }

  ping(onPong: () => void): void {
    this.#onPong = onPong;
    this.#writer.add(frameOf({ type: frameType.ping, flags: 0, stream: 0 }, Buffer.alloc(8)));
  }

  /** `false`: as `acknowledge`. */
  onPing({ flags }: FrameHeader, payload: Buffer): boolean {
    if ((flags & flag.ack) === 0) return this.acknowledge(frameType.ping, payload);
    const onPong = this.#onPong;
    this.#onPong = undefined;
    onPong?.();
    return true;
  }

  /** `false`: the peer asks and asks, and does not read the answers, which would fill our memory. */
  acknowledge(type: number, payload: Buffer): boolean {
    if (this.#socket.writableLength === 0) this.#unread = 0;
    if (++this.#unread > mostUnread) return false;
    this.#writer.add(frameOf({ type, flags: flag.ack, stream: 0 }, payload));
    return true;
  }
}
