import { describe, expect, test } from 'vitest';
import { createCallHandler } from '../../../src/proxy/call/call.ts';
import { createRunningCalls } from '../../../src/proxy/call/running-calls.ts';
import { processClock } from '../../../src/proxy/limit/clock.ts';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { memoryLimits, rulesOf } from '../../support/limiting.ts';
import { IncomingCall, proxied, recording, workflowservice } from '../../support/proxied-call.ts';

const { PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse, StartWorkflowExecutionRequest } = workflowservice.v1;
const start = StartWorkflowExecutionRequest.encode({ namespace: 'images', workflowId: 'order-1' }).finish();
const poll = PollWorkflowTaskQueueRequest.encode({ namespace: 'images' }).finish();

/** One call goes through, then none for a minute. */
async function limited(waits: { live: number; poll: number }) {
  const { snapshot, upstream } = await proxied(() => new Uint8Array());
  const limiter = memoryLimits(processClock).limiter(rulesOf({ namespace: { requestsPerSecond: 0.02, burst: 1 } }), {
    backfill: 0,
    ...waits,
  });
  const observe = recording();
  const handle = createCallHandler({ snapshot: () => ({ ...snapshot, limiter }), observe, runningCalls: createRunningCalls() });
  const call = (method: string, message: Uint8Array, headers = {}) => {
    const incoming = new IncomingCall(method, message, headers);
    handle(incoming);
    return incoming;
  };
  await call('StartWorkflowExecution', start).answered;
  return { call, upstream, observe };
}

describe('a call over the limit', () => {
  test('is refused with details, and does not reach Temporal', async () => {
    const { call, upstream, observe } = await limited({ live: 0, poll: 0 });
    const answer = await call('StartWorkflowExecution', start).answered;
    expect(answer).toMatchObject({ status: grpcStatus.resourceExhausted, trailers: { 'grpc-status-details-bin': expect.any(String) } });
    expect(answer.statusMessage).toContain('The limit of namespace images is used up');
    expect(upstream.requests).toHaveLength(1);
    expect(observe.ends.at(-1)).toMatchObject({ rejection: { reason: 'limit-namespace' } });
  });

  test('that is a poll is answered as Temporal answers one without a task', async () => {
    const { call, upstream, observe } = await limited({ live: 0, poll: 20 });
    const { status, message, trailers } = await call('PollWorkflowTaskQueue', poll).answered;
    expect({ status, trailers }).toEqual({ status: 0, trailers: undefined });
    expect(PollWorkflowTaskQueueResponse.decode(message!).taskToken).toHaveLength(0);
    expect(upstream.requests).toHaveLength(1);
    expect(observe.ends.at(-1)).toMatchObject({ status: 0 });
  });

  test('whose caller leaves is over', async () => {
    const { call, observe } = await limited({ live: 60_000, poll: 60_000 });
    call('PollWorkflowTaskQueue', poll).leave();
    expect(observe.ends.at(-1)).toMatchObject({ status: grpcStatus.cancelled });
  });

  test('and is what a worker reports goes on', async () => {
    const { call, upstream } = await limited({ live: 0, poll: 0 });
    const { RespondActivityTaskCompletedRequest } = workflowservice.v1;
    const result = RespondActivityTaskCompletedRequest.encode({ namespace: 'images', taskToken: Buffer.from('token') }).finish();
    expect((await call('RespondActivityTaskCompleted', result).answered).status).toBe(0);
    expect(upstream.requests).toHaveLength(2);
  });
});

test.each([
  { title: 'backfill is told to Temporal as what may be put off', headers: { 'temporal-proxy-traffic': 'backfill' }, type: 'preemptable' },
  { title: 'live calls are told as nothing', headers: { 'temporal-proxy-traffic': 'live' }, type: undefined },
  { title: 'no caller tells Temporal what it is', headers: { 'caller-type': 'operator' }, type: undefined },
])('$title', async ({ headers, type }) => {
  const { snapshot, upstream } = await proxied(() => new Uint8Array());
  const limiter = memoryLimits(processClock).limiter(rulesOf({}), { live: 0, backfill: 0, poll: 0 });
  const call = new IncomingCall('StartWorkflowExecution', start, headers);
  createCallHandler({ snapshot: () => ({ ...snapshot, limiter }), observe: recording(), runningCalls: createRunningCalls() })(call);
  await call.answered;
  expect(upstream.requests[0]?.metadata['caller-type']).toBe(type);
  expect(upstream.requests[0]?.metadata).not.toHaveProperty('temporal-proxy-traffic');
});
