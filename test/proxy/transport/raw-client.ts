import { connect, type ClientHttp2Session, type ClientHttp2Stream, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';

export interface RawAnswer {
  readonly headers: IncomingHttpHeaders;
  readonly trailers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** END_STREAM stood on the first HEADERS. */
  readonly isTrailersOnly: boolean;
  readonly code: number;
  readonly status: string | undefined;
  readonly message: string | undefined;
}

/** One message with its five-byte prefix. */
export function frame(message: string | Buffer, flag = 0): Buffer {
  const bytes = Buffer.from(message);
  const prefix = Buffer.alloc(5);
  prefix[0] = flag;
  prefix.writeUInt32BE(bytes.length, 1);
  return Buffer.concat([prefix, bytes]);
}

export async function connectRaw(port: number, options: Parameters<typeof connect>[1] = {}): Promise<ClientHttp2Session> {
  const session = connect(`http://127.0.0.1:${port}`, options as object);
  session.on('error', () => undefined);
  await new Promise((resolve, fail) => {
    session.once('remoteSettings', resolve);
    session.once('close', () => fail(new Error('refused')));
  });
  return session;
}

export function open(session: ClientHttp2Session, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  const stream = session.request(
    { ':method': 'POST', ':path': '/test/Echo', te: 'trailers', 'content-type': 'application/grpc', ...headers },
    { endStream: false },
  );
  stream.on('error', () => undefined);
  return stream;
}

export async function answerOf(stream: ClientHttp2Stream): Promise<RawAnswer> {
  let headers: IncomingHttpHeaders = {};
  let trailers: IncomingHttpHeaders = {};
  let isTrailersOnly = false;
  const chunks: Buffer[] = [];
  stream.on('response', (found, flags) => {
    headers = found;
    isTrailersOnly = (flags & 1) === 1;
  });
  stream.on('trailers', (found) => {
    trailers = found;
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await new Promise((resolve) => void stream.once('close', resolve));
  const last = isTrailersOnly ? headers : trailers;
  const text = (name: string): string | undefined => last[name] as string | undefined;
  return {
    headers,
    trailers,
    body: Buffer.concat(chunks),
    isTrailersOnly,
    code: stream.rstCode,
    status: text('grpc-status'),
    message: text('grpc-message'),
  };
}

/** A whole call: the body goes out and ends. */
export async function callRaw(session: ClientHttp2Session, body: Buffer, headers: OutgoingHttpHeaders = {}): Promise<RawAnswer> {
  const stream = open(session, headers);
  stream.end(body);
  return await answerOf(stream);
}
