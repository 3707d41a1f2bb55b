import { connect, type Socket } from 'node:net';

/** Frames of HTTP/2 by hand, so that they can be wrong. Source: RFC 9113, section 6. */
export const frameType = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  window: 8,
  continuation: 9,
} as const;
export const flag = { endStream: 1, ack: 1, endHeaders: 4 } as const;

export const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

interface Frame {
  type: number;
  flags?: number;
  stream?: number;
  payload?: Buffer;
}

export function frame({ type, flags = 0, stream = 0, payload = Buffer.alloc(0) }: Frame): Buffer {
  const header = Buffer.alloc(9);
  header.writeUIntBE(payload.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(stream, 5);
  return Buffer.concat([header, payload]);
}

/** HPACK without a table and without Huffman. Source: RFC 7541, section 6.2.2. */
export function headerBlock(fields: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(Object.entries(fields).flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]));
}

function literal(text: string): Buffer {
  return Buffer.concat([lengthOf(text), Buffer.from(text)]);
}

function lengthOf(text: string): Buffer {
  const { length } = Buffer.from(text);
  if (length < 127) return Buffer.from([length]);
  const bytes = [127];
  let rest = length - 127;
  for (; rest >= 128; rest >>= 7) bytes.push((rest & 127) | 128);
  return Buffer.from([...bytes, rest]);
}

export function grpcHeaders(path: string, token: string): Buffer {
  return headerBlock({
    ':method': 'POST',
    ':scheme': 'http',
    ':path': path,
    ':authority': 'proxy',
    'content-type': 'application/grpc',
    te: 'trailers',
    authorization: `Bearer ${token}`,
  });
}

/** One message with gRPC's five bytes before it. */
export function grpcMessage(message: Uint8Array, { compressed = false } = {}): Buffer {
  const prefix = Buffer.alloc(5);
  prefix.writeUInt8(compressed ? 1 : 0, 0);
  prefix.writeUInt32BE(message.length, 1);
  return Buffer.concat([prefix, message]);
}

interface CallFrames {
  stream: number;
  path: string;
  token: string;
  message: Uint8Array;
}

/** A whole unary call as two frames. */
export function callFrames({ stream, path, token, message }: CallFrames): Buffer[] {
  return [
    frame({ type: frameType.headers, flags: flag.endHeaders, stream, payload: grpcHeaders(path, token) }),
    frame({ type: frameType.data, flags: flag.endStream, stream, payload: grpcMessage(message) }),
  ];
}

/** A connection that has said hello; whatever becomes of it is no error here. */
export async function openSocket(address: string): Promise<Socket> {
  const [host, port] = address.split(':');
  const socket = connect(Number(port), host);
  socket.on('error', () => undefined);
  socket.resume();
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
    socket.once('close', () => resolve());
  });
  socket.write(Buffer.concat([preface, frame({ type: frameType.settings })]));
  return socket;
}

/** Writes as fast as the other side reads; `false` once it has hung up. */
export async function writeAll(socket: Socket, bytes: Buffer): Promise<boolean> {
  if (socket.destroyed) return false;
  if (socket.write(bytes)) return true;
  await new Promise<void>((resolve) => {
    const done = () => {
      socket.off('drain', done);
      socket.off('close', done);
      resolve();
    };
    socket.once('drain', done);
    socket.once('close', done);
  });
  return !socket.destroyed;
}
