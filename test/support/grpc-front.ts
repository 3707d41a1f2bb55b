import { connect, createSecureServer, createServer, type ClientHttp2Session, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface FrontCall {
  /** `RespondActivityTaskCompleted` */
  method: string;
  authorization: string | undefined;
  /** Of one that was refused, decompressed. */
  refused: Buffer | undefined;
}

/** Stands before a Temporal server as the proxy does: sees every call, and refuses messages over a limit in the words of the proxy. */
export class GrpcFront {
  readonly calls: FrontCall[] = [];
  /** Largest message, in bytes. */
  limit = Number.POSITIVE_INFINITY;
  readonly #server: Http2Server;
  readonly #upstream: ClientHttp2Session;
  readonly #sessions = new Set<{ destroy: () => void }>();

  constructor(upstream: string, tls?: { key: Buffer; certificate: Buffer }) {
    this.#upstream = connect(`http://${upstream}`);
    this.#server = tls === undefined ? createServer() : createSecureServer({ key: tls.key, cert: tls.certificate });
    this.#server.on('session', (session) => this.#sessions.add(session));
    this.#server.on('stream', (stream, headers) => {
      stream.on('error', () => undefined);
      void this.#serve(stream, headers as Record<string, string>);
    });
  }

  /** Its address. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get connections(): number {
    return this.#sessions.size;
  }

  of(method: string): FrontCall[] {
    return this.calls.filter((call) => call.method === method);
  }

  refused(): Buffer[] {
    return this.calls.flatMap(({ refused }) => refused ?? []);
  }

  async close(): Promise<void> {
    for (const session of this.#sessions) session.destroy();
    this.#upstream.destroy();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #serve(stream: ServerHttp2Stream, headers: Record<string, string>): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const message = body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5);
    const refused = message.length > this.limit ? message : undefined;
    const method = headers[':path']?.split('/').at(-1) ?? '';
    this.calls.push({ method, authorization: headers['authorization'], refused });
    if (refused !== undefined) this.#refuse(stream, refused.length);
    else this.#relay(stream, headers, body);
  }

  #refuse(stream: ServerHttp2Stream, size: number): void {
    const message = encodeURIComponent(`grpc: received message larger than max (${size} vs. ${this.limit})`);
    stream.respond({ 'content-type': 'application/grpc', 'grpc-status': '8', 'grpc-message': message }, { endStream: true });
  }

  #relay(stream: ServerHttp2Stream, headers: Record<string, string>, body: Buffer): void {
    const call = this.#upstream.request({ ...headers, ':authority': 'upstream', ':scheme': 'http' });
    call.on('error', () => stream.close());
    stream.on('close', () => call.close(8));
    let trailers = {};
    call.on('trailers', (given) => {
      trailers = given;
    });
    call.on('response', (answer, flags) => {
      const isWhole = (flags & 1) === 1;
      if (stream.destroyed) return;
      stream.respond(answer, { endStream: isWhole, waitForTrailers: !isWhole });
      stream.on('wantTrailers', () => stream.sendTrailers(trailers));
      call.on('data', (chunk) => stream.write(chunk));
      call.on('end', () => stream.end());
    });
    call.end(body);
  }
}
