import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { flag, frameOf, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { FrameReader } from '../../../src/proxy/transport/h2/frame-reader.ts';
import { HpackEncoder, sizeOfBlock } from '../../../src/proxy/transport/h2/hpack-encoder.ts';
import { frame } from './raw-client.ts';

const prefaceBytes = 24;

export interface SeenFrame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** A server that says nothing of its own but `hello`, empty SETTINGS if nothing else: what else it sends the test writes, frame by frame. */
export interface HostilePeer {
  readonly address: string;
  /** Of all connections, newest last. */
  readonly sockets: Socket[];
  readonly seen: SeenFrame[];
  /** Called on each HEADERS, with the number of its stream. */
  onHeaders: (stream: number, socket: Socket) => void;
  onFrame: (frame: SeenFrame, socket: Socket) => void;
  close(): Promise<void>;
}

export async function startHostilePeer(hello: Buffer = raw(frameType.settings, 0)): Promise<HostilePeer> {
  const server = createServer((socket) => greet(socket, peer, hello));
  const peer: HostilePeer = { address: '', sockets: [], seen: [], onHeaders: nothing, onFrame: nothing, close: () => stop(server, peer) };
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return Object.assign(peer, { address: `127.0.0.1:${(server.address() as AddressInfo).port}` });
}

const nothing = (): void => undefined;

async function stop(server: Server, peer: HostilePeer): Promise<void> {
  for (const socket of peer.sockets) socket.destroy();
  await new Promise((resolve) => void server.close(resolve));
}

function greet(socket: Socket, peer: HostilePeer, hello: Buffer): void {
  peer.sockets.push(socket);
  socket.setNoDelay();
  socket.on('error', () => undefined);
  socket.write(hello);
  let toSkip = prefaceBytes;
  const take = (seen: SeenFrame): void => {
    peer.seen.push(seen);
    peer.onFrame(seen, socket);
    if (seen.type === frameType.headers) peer.onHeaders(seen.stream, socket);
  };
  const reader = new FrameReader({
    onData: (header, piece) => take({ ...header, payload: piece }),
    onFrame: (header, payload) => take({ ...header, payload: Buffer.from(payload) }),
    onOversize: () => undefined,
  });
  socket.on('data', (chunk) => {
    reader.feed(chunk.subarray(toSkip));
    toSkip = Math.max(0, toSkip - chunk.length);
  });
}

export function raw(
  type: number,
  stream: number,
  { flags = 0, payload = Buffer.alloc(0) }: { flags?: number; payload?: Buffer } = {},
): Buffer {
  return frameOf({ type, flags, stream }, payload);
}

/** A header block that needs no table, so that it may stand anywhere. */
export function blockOf(fields: Record<string, string>): Buffer {
  const list = Object.entries(fields);
  const into = Buffer.alloc(sizeOfBlock(list));
  const encoder = new HpackEncoder();
  encoder.limitTable(0);
  const end = encoder.encode(list, into, 0);
  return into.subarray(0, end);
}

export const answerHead = { ':status': '200', 'content-type': 'application/grpc' };

export function headers(stream: number, fields: Record<string, string>, flags: number = flag.endHeaders): Buffer {
  return raw(frameType.headers, stream, { flags, payload: blockOf(fields) });
}

export function data(stream: number, payload: Buffer, flags = 0): Buffer {
  return raw(frameType.data, stream, { flags, payload });
}

/** `grpc-status: 0` and the end. */
export function trailers(stream: number, fields: Record<string, string> = { 'grpc-status': '0' }): Buffer {
  return headers(stream, fields, flag.endHeaders | flag.endStream);
}

export function settingsOf(...values: readonly (readonly [number, number])[]): Buffer {
  const payload = Buffer.alloc(values.length * 6);
  for (const [at, [id, value]] of values.entries()) {
    payload.writeUInt16BE(id, at * 6);
    payload.writeUInt32BE(value, at * 6 + 2);
  }
  return payload;
}

export function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A whole answer, cut as a peer may cut it. */
export function answer(stream: number, text: string): Buffer {
  return Buffer.concat([headers(stream, answerHead), data(stream, frame(text)), trailers(stream)]);
}
