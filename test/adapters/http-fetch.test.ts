import { expect, test } from 'vitest';
import { httpFetch } from '../../src/adapters/http-fetch.ts';
import { badAnswers, serveHttp } from '../support/http-server.ts';

const usual = { method: 'GET', headers: {}, timeout: 5_000, maximumBytes: 100 };

test('what is sent arrives, and what is answered comes back whatever its status', async () => {
  const url = await serveHttp((request, response) => {
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
  const url = await serveHttp((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
  expect((await httpFetch(url, usual)).status).toBe(302);
});

test('an answer without a body has none', async () => {
  expect((await httpFetch(await serveHttp((_, response) => response.writeHead(204).end()), usual)).body).toBeNull();
});

test.each(badAnswers)('$title is an error', async ({ listener, message, timeout = 5_000 }) => {
  await expect(httpFetch(await serveHttp(listener), { ...usual, timeout })).rejects.toThrow(message);
});

test('who asks can stop asking', async () => {
  const stop = new AbortController();
  const url = await serveHttp(() => stop.abort());
  await expect(httpFetch(url, { ...usual, signal: stop.signal })).rejects.toThrow('aborted');
});
