import { describe, expect, test } from 'vitest';
import { createCallHandler } from '../../../src/proxy/call/call.ts';
import { createRunningCalls } from '../../../src/proxy/call/running-calls.ts';
import { grpcStatus, reject } from '../../../src/proxy/rejection.ts';
import { caller, IncomingCall, proxied, recording, secret, textPayload, workflowservice } from '../../support/proxied-call.ts';

const { RespondNexusTaskFailedRequest, StartWorkflowExecutionRequest, PollWorkflowTaskQueueRequest, GetSystemInfoResponse } =
  workflowservice.v1;

const start = StartWorkflowExecutionRequest.encode({
  namespace: 'images',
  workflowId: 'order-1',
  input: { payloads: [textPayload(secret)] },
}).finish();

describe('a call in a namespace', () => {
  test('goes up sealed and under its physical name, and comes back opened', async () => {
    const { handle, upstream, observe } = await proxied(() =>
      workflowservice.v1.StartWorkflowExecutionResponse.encode({ runId: 'run-1' }).finish(),
    );
    const call = new IncomingCall('StartWorkflowExecution', start, {
      authorization: 'Bearer x',
      'caller-type': 'operator',
      'client-name': 'test',
    });
    handle(call);
    const { status, message } = await call.answered;
    expect(status).toBe(0);
    expect(workflowservice.v1.StartWorkflowExecutionResponse.decode(message!).runId).toBe('run-1');
    const sent = StartWorkflowExecutionRequest.decode(upstream.requests[0]!.message);
    expect(sent.namespace).toBe('images-production-eu');
    expect(upstream.requests[0]!.message.includes(secret)).toBe(false);
    expect(upstream.requests[0]!.metadata).toEqual({ 'client-name': 'test', 'temporal-namespace': 'images-production-eu' });
    expect(observe.ends).toMatchObject([{ status: 0, isPoll: false, sealed: { sealed: 1 } }]);
  });

  test.each([
    { title: 'without a namespace is refused, task token or not', namespace: '', status: grpcStatus.invalidArgument },
    { title: 'in a namespace the caller was not given is refused', namespace: 'payroll', status: grpcStatus.permissionDenied },
  ])('$title', async ({ namespace, status }) => {
    const { handle, upstream } = await proxied(() => undefined);
    const call = new IncomingCall('StartWorkflowExecution', StartWorkflowExecutionRequest.encode({ namespace }).finish());
    handle(call);
    expect((await call.answered).status).toBe(status);
    expect(upstream.requests).toEqual([]);
  });

  test('that signals a namespace which could not open the payload is refused, because it would stop the workflow it reaches', async () => {
    const { handle } = await proxied(() => undefined, { identity: { ...caller, namespaces: new Set(['images', 'payroll']) } });
    const signal = {
      namespace: 'payroll',
      execution: { workflowId: 'order-1' },
      signalName: 'go',
      input: { payloads: [textPayload(secret)] },
    };
    const { RespondWorkflowTaskCompletedRequest } = workflowservice.v1;
    const completion = { namespace: 'images', commands: [{ signalExternalWorkflowExecutionCommandAttributes: signal }] };
    const call = new IncomingCall('RespondWorkflowTaskCompleted', RespondWorkflowTaskCompletedRequest.encode(completion).finish());
    handle(call);
    const { status, statusMessage } = await call.answered;
    expect(status).toBe(grpcStatus.permissionDenied);
    expect(statusMessage).toContain('signal_external_workflow_execution_command_attributes.namespace');
    expect(statusMessage).toContain('payloadFlow');
  });

  test('that is no protobuf is refused', async () => {
    const { handle } = await proxied(() => undefined);
    const call = new IncomingCall('StartWorkflowExecution', Buffer.from([0x0a, 0xff]));
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.invalidArgument);
  });

  test('with a payload that is too large once sealed is refused in the words on which SDKs stop retrying', async () => {
    const { handle } = await proxied(() => undefined, { limits: { payloadBytes: 100 } });
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    const { status, statusMessage } = await call.answered;
    expect(status).toBe(grpcStatus.resourceExhausted);
    expect(statusMessage).toMatch(/^grpc: received message larger than max/);
  });

  test('with a result that is too large for Temporal goes on, because Temporal fails its activity for good', async () => {
    const { handle, upstream } = await proxied(() => new Uint8Array(), { limits: { payloadBytes: 100 } });
    const { RespondActivityTaskCompletedRequest } = workflowservice.v1;
    const result = { namespace: 'images', taskToken: Buffer.from('token'), result: { payloads: [textPayload(secret)] } };
    const call = new IncomingCall('RespondActivityTaskCompleted', RespondActivityTaskCompletedRequest.encode(result).finish());
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.ok);
    expect(upstream.requests).toHaveLength(1);
  });

  test('that the upstream resets is reset, because CANCEL at a deadline must not read as another status', async () => {
    const { handle, observe } = await proxied(() => ({ kind: 'reset', code: 8 }));
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    expect(call.resetCode).toBe(8);
    expect(observe.ends).toMatchObject([{ status: grpcStatus.cancelled }]);
  });

  test('whose caller leaves is cancelled upstream and counted once', async () => {
    const { handle, upstream, observe } = await proxied(() => undefined);
    const call = new IncomingCall('PollWorkflowTaskQueue', PollWorkflowTaskQueueRequest.encode({ namespace: 'images' }).finish());
    handle(call);
    call.leave();
    expect(upstream.cancelled).toBe(1);
    expect(observe.polls).toBe(1);
    expect(observe.ends).toMatchObject([{ status: grpcStatus.cancelled, isPoll: true }]);
  });

  test('that meets a bug is answered INTERNAL without its words', async () => {
    const { handle } = await proxied(() => {
      throw new Error(secret);
    });
    const call = new IncomingCall('StartWorkflowExecution', start);
    handle(call);
    const { status, statusMessage } = await call.answered;
    expect(status).toBe(grpcStatus.internal);
    expect(statusMessage).not.toContain(secret);
  });

  test('that meets a bug once keys were asked for is answered INTERNAL all the same', async () => {
    const { handle, upstream } = await proxied(() => undefined, { isCold: true });
    // JSON is read at any depth and not written at any: what is in it is met once the text before it can be sealed.
    const details = Buffer.from(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`);
    const parts = [{ namespace: 'images', failure: { message: secret } }, { error: { failure: { details } } }];
    const message = Buffer.concat(parts.map((part) => RespondNexusTaskFailedRequest.encode(part).finish()));
    const call = new IncomingCall('RespondNexusTaskFailed', message);
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.internal);
    expect(upstream.requests).toEqual([]);
  });
});

describe('before anything of a call is taken', () => {
  test.each([
    {
      title: 'an unknown method is refused',
      method: '/temporal.api.workflowservice.v1.WorkflowService/Nothing',
      status: grpcStatus.unimplemented,
    },
    {
      title: 'reflection is refused',
      method: '/grpc.reflection.v1.ServerReflection/ServerReflectionInfo',
      status: grpcStatus.unimplemented,
    },
    { title: 'making namespaces is refused', method: 'RegisterNamespace', status: grpcStatus.permissionDenied },
    {
      title: 'a method that says of no namespace whose data it wants is refused',
      method: 'GetSearchAttributes',
      status: grpcStatus.unimplemented,
    },
  ])('$title', async ({ method, status }) => {
    const { handle } = await proxied(() => undefined);
    const call = new IncomingCall(method, new Uint8Array());
    handle(call);
    expect((await call.answered).status).toBe(status);
    expect(call.isTaken).toBe(false);
  });

  test('a caller that is not known is refused', async () => {
    const refusal = reject(grpcStatus.unauthenticated, 'token-expired', { message: 'The token has expired.' });
    const { snapshot } = await proxied(() => undefined);
    const observe = recording();
    const authenticator = { authenticate: () => Promise.resolve(refusal), close: () => undefined };
    const call = new IncomingCall('StartWorkflowExecution', start);
    createCallHandler({ snapshot: () => ({ ...snapshot, authenticator }), observe, runningCalls: createRunningCalls() })(call);
    expect(await call.answered).toEqual({ status: grpcStatus.unauthenticated, statusMessage: 'The token has expired.' });
    expect(call.isTaken).toBe(false);
    expect(observe.ends).toMatchObject([{ rejection: { reason: 'token-expired' } }]);
  });

  test('a bug in finding out who calls ends that call alone', async () => {
    const { snapshot } = await proxied(() => undefined);
    const authenticator = { authenticate: () => Promise.reject(new TypeError('of the token')), close: () => undefined };
    const call = new IncomingCall('StartWorkflowExecution', start);
    createCallHandler({ snapshot: () => ({ ...snapshot, authenticator }), observe: recording(), runningCalls: createRunningCalls() })(call);
    expect(await call.answered).toMatchObject({ status: grpcStatus.internal, statusMessage: expect.not.stringContaining('token') });
  });

  test('health is answered without credentials', async () => {
    const { handle } = await proxied(() => undefined);
    const call = new IncomingCall('/grpc.health.v1.Health/Check', new Uint8Array());
    handle(call);
    expect((await call.answered).message).toEqual(Buffer.from([8, 1]));
  });
});

describe('a call about no namespace', () => {
  test('what a cluster says of itself is asked once', async () => {
    const { handle, upstream } = await proxied(() => GetSystemInfoResponse.encode({ serverVersion: '1.29.1' }).finish());
    for (const call of [1, 2].map(() => new IncomingCall('GetSystemInfo', new Uint8Array()))) {
      handle(call);
      expect(GetSystemInfoResponse.decode((await call.answered).message!).serverVersion).toBe('1.29.1');
    }
    expect(upstream.requests).toHaveLength(1);
  });

  test('a list of namespaces holds those of the caller, by their logical names', async () => {
    const names = ['images-production-eu', 'payroll-production-eu', 'temporal-system'];
    const { handle } = await proxied(() =>
      workflowservice.v1.ListNamespacesResponse.encode({
        namespaces: names.map((name) => ({ namespaceInfo: { name, id: `id-${name}` } })),
        nextPageToken: Buffer.from('next'),
      }).finish(),
    );
    const call = new IncomingCall('ListNamespaces', new Uint8Array());
    handle(call);
    const { namespaces, nextPageToken } = workflowservice.v1.ListNamespacesResponse.decode((await call.answered).message!);
    expect(namespaces.map(({ namespaceInfo }) => namespaceInfo?.name)).toEqual(['images']);
    expect(Buffer.from(nextPageToken).toString()).toBe('next');
  });

  test('a caller of a place that is not served is told so', async () => {
    const { handle } = await proxied(() => undefined, { identity: { ...caller, place: { ...caller.place, region: 'us' } } });
    const call = new IncomingCall('ListNamespaces', new Uint8Array());
    handle(call);
    expect((await call.answered).status).toBe(grpcStatus.permissionDenied);
  });
});
