import { expect, test } from 'vitest';
import { httpGet } from '../../src/adapters/http-get.ts';
import { badAnswers, serveHttp, type BadAnswer } from '../support/http-server.ts';

const usual = { timeout: 5_000, maximumBytes: 100 };

test('a document comes as text, asked for with the headers given', async () => {
  const url = await serveHttp((request, response) => response.end(`é ${request.headers['accept']}`));
  expect(await httpGet(url, { ...usual, headers: { accept: 'text/plain' } })).toBe('é text/plain');
});

test.each<BadAnswer>([
  { title: 'another status', listener: (_, response) => response.writeHead(404).end('no'), message: 'answered 404' },
  { title: 'a redirect', listener: (_, response) => response.writeHead(302, { location: '/y' }).end(), message: 'answered 302' },
  ...badAnswers,
])('$title is an error', async ({ listener, message, timeout = 5_000 }) => {
  await expect(httpGet(await serveHttp(listener), { ...usual, timeout })).rejects.toThrow(message);
});

test('a port that nobody listens on is an error', async () => {
  await expect(httpGet(new URL('http://127.0.0.1:1/'), usual)).rejects.toThrow('ECONNREFUSED');
});
