import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { httpPoster } from '../../../src/adapters/http-post.ts';
import type { AuditEvent } from '../../../src/proxy/audit/event.ts';
import type { Delivery } from '../../../src/proxy/audit/sinks/delivery.ts';
import { otlpDelivery } from '../../../src/proxy/audit/sinks/otlp.ts';
import { auditLine, queued } from '../../support/audit-queue.ts';

const wrong = 'the-wrong-one';

interface OtlpRequest {
  resourceLogs: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeLogs: { logRecords: { body: { stringValue: string }; [key: string]: unknown }[] }[];
  }[];
}

type Answer = (response: ServerResponse) => void;

/** Answers as `answers` say, one after the other, then `refusal` whatever holds the event `wrong`, and all else well. */
async function collector(answers: Answer[], refusal?: Answer) {
  const requests: { request: IncomingMessage; body: OtlpRequest }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      requests.push({ request, body: JSON.parse(text) as OtlpRequest });
      const answer = answers.shift() ?? (text.includes(wrong) ? refusal : undefined);
      if (answer === undefined) response.setHeader('content-type', 'application/json').end('{}');
      else answer(response);
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const ids = () =>
    requests.map(({ body }) =>
      body.resourceLogs[0]!.scopeLogs[0]!.logRecords.map((record) => (JSON.parse(record.body.stringValue) as AuditEvent).id),
    );
  return { endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/logs`), requests, ids };
}

function otlp(endpoint: URL, timeout = 2_000): Delivery {
  const made = otlpDelivery({
    endpoint,
    headers: { 'x-team': 'platform' },
    poster: httpPoster({}),
    resource: { host: 'this-machine' },
    timeout,
  });
  return { ...made, gather: 5, longestPause: 20 };
}

test('a collector gets records as the specification of OTLP has them', async () => {
  const { endpoint, requests } = await collector([]);
  const { queue } = queued(otlp(endpoint));
  queue.put(auditLine('1', { trace: { traceId: '0a'.repeat(16), spanId: '0b'.repeat(8) } }));
  queue.put(auditLine('2', { decision: 'denied', reason: 'not-allowed', repeats: 3 }));
  await expect.poll(() => requests.length).toBe(1);
  const { request, body } = requests[0]!;
  expect(request).toMatchObject({ method: 'POST', url: '/v1/logs', headers: { 'content-type': 'application/json', 'x-team': 'platform' } });
  expect(body.resourceLogs[0]!.resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'temporal-proxy' } });
  const [allowed, denied] = body.resourceLogs[0]!.scopeLogs[0]!.logRecords;
  expect(allowed).toMatchObject({
    timeUnixNano: '1767323045678000000',
    severityNumber: 9,
    traceId: '0a'.repeat(16),
    spanId: '0b'.repeat(8),
  });
  expect(denied).toMatchObject({ severityNumber: 13, severityText: 'WARN', eventName: 'temporal_proxy.audit' });
  expect(denied!['attributes']).toContainEqual({ key: 'audit.repeats', value: { intValue: '3' } });
  expect(JSON.parse(allowed!.body.stringValue)).toMatchObject({ id: '1' });
});

const status =
  (code: number, headers = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end('{}');

test.each([
  ['too many requests', status(429, { 'retry-after': '0' })],
  ['a server that is overloaded', status(503)],
  ['credentials that are not taken, which somebody mends', status(401)],
  ['an address that somebody mends', status(404)],
  ['a connection that breaks', (response: ServerResponse) => void response.destroy()],
  [
    'an answer that breaks off',
    (response: ServerResponse) => void response.writeHead(200, { 'content-length': 9 }).write('{', () => response.destroy()),
  ],
  ['no answer in time', () => undefined],
  ['no end of an answer in time', (response: ServerResponse) => void response.write('{')],
])('%s: the same events are sent again, in order', async (title, answer) => {
  const { endpoint, ids } = await collector([answer]);
  const { queue, lost, states } = queued(otlp(endpoint, title.endsWith('in time') ? 100 : 2_000));
  queue.put(auditLine('1'));
  await expect.poll(() => ids().length, { timeout: 2_000 }).toBe(2);
  queue.put(auditLine('2'));
  await expect.poll(() => queue.waiting).toBe(0);
  expect(ids().slice(0, 2)).toEqual([['1'], expect.arrayContaining(['1'])]);
  expect(ids().flat()).toContain('2');
  expect({ lost, last: states.at(-1) }).toEqual({ lost: [], last: undefined });
});

const partial = (response: ServerResponse) =>
  void response.end(JSON.stringify({ partialSuccess: { rejectedLogRecords: '1', errorMessage: 'no' } }));

test('records that are wrong or refused are counted and not sent again, and what is too large goes in parts', async () => {
  const { endpoint, ids } = await collector([status(400), partial, status(413)]);
  const { queue, lost } = queued(otlp(endpoint));
  queue.put(auditLine('1'));
  await expect.poll(() => queue.waiting).toBe(0);
  queue.put(auditLine('2'));
  await expect.poll(() => queue.waiting).toBe(0);
  queue.put(auditLine('3'));
  queue.put(auditLine('4'));
  await expect.poll(() => queue.waiting).toBe(0);
  expect(lost).toMatchObject([
    { count: 1, detail: 'answered 400' },
    { count: 1, detail: 'no' },
  ]);
  expect(ids()).toEqual([['1'], ['2'], ['3', '4'], ['3'], ['4']]);
});

const spoken = JSON.stringify({ code: 13, message: 'no \u001b[2J' });

test.each([
  ['400', status(400), 'answered 400'],
  ['413', status(413), 'answered 413'],
  ['500 again and again', (response: ServerResponse) => void response.writeHead(500).end(spoken), 'answered 500: no \\u001b[2J'],
])('one record that is answered with %s is given up alone, and said', async (_, refusal, detail) => {
  const { endpoint, ids } = await collector([], refusal);
  const { queue, lost, states } = queued({ ...otlp(endpoint), longestPause: 1 });
  const all = Array.from({ length: 40 }, (__, index) => (index === 17 ? wrong : `event-${index}`));
  for (const id of all) queue.put(auditLine(id));
  await expect.poll(() => queue.waiting).toBe(0);
  expect(lost).toMatchObject([{ count: 1, detail, among: [{ event: { id: wrong } }] }]);
  const taken = ids().filter((sent) => !sent.includes(wrong));
  expect(taken.flat()).toEqual(all.filter((id) => id !== wrong));
  // What follows goes in large parts again.
  expect(taken.at(-1)!.length).toBeGreaterThan(1);
  expect(states.at(-1)).toBeUndefined();
});

test('a collector that takes nothing is asked once for each event, whatever it says', async () => {
  const { endpoint, ids } = await collector(Array.from({ length: 60 }, () => status(400)));
  const { queue, lost } = queued(otlp(endpoint));
  for (let index = 0; index < 40; index++) queue.put(auditLine(`${index}`));
  await expect.poll(() => queue.waiting).toBe(0);
  expect(lost).toHaveLength(40);
  expect(ids().filter((sent) => sent.length > 1)).toHaveLength(6);
});
