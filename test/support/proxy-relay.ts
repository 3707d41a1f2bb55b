import { connect, createServer, type Server, type Socket } from 'node:net';

/** Passes bytes between clients and one of several addresses; keeps what the clients were sent. */
export interface Relay {
  address: string;
  /** Addresses that new connections are given in turn. */
  targets: string[];
  /** All that went to clients, in order of arrival; empty unless `keep` was asked for. */
  received: () => Buffer;
  /** All that clients sent, likewise. */
  sent: () => Buffer;
  /** Connections open at this moment, towards each target. */
  connections: (target: string) => number;
  /** Ends every connection to that target as a crash of the network would. */
  cut: (target: string) => void;
  close: () => Promise<void>;
}

export async function startRelay(targets: readonly string[], { keep = false } = {}): Promise<Relay> {
  const received: Buffer[] = [];
  const sent: Buffer[] = [];
  const open = new Map<Socket, string>();
  const relay = { targets: [...targets] };
  let turn = 0;
  const server = createServer((socket) => {
    const target = relay.targets[turn++ % relay.targets.length];
    if (target === undefined) return socket.destroy();
    const [host, port] = target.split(':');
    const upstream = connect(Number(port), host);
    open.set(upstream, target);
    const endBoth = () => {
      open.delete(upstream);
      socket.destroy();
      upstream.destroy();
    };
    for (const end of [socket, upstream]) {
      end.setNoDelay(true);
      end.on('error', endBoth);
      end.on('close', endBoth);
    }
    if (keep) {
      upstream.on('data', (chunk: Buffer) => received.push(chunk));
      socket.on('data', (chunk: Buffer) => sent.push(chunk));
    }
    socket.pipe(upstream).pipe(socket);
    return undefined;
  });
  const address = await listening(server);
  return Object.assign(relay, {
    address,
    received: () => Buffer.concat(received),
    sent: () => Buffer.concat(sent),
    connections: (target: string) => [...open.values()].filter((one) => one === target).length,
    cut(target: string) {
      for (const [socket, one] of open) if (one === target) socket.destroy();
    },
    async close() {
      for (const socket of open.keys()) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const at = server.address();
  if (at === null || typeof at === 'string') throw new Error('no TCP address');
  return `127.0.0.1:${at.port}`;
}
