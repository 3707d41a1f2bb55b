import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { createServer } from 'node:tls';
import type { Authority } from './client-certificates.ts';

/** Stands before a server and lets in whoever has a certificate of the authority, as a Temporal that takes its proxy alone. */
export interface Guard {
  address: string;
  close: () => void;
}

export async function startGuard(authority: Authority, target: string): Promise<Guard> {
  const front = authority.issue('/CN=temporal', { names: 'IP:127.0.0.1,DNS:localhost', usage: 'serverAuth' });
  const server = createServer(
    { key: front.key, cert: front.certificate, ca: authority.certificate, requestCert: true, ALPNProtocols: ['h2'] },
    (socket) => {
      const [host = '', port = ''] = target.split(':');
      const inner = connect(Number(port), host);
      for (const side of [socket, inner]) side.on('error', () => (socket.destroy(), inner.destroy()));
      socket.pipe(inner).pipe(socket);
    },
  );
  server.on('tlsClientError', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { address: `127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => void server.close() };
}
