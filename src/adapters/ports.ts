import { createServer, connect } from 'node:net';

const loopback = '127.0.0.1';

/** Whether nobody listens on a port of this machine, on whatever address. */
export async function isPortFree(port: number): Promise<boolean> {
  // Some systems let a loopback address be bound beside a listener on all addresses, so asking for an answer comes too.
  return (await canListen(port)) && !(await isAnswered(port));
}

/** The first free port from `start` on that `taken` does not name. */
export async function nextFreePort(start: number, taken: readonly number[] = []): Promise<number | undefined> {
  for (let port = start; port < Math.min(start + 100, 65_536); port += 1) {
    if (!taken.includes(port) && (await isPortFree(port))) return port;
  }
  return undefined;
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  return await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen({ port, host: loopback, exclusive: true }, () => server.close(() => resolve(true)));
  });
}

async function isAnswered(port: number): Promise<boolean> {
  const socket = connect({ port, host: loopback });
  return await new Promise((resolve) => {
    const settle = (isThere: boolean) => {
      socket.destroy();
      resolve(isThere);
    };
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
    socket.setTimeout(500, () => settle(false));
  });
}
