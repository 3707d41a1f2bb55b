import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { httpGet } from '../../src/adapters/http-get.ts';

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`);
}

const usual = { timeout: 5_000, maximumBytes: 100 };

test('a document comes as text, asked for with the headers given', async () => {
  const url = await serve((request, response) => response.end(`é ${request.headers['accept']}`));
  expect(await httpGet(url, { ...usual, headers: { accept: 'text/plain' } })).toBe('é text/plain');
});

test.each<{ title: string; listener: RequestListener; message: string; timeout?: number }>([
  { title: 'another status', listener: (_, response) => response.writeHead(404).end('no'), message: 'answered 404' },
  { title: 'a redirect', listener: (_, response) => response.writeHead(302, { location: '/y' }).end(), message: 'answered 302' },
  { title: 'too much', listener: (_, response) => response.end('x'.repeat(101)), message: 'answered more than 100 bytes' },
  { title: 'nothing', listener: () => undefined, message: 'no answer within 50 ms', timeout: 50 },
  { title: 'half of it', listener: (_, response) => response.write('x'), message: 'no answer within 50 ms', timeout: 50 },
  { title: 'a broken connection', listener: (request) => request.socket.destroy(), message: 'socket hang up' },
])('$title is an error', async ({ listener, message, timeout = 5_000 }) => {
  await expect(httpGet(await serve(listener), { ...usual, timeout })).rejects.toThrow(message);
});

test('a port that nobody listens on is an error', async () => {
  await expect(httpGet(new URL('http://127.0.0.1:1/'), usual)).rejects.toThrow('ECONNREFUSED');
});
