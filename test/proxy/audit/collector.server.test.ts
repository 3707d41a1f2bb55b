import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/proxy/audit/event.ts';
import { methods } from '../../../src/proxy/wire/methods.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { startCollector, type CollectedRecord, type CollectorWishes, type OtelCollector } from '../../support/otel-collector.ts';
import { startPolicyService, type PolicyService } from '../../support/policy-service.ts';
import { encode } from '../../support/temporal-messages.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const start = [...methods.values()].find(({ name }) => name === 'StartWorkflowExecution')!;
const callers = { ada: { rights: ['read', 'start', 'decode'], isPerson: true }, bob: { rights: ['read'], isPerson: true } } as const;

/** A proxy that tells a file and a real collector of the same. */
async function audited(wishes: CollectorWishes = {}, otlp: { authorities?: string; headersFile?: string } = {}) {
  const collector = await startCollector(requireTool('otel-collector') ?? '', wishes);
  const endpoint = `${wishes.tls === undefined ? 'http' : 'https'}://${collector.address}`;
  const service = await startPolicyService(callers, {
    sinks: [
      { kind: 'file', path: 'audit.jsonl' },
      { kind: 'otlp', endpoint, ...otlp },
    ],
    files: { headers: 'authorization: Bearer old\n' },
  });
  return { collector, service, events: async () => await eventsIn(service.folder) };
}

async function eventsIn(folder: string): Promise<AuditEvent[]> {
  const text = await readFile(join(folder, 'audit.jsonl'), 'utf8').catch(() => '');
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.map((line) => JSON.parse(line) as AuditEvent);
}

const startOf = (workflowId: string) => encode('workflowservice.v1.StartWorkflowExecutionRequest', { namespace: 'orders', workflowId });

async function starts(service: PolicyService, who: 'ada' | 'bob', ids: readonly string[]): Promise<void> {
  await Promise.all(ids.map(async (id) => await service.call(who, start, startOf(id))));
}

const eventOf = ({ body }: CollectedRecord) => JSON.parse(body.stringValue) as AuditEvent;
const byId = (one: AuditEvent, other: AuditEvent) => one.id.localeCompare(other.id);

/** As soon as the collector has them, whatever else it has by then. */
async function sameAs(events: () => Promise<AuditEvent[]>, count: number, collector: OtelCollector): Promise<AuditEvent[]> {
  await expect.poll(async () => (await events()).length, { timeout: 10_000 }).toBe(count);
  await expect.poll(() => collector.records().length, { timeout: 20_000 }).toBeGreaterThanOrEqual(count);
  const all = (await events()).toSorted(byId);
  expect(collector.records().map(eventOf).toSorted(byId)).toEqual(all);
  return all;
}

const ids = (count: number, name = 'order') => Array.from({ length: count }, (_, index) => `${name}-${index}`);

describeWith(['otel-collector', 'openssl'], 'a real collector of OpenTelemetry', () => {
  test('has every event once, with the time, severity and attributes that the reference names', async () => {
    const { collector, service, events } = await audited();
    await starts(service, 'ada', ids(700));
    await starts(service, 'bob', ['order-refused']);
    await sameAs(events, 701, collector);
    const attributes = [{ key: 'service.name', value: { stringValue: 'temporal-proxy' } }];
    expect(collector.resources()[0]!.attributes).toEqual([...attributes, { key: 'host.name', value: { stringValue: 'this-machine' } }]);
    for (const record of collector.records()) {
      const { id, decision, time, method, namespace, caller, rights, reason } = eventOf(record);
      const nanoseconds = `${Date.parse(time)}000000`;
      expect(record).toMatchObject({ timeUnixNano: nanoseconds, observedTimeUnixNano: nanoseconds, eventName: 'temporal_proxy.audit' });
      const severity = decision === 'allowed' ? [9, 'INFO'] : [13, 'WARN'];
      expect([record.severityNumber, record.severityText]).toEqual(severity);
      const named = Object.fromEntries(record.attributes.map(({ key, value }) => [key, Object.values(value)[0] as unknown]));
      const values = rights.map((right) => ({ stringValue: right }));
      expect(named).toEqual({
        'audit.id': id,
        'audit.decision': decision,
        ...(reason === undefined ? {} : { 'audit.reason': reason }),
        'rpc.system': 'grpc',
        'rpc.method': method,
        'temporal.namespace': namespace,
        'enduser.id': caller.subject,
        'audit.rights': { values },
      });
    }
  });

  test('over https of an authority of its own, with headers out of a file that is mended while events wait', async () => {
    const folder = await temporaryFolder({});
    const { authority } = makeCertificates(folder);
    const tls = { cert_file: join(folder, 'server.crt'), key_file: join(folder, 'server.key') };
    const wishes = { tls, lines: { authorization: 'Bearer new' } };
    const { collector, service, events } = await audited(wishes, { authorities: authority, headersFile: 'headers' });
    await starts(service, 'ada', ids(3));
    await expect.poll(() => service.text(), { timeout: 10_000 }).toContain('answered 401: who is it?');
    expect(service.text()).not.toMatch(/Bearer (old|new)/);
    await writeFile(join(service.folder, 'headers'), 'authorization: Bearer new\n');
    await service.proxy.reload();
    await starts(service, 'ada', ids(3, 'later'));
    await sameAs(events, 6, collector);
  });

  test('that is killed under load and comes back gets everything', async () => {
    const { collector, service, events } = await audited();
    await starts(service, 'ada', ids(100));
    await sameAs(events, 100, collector);
    await collector.kill();
    await starts(service, 'ada', ids(1_500, 'meanwhile'));
    await expect.poll(() => service.text(), { timeout: 10_000 }).toContain('audit-failing');
    await collector.restart();
    await starts(service, 'ada', ids(100, 'after'));
    await sameAs(events, 1_700, collector);
    expect(service.text()).not.toContain('audit-lost');
  });

  test.each([
    ['too much to do', 8, 'answered 429'],
    ['something that is away', 14, 'answered 503'],
  ])('with %s keeps events waiting, and has them all afterwards', async (_, code, said) => {
    const { collector, service, events } = await audited({ lines: { refuse: 'order', code } });
    await starts(service, 'ada', ids(20));
    await expect.poll(() => service.text(), { timeout: 10_000 }).toContain(said);
    await collector.restart({});
    await sameAs(events, 20, collector);
  });

  test.each([
    ['its data', 3, 'answered 400: not this one'],
    ['itself', 13, 'answered 500: not this one'],
  ])('that cannot take one record, and blames %s, has all others, and that one stands in the log', async (_, code, said) => {
    const { collector, service, events } = await audited({ lines: { refuse: 'order-7"', code } });
    await starts(service, 'ada', ids(9));
    await expect.poll(() => collector.records().length, { timeout: 30_000 }).toBe(8);
    const [lost, ...others] = (await events()).filter(({ id }) => !collector.records().some((record) => eventOf(record).id === id));
    expect([lost!.workflow, others]).toEqual([{ id: 'order-7' }, []]);
    const lines: object[] = service.lines();
    expect(lines).toContainEqual(lost);
    expect(lines).toContainEqual(
      expect.objectContaining({ event: 'audit-lost', reason: 'otlp', detail: `1 events do not get there: ${said}` }),
    );
    expect((await service.get('/metrics')).text).toContain('audit_events_lost_total{sink="otlp"} 1');
  });
});
