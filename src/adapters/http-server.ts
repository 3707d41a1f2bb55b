import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

export interface HttpServer {
  /** As bound: the port is known even if 0 was asked for. */
  readonly address: { readonly host: string; readonly port: number };
  close(): Promise<void>;
}

/** Answers GET requests by their path, without its query. Rejects with Node's own errors, such as EADDRINUSE. */
export type ServeHttp = (
  address: { readonly host: string; readonly port: number },
  answer: (path: string) => Promise<HttpAnswer>,
) => Promise<HttpServer>;

const notAllowed: HttpAnswer = { status: 405, contentType: 'text/plain', body: 'only GET is answered here\n' };
const failed: HttpAnswer = { status: 500, contentType: 'text/plain', body: 'failed\n' };

export const serveHttp: ServeHttp = async ({ host, port }, answer) => {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000 }, (request, response) => {
    request.resume();
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    const answering = request.method === 'GET' ? answer(path).catch(() => failed) : Promise.resolve(notAllowed);
    void answering.then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' });
      response.end(body);
    });
  });
  server.maxConnections = 100;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = server.address() as AddressInfo;
  return {
    address: { host: bound.address, port: bound.port },
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
};
