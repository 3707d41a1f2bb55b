import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpAnswer } from './http-server.ts';

export interface LoopbackListener {
  readonly port: number;
  /** Answers that are under way are sent first. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1, on a port the system chooses, for GET requests. `answer` gets their path and query. */
export type ListenOnLoopback = (answer: (path: string, query: string) => Promise<HttpAnswer>) => Promise<LoopbackListener>;

const failed: HttpAnswer = { status: 500, contentType: 'text/plain', body: 'failed\n' };
const notFound: HttpAnswer = { status: 404, contentType: 'text/plain', body: 'nothing here\n' };
/** Milliseconds for an answer that is under way when the listener closes. */
const lastAnswer = 1_000;
const headers = {
  'cache-control': 'no-store',
  connection: 'close',
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  'referrer-policy': 'no-referrer',
};

export const listenOnLoopback: ListenOnLoopback = async (answer) => {
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 10_000 }, (request, response) => {
    request.resume();
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const answering = request.method === 'GET' ? answer(path, query).catch(() => failed) : Promise.resolve(notFound);
    void answering.then(({ status, contentType, body }) => {
      response.writeHead(status, { ...headers, 'content-type': contentType });
      response.end(body);
    });
  });
  server.maxConnections = 20;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0 }, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const timer = setTimeout(() => server.closeAllConnections(), lastAnswer);
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      clearTimeout(timer);
    },
  };
};
