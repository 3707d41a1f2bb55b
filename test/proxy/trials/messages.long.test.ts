import { temporal as api } from '@temporalio/proto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { callWith, openCaller, workflowService, type CallInput } from '../../support/proxy-caller.ts';
import { proxyBeforeFake } from '../../support/proxy-before-fake.ts';
import { grpcMessage } from '../../support/proxy-frames.ts';
import { startProbe } from '../../support/proxy-probe.ts';
import { mutated, seededRandom, type Random } from '../../support/proxy-random.ts';
import { tokenOf } from '../../support/proxy-config.ts';

/** Seconds; see CONTRIBUTING. */
const duration = Number(process.env['PROXY_FUZZ_SECONDS'] ?? '8');
const seed = Number(process.env['PROXY_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const atOnce = 64;
const megabyte = 2 ** 20;
const token = tokenOf('images');

const payloads = { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from('"some text"') }] };
const service = api.api.workflowservice.v1;
const failure = {
  message: 'text',
  stackTrace: 'trace',
  cause: { message: 'deeper', applicationFailureInfo: { type: 'T', details: payloads } },
};
const command = {
  commandType: api.api.enums.v1.CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
  completeWorkflowExecutionCommandAttributes: { result: payloads },
};
const taskToken = Buffer.from('token');
const messages: readonly (readonly [string, Uint8Array])[] = [
  [
    'StartWorkflowExecution',
    service.StartWorkflowExecutionRequest.encode({ namespace: 'images', workflowId: 'w', input: payloads }).finish(),
  ],
  [
    'QueryWorkflow',
    service.QueryWorkflowRequest.encode({ namespace: 'images', query: { queryType: 'echo', queryArgs: payloads } }).finish(),
  ],
  ['RespondActivityTaskFailed', service.RespondActivityTaskFailedRequest.encode({ namespace: 'images', taskToken, failure }).finish()],
  [
    'RespondWorkflowTaskCompleted',
    service.RespondWorkflowTaskCompletedRequest.encode({ namespace: 'images', taskToken, commands: [command] }).finish(),
  ],
  [
    'DescribeWorkflowExecution',
    service.DescribeWorkflowExecutionRequest.encode({ namespace: 'images', execution: { workflowId: 'w' } }).finish(),
  ],
  [
    'SignalWithStartWorkflowExecution',
    service.SignalWithStartWorkflowExecutionRequest.encode({ namespace: 'images', input: payloads, signalInput: payloads }).finish(),
  ],
];

/** OK, INVALID_ARGUMENT, PERMISSION_DENIED, RESOURCE_EXHAUSTED, UNIMPLEMENTED, UNAUTHENTICATED; INTERNAL is gRPC's for a broken frame. */
const statusesOfMessages = [0, 3, 7, 8, 12, 16].map((status) => `message ${status}`);
const allowed = new Set([...statusesOfMessages, ...[0, 3, 7, 8, 12, 13, 16].map((status) => `frame ${status}`)]);

describe('a running proxy that is sent wrong messages', () => {
  const world = proxyBeforeFake();

  test('answers each of them, with no fault of its own', async () => {
    const random = seededRandom(seed);
    await fuzz(random, 2);
    const before = world.proxy.residentBytes();
    const probe = startProbe(world.proxy.address);
    const statuses = await fuzz(random, duration);
    const { done, failed } = await probe.stop();
    const after = world.proxy.residentBytes();
    const counted = JSON.stringify(Object.fromEntries(statuses));
    const told = `seed ${seed}: statuses ${counted}; ${done} calls beside them; ${Math.round((after - before) / megabyte)} MiB more`;
    process.stderr.write(`${told}\n`);
    expect({ failed, told, log: world.proxy.hasEnded() && world.proxy.log() }).toEqual({ failed: [], told, log: false });
    expect([...statuses.keys()].filter((key) => !allowed.has(key))).toEqual([]);
    expect(after - before).toBeLessThan(128 * megabyte);
  });

  async function fuzz(random: Random, seconds: number): Promise<Map<string, number>> {
    const deadline = Date.now() + seconds * 1000;
    const statuses = new Map<string, number>();
    const one = async () => {
      const caller = openCaller(world.proxy.address);
      while (Date.now() < deadline && !world.proxy.hasEnded()) {
        const call = someCall(random);
        const { status } = await caller.call(call);
        const key = `${call.isFramed ? 'message' : 'frame'} ${String(status)}`;
        statuses.set(key, (statuses.get(key) ?? 0) + 1);
      }
      caller.close();
    };
    await Promise.all(Array.from({ length: atOnce }, one));
    return statuses;
  }
});

/** A call with one wrong thing in it: its message, the five bytes before that, or how it is compressed. */
function someCall(random: Random): CallInput & { isFramed: boolean } {
  const [path, message] = random.of(messages);
  switch (random.below(8)) {
    case 0:
      return { path: `${workflowService}${path}`, token, body: mutated(grpcMessage(message), random), isFramed: false };
    case 1: {
      const body = grpcMessage(mutated(gzipSync(message), random), { compressed: true });
      return { path: `${workflowService}${path}`, token, body, headers: { 'grpc-encoding': 'gzip' }, isFramed: false };
    }
    default:
      return { ...callWith(mutated(Buffer.from(message), random), { path, token }), isFramed: true };
  }
}
