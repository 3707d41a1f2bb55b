import { connect as connectTcp } from 'node:net';
import { expect, test, vi } from 'vitest';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { beforeListener } from './before-listener.ts';
import { callRaw, connectRaw, frame, open } from './raw-client.ts';

/** The preface and empty SETTINGS. */
const hello = Buffer.concat([Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])]);

const world = beforeListener();
const { start } = world;

test('a connection that resets its calls as fast as it can is ended, and others are served', async () => {
  await start();
  const hostile = await connectRaw(world.listener.address.port);
  const ended = new Promise((resolve) => void hostile.once('close', resolve));
  for (let call = 0; call < 3000 && !hostile.destroyed && !hostile.closed; call++) {
    open(hostile).close(8);
    if (call % 100 === 0) await new Promise((resolve) => void setImmediate(resolve));
  }
  await ended;
  expect(await callRaw(world.session, frame('hello'))).toMatchObject({ status: '0' });
  await vi.waitFor(() => expect(world.listener.counts()).toEqual({ connections: 1, calls: 0 }));
  expect(world.budget.inUse).toBe(0);
});

test('a client that pings without need is told to calm down', async () => {
  await start();
  const calmed = new Promise(
    (resolve) => void world.session.once('goaway', (code: number, _id: number, data: Buffer) => resolve([code, String(data)])),
  );
  for (let ping = 0; ping < 6 && !world.session.destroyed; ping++) {
    await new Promise((resolve) => void world.session.ping(resolve));
  }
  expect(await calmed).toEqual([11, 'too_many_pings']);
});

test('pings after each answer are taken, because clients measure the connection with them', async () => {
  await start();
  for (let call = 0; call < 8; call++) {
    await callRaw(world.session, frame('hello'));
    await new Promise((resolve) => void world.session.ping(resolve));
  }
  expect(world.session.destroyed).toBe(false);
});

test('who connects and says nothing is cut off', async () => {
  await start({ handshakeTime: 60 });
  const silent = connectTcp(world.listener.address.port, '127.0.0.1');
  silent.resume();
  await new Promise((resolve) => void silent.once('close', resolve));
  expect(world.listener.counts().connections).toBe(1);
});

test('a client that answers no ping is cut off', async () => {
  await start({ keepaliveTime: 100, keepaliveTimeout: 100 });
  const frozen = connectTcp(world.listener.address.port, '127.0.0.1');
  frozen.write(hello);
  frozen.resume();
  await new Promise((resolve) => void frozen.once('close', resolve));
  expect(await callRaw(world.session, frame('hello'))).toMatchObject({ status: '0' });
});

test('draining lets running calls finish, tells the client to go, and takes no connection', async () => {
  await start();
  const calls: ServerCall[] = [];
  world.onCall = (call) => calls.push(call);
  const running = callRaw(world.session, frame('hello'));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  const told = new Promise((resolve) => void world.session.once('goaway', resolve));
  const closing = world.listener.close(5000);
  await told;
  calls[0]!.respond({ status: 0, message: Buffer.from('done') });
  expect(await running).toMatchObject({ status: '0' });
  await closing;
  await expect(connectRaw(world.listener.address.port)).rejects.toThrow(/./);
});

test('a connection that is reset is told as an error only if a call was running', async () => {
  await start();
  const idle = connectTcp(world.listener.address.port, '127.0.0.1');
  idle.write(hello);
  await vi.waitFor(() => expect(world.listener.counts().connections).toBe(2));
  await new Promise((resolve) => void idle.once('data', resolve));
  idle.resetAndDestroy();
  await vi.waitFor(() => expect(world.listener.counts().connections).toBe(1));
  expect(world.errors).toEqual([]);
  world.onCall = () => undefined;
  const busy = connectTcp(world.listener.address.port, '127.0.0.1');
  const proxied = await connectRaw(world.listener.address.port, { createConnection: () => busy });
  open(proxied);
  await vi.waitFor(() => expect(world.listener.counts().calls).toBe(1));
  busy.resetAndDestroy();
  await vi.waitFor(() => expect(world.listener.counts()).toEqual({ connections: 1, calls: 0 }));
  expect(world.errors).toMatchObject([{ code: 'ECONNRESET' }]);
});
