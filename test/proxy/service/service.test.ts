import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { failureOf } from '../../support/failure.ts';
import { callIn, openIn, startService, tokenOfAda } from '../../support/proxy-service.ts';
import { answerOf, callRaw, frame } from '../transport/raw-client.ts';
import { answerWith } from '../transport/fake-frontend.ts';

test('a call reaches Temporal and its answer the caller', async () => {
  const service = await startService();
  const session = await service.connect();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  expect(service.frontend.calls.at(-1)?.[':path']).toBe('/temporal.api.workflowservice.v1.WorkflowService/CountWorkflowExecutions');
  expect(service.frontend.calls.at(-1)).not.toHaveProperty('authorization');
  session.destroy();
});

test('/readyz says so once every upstream is connected and every key domain has a key', async () => {
  const service = await startService();
  await expect.poll(async () => (await service.get('/readyz')).status).toBe(200);
  expect(JSON.parse((await service.get('/readyz')).text)).toEqual({
    ready: true,
    leaving: false,
    upstreams: { 'production/eu': 'connected' },
    keys: { 'kd-images-eu': 'ready' },
  });
  expect(service.lines().map(({ event }) => event)).toEqual(['started', 'data-key-made', 'ready']);
});

test('it is not ready while Temporal does not answer, and alive all the same', async () => {
  const service = await startService({ change: ({ upstreams }) => void (upstreams[0]!.addresses = ['127.0.0.1:1']) });
  await expect
    .poll(async () => JSON.parse((await service.get('/readyz')).text) as unknown)
    .toMatchObject({ ready: false, upstreams: { 'production/eu': 'unreachable' }, keys: { 'kd-images-eu': 'ready' } });
  expect((await service.get('/readyz')).status).toBe(503);
  expect(await service.get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
});

test('the health of gRPC is answered here, to anybody', async () => {
  const service = await startService();
  await expect.poll(() => service.proxy.readiness.isReady()).toBe(true);
  const session = await service.connect();
  const { status, body } = await callRaw(session, frame(''), { ':path': '/grpc.health.v1.Health/Check' });
  expect({ status, body }).toEqual({ status: '0', body: frame(Buffer.from([8, 1])) });
  session.destroy();
});

test('what calls do is in /metrics and in the log, and no token is in either', async () => {
  const service = await startService({ change: (spec) => void (spec.logLevel = 'debug') });
  const session = await service.connect();
  await callIn(session, 'orders');
  await callIn(session, 'secrets');
  await callRaw(session, frame(''), {
    ':path': '/temporal.api.workflowservice.v1.WorkflowService/CountWorkflowExecutions',
    authorization: 'Bearer another-secret',
  });
  const { text } = await service.get('/metrics');
  const place = 'namespace="orders",owner="team-orders",upstream="production/eu"';
  expect(text).toContain(`temporal_proxy_calls_total{method="CountWorkflowExecutions",${place},code="OK"} 1`);
  expect(text).toContain('reason="namespace-not-granted"} 1');
  expect(text).toContain('temporal_proxy_upstream_connections{upstream="production/eu"} 1');
  expect(service.lines().filter(({ event }) => ['call', 'refused'].includes(event))).toMatchObject([
    {
      level: 'debug',
      event: 'call',
      method: 'CountWorkflowExecutions',
      namespace: 'orders',
      owner: 'team-orders',
      subject: 'ada',
      code: 'OK',
    },
    { level: 'warn', event: 'refused', namespace: 'other', subject: 'ada', code: 'PERMISSION_DENIED', reason: 'namespace-not-granted' },
    { level: 'warn', event: 'refused', code: 'UNAUTHENTICATED', reason: 'unknown-static-token' },
  ]);
  for (const secret of [tokenOfAda, 'another-secret']) {
    expect(text).not.toContain(secret);
    expect(service.text()).not.toContain(secret);
  }
  session.destroy();
});

test('other paths and methods of the operations port are answered plainly', async () => {
  const service = await startService();
  expect(await service.get('/')).toMatchObject({ status: 404 });
  const posted = await fetch(`http://127.0.0.1:${service.proxy.operations.port}/healthz`, { method: 'POST' });
  expect(posted.status).toBe(405);
});

test('told to end, it is unready, sends GOAWAY, lets a poll finish and ends', async () => {
  const service = await startService();
  await expect.poll(() => service.proxy.readiness.isReady()).toBe(true);
  const session = await service.connect();
  const goaway = new Promise((resolve) => void session.once('goaway', resolve));
  const poll = openIn(session, 'orders', 'PollActivityTaskQueue');
  await expect.poll(() => service.polls.length).toBe(1);
  const answer = answerOf(poll);
  service.stop();
  await goaway;
  expect(service.proxy.readiness.state()).toMatchObject({ ready: false, leaving: true });
  expect((await service.get('/readyz')).status).toBe(503);
  answerWith(service.polls[0]!, frame(''));
  expect(await answer).toMatchObject({ status: '0' });
  session.destroy();
  await service.proxy.finished;
  expect(service.lines().map(({ event }) => event)).toEqual(expect.arrayContaining(['draining', 'stopped']));
  await expect(service.get('/healthz')).rejects.toThrow('fetch failed');
});

test('calls that outlast the grace are cut, and Temporal is told', async () => {
  const service = await startService({ times: { grace: 50 } });
  const session = await service.connect();
  const poll = openIn(session, 'orders', 'PollActivityTaskQueue');
  await expect.poll(() => service.polls.length).toBe(1);
  const cancelled = new Promise((resolve) => void service.polls[0]!.once('close', resolve));
  const answer = answerOf(poll);
  service.stop();
  await service.proxy.finished;
  await cancelled;
  expect((await answer).status).not.toBe('0');
});

test('an address that is taken is told as such, and nothing is left behind', async () => {
  const taken = createServer();
  await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const starting = (field: 'listen' | 'operations') => startService({ change: (spec) => void (spec[field].address = `127.0.0.1:${port}`) });
  for (const field of ['listen', 'operations'] as const)
    expect(await failureOf(starting(field))).toBe(`error PORT_IN_USE  127.0.0.1:${port} is taken\n  Name another address in the config.`);
  await new Promise((resolve) => void taken.close(resolve));
});
