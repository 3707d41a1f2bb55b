import type { X509Certificate } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { HttpServer } from './http-server.ts';

/** A request before anything of its body is read. */
export interface EndpointRequest {
  readonly method: string;
  /** Without its query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** `10.1.2.3:4711` */
  readonly peer: string;
  /** That of its client, where one of the `clientAuthorities` vouches for it. */
  readonly certificate: X509Certificate | undefined;
  /** `undefined`: there are more bytes than that, and the rest is not read. Rejects when its client leaves or is too slow. */
  body(maximumBytes: number): Promise<Buffer | undefined>;
}

export interface EndpointAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** PEM, all of it. */
export interface EndpointTls {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Who may vouch for clients. A certificate is asked for, never demanded; without these none is, as browsers then ask their user for one. */
  readonly clientAuthorities?: Buffer;
}

export interface HttpEndpoint extends HttpServer {
  /**
   * For connections made from now on. Throws what OpenSSL says of a pair that does not belong together. Authorities of clients may be
   * others, or none; where there were none at the start, no client is asked.
   */
  reloadTls(tls: EndpointTls): void;
}

export interface EndpointInput {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls: EndpointTls | undefined;
  readonly answer: (request: EndpointRequest) => Promise<EndpointAnswer>;
}

/** Answers requests of every method. Rejects with Node's own errors, such as EADDRINUSE. */
export type ServeEndpoint = (input: EndpointInput) => Promise<HttpEndpoint>;

/** Milliseconds, for clients that send or take their bytes slowly, or not at all. */
const times = { headersTimeout: 5_000, requestTimeout: 15_000, keepAliveTimeout: 10_000, connectionsCheckingInterval: 1_000 };
const idle = 20_000;
const grace = 2_000;
const mostConnections = 200;

const failed: EndpointAnswer = { status: 500, headers: { 'content-type': 'text/plain' }, body: 'failed\n' };

export const serveEndpoint: ServeEndpoint = async ({ address, tls, answer }) => {
  // Without authorities of its own a context trusts the public ones.
  let verifies = tls?.clientAuthorities !== undefined;
  const listener: RequestListener = (request, response) => {
    const answering = answer(requestOf(request, verifies)).catch(() => failed);
    void answering.then((given) => respond(request, response, given));
  };
  const server =
    tls === undefined
      ? createServer(times, listener)
      : createTlsServer({ ...times, ...contextOf(tls), requestCert: verifies, rejectUnauthorized: false }, listener);
  server.maxConnections = mostConnections;
  server.setTimeout(idle, (socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address() as AddressInfo;
  return {
    address: { host: bound.address, port: bound.port },
    reloadTls: (next) => {
      if (tls === undefined) return;
      (server as TlsServer).setSecureContext(contextOf(next));
      verifies = next.clientAuthorities !== undefined;
    },
    async close() {
      const last = setTimeout(() => server.closeAllConnections(), grace);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
      clearTimeout(last);
    },
  };
};

function contextOf({ certificate, key, clientAuthorities }: EndpointTls): {
  cert: Buffer;
  key: Buffer;
  ca?: Buffer;
  minVersion: 'TLSv1.2';
} {
  const own = { cert: certificate, key, minVersion: 'TLSv1.2' } as const;
  return clientAuthorities === undefined ? own : { ...own, ca: clientAuthorities };
}

function requestOf(request: IncomingMessage, verifies: boolean): EndpointRequest {
  const { socket } = request;
  return {
    method: request.method ?? '',
    path: (request.url ?? '/').split('?')[0] ?? '/',
    headers: request.headers,
    certificate: verifies && socket instanceof TLSSocket && socket.authorized ? socket.getPeerX509Certificate() : undefined,
    peer: `${socket.remoteAddress ?? ''}:${socket.remotePort ?? 0}`,
    body: async (maximumBytes) => await readBody(request, maximumBytes),
  };
}

async function readBody(request: IncomingMessage, maximumBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maximumBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maximumBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Whatever of a body nobody has read is not waited for: the connection ends with the answer. */
function respond(request: IncomingMessage, response: ServerResponse, { status, headers, body }: EndpointAnswer): void {
  if (response.destroyed) return;
  const isRead = request.complete || request.readableEnded;
  response.writeHead(status, { ...headers, 'cache-control': 'no-store', ...(isRead ? {} : { connection: 'close' }) });
  response.end(body);
  if (!isRead) request.resume();
}
