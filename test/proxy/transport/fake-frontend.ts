import {
  createServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
  type Settings,
} from 'node:http2';
import type { AddressInfo } from 'node:net';

export interface FakeFrontend {
  readonly address: string;
  readonly sessions: ServerHttp2Session[];
  /** Headers of every call so far. */
  readonly calls: IncomingHttpHeaders[];
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void;
  close(): Promise<void>;
}

/** A bare HTTP/2 server, which can be made to do what a real frontend seldom does. Echoes messages until told otherwise. */
export async function startFakeFrontend(settings: Settings = {}): Promise<FakeFrontend> {
  const server: Http2Server = createServer({ settings });
  const fake: FakeFrontend = { address: '', sessions: [], calls: [], onStream: echo, close: () => stop(server, fake) };
  server.on('session', (session) => {
    fake.sessions.push(session);
    session.on('error', () => undefined);
  });
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    fake.calls.push(headers);
    fake.onStream(stream, headers);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return Object.assign(fake, { address: `127.0.0.1:${(server.address() as AddressInfo).port}` });
}

async function stop(server: Http2Server, fake: FakeFrontend): Promise<void> {
  for (const session of fake.sessions) session.destroy();
  await new Promise((resolve) => void server.close(resolve));
}

export function echo(stream: ServerHttp2Stream): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => answerWith(stream, Buffer.concat(chunks)));
}

/** `body` as it goes out, prefix and all. */
export function answerWith(stream: ServerHttp2Stream, body: Buffer, trailers: Record<string, string> = { 'grpc-status': '0' }): void {
  if (stream.destroyed) return;
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(trailers));
  stream.end(body);
}
