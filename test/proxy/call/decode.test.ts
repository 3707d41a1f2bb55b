import { describe, expect, test } from 'vitest';
import type { WrittenRight } from '../../../src/domain/access.ts';
import type { AuditedCall } from '../../../src/proxy/audit/audit.ts';
import type { Access } from '../../../src/proxy/authorize/access.ts';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { accessByTable } from '../../support/access-by-table.ts';
import { caller, IncomingCall, proxied, secret, textPayload, workflowservice, type Proxied } from '../../support/proxied-call.ts';

const { QueryWorkflowRequest, QueryWorkflowResponse, SignalWorkflowExecutionRequest, StartWorkflowExecutionResponse } = workflowservice.v1;
const query = QueryWorkflowRequest.encode({ namespace: 'images', query: { queryType: 'q' } }).finish();
const both = { ...caller, namespaces: new Set(['images', 'payroll']) };
const flows = [{ from: 'kd-payroll', to: 'kd-images' }];

/** A proxy whose Temporal answers a query with what was sealed in a domain. */
async function answering(domain: string, table: Readonly<Record<string, readonly WrittenRight[]>>): Promise<Proxied & { sealed: Buffer }> {
  const payload: { sealed: Buffer } = { sealed: Buffer.alloc(0) };
  const world = await proxied(() => QueryWorkflowResponse.encode({ queryResult: { payloads: [payloadOf(payload.sealed)] } }).finish(), {
    identity: both,
    access: accessByTable(table),
    flows,
  });
  const keys = world.snapshot.keys.get(domain)!;
  await keys.prepare();
  const outcome = keys.seal(Buffer.from(Payload.encode(textPayload(secret)).finish()));
  if (outcome.kind === 'sealed') payload.sealed = outcome.payload;
  return Object.assign(world, payload);
}

const { Payload } = (await import('@temporalio/proto')).temporal.api.common.v1;
function payloadOf(bytes: Buffer) {
  return Payload.decode(bytes);
}

interface Asked {
  headers?: Record<string, string>;
  message?: Uint8Array;
  method?: string;
}

async function ask({ handle }: Proxied, { headers = {}, message = query, method = 'QueryWorkflow' }: Asked = {}) {
  const call = new IncomingCall(method, message, headers);
  handle(call);
  return await call.answered;
}

interface Reading {
  title: string;
  domain: string;
  table: Readonly<Record<string, readonly WrittenRight[]>>;
  isRead: boolean;
}

describe('an answer', () => {
  test.each<Reading>([
    { title: 'of its own domain, with the right', domain: 'kd-images', table: { images: ['decode'] }, isRead: true },
    {
      title: 'of its own domain, with another right',
      domain: 'kd-images',
      table: { images: ['decode:failure', 'decode:metadata', 'read'] },
      isRead: false,
    },
    { title: 'of its own domain, with the right elsewhere', domain: 'kd-images', table: { payroll: ['decode'] }, isRead: false },
    {
      title: 'by a flow, with the right in both',
      domain: 'kd-payroll',
      table: { images: ['decode'], payroll: ['decode:data'] },
      isRead: true,
    },
    {
      title: 'by a flow, without the right where it was sealed',
      domain: 'kd-payroll',
      table: { images: ['decode'], payroll: ['read'] },
      isRead: false,
    },
    {
      title: 'by a flow, for a worker of the namespace it leads to',
      domain: 'kd-payroll',
      table: { images: ['decode', 'work'] },
      isRead: true,
    },
  ])('$title', async ({ domain, table, isRead }) => {
    const world = await answering(domain, table);
    const { status, message } = await ask(world);
    expect(status).toBe(0);
    expect(message!.includes(secret)).toBe(isRead);
    const [payload] = QueryWorkflowResponse.decode(message!).queryResult!.payloads!;
    expect(Buffer.from(Payload.encode(payload!).finish()).equals(world.sealed)).toBe(!isRead);
    expect(world.observe.ends[0]!.opened).toMatchObject(isRead ? { opened: 1, withheld: 0 } : { opened: 0, withheld: 1 });
  });

  test('is there for a caller without the right even while no key can be had', async () => {
    const world = await answering('kd-images', { images: ['read'] });
    world.provider.isDown = true;
    expect((await ask(world)).status).toBe(0);
  });
});

