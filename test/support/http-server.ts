import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Serves until the test ends. */
export async function serveHttp(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`);
}

export interface BadAnswer {
  readonly title: string;
  readonly listener: RequestListener;
  readonly message: string;
  /** Milliseconds. */
  readonly timeout?: number;
}

/** Answers that no client may wait for or take whole, when it waits 50 ms and takes 100 bytes. */
export const badAnswers: readonly BadAnswer[] = [
  { title: 'too much', listener: (_, response) => response.end('x'.repeat(101)), message: 'answered more than 100 bytes' },
  { title: 'nothing', listener: () => undefined, message: 'no answer within 50 ms', timeout: 50 },
  { title: 'half of it', listener: (_, response) => response.write('x'), message: 'no answer within 50 ms', timeout: 50 },
  { title: 'a broken connection', listener: (request) => request.socket.destroy(), message: 'socket hang up' },
];
