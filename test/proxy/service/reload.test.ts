import { rename, symlink, mkdir, writeFile, rm, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchFiles } from '../../../src/adapters/watch-files.ts';
import { auditEvent } from '../../../src/proxy/audit/event.ts';
import { callIn, openIn, startService, type Service } from '../../support/proxy-service.ts';
import { entry, ringText } from '../../keys/ring-file.ts';
import { answerWith, startFakeFrontend } from '../transport/fake-frontend.ts';
import { answerOf, frame } from '../transport/raw-client.ts';

function events(service: Service): string[] {
  return service.lines().map(({ event }) => event);
}

async function ready(service: Service): Promise<void> {
  await expect.poll(() => service.proxy.readiness.isReady()).toBe(true);
}

test('another config is in use for the next call', async () => {
  const service = await startService();
  const session = await service.connect();
  expect(await callIn(session, 'films')).toMatchObject({ status: '7' });
  await service.rewrite((spec) => {
    spec.namespaces.push({ name: 'films', owner: 'team-films', encryption: 'off' });
    (spec.identities[0] as { tokens: { namespaces: string[] }[] }).tokens[0]!.namespaces.push('films');
  });
  await service.proxy.reload();
  expect(await callIn(session, 'films')).toMatchObject({ status: '0' });
  expect((await service.get('/metrics')).text).toContain('temporal_proxy_config_reloads_total{outcome="loaded"} 1');
  session.destroy();
});

test('a config that is not right changes nothing, and is told by line, metric and place', async () => {
  const service = await startService();
  await ready(service);
  await service.rewrite((spec) => void (spec.namespaces[1]!.name = 'Orders'));
  await service.proxy.reload();
  const session = await service.connect();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  expect(service.proxy.readiness.isReady()).toBe(true);
  const [line] = service.lines().filter(({ event }) => event === 'reload-refused');
  expect(line).toMatchObject({ level: 'error', reason: 'PROXY_INVALID' });
  expect(line?.detail).toMatch(
    /the config before stays in use; error PROXY_INVALID[^]*proxy\.yaml:\d+:\d+ {2}spec\.namespaces\.1\.name: has capitals; use orders/,
  );
  expect((await service.get('/metrics')).text).toContain('temporal_proxy_config_reloads_total{outcome="refused"} 1');
  session.destroy();
});

const elsewhere = entry({ version: 2, keyId: 'k2', material: undefined, reference: 'arn:aws:kms:eu-central-1:111122223333:key/1' });

test('a second mistake is told even right after the first', async () => {
  const service = await startService();
  for (const text of [ringText({ other: [entry()] }), ringText({ 'kd-images-eu': [entry(), elsewhere] })]) {
    await writeFile(join(service.folder, 'ring.yaml'), text, { mode: 0o600 });
    await service.proxy.reload();
  }
  const [first, second] = service.lines().filter(({ event }) => event === 'reload-refused');
  expect(first?.detail).toContain('has no version that seals for kd-images-eu');
  expect(second?.detail).toContain(
    'spec.keys.ring: has a reference in version 2 of kd-images-eu, with which local, of kind local, can do nothing',
  );
});

test.each([
  [
    'a key ring that does not read',
    async ({ folder }: Service) => await writeFile(join(folder, 'ring.yaml'), 'kind: Nothing'),
    'KEY_RING_INVALID',
  ],
  [
    'a key ring without the key that seals',
    async ({ folder }: Service) => await writeFile(join(folder, 'ring.yaml'), ringText({ other: [entry()] })),
    'PROXY_INVALID',
  ],
  [
    'a key ring with a version that its provider can do nothing with',
    async ({ folder }: Service) =>
      await writeFile(join(folder, 'ring.yaml'), ringText({ 'kd-images-eu': [entry(), elsewhere] }), { mode: 0o600 }),
    'PROXY_INVALID',
  ],
  ['a platform that is gone', async ({ folder }: Service) => await rm(join(folder, 'temporal-platform.yaml')), 'PROXY_INVALID'],
  [
    'a platform that does not read',
    async ({ folder }: Service) => await writeFile(join(folder, 'temporal-platform.yaml'), 'kind: 3'),
    'PLATFORM_INVALID',
  ],
])('%s changes nothing', async (_, spoil, reason) => {
  const service = await startService();
  await spoil(service);
  await service.proxy.reload();
  expect(service.lines().filter(({ event }) => event === 'reload-refused')).toMatchObject([{ reason }]);
  const session = await service.connect();
  expect(await callIn(session, 'images')).toMatchObject({ status: '0' });
  session.destroy();
});

test('a running poll stays with the upstream it was sent to, and later calls go to the new one', async () => {
  const service = await startService();
  const other = await startFakeFrontend();
  other.onStream = (stream) => void stream.resume().on('end', () => answerWith(stream, frame('')));
  const session = await service.connect();
  const poll = answerOf(openIn(session, 'orders', 'PollActivityTaskQueue'));
  await expect.poll(() => service.polls.length).toBe(1);
  await service.rewrite((spec) => void (spec.upstreams[0]!.addresses = [other.address]));
  await service.proxy.reload();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  expect(other.calls.map((headers) => headers[':path'])).toContain(
    '/temporal.api.workflowservice.v1.WorkflowService/CountWorkflowExecutions',
  );
  answerWith(service.polls[0]!, frame(''));
  expect(await poll).toMatchObject({ status: '0' });
  session.destroy();
  await other.close();
});

