import { expect, test } from 'vitest';
import type { LimitLedger } from '../../../src/proxy/limit/ledger.ts';
import { createObserver } from '../../../src/proxy/observe/create-observe.ts';
import { createLog } from '../../../src/proxy/observe/log.ts';
import type { CallEnd } from '../../../src/proxy/observe/observe.ts';
import { reject } from '../../../src/proxy/rejection.ts';
import { images } from '../../support/limiting.ts';

const none = { sealed: 0, opened: 0, verbatim: 0, plain: 0, withheld: 0, unknownFields: 0 };

const counts = { admitted: 3, delayed: 0, refused: 0, empty: 0 };
const limited: LimitLedger = {
  namespace: 'images',
  owner: 'team-images',
  upstream: 'production/eu',
  counts: { live: counts, backfill: { ...counts, admitted: 0, refused: 2 } },
};

function observerWith(isReady = true) {
  const lines: string[] = [];
  const log = createLog({ destination: { write: (line: string) => void lines.push(line) }, clock: Date.now });
  const observer = createObserver(log, {
    upstreams: () => [['production/eu', { connections: 2, streams: 5 }]],
    clients: () => ({ connections: 3, calls: 4 }),
    keys: () => ({ cachedDataKeys: 6, unwrapsUnderWay: 0, domainsWithoutProvider: 1 }),
    bytesInFlight: () => 1_234,
    auditSinks: () => [{ name: 'file', waiting: 7, isFailing: true }],
    revocations: () => 8,
    limits: () => ({ ledgers: () => [limited], levels: () => [[limited, 7.5]], isStoreAvailable: () => false }),
    isReady: () => isReady,
  });
  return { observer, lines };
}

function ended(end: Partial<CallEnd> = {}): CallEnd {
  return {
    status: 0,
    startedAt: performance.now(),
    isPoll: false,
    requestBytes: 10,
    responseBytes: 20,
    identity: undefined,
    peer: '127.0.0.1:1',
    ...end,
  };
}

async function seriesOf(observer: ReturnType<typeof observerWith>['observer'], name: string): Promise<string[]> {
  return (await observer.scrape()).split('\n').filter((line) => line.startsWith(`temporal_proxy_${name}`));
}

const place = 'namespace="images",owner="team-images",upstream="production/eu"';

test('calls are counted by method, namespace, owner and code', async () => {
  const { observer } = observerWith();
  const meter = observer.meterOf('StartWorkflowExecution', images);
  meter.ended(ended());
  meter.ended(ended());
  meter.ended(ended({ status: 5 }));
  meter.ended(ended({ status: 99 }));
  expect(await seriesOf(observer, 'calls_total')).toEqual([
    `temporal_proxy_calls_total{method="StartWorkflowExecution",${place},code="OK"} 2`,
    `temporal_proxy_calls_total{method="StartWorkflowExecution",${place},code="UNKNOWN"} 1`,
    `temporal_proxy_calls_total{method="StartWorkflowExecution",${place},code="NOT_FOUND"} 1`,
  ]);
  expect(await seriesOf(observer, 'message_bytes_total')).toEqual([
    `temporal_proxy_message_bytes_total{method="StartWorkflowExecution",${place},direction="request"} 40`,
    `temporal_proxy_message_bytes_total{method="StartWorkflowExecution",${place},direction="response"} 80`,
  ]);
});

test('payloads are counted by what became of them, and fields that are not known by method', async () => {
  const { observer } = observerWith();
  observer
    .meterOf('GetWorkflowExecutionHistory', images)
    .ended(ended({ sealed: { ...none, sealed: 1, verbatim: 2 }, opened: { ...none, opened: 3, plain: 4, unknownFields: 5 } }));
  expect((await seriesOf(observer, 'payloads_total')).map((line) => line.replace(/^.*outcome=/, ''))).toEqual([
    '"sealed"} 1',
    '"opened"} 3',
    '"verbatim"} 2',
    '"plain"} 4',
  ]);
  expect(await seriesOf(observer, 'unknown_fields_total')).toEqual([
    `temporal_proxy_unknown_fields_total{method="GetWorkflowExecutionHistory",${place}} 5`,
  ]);
});

test('refusals are counted by reason and namespace, whatever the method', async () => {
  const { observer } = observerWith();
  const rejection = reject(3, 'malformed', { message: 'no' });
  observer.meterOf('StartWorkflowExecution', images).ended(ended({ status: 3, rejection }));
  observer.meterOf('SignalWorkflowExecution', images).ended(ended({ status: 3, rejection }));
  expect(await seriesOf(observer, 'refusals_total')).toEqual([`temporal_proxy_refusals_total{${place},reason="malformed"} 2`]);
});

test('a poll is in flight until it ends, and its time is no latency', async () => {
  const { observer } = observerWith();
  const meter = observer.meterOf('PollWorkflowTaskQueue', images);
  meter.polling();
  meter.polling();
  expect(await seriesOf(observer, 'polls_in_flight')).toEqual([`temporal_proxy_polls_in_flight{${place}} 2`]);
  meter.ended(ended({ isPoll: true }));
  meter.ended(ended({ isPoll: true, status: 1 }));
  expect(await seriesOf(observer, 'polls_in_flight')).toEqual([]);
  expect(await seriesOf(observer, 'call_duration_seconds')).toEqual([]);
});

