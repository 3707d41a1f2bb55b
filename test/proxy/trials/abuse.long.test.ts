import { temporal as api } from '@temporalio/proto';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { callWith, openCaller, workflowService, type Caller } from '../../support/proxy-caller.ts';
import { proxyBeforeFake } from '../../support/proxy-before-fake.ts';
import { callFrames, flag, frame, frameType, grpcHeaders, grpcMessage, openSocket, preface, writeAll } from '../../support/proxy-frames.ts';
import { startProbe } from '../../support/proxy-probe.ts';
import { tokenOf } from '../../support/proxy-config.ts';

const megabyte = 2 ** 20;
const token = tokenOf('images');
const path = `${workflowService}QueryWorkflow`;
const resourceExhausted = 8;
const resets = 4000;

const query = (queryType: string, data: Uint8Array = Buffer.from('text')) => {
  const queryArgs = { payloads: [{ metadata: { encoding: Buffer.from('binary/plain') }, data }] };
  const request = { namespace: 'images', execution: { workflowId: 'w' }, query: { queryType, queryArgs } };
  return api.api.workflowservice.v1.QueryWorkflowRequest.encode(request).finish();
};

describe('a proxy that is abused', () => {
  const world = proxyBeforeFake();
  let caller: Caller;

  /** Whatever is done to it: it lives, stays small, and others go on. */
  async function undisturbed(abuse: () => Promise<void>): Promise<object> {
    caller = openCaller(world.proxy.address);
    const probe = startProbe(world.proxy.address);
    await abuse();
    await sleep(200);
    caller.close();
    const { done, failed } = await probe.stop();
    return {
      log: world.proxy.hasEnded() && world.proxy.log(),
      failed: [failed.length, ...failed.slice(0, 3)],
      served: done > 0,
      isSmall: world.proxy.residentBytes() < 900 * megabyte,
    };
  }
  const fine = { log: false, failed: [0], served: true, isSmall: true };

  const ask = async (queryType: string, data?: Uint8Array) =>
    await caller.call(callWith(query(queryType, data), { path: 'QueryWorkflow', token }));

  /** Sends the same bytes again and again until it is hung up on. */
  async function flood(times: number, bytes: (turn: number) => Buffer): Promise<void> {
    const socket = await openSocket(world.proxy.address);
    for (let turn = 0; turn < times; turn++) if (!(await writeAll(socket, bytes(turn)))) break;
    socket.destroy();
  }

  test('survives calls that are reset as soon as they are made', async () => {
    const seen = await undisturbed(async () => {
      const before = world.upstream.calls();
      await flood(resets, (turn) => {
        const stream = turn * 2 + 1;
        const cancel = frame({ type: frameType.reset, stream, payload: Buffer.from([0, 0, 0, 8]) });
        return Buffer.concat([...callFrames({ stream, path, token, message: query('echo') }), cancel]);
      });
      expect(world.upstream.calls() - before).toBeLessThan(resets);
    });
    expect(seen).toEqual(fine);
  });

  test.each([
    { title: 'settings', bytes: frame({ type: frameType.settings, payload: Buffer.from([0, 3, 0, 0, 0, 100]) }) },
    { title: 'pings', bytes: frame({ type: frameType.ping, payload: Buffer.alloc(8) }) },
    { title: 'empty data', bytes: frame({ type: frameType.data, stream: 1 }) },
    { title: 'window updates', bytes: frame({ type: frameType.window, payload: Buffer.from([0, 0, 0, 1]) }) },
    { title: 'header blocks without an end', bytes: frame({ type: frameType.continuation, stream: 1, payload: Buffer.alloc(1000) }) },
  ])('survives a flood of $title', async ({ bytes }) => {
    const seen = await undisturbed(async () => {
      const opening = frame({
        type: frameType.headers,
        flags: bytes.readUInt8(3) === frameType.continuation ? 0 : flag.endHeaders,
        stream: 1,
        payload: grpcHeaders(path, token),
      });
      const many = Buffer.concat(Array.from({ length: 100 }, () => bytes));
      await flood(500, (turn) => (turn === 0 ? opening : many));
    });
    expect(seen).toEqual(fine);
  });

  test('survives a flood of pings whose answers nobody reads', async () => {
    const seen = await undisturbed(async () => {
      const socket = await openSocket(world.proxy.address);
      socket.pause();
      const many = Buffer.concat(Array.from({ length: 1000 }, () => frame({ type: frameType.ping, payload: Buffer.alloc(8) })));
      for (let turn = 0; turn < 200 && !socket.destroyed; turn++) {
        socket.write(many);
        await sleep(1);
      }
      socket.destroy();
    });
    expect(seen).toEqual(fine);
  });

  test('survives hundreds of callers that never come to an end', async () => {
    const seen = await undisturbed(async () => {
      const whole = Buffer.concat([
        preface,
        frame({ type: frameType.settings }),
        ...callFrames({ stream: 1, path, token, message: query('echo') }),
      ]);
      const slow = await Promise.all(
        Array.from({ length: 400 }, async (_, index) => {
          const socket = await openSocket(world.proxy.address);
          // Each stops at another byte of it: in the frames' headers, in the call's, in its message.
          socket.write(whole.subarray(preface.length + 9, whole.length - 1 - (index % (whole.length - preface.length - 10))));
          return socket;
        }),
      );
      await sleep(1000);
      expect((await ask('echo')).status).toBe(0);
      for (const socket of slow) socket.destroy();
    });
    expect(seen).toEqual(fine);
  });

  test('refuses a request of 128 MiB in the words that SDKs stop retrying at, and keeps none of it', async () => {
    const seen = await undisturbed(async () => {
      const before = world.proxy.residentBytes();
      const { status, message } = await ask('echo', Buffer.alloc(128 * megabyte));
      expect({ status, message }).toEqual({
        status: resourceExhausted,
        message: expect.stringMatching(/^grpc: received message larger than max/),
      });
      expect(world.proxy.residentBytes() - before).toBeLessThan(128 * megabyte);
    });
    expect(seen).toEqual(fine);
  });

  test('passes a response of 100 MiB on, and refuses one of 130 MiB', async () => {
    const seen = await undisturbed(async () => {
      const large = await ask(`size ${100 * megabyte}`);
      expect(large.status).toBe(0);
      expect(large.body.length).toBeGreaterThan(100 * megabyte);
      const { status, message } = await ask(`size ${130 * megabyte}`);
      expect({ status, message }).toEqual({
        status: resourceExhausted,
        message: expect.stringMatching(/^grpc: received message larger than max/),
      });
    });
    expect(seen).toEqual(fine);
  });

  test('unpacks no bomb, from callers or from upstream', async () => {
    const seen = await undisturbed(async () => {
      const bomb = gzipSync(query('echo', Buffer.alloc(512 * megabyte)));
      const headers = { 'grpc-encoding': 'gzip' };
      const before = world.proxy.residentBytes();
      const sent = await Promise.all(
        Array.from({ length: 8 }, () => caller.call({ path, token, headers, body: grpcMessage(bomb, { compressed: true }) })),
      );
      expect(sent.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => resourceExhausted));
      expect((await ask(`bomb ${200 * megabyte}`)).status).toBe(resourceExhausted);
      expect(world.proxy.residentBytes() - before).toBeLessThan(512 * megabyte);
    });
    expect(seen).toEqual(fine);
  });
});
