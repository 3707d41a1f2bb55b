import type { Socket } from 'node:net';

const slabBytes = 65_536;

/** Gathers what is sent during one turn of the event loop, over all streams, into one write. */
export class FrameWriter {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];
  #slab: Buffer = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  #isDue = false;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Room for `bytes`, to be written at once: `write` gives the end of what it wrote. */
  fill(bytes: number, write: (into: Buffer, at: number) => number): void {
    if (this.#slab.length - this.#end < bytes) {
      this.#seal();
      this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, bytes));
      this.#start = 0;
      this.#end = 0;
    }
    this.#end = write(this.#slab, this.#end);
    this.#due();
  }

  /** Sent as it is; must not change until it is out. */
  add(bytes: Buffer): void {
    this.#seal();
    this.#parts.push(bytes);
    this.#due();
  }

  /** At once, for what has to be out before the socket closes. */
  flush(): void {
    this.#isDue = false;
    this.#seal();
    const parts = this.#parts.splice(0);
    if (parts.length === 0 || this.#socket.destroyed) return;
    if (parts.length === 1) {
      this.#socket.write(parts[0]!);
      return;
    }
    this.#socket.cork();
    for (const part of parts) this.#socket.write(part);
    this.#socket.uncork();
  }

  #seal(): void {
    if (this.#end > this.#start) this.#parts.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #due(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      if (this.#isDue) this.flush();
    });
  }
}