test('the latency buckets add up, by method and by namespace', async () => {
  const { observer } = observerWith();
  const start = observer.meterOf('StartWorkflowExecution', images);
  start.ended(ended());
  start.ended(ended({ startedAt: performance.now() - 40_000 }));
  observer.meterOf('SignalWorkflowExecution', images).ended(ended());
  const byMethod = await seriesOf(observer, 'call_duration_seconds');
  expect(byMethod).toContain('temporal_proxy_call_duration_seconds_bucket{le="30",method="StartWorkflowExecution"} 1');
  expect(byMethod).toContain('temporal_proxy_call_duration_seconds_bucket{le="+Inf",method="StartWorkflowExecution"} 2');
  expect(byMethod).toContain('temporal_proxy_call_duration_seconds_count{method="StartWorkflowExecution"} 2');
  expect(await seriesOf(observer, 'namespace_call_duration_seconds_count')).toEqual([
    `temporal_proxy_namespace_call_duration_seconds_count{${place}} 3`,
  ]);
});

test('what is not known is counted under other, so that callers make no series', async () => {
  const { observer } = observerWith();
  for (let call = 0; call < 3; call += 1) observer.meterOf(undefined, undefined).ended(ended({ status: 12 }));
  expect(await seriesOf(observer, 'calls_total')).toEqual([
    'temporal_proxy_calls_total{method="other",namespace="other",owner="other",upstream="other",code="UNIMPLEMENTED"} 3',
  ]);
});

test('a meter is the same object each time, and a route made anew by a reload leads to the series it had', async () => {
  const { observer } = observerWith();
  const meter = observer.meterOf('StartWorkflowExecution', images);
  expect(observer.meterOf('StartWorkflowExecution', images)).toBe(meter);
  expect(observer.meterOf('StartWorkflowExecution', { ...images })).toBe(meter);
  expect(observer.meterOf('StartWorkflowExecution', { ...images, logical: 'orders' })).not.toBe(meter);
});

test('an owner with a quote in its name breaks no line', async () => {
  const { observer } = observerWith();
  observer.meterOf('StartWorkflowExecution', { ...images, owner: 'the "best"\\team' }).ended(ended());
  expect((await seriesOf(observer, 'calls_total'))[0]).toContain(String.raw`owner="the \"best\"\\team"`);
});

test('gauges are read when they are asked for', async () => {
  const { observer } = observerWith(false);
  const text = await observer.scrape();
  for (const line of [
    'temporal_proxy_upstream_connections{upstream="production/eu"} 2',
    'temporal_proxy_upstream_streams{upstream="production/eu"} 5',
    'temporal_proxy_client_connections 3',
    'temporal_proxy_client_calls 4',
    'temporal_proxy_bytes_in_flight 1234',
    'temporal_proxy_ready 0',
    'temporal_proxy_data_keys_cached 6',
    'temporal_proxy_key_domains_without_provider 1',
  ])
    expect(text).toContain(`\n${line}\n`);
  expect(text).toContain('nodejs_eventloop_lag_seconds');
});

test('the health message says what /readyz says', () => {
  expect(observerWith(true).observer.health()).toEqual(Buffer.from([8, 1]));
  expect(observerWith(false).observer.health()).toEqual(Buffer.from([8, 2]));
});

test('keys that a provider makes, unwraps or fails to are counted and written', async () => {
  const { observer, lines } = observerWith();
  observer.keysEvent({ kind: 'data-key-made', domain: 'kd-images', keyVersion: 2 });
  observer.keysEvent({
    kind: 'provider-failed',
    domain: 'kd-images',
    keyVersion: 2,
    provider: 'kms',
    operation: 'unwrap',
    failure: 'unavailable',
    detail: 'no answer within 5 s',
  });
  const text = await observer.scrape();
  expect(text).toContain('temporal_proxy_data_keys_total{domain="kd-images",event="made"} 1');
  expect(text).toContain('temporal_proxy_key_provider_failures_total{domain="kd-images",provider="kms",operation="unwrap"} 1');
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 'info', event: 'data-key-made', detail: 'version 2 of kd-images' },
    { level: 'error', event: 'key-provider-failed', reason: 'unavailable' },
  ]);
});

test('what limits let through, delay and refuse is counted by class of traffic, and whether replicas share them is told', async () => {
  const { observer } = observerWith();
  expect(await seriesOf(observer, 'limit')).toEqual([
    `temporal_proxy_limited_calls_total{${place},traffic="live",outcome="admitted"} 3`,
    `temporal_proxy_limited_calls_total{${place},traffic="backfill",outcome="refused"} 2`,
    `temporal_proxy_limit_tokens{${place}} 7.5`,
    'temporal_proxy_limit_store_available 0',
    'temporal_proxy_limit_store_failures_total 0',
  ]);
});
