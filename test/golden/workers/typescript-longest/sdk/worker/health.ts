import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface HealthState {
  isLive: () => boolean;
  isReady: () => boolean;
}

/**
 * `/livez`: the event loop answers and no SDK worker has failed; whether Temporal can be reached does not count, as a
 * restart would not mend that. `/readyz`: every SDK worker polls.
 */
export class HealthServer {
  readonly #server: Server;

  constructor({ isLive, isReady }: HealthState) {
    const answers: Record<string, () => boolean> = { '/livez': isLive, '/readyz': isReady };
    this.#server = createServer((request, response) => {
      const answer = answers[request.url?.split('?')[0] ?? ''];
      const ok = answer?.();
      response.writeHead(ok === undefined ? 404 : ok ? 200 : 503, { 'content-type': 'text/plain' });
      response.end(ok === undefined ? 'not found\n' : ok ? 'ok\n' : 'not ok\n');
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

/** A port nobody uses, for a server that cannot say which one it got. */
export async function freePort(): Promise<number> {
  const server = new HealthServer({ isLive: () => true, isReady: () => true });
  const port = await server.listen(0);
  await server.close();
  return port;
}
