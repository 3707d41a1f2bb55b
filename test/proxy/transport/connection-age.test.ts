import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { connect as connectTcp, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { frameOf, frameType } from '../../../src/proxy/transport/h2/frames.ts';
import { FrameReader } from '../../../src/proxy/transport/h2/frame-reader.ts';
import { HpackEncoder } from '../../../src/proxy/transport/h2/hpack-encoder.ts';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import type { ListenLimits } from '../../../src/proxy/transport/limits.ts';
import { listen, type Listener } from '../../../src/proxy/transport/listener.ts';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { callRaw, connectRaw, frame } from './raw-client.ts';

let listener: Listener;
let errors: Error[];
/** What came in, once for each time that it did. */
let taken: string[];
let onCall: (call: ServerCall) => void;

async function start(limits: Partial<ListenLimits>): Promise<void> {
  const address = { host: '127.0.0.1', port: 0 };
  listener = await listen({
    address,
    limits,
    budget: createBudget(1_000_000),
    onCall: (call) => onCall(call),
    onError: (_, error) => errors.push(error),
  });
}

beforeEach(() => {
  taken = [];
  errors = [];
  onCall = echo;
});

afterEach(() => listener.close(0));

function echo(call: ServerCall): void {
  call.takeMessage((outcome) => {
    if (outcome.kind !== 'message') return;
    taken.push(outcome.bytes.toString());
    call.respond({ status: 0, message: outcome.bytes });
  });
}

test('a connection that has its age is told to go, and a poll on it has its answer all the same', async () => {
  await start({ connectionAge: 200 });
  const polls: ServerCall[] = [];
  onCall = (call) => polls.push(call);
  const session = await connectRaw(listener.address.port);
  const running = callRaw(session, frame('poll'));
  const steps: number[] = [];
  session.on('goaway', (_code: number, last: number) => steps.push(last));
  await vi.waitFor(() => expect(steps).toEqual([2 ** 31 - 1, 1]));
  onCall = echo;
  const next = await connectRaw(listener.address.port);
  expect(await callRaw(next, frame('next'))).toMatchObject({ status: '0' });
  polls[0]!.respond({ status: 0, message: Buffer.from('a task') });
  expect(await running).toMatchObject({ status: '0', code: 0, body: frame('a task') });
  await vi.waitFor(() => expect(session.destroyed).toBe(true));
  next.destroy();
});

test('a client of grpc-js loses no call and none runs twice, however often its connection is told to go', async () => {
  await start({ connectionAge: 60 });
  const client = new Client(`127.0.0.1:${listener.address.port}`, credentials.createInsecure());
  const sessions = new Set<object>();
  onCall = (call) => {
    sessions.add(call.peer);
    echo(call);
  };
  const until = Date.now() + 1500;
  const failed: (ServiceError | null)[] = [];
  let sent = 0;
  const callOn = async (): Promise<void> => {
    while (Date.now() < until) {
      const error = await callBy(client, `call ${sent++}`);
      if (error !== null) failed.push(error);
    }
  };
  await Promise.all(Array.from({ length: 30 }, callOn));
  client.close();
  expect(failed).toEqual([]);
  expect(sessions.size).toBeGreaterThan(3);
  expect([new Set(taken).size, taken.length]).toEqual([sent, sent]);
  expect(errors).toEqual([]);
});

test('of calls that race GOAWAY those up to the last one it names run, and none above it', async () => {
  await start({ connectionAge: 100 });
  const racer = race(connectTcp(listener.address.port, '127.0.0.1'));
  const last = await racer.told;
  racer.socket.destroy();
  expect(racer.sent).toBeGreaterThan(last);
  const ids = Array.from({ length: (last + 1) / 2 }, (_, at) => String(2 * at + 1));
  expect(taken).toEqual(ids);
});

function asBytes(value: Buffer): Buffer {
  return value;
}

async function callBy(client: Client, text: string): Promise<ServiceError | null> {
  return await new Promise((resolve) => {
    client.makeUnaryRequest('/test/Echo', asBytes, asBytes, Buffer.from(text), resolve);
  });
}

/** Sends calls without a pause until it has read the GOAWAY that names the last one; the message of each is its stream's id. */
function race(socket: Socket): { socket: Socket; readonly sent: number; told: Promise<number> } {
  const racer = { socket, sent: -1, told: Promise.resolve(0) };
  const encoder = new HpackEncoder();
  const call = (): void => {
    racer.sent += 2;
    const block = Buffer.alloc(500);
    const length = encoder.encode(callFields, block, 0);
    socket.write(frameOf({ type: frameType.headers, flags: 4, stream: racer.sent }, block.subarray(0, length)));
    socket.write(frameOf({ type: frameType.data, flags: 1, stream: racer.sent }, frame(String(racer.sent))));
  };
  socket.on('error', () => undefined);
  socket.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  socket.write(frameOf({ type: frameType.settings, flags: 0, stream: 0 }, Buffer.alloc(0)));
  const calling = setInterval(() => {
    for (let more = 0; more < 5; more++) call();
  }, 1);
  racer.told = new Promise((resolve) => {
    const reader = new FrameReader({
      onData: () => undefined,
      onOversize: () => undefined,
      onFrame: ({ type, flags }, payload) => {
        if (type === frameType.ping && flags === 0) socket.write(frameOf({ type, flags: 1, stream: 0 }, payload));
        if (type !== frameType.goaway || payload.readUInt32BE() === 2 ** 31 - 1) return;
        clearInterval(calling);
        resolve(payload.readUInt32BE());
      },
    });
    socket.on('data', (chunk) => reader.feed(chunk));
  });
  return racer;
}

const callFields: [string, string][] = [
  [':method', 'POST'],
  [':scheme', 'http'],
  [':authority', 'test'],
  [':path', '/test/Echo'],
  ['te', 'trailers'],
  ['content-type', 'application/grpc'],
];

test('a client that keeps its half of a connection open after GOAWAY is cut off', async () => {
  await start({ connectionAge: 50, keepaliveTime: 300, keepaliveTimeout: 50 });
  const stubborn = connectTcp({ port: listener.address.port, host: '127.0.0.1', allowHalfOpen: true });
  stubborn.on('error', () => undefined).resume();
  stubborn.write('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
  stubborn.write(frameOf({ type: frameType.settings, flags: 0, stream: 0 }, Buffer.alloc(0)));
  await new Promise((resolve) => void stubborn.once('end', resolve));
  expect(listener.counts().connections).toBe(1);
  await vi.waitFor(() => expect(listener.counts().connections).toBe(0));
  stubborn.destroy();
});