test('what was replaced is closed once its time is over', async () => {
  const service = await startService({ times: { replaced: 30 } });
  const other = await startFakeFrontend();
  other.onStream = (stream) => void stream.resume().on('end', () => answerWith(stream, frame('')));
  await ready(service);
  const [old] = service.frontend.sessions;
  await service.rewrite((spec) => void (spec.upstreams[0]!.addresses = [other.address]));
  await service.proxy.reload();
  await expect.poll(() => old?.destroyed).toBe(true);
  await other.close();
});

test('connections go on when nothing of the upstream has changed', async () => {
  const service = await startService();
  await ready(service);
  await service.rewrite((spec) => void (spec.namespaces[1]!.owner = 'team-sales'));
  await service.proxy.reload();
  const session = await service.connect();
  await callIn(session, 'orders');
  expect(service.frontend.sessions).toHaveLength(1);
  expect((await service.get('/metrics')).text).toContain('owner="team-sales"');
  session.destroy();
});

test('what only a restart can change is told, and the rest is taken', async () => {
  const service = await startService();
  await service.rewrite((spec) => {
    spec.listen.address = '127.0.0.1:1';
    spec.limits = { streamsPerConnection: 5, connectionAge: '1m' };
    spec.logLevel = 'debug';
  });
  await service.proxy.reload();
  expect(service.lines().filter(({ event }) => event === 'restart-needed')).toMatchObject([
    {
      level: 'warn',
      detail: 'these take effect with the next start: spec.listen.address, spec.limits.streamsPerConnection, spec.limits.connectionAge',
    },
  ]);
  const session = await service.connect();
  await callIn(session, 'orders');
  expect(events(service)).toContain('call');
  session.destroy();
});

test('a changed file is noticed without being told', async () => {
  const service = await startService({ watch: watchFiles });
  await ready(service);
  await service.rewrite((spec) => void (spec.namespaces[1]!.owner = 'team-sales'));
  await expect.poll(() => events(service), { timeout: 5_000 }).toContain('reloaded');
});

test('a volume of Kubernetes that is swapped is noticed', async () => {
  const service = await startService({ watch: watchFiles });
  await ready(service);
  const { folder } = service;
  const config = await readFile(join(folder, 'proxy.yaml'), 'utf8');
  const mount = async (version: string, text: string) => {
    await mkdir(join(folder, version));
    await writeFile(join(folder, version, 'proxy.yaml'), text);
    await symlink(version, join(folder, '..data-new'));
    await rename(join(folder, '..data-new'), join(folder, '..data'));
  };
  await mount('..v1', config);
  await rm(join(folder, 'proxy.yaml'));
  await symlink('..data/proxy.yaml', join(folder, 'proxy.yaml'));
  await expect.poll(() => events(service).filter((event) => event === 'reloaded').length, { timeout: 5_000 }).toBe(1);
  await mount('..v2', config.replace('team-orders', 'team-sales'));
  await expect.poll(() => events(service).filter((event) => event === 'reloaded').length, { timeout: 5_000 }).toBe(2);
});

test('a refused config is tried again by itself, as what it names may come later', async () => {
  const service = await startService({ times: { retry: 30 } });
  await service.rewrite((spec) => Object.assign(spec.upstreams[0]!, { tls: { authorities: 'late.pem' } }));
  await service.proxy.reload();
  expect(events(service)).toContain('reload-refused');
  await service.rewrite((spec) => void delete spec.upstreams[0]!.tls);
  await expect.poll(() => events(service)).toContain('reloaded');
});

test('a reload is an event of audit where it changes something or is refused, with what was before and after', async () => {
  const service = await startService({ change: (spec) => void (spec.audit = { sinks: [{ kind: 'stdout' }] }) });
  const audited = () => service.lines().filter(({ kind }) => kind === 'audit');
  await service.proxy.reload();
  expect(audited()).toEqual([]);
  await service.rewrite((spec) => void (spec.namespaces[1]!.owner = 'team-films'));
  await service.proxy.reload();
  await service.rewrite((spec) => void (spec.namespaces[1]!.name = 'Orders'));
  await service.proxy.reload();
  await service.proxy.reload();
  // Audit that is turned off is told to whoever had it.
  await service.rewrite((spec) => {
    spec.namespaces[1]!.name = 'orders';
    delete spec.audit;
  });
  await service.proxy.reload();
  await expect.poll(() => audited().length).toBe(3);
  const sha256 = expect.stringMatching(/^[0-9a-f]{64}$/) as string;
  const caller = { peer: 'local' };
  expect(audited()).toMatchObject([
    { method: 'ReloadConfig', decision: 'allowed', caller, config: { before: sha256, after: sha256, documents: 0 } },
    { method: 'ReloadConfig', decision: 'denied', reason: 'PROXY_INVALID', caller, config: { documents: 0 } },
    { method: 'ReloadConfig', decision: 'allowed', caller },
  ]);
  for (const event of audited()) expect(() => auditEvent.parse(event)).not.toThrow();
});
