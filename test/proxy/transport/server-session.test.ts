import type { ClientHttp2Session } from 'node:http2';
import { connect as connectTcp } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBudget, type Budget } from '../../../src/proxy/transport/budget.ts';
import type { ListenLimits } from '../../../src/proxy/transport/limits.ts';
import { listen, type Listener } from '../../../src/proxy/transport/listener.ts';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { callRaw, connectRaw, frame, open } from './raw-client.ts';

/** The preface and empty SETTINGS. */
const hello = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]);

let budget: Budget;
let listener: Listener;
let session: ClientHttp2Session;
let onCall: (call: ServerCall) => void;
let errors: Error[];

async function start(limits: Partial<ListenLimits> = {}): Promise<void> {
  listener = await listen({ address: { host: '127.0.0.1', port: 0 }, limits, budget, onCall: (call) => onCall(call), onError });
  session = await connectRaw(listener.address.port);
}

function onError(_: 'call' | 'connection', error: Error): void {
  errors.push(error);
}

beforeEach(() => {
  errors = [];
  budget = createBudget(1_000_000);
  onCall = echo;
});

afterEach(async () => {
  session.destroy();
  await listener.close(0);
});

function echo(call: ServerCall): void {
  call.takeMessage((taken) => {
    if (taken.kind === 'message') call.respond({ status: 0, message: taken.bytes });
    else call.respond({ status: taken.status, statusMessage: taken.message });
  });
}

test('a connection that resets its calls as fast as it can is ended, and others are served', async () => {
  await start();
  const hostile = await connectRaw(listener.address.port);
  const ended = new Promise((resolve) => void hostile.once('close', resolve));
  for (let call = 0; call < 3000 && !hostile.destroyed && !hostile.closed; call++) {
    open(hostile).close(8);
    if (call % 100 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await ended;
  expect(await callRaw(session, frame('hello'))).toMatchObject({ status: '0' });
  await vi.waitFor(() => expect(listener.counts()).toEqual({ connections: 1, calls: 0 }));
  expect(budget.inUse).toBe(0);
});

test('a client that pings without need is told to calm down', async () => {
  await start();
  const calmed = new Promise(
    (resolve) => void session.once('goaway', (code: number, _id: number, data: Buffer) => resolve([code, String(data)])),
  );
  for (let ping = 0; ping < 6 && !session.destroyed; ping++) {
    await new Promise((resolve) => void session.ping(resolve));
  }
  expect(await calmed).toEqual([11, 'too_many_pings']);
});

test('pings after each answer are taken, because clients measure the connection with them', async () => {
  await start();
  for (let call = 0; call < 8; call++) {
    await callRaw(session, frame('hello'));
    await new Promise((resolve) => void session.ping(resolve));
  }
  expect(session.destroyed).toBe(false);
});

test('who connects and says nothing is cut off', async () => {
  await start({ handshakeTime: 60 });
  const silent = connectTcp(listener.address.port, '127.0.0.1');
  silent.resume();
  await new Promise((resolve) => void silent.once('close', resolve));
  expect(listener.counts().connections).toBe(1);
});

test('a client that answers no ping is cut off', async () => {
  await start({ keepaliveTime: 100, keepaliveTimeout: 100 });
  const frozen = connectTcp(listener.address.port, '127.0.0.1');
  frozen.write(hello);
  frozen.resume();
  await new Promise((resolve) => void frozen.once('close', resolve));
  expect(await callRaw(session, frame('hello'))).toMatchObject({ status: '0' });
});

test('draining lets running calls finish, tells the client to go, and takes no connection', async () => {
  await start();
  const calls: ServerCall[] = [];
  onCall = (call) => calls.push(call);
  const running = callRaw(session, frame('hello'));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  const told = new Promise((resolve) => void session.once('goaway', resolve));
  const closing = listener.close(5000);
  await told;
  calls[0]!.respond({ status: 0, message: Buffer.from('done') });
  expect(await running).toMatchObject({ status: '0' });
  await closing;
  await expect(connectRaw(listener.address.port)).rejects.toThrow(/./);
});

test('a connection that is reset is told as an error only if a call was running', async () => {
  await start();
  const idle = connectTcp(listener.address.port, '127.0.0.1');
  idle.write(hello);
  await vi.waitFor(() => expect(listener.counts().connections).toBe(2));
  await new Promise((resolve) => void idle.once('data', resolve));
  idle.resetAndDestroy();
  await vi.waitFor(() => expect(listener.counts().connections).toBe(1));
  expect(errors).toEqual([]);
  onCall = () => undefined;
  const busy = connectTcp(listener.address.port, '127.0.0.1');
  const proxied = await connectRaw(listener.address.port, { createConnection: () => busy });
  open(proxied);
  await vi.waitFor(() => expect(listener.counts().calls).toBe(1));
  busy.resetAndDestroy();
  await vi.waitFor(() => expect(listener.counts()).toEqual({ connections: 1, calls: 0 }));
  expect(errors).toMatchObject([{ code: 'ECONNRESET' }]);
});
