import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { httpFetch } from '../../src/adapters/http-fetch.ts';

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    server.closeAllConnections();
    await once(server.close(), 'close');
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/x`);
}

const usual = { method: 'GET', headers: {}, timeout: 5_000, maximumBytes: 100 };

test('what is sent arrives, and what is answered comes back whatever its status', async () => {
  const url = await serve((request, response) => {
    request.setEncoding('utf8').on('data', (text: string) => {
      response
        .writeHead(400, { 'x-kind': String(request.headers['content-type']), 'set-cookie': ['a=1', 'b=2'] })
        .end(`${request.method} ${text}`);
    });
  });
  const answer = await httpFetch(url, { ...usual, method: 'POST', headers: { 'content-type': 'text/plain' }, body: 'é' });
  expect([answer.status, answer.headers.get('x-kind'), answer.headers.getSetCookie()]).toEqual([400, 'text/plain', ['a=1', 'b=2']]);
  expect(await answer.text()).toBe('POST é');
});

test('a redirect is an answer and is not followed', async () => {
  const url = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  expect((await httpFetch(url, usual)).status).toBe(302);
});

test('an answer without a body has none', async () => {
  expect((await httpFetch(await serve((_, response) => response.writeHead(204).end()), usual)).body).toBeNull();
});

test.each<{ title: string; listener: RequestListener; message: string; timeout?: number }>([
  { title: 'too much', listener: (_, response) => response.end('x'.repeat(101)), message: 'answered more than 100 bytes' },
  { title: 'nothing', listener: () => undefined, message: 'no answer within 50 ms', timeout: 50 },
  { title: 'half of it', listener: (_, response) => response.write('x'), message: 'no answer within 50 ms', timeout: 50 },
  { title: 'a broken connection', listener: (request) => request.socket.destroy(), message: 'socket hang up' },
])('$title is an error', async ({ listener, message, timeout = 5_000 }) => {
  await expect(httpFetch(await serve(listener), { ...usual, timeout })).rejects.toThrow(message);
});

test('who asks can stop asking', async () => {
  const stop = new AbortController();
  const url = await serve(() => stop.abort());
  await expect(httpFetch(url, { ...usual, signal: stop.signal })).rejects.toThrow('aborted');
});
