import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditEvent, type AuditEvent } from '../../../src/proxy/audit/event.ts';
import { textPayload, workflowservice } from '../../support/proxied-call.ts';
import { startService, tokenOfAda, type Service } from '../../support/proxy-service.ts';
import { answerOf, frame, open } from '../transport/raw-client.ts';

const policy = `
apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: trial }
spec:
  roles:
    - { name: developer, description: starts things, allow: [{ rights: [read, start, signal, terminate, operate, deploy, decode] }] }
    - { name: worker, description: works, allow: [{ rights: [work, decode] }] }
    - { name: fixer, description: mends things, allow: [{ rights: [terminate] }] }
  grants:
    - { role: developer, to: [{ subject: ada }], namespaces: [orders] }
    - { role: worker, to: [{ subject: render }], namespaces: [orders] }
---
apiVersion: managed-temporal.dev/v1
kind: BreakGlass
metadata: { name: incident-7 }
spec:
  role: fixer
  to: [{ subject: eve }]
  namespaces: [orders]
  reason: orders are stuck
  from: '${new Date(Date.now() - 60_000).toISOString()}'
  until: '${new Date(Date.now() + 3_600_000).toISOString()}'
`;

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const tokens = { ada: tokenOfAda, eve: 'token-of-eve', render: 'token-of-render' } as const;
const service = '/temporal.api.workflowservice.v1.WorkflowService/';

async function audited(clock = Date.now): Promise<Service> {
  return await startService({
    files: { 'policy.yaml': policy },
    clock,
    change(spec) {
      spec.access = { documents: ['policy.yaml'] };
      spec.audit = { sinks: [{ kind: 'stdout' }, { kind: 'file', path: 'audit.jsonl' }] };
      const place = { environment: 'production', region: 'eu' };
      spec.identities = [
        {
          kind: 'static',
          name: 'people',
          place,
          callers: 'people',
          tokens: [
            { subject: 'ada', sha256: sha256(tokens.ada), groups: ['team-orders'] },
            { subject: 'eve', sha256: sha256(tokens.eve) },
          ],
        },
        { kind: 'static', name: 'workers', place, tokens: [{ subject: 'render', sha256: sha256(tokens.render) }] },
      ];
    },
  });
}

const requests = workflowservice.v1;

interface CallOptions {
  /** null: none. */
  token?: string | null;
  headers?: Record<string, string>;
}

