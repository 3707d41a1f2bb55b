import { describe, expect, test } from 'vitest';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { IncomingCall, proxied, secret, textPayload, workflowservice } from '../../support/proxied-call.ts';

const { PollActivityTaskQueueRequest, PollActivityTaskQueueResponse, StartWorkflowExecutionRequest } = workflowservice.v1;

const poll = PollActivityTaskQueueRequest.encode({ namespace: 'images' }).finish();
const start = StartWorkflowExecutionRequest.encode({ namespace: 'images', input: { payloads: [textPayload(secret)] } }).finish();

describe('while the key provider is away', () => {
  test('a poll is held and goes nowhere, and then is UNAVAILABLE, so that no task is taken and lost', async () => {
    const { handle, upstream, provider } = await proxied(() => undefined, { isCold: true });
    provider.isDown = true;
    const call = new IncomingCall('PollActivityTaskQueue', poll);
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.unavailable);
    expect(upstream.requests).toEqual([]);
  });

  test('a held poll goes on as soon as the provider is back', async () => {
    const { handle, upstream, provider } = await proxied(() => new Uint8Array(), { isCold: true, limits: { pollHold: 60_000 } });
    provider.isDown = true;
    const call = new IncomingCall('PollActivityTaskQueue', poll);
    handle(call);
    setTimeout(() => {
      provider.isDown = false;
    }, 100);
    expect((await call.answered).status).toBe(grpcStatus.ok);
    expect(upstream.requests).toHaveLength(1);
  });

  test('a start is UNAVAILABLE, which SDKs try again: nothing has happened yet', async () => {
    const { handle, upstream, provider } = await proxied(() => undefined, { isCold: true });
    provider.isDown = true;
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.unavailable);
    expect(upstream.requests).toEqual([]);
  });

  test('what has its data key in memory is served on', async () => {
    const { handle, upstream, provider } = await proxied(() => new Uint8Array());
    provider.isDown = true;
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.ok);
    expect(upstream.requests).toHaveLength(1);
  });
});
