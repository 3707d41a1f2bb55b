import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeAppendFile, type AppendFile } from '../../../src/adapters/append-file.ts';
import { httpPoster } from '../../../src/adapters/http-post.ts';
import type { AuditEvent } from '../../../src/proxy/audit/event.ts';
import type { AuditLine, Delivery } from '../../../src/proxy/audit/sinks/delivery.ts';
import { fileDelivery } from '../../../src/proxy/audit/sinks/file.ts';
import { otlpDelivery } from '../../../src/proxy/audit/sinks/otlp.ts';
import { SinkQueue, type QueueDeps } from '../../../src/proxy/audit/sinks/queue.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

function line(id: string, change: Partial<AuditEvent> = {}): AuditLine {
  const event: AuditEvent = {
    kind: 'audit',
    schemaVersion: 1,
    id,
    time: '2026-01-02T03:04:05.678Z',
    decision: 'allowed',
    rights: ['start'],
    method: 'StartWorkflowExecution',
    caller: { peer: '10.0.0.1:1', subject: 'ada' },
    status: 'OK',
    ...change,
  };
  return { event, text: `${JSON.stringify(event)}\n` };
}

function queued(delivery: Delivery, capacity?: QueueDeps['capacity']) {
  const [lost, states]: [number[], (string | undefined)[]] = [[], []];
  const queue = new SinkQueue(delivery, {
    now: () => performance.now(),
    onLost: (_, count) => void lost.push(count),
    onState: (_, failure) => void states.push(failure),
    ...(capacity === undefined ? {} : { capacity }),
  });
  onTestFinished(async () => await queue.close(0));
  return { queue, lost, states };
}

const idsIn = async (path: string) =>
  (await readFile(path, 'utf8'))
    .split('\n')
    .filter((text) => text.startsWith('{') && text.endsWith('}'))
    .map((text) => (JSON.parse(text) as AuditEvent).id);

test('a file that is moved away is made anew, readable by its owner alone, and nothing is lost between the two', async () => {
  const folder = await temporaryFolder({});
  const path = join(folder, 'audit.jsonl');
  const { queue, lost } = queued(fileDelivery(nodeAppendFile(path), () => performance.now()));
  queue.put(line('1'));
  await expect.poll(() => queue.waiting).toBe(0);
  await rename(path, `${path}.1`);
  queue.put(line('2'));
  queue.put(line('3'));
  await queue.close(1_000);
  expect(await idsIn(`${path}.1`)).toEqual(['1']);
  expect(await idsIn(path)).toEqual(['2', '3']);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(lost).toEqual([]);
});

test('while its folder is gone events wait, and go into the file once it is back', async () => {
  const folder = await temporaryFolder({ 'logs/keep': '' });
  const path = join(folder, 'logs/audit.jsonl');
  await rm(join(folder, 'logs'), { recursive: true });
  const { queue, states } = queued(fileDelivery(nodeAppendFile(path), () => performance.now()));
  queue.put(line('1'));
  await expect.poll(() => states.length).toBeGreaterThan(0);
  expect(states[0]).toContain('ENOENT');
  expect(queue.isFailing()).toBe(true);
  await mkdir(join(folder, 'logs'));
  await expect.poll(() => queue.waiting, { timeout: 2_000 }).toBe(0);
  expect(states.at(-1)).toBeUndefined();
  expect(await idsIn(path)).toEqual(['1']);
});

/** A disk that takes so many bytes more. */
function disk(path: string): AppendFile & { room: number } {
  const file = nodeAppendFile(path);
  const full = Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  return {
    room: 0,
    async append(bytes) {
      const part = bytes.subarray(0, this.room);
      const { written } = await file.append(part);
      this.room -= written;
      return part.length < bytes.length ? { written, error: full } : { written };
    },
    flush: async () => await file.flush(),
    close: async () => await file.close(),
  };
}

test('a line that a full disk cuts off stands there whole afterwards, and what has no room in the queue is counted', async () => {
  const path = join(await temporaryFolder({}), 'audit.jsonl');
  const full = disk(path);
  const lines = ['1', '2', '3', '4'].map((id) => line(id));
  full.room = lines[0]!.text.length + 20;
  const { queue, lost, states } = queued(
    fileDelivery(full, () => performance.now()),
    { lines: 3, characters: 10_000 },
  );
  for (const one of lines) queue.put(one);
  await expect.poll(() => states.length).toBeGreaterThan(0);
  expect(states[0]).toContain('ENOSPC');
  expect(lost).toEqual([1]);
  expect(queue.waiting).toBe(2);
  full.room = 10_000;
  await expect.poll(() => queue.waiting, { timeout: 2_000 }).toBe(0);
  expect(await idsIn(path)).toEqual(['1', '2', '3']);
});

interface OtlpRequest {
  resourceLogs: {
    resource: { attributes: { key: string; value: { stringValue: string } }[] };
    scopeLogs: { logRecords: { body: { stringValue: string }; [key: string]: unknown }[] }[];
  }[];
}

/** Answers as `answers` say, one after the other, then well. */
async function collector(answers: ((response: ServerResponse) => void)[]) {
  const requests: { request: IncomingMessage; body: OtlpRequest }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      requests.push({ request, body: JSON.parse(text) as OtlpRequest });
      const answer = answers.shift();
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
  queue.put(line('1', { trace: { traceId: '0a'.repeat(16), spanId: '0b'.repeat(8) } }));
  queue.put(line('2', { decision: 'denied', reason: 'not-allowed', repeats: 3 }));
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
  ['a connection that breaks', (response: ServerResponse) => void response.destroy()],
  ['no answer in time', () => undefined],
])('%s: the same events are sent again, in order', async (title, answer) => {
  const { endpoint, ids } = await collector([answer]);
  const { queue, lost, states } = queued(otlp(endpoint, title === 'no answer in time' ? 100 : 2_000));
  queue.put(line('1'));
  await expect.poll(() => ids().length, { timeout: 2_000 }).toBe(2);
  queue.put(line('2'));
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
  queue.put(line('1'));
  await expect.poll(() => queue.waiting).toBe(0);
  queue.put(line('2'));
  await expect.poll(() => queue.waiting).toBe(0);
  queue.put(line('3'));
  queue.put(line('4'));
  await expect.poll(() => queue.waiting).toBe(0);
  expect(lost).toEqual([1, 1]);
  expect(ids()).toEqual([['1'], ['2'], ['3', '4'], ['3'], ['4']]);
});

test('a sink that hangs keeps nobody waiting, and an end that comes meanwhile is bounded', async () => {
  const never: Delivery = {
    name: 'file',
    batch: { lines: 10, characters: 1_000 },
    gather: 0,
    longestPause: 10,
    deliver: async () => await new Promise(() => undefined),
    close: async () => await Promise.resolve(),
  };
  const { queue, lost } = queued(never);
  queue.put(line('1'));
  const begun = performance.now();
  await queue.close(50);
  expect(performance.now() - begun).toBeLessThan(1_000);
  expect(lost).toEqual([1]);
});