test('each decision that matters is one event, by its schema, in every sink, with nothing of a payload or a token', async () => {
  const started = await audited();
  const session = await started.connect();
  const call = async (method: string, message: Uint8Array, { token = tokens.ada, headers = {} }: CallOptions = {}) =>
    await answerOf(
      (() => {
        const stream = open(session, {
          ':path': method.startsWith('/') ? method : service + method,
          ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        });
        stream.end(frame(Buffer.from(message)));
        return stream;
      })(),
    );
  const of = { namespace: 'orders', workflowExecution: { workflowId: 'order-1', runId: 'run-1' } };
  const start = requests.StartWorkflowExecutionRequest.encode({
    namespace: 'orders',
    workflowId: `order-1\u001b[2J${'x'.repeat(400)}`,
    workflowType: { name: 'ship' },
    input: { payloads: [textPayload('the fox jumps')] },
  }).finish();
  const traceparent = `00-${'0a'.repeat(16)}-${'0b'.repeat(8)}-01`;
  await call('StartWorkflowExecution', start, { headers: { traceparent } });
  await call('SignalWorkflowExecution', requests.SignalWorkflowExecutionRequest.encode({ ...of, signalName: 'go' }).finish());
  await call('TerminateWorkflowExecution', requests.TerminateWorkflowExecutionRequest.encode(of).finish(), { token: tokens.eve });
  await call('TerminateWorkflowExecution', requests.TerminateWorkflowExecutionRequest.encode(of).finish());
  await call('ResetWorkflowExecution', requests.ResetWorkflowExecutionRequest.encode(of).finish());
  await call('DeleteSchedule', requests.DeleteScheduleRequest.encode({ namespace: 'orders', scheduleId: 'nightly' }).finish());
  await call('CreateWorkflowRule', requests.CreateWorkflowRuleRequest.encode({ namespace: 'orders', spec: { id: 'rule-1' } }).finish());
  await call('CountWorkflowExecutions', requests.CountWorkflowExecutionsRequest.encode({ namespace: 'payroll' }).finish());
  await call('CountWorkflowExecutions', requests.CountWorkflowExecutionsRequest.encode({ namespace: 'orders' }).finish());
  await call('RegisterNamespace', requests.RegisterNamespaceRequest.encode({ namespace: 'mine' }).finish());
  await call('/temporal.api.cloud.cloudservice.v1.CloudService/GetUsers', Buffer.alloc(0));
  await call('StartWorkflowExecution', start, { token: 'none-of-ours' });
  await call('StartWorkflowExecution', start, { token: tokens.render });
  await call(
    'RespondActivityTaskCompletedById',
    requests.RespondActivityTaskCompletedByIdRequest.encode({ namespace: 'orders', workflowId: 'order-1', activityId: '5' }).finish(),
    { token: tokens.render },
  );
  for (let index = 0; index < 30; index++) await call('CountWorkflowExecutions', Buffer.alloc(0), { token: null });
  const tellGlass = started.lines().filter(({ event }) => event === 'break-glass');
  const metrics = (await started.get('/metrics')).text;
  started.stop();
  await started.proxy.finished;

  const lines = started.lines() as unknown as (AuditEvent & { kind?: string })[];
  const events = lines.filter(({ kind }) => kind === 'audit');
  const told = events.map(({ decision, method, reason, rights, caller }) =>
    [caller.subject, decision, method, reason, rights.join('+')].join(' '),
  );
  expect(told.slice(0, 14)).toEqual([
    'ada allowed StartWorkflowExecution  start',
    'ada allowed SignalWorkflowExecution  signal',
    'eve allowed TerminateWorkflowExecution  terminate',
    'ada allowed TerminateWorkflowExecution  terminate',
    'ada allowed ResetWorkflowExecution  operate',
    'ada allowed DeleteSchedule  operate',
    expect.stringMatching(/^ada denied CreateWorkflowRule .* administer$/),
    expect.stringMatching(/^ada denied CountWorkflowExecutions .* read$/),
    expect.stringMatching(/^ada denied RegisterNamespace platform-only platform$/),
    ' denied other unknown-method ',
    ' denied StartWorkflowExecution unknown-static-token start',
    expect.stringMatching(/^render denied StartWorkflowExecution .* start$/),
    ' denied CountWorkflowExecutions no-credential read',
    ' denied CountWorkflowExecutions no-credential read',
  ]);
  expect(told).toHaveLength(12 + 10 + 1);
  expect(events.at(-1)?.repeats).toBe(19);
  for (const event of events) auditEvent.parse(event);
  expect(events[0]).toMatchObject({
    namespace: 'orders',
    environment: 'production',
    region: 'eu',
    owner: 'team-orders',
    status: 'OK',
    caller: {
      source: 'people',
      subject: 'ada',
      kind: 'person',
      groups: ['team-orders'],
      peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
    },
    workflow: { id: expect.stringMatching(/^order-1\\u001b\[2Jx+…$/), type: 'ship' },
    trace: { traceId: '0a'.repeat(16), spanId: '0b'.repeat(8) },
  });
  expect(events[2]).toMatchObject({
    breakGlass: { name: 'incident-7', reason: 'orders are stuck' },
    workflow: { id: 'order-1', runId: 'run-1' },
  });
  expect(events[5]).toMatchObject({ resource: { kind: 'schedule', id: 'nightly' } });
  expect(events[7]).toMatchObject({ namespace: 'payroll' });
  expect(tellGlass).toMatchObject([
    { level: 'warn', subject: 'eve', namespace: 'orders', reason: 'incident-7', detail: 'orders are stuck' },
  ]);
  expect(metrics).toContain('temporal_proxy_break_glass_total{namespace="orders",owner="team-orders",break_glass="incident-7"} 1');
  const file = (await readFile(join(started.folder, 'audit.jsonl'), 'utf8'))
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as AuditEvent);
  expect(file).toEqual(events);
  for (const secret of ['the fox jumps', ...Object.values(tokens), 'none-of-ours']) expect(started.text()).not.toContain(secret);
  session.destroy();
});

test('a window of break-glass ends at its time, without a reload', async () => {
  let later = 0;
  const started = await audited(() => Date.now() + later);
  const session = await started.connect();
  const message = requests.TerminateWorkflowExecutionRequest.encode({
    namespace: 'orders',
    workflowExecution: { workflowId: 'order-1' },
  }).finish();
  const statusOfEve = async () => {
    const stream = open(session, { ':path': `${service}TerminateWorkflowExecution`, authorization: `Bearer ${tokens.eve}` });
    stream.end(frame(Buffer.from(message)));
    return (await answerOf(stream)).status;
  };
  expect(await statusOfEve()).toBe('0');
  later = 3_600_000;
  expect(await statusOfEve()).toBe('7');
  session.destroy();
});