describe('temporal-proxy-payloads', () => {
  test('sealed gives ciphertext to whoever may read, and goes no further', async () => {
    const world = await answering('kd-images', { images: ['decode', 'work'] });
    const { status, message } = await ask(world, { headers: { 'temporal-proxy-payloads': 'sealed' } });
    expect([status, message!.includes(secret)]).toEqual([0, false]);
    expect(Object.keys(world.upstream.requests[0]!.metadata)).toEqual(['temporal-namespace']);
  });

  test.each([
    { title: 'another value', value: 'plain', method: 'QueryWorkflow', message: query },
    {
      title: 'a poll',
      value: 'sealed',
      method: 'PollWorkflowTaskQueue',
      message: workflowservice.v1.PollWorkflowTaskQueueRequest.encode({ namespace: 'images' }).finish(),
    },
    {
      title: 'a task’s answer',
      value: 'sealed',
      method: 'RespondActivityTaskCompletedById',
      message: workflowservice.v1.RespondActivityTaskCompletedByIdRequest.encode({ namespace: 'images' }).finish(),
    },
  ])('is refused with $title', async ({ method, value, message }) => {
    const world = await answering('kd-images', { images: ['decode', 'work'] });
    expect((await ask(world, { headers: { 'temporal-proxy-payloads': value }, message, method })).status).toBe(grpcStatus.invalidArgument);
    expect(world.upstream.requests).toEqual([]);
  });

  test('has an eager task given back, because its worker could not read it', async () => {
    const task = { taskToken: Buffer.from('token'), workflowExecution: { workflowId: 'w', runId: 'r' } };
    const { handle, upstream } = await proxied(({ path }) =>
      path.endsWith('StartWorkflowExecution')
        ? StartWorkflowExecutionResponse.encode({ runId: 'r', eagerWorkflowTask: task }).finish()
        : undefined,
    );
    const start = workflowservice.v1.StartWorkflowExecutionRequest.encode({ namespace: 'images', requestEagerExecution: true }).finish();
    const call = new IncomingCall('StartWorkflowExecution', start, { 'temporal-proxy-payloads': 'sealed' });
    handle(call);
    const { message } = await call.answered;
    expect(StartWorkflowExecutionResponse.decode(message!)).toMatchObject({ runId: 'r', eagerWorkflowTask: null });
    expect(upstream.requests.map(({ path }) => path.split('/').at(-1))).toEqual(['StartWorkflowExecution', 'RespondWorkflowTaskFailed']);
  });
});

function signalWith(sealed: Buffer): Uint8Array {
  return SignalWorkflowExecutionRequest.encode({ namespace: 'images', signalName: 's', input: { payloads: [payloadOf(sealed)] } }).finish();
}

describe('ciphertext that a caller sends back', () => {
  test('of the same domain goes on as it is', async () => {
    const world = await answering('kd-images', { images: ['signal'] });
    await ask(world, { message: signalWith(world.sealed), method: 'SignalWorkflowExecution' });
    const sent = SignalWorkflowExecutionRequest.decode(world.upstream.requests[0]!.message);
    expect(Buffer.from(Payload.encode(sent.input!.payloads![0]!).finish()).equals(world.sealed)).toBe(true);
  });

  test('is refused from whoever reads in part, who could read it by a copy', async () => {
    const world = await answering('kd-images', { images: ['signal', 'decode:metadata'] });
    const answer = await ask(world, { message: signalWith(world.sealed), method: 'SignalWorkflowExecution' });
    expect(answer.status).toBe(grpcStatus.permissionDenied);
    expect(world.upstream.requests).toEqual([]);
  });

  test('of another is refused, flow or not', async () => {
    const world = await answering('kd-payroll', { images: ['signal', 'decode'], payroll: ['decode'] });
    expect((await ask(world, { message: signalWith(world.sealed), method: 'SignalWorkflowExecution' })).status).toBe(
      grpcStatus.invalidArgument,
    );
    expect(world.upstream.requests).toEqual([]);
  });
});

test.each([
  { title: 'once something of it is opened', domain: 'kd-images', breakGlass: { name: 'fire', reason: 'it burns' } },
  { title: 'not while all of it stays sealed', domain: 'kd-payroll', breakGlass: undefined },
])('what break-glass alone lets a caller read is told: $title', async ({ domain, breakGlass }) => {
  const world = await answering(domain, { images: ['decode'] });
  const ended: AuditedCall[] = [];
  const { access } = world.snapshot;
  const decide: Access['decide'] = (request) => {
    const decision = access.decide(request);
    return decision.kind === 'allowed' ? { ...decision, breakGlassToRead: { name: 'fire', reason: 'it burns' } } : decision;
  };
  const audit = { ...world.snapshot.audit, ended: (call: AuditedCall) => void ended.push(call) };
  Object.assign(world.snapshot, { access: { ...access, decide }, audit });
  await ask(world);
  expect(ended.map(({ decision }) => decision?.breakGlass)).toEqual([breakGlass]);
});
