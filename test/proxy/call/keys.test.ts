import { describe, expect, test, vi } from 'vitest';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { temporal } from '@temporalio/proto';
import type { DomainKeys } from '../../../src/keys/keys.ts';
import { IncomingCall, proxied, type Proxied, secret, testRing, textPayload, workflowservice } from '../../support/proxied-call.ts';

const {
  PollActivityTaskQueueRequest,
  PollActivityTaskQueueResponse,
  RespondActivityTaskFailedRequest,
  RespondWorkflowTaskFailedRequest,
  StartWorkflowExecutionRequest,
  StartWorkflowExecutionResponse,
} = workflowservice.v1;

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

  test('polls go on until one brings what the keys in memory do not open; from then on they are held', async () => {
    const ring = testRing();
    const replica = await proxied(() => undefined, { ring });
    const world = await answeringWith(taskOf, () => sealed(replica.keys), ring);
    world.provider.isDown = true;
    const outcomes = [];
    for (const call of [1, 2].map(() => new IncomingCall('PollActivityTaskQueue', poll))) {
      world.handle(call);
      outcomes.push((await call.answered).status);
    }
    expect(outcomes).toEqual([grpcStatus.ok, grpcStatus.unavailable]);
    expect(world.upstream.requests.map(({ path }) => path.split('/')[2])).toEqual(['PollActivityTaskQueue', 'RespondActivityTaskFailed']);
  });
});

describe('what Temporal answers and nobody here can open', () => {
  test('a task is given back, and its poll comes out empty', async () => {
    const { handle, upstream, observe } = await answering(taskOf);
    const call = new IncomingCall('PollActivityTaskQueue', poll);
    handle(call);
    expect(await call.answered).toEqual({ status: grpcStatus.ok, message: Buffer.alloc(0) });
    const [, given] = upstream.requests;
    expect(given!.path).toMatch(/RespondActivityTaskFailed$/);
    const { namespace, taskToken, failure } = RespondActivityTaskFailedRequest.decode(given!.message);
    expect({ namespace, token: Buffer.from(taskToken).toString() }).toEqual({ namespace: 'images-production-eu', token: 'token' });
    expect(failure?.applicationFailureInfo?.nonRetryable).toBe(false);
    expect(observe.ends).toMatchObject([{ status: 0, rejection: { reason: 'response-tampered' } }]);
  });

  test('an eager task is given back, and the start is answered without it', async () => {
    const { handle, upstream } = await answering((payload) => {
      const started = { workflowExecutionStartedEventAttributes: { input: { payloads: [payload] } } };
      const eagerWorkflowTask = { taskToken: Buffer.from('token'), history: { events: [started] } };
      return StartWorkflowExecutionResponse.encode({ runId: 'run-1', eagerWorkflowTask }).finish();
    });
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    const { message } = await call.answered;
    const answer = StartWorkflowExecutionResponse.decode(message!);
    expect(answer.runId).toBe('run-1');
    expect(answer.eagerWorkflowTask).toBeFalsy();
    expect(Buffer.from(RespondWorkflowTaskFailedRequest.decode(upstream.requests[1]!.message).taskToken).toString()).toBe('token');
  });

  test('a task whose poller leaves while its key is fetched is given back', async () => {
    const ring = testRing();
    const replica = await proxied(() => undefined, { ring });
    const { handle, upstream } = await answeringWith(taskOf, () => sealed(replica.keys), ring);
    const call = new IncomingCall('PollActivityTaskQueue', poll);
    handle(call);
    call.leave();
    await vi.waitFor(() => expect(upstream.requests).toHaveLength(2));
    expect(upstream.requests[1]!.path).toMatch(/RespondActivityTaskFailed$/);
  });

  test('anything else is FAILED_PRECONDITION, which SDKs do not try again', async () => {
    const { QueryWorkflowRequest, QueryWorkflowResponse } = workflowservice.v1;
    const { handle } = await answering((payload) => QueryWorkflowResponse.encode({ queryResult: { payloads: [payload] } }).finish());
    const call = new IncomingCall('QueryWorkflow', QueryWorkflowRequest.encode({ namespace: 'images' }).finish());
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.failedPrecondition);
  });
});

/** A proxy whose upstream answers with a payload that this very proxy could open, had nobody turned a bit of it. */
async function answering(make: Make): Promise<Proxied> {
  return await answeringWith(make, ({ keys }) => {
    const payload = sealed(keys);
    payload.data[20]! ^= 1;
    return payload;
  });
}

type Make = (payload: temporal.api.common.v1.IPayload) => Uint8Array;

function taskOf(payload: temporal.api.common.v1.IPayload): Uint8Array {
  return PollActivityTaskQueueResponse.encode({ taskToken: Buffer.from('token'), input: { payloads: [payload] } }).finish();
}

async function answeringWith(
  make: Make,
  payload: (world: Proxied) => temporal.api.common.v1.IPayload,
  ring = testRing(),
): Promise<Proxied> {
  let answer: Uint8Array = new Uint8Array();
  const world = await proxied(({ path }) => (path.includes('/Respond') ? new Uint8Array() : answer), { ring });
  answer = make(payload(world));
  return world;
}

function sealed(keys: DomainKeys): temporal.api.common.v1.Payload {
  const outcome = keys.seal(Buffer.from(temporal.api.common.v1.Payload.encode(textPayload(secret)).finish()));
  if (outcome.kind !== 'sealed') throw new Error(outcome.kind);
  return temporal.api.common.v1.Payload.decode(outcome.payload);
}
