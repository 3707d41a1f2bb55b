import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HealthState {
  isLive: () => boolean;
  /** Why it takes no work; nothing when it does. */
  unready: () => string | undefined;
}

interface Answer {
  status: 200 | 404 | 503;
  text: string;
}

/**
 * `/livez`: the event loop answers and no SDK worker has failed; whether Temporal can be reached does not count, as a
 * restart would not mend that. `/readyz`: Temporal has had a poll of every SDK worker and nothing drains, else what is
 * awaited.
 */
export class HealthServer {
  readonly #server: Server;

  constructor(state: HealthState) {
    this.#server = createServer((request, response) => {
      const { status, text } = answerTo(request.url?.split('?')[0], state);
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(`${text}\n`);
    });
  }

  /** The port it listens on. */
  async listen(port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject).listen(port, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}

function answerTo(path: string | undefined, { isLive, unready }: HealthState): Answer {
  if (path === '/livez') return isLive() ? { status: 200, text: 'ok' } : { status: 503, text: 'not ok' };
  if (path !== '/readyz') return { status: 404, text: 'not found' };
  const reason = unready();
  return reason === undefined ? { status: 200, text: 'ok' } : { status: 503, text: `not ready: ${reason}` };
}

/** A port nobody uses, for a server that cannot say which one it got. */
export async function freePort(): Promise<number> {
  const server = new HealthServer({ isLive: () => true, unready: () => undefined });
  const port = await server.listen(0);
  await server.close();
  return port;
}
