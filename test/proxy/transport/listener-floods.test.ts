import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { listen, type Listener } from '../../../src/proxy/transport/listener.ts';
import { blockOf, headers, raw } from './hostile-peer.ts';
import { callRaw, connectRaw, frame } from './raw-client.ts';

let listener: Listener;
let hostile: Socket;
let received: Buffer;

beforeEach(async () => {
  listener = await listen({
    address: { host: '127.0.0.1', port: 0 },
    limits: { keepaliveTime: 150, keepaliveTimeout: 100 },
    budget: createBudget(1_000_000),
    onCall: (call) => call.respond({ status: 0, message: Buffer.from('done') }),
  });
  received = Buffer.alloc(0);
  hostile = connect(listener.address.port, '127.0.0.1');
  hostile.on('error', () => undefined);
  hostile.on('data', (chunk) => (received = Buffer.concat([received, chunk])));
  hostile.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  hostile.write(raw(frameType.settings, 0));
});

afterEach(async () => {
  hostile.destroy();
  await listener.close(0);
});

test.each<{ title: string; write: (socket: Socket) => void; reason?: string }>([
  {
    title: 'SETTINGS without end',
    write: (socket) => void socket.write(Buffer.concat(Array.from({ length: 200 }, () => raw(frameType.settings, 0)))),
    reason: 'too_many_settings',
  },
  {
    title: 'PING without end',
    write: (socket) =>
      void socket.write(Buffer.concat(Array.from({ length: 200 }, () => raw(frameType.ping, 0, { payload: Buffer.alloc(8) })))),
    reason: 'too_many_pings',
  },
  {
    title: 'CONTINUATION without end',
    write: (socket) => {
      const more = raw(frameType.continuation, 1, { payload: blockOf({ 'x-more': 'y'.repeat(1000) }) });
      socket.write(Buffer.concat([headers(1, request, 0), ...Array.from({ length: 200 }, () => more)]));
    },
  },
  { title: 'HEADERS that begin and do not go on', write: (socket) => void socket.write(headers(1, request).subarray(0, 12)) },
  { title: 'HEADERS whose CONTINUATION does not come', write: (socket) => void socket.write(headers(1, request, 0)) },
])('$title: the connection is cut, and others are served', async ({ write, reason }) => {
  const closed = new Promise((resolve) => void hostile.once('close', resolve));
  write(hostile);
  const good = await connectRaw(listener.address.port);
  expect(await callRaw(good, frame('hello'))).toMatchObject({ status: '0' });
  await closed;
  expect(received.toString('latin1')).toContain(reason ?? '');
  expect(await callRaw(good, frame('hello'))).toMatchObject({ status: '0' });
  good.destroy();
  await vi.waitFor(() => expect(listener.counts()).toEqual({ connections: 0, calls: 0 }));
});

const request = { ':method': 'POST', ':scheme': 'http', ':path': '/test/Echo', ':authority': 'x', 'content-type': 'application/grpc' };
