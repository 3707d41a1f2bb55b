import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { watchFiles } from '../../../src/adapters/watch-files.ts';
import type { AppendFile } from '../../../src/adapters/append-file.ts';
import { callIn, openIn, startService, tokenOfAda, type Service } from '../../support/proxy-service.ts';
import { failureOf } from '../../support/failure.ts';
import { answerOf } from '../transport/raw-client.ts';

const policy = `
apiVersion: managed-temporal.dev/v1
kind: Policy
metadata: { name: trial }
spec:
  roles:
    - { name: everything, description: all of it, allow: [{ rights: [read, start, signal, work, decode] }] }
  grants:
    - { role: everything, to: [{ subject: ada }], namespaces: [orders] }
`;

function revocations(...entries: string[]): string {
  return `apiVersion: managed-temporal.dev/v1\nkind: Revocations\nspec:\n  revoked: [${entries.join(', ')}]\n`;
}

const ada = "{ subject: ada, reason: laptop stolen, at: '2026-01-01T00:00:00Z' }";

type Change = NonNullable<Parameters<typeof startService>[0]>;

async function revocable(text: string, more: Change = {}): Promise<Service> {
  return await startService({
    ...more,
    files: { 'policy.yaml': policy, 'revocations.yaml': text },
    change(spec) {
      const sha256 = createHash('sha256').update(tokenOfAda).digest('hex');
      spec.identities = [
        { kind: 'static', name: 'tokens', place: { environment: 'production', region: 'eu' }, tokens: [{ subject: 'ada', sha256 }] },
      ];
      spec.access = { documents: ['policy.yaml'], revocations: 'revocations.yaml' };
      more.change?.(spec);
    },
  });
}

const write = async ({ folder }: Service, text: string) => await writeFile(join(folder, 'revocations.yaml'), text);

test('who is revoked is refused at once, its polls end here and upstream, and it is let in again', async () => {
  const service = await revocable(revocations(), { watch: watchFiles });
  const session = await service.connect();
  const poll = answerOf(openIn(session, 'orders', 'PollActivityTaskQueue'));
  await expect.poll(() => service.polls.length).toBe(1);
  await write(service, revocations(ada));
  expect(await poll).toMatchObject({ status: '16', message: 'this identity is revoked; ask the platform team' });
  await expect.poll(() => service.polls[0]!.destroyed).toBe(true);
  expect(await callIn(session, 'orders')).toMatchObject({ status: '16' });
  const events = () => service.lines().filter(({ kind }) => kind === 'audit');
  await expect.poll(() => events().length).toBe(2);
  expect(events()).toMatchObject([
    {
      decision: 'cut',
      reason: 'revoked',
      method: 'PollActivityTaskQueue',
      caller: { subject: 'ada' },
      detail: expect.stringContaining('laptop stolen'),
    },
    { decision: 'denied', reason: 'revoked', method: 'CountWorkflowExecutions', caller: { subject: 'ada' } },
  ]);
  const { text } = await service.get('/metrics');
  expect(text).toContain('temporal_proxy_calls_cut_total 1');
  expect(text).toContain('temporal_proxy_revocations 1');
  await write(service, revocations());
  await service.proxy.reload();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  session.destroy();
});

test('a revocation counts for its source alone, and no longer than it says', async () => {
  const other = "{ subject: ada, source: people, reason: x, at: '2026-01-01T00:00:00Z' }";
  const over = "{ subject: ada, reason: x, at: '2026-01-01T00:00:00Z', for: 1h }";
  const service = await revocable(revocations(other, over));
  const session = await service.connect();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  session.destroy();
});

test('a list that is not right, or gone, changes nothing in a proxy that runs, and is told; the config may be wrong meanwhile', async () => {
  const service = await revocable(revocations(ada));
  const session = await service.connect();
  await write(service, 'kind: Nothing');
  await service.proxy.reload();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '16' });
  const [refused] = service.lines().filter(({ event }) => event === 'revocations-refused');
  expect(refused).toMatchObject({ level: 'error', reason: 'REVOCATIONS_INVALID' });
  expect(refused?.detail).toMatch(/those read before stay in use[^]*revocations\.yaml:1:1/);
  await service.rewrite((spec) => void (spec.namespaces[1]!.name = 'Orders'));
  await write(service, revocations());
  await service.proxy.reload();
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  session.destroy();
});

test('a proxy does not start with a list that is not right', async () => {
  expect(await failureOf(revocable(revocations("{ subject: ada, at: 'yesterday' }")))).toMatch(/REVOCATIONS_INVALID[^]*reason: is missing/);
});

test('while nothing can be written down, calls that would be are refused where the config says so, and others go on', async () => {
  let isFull = true;
  const openAppend = (): AppendFile => ({
    append: async (bytes) => await Promise.resolve(isFull ? { written: 0, error: new Error('ENOSPC') } : { written: bytes.length }),
    flush: async () => await Promise.resolve(),
    close: async () => await Promise.resolve(),
  });
  const service = await revocable(revocations(), {
    audit: { openAppend, patience: 0 },
    change: (spec) => void (spec.audit = { sinks: [{ kind: 'file', path: 'audit.jsonl' }], whenFailing: 'refuse' }),
  });
  const session = await service.connect();
  expect(await callIn(session, 'orders', 'SignalWorkflowExecution')).toMatchObject({ status: '0' });
  await expect.poll(async () => (await callIn(session, 'orders', 'SignalWorkflowExecution')).status).toBe('14');
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  expect(await callIn(session, 'orders', 'RespondActivityTaskCompleted')).toMatchObject({ status: expect.not.stringMatching(/^14$/) });
  expect((await service.get('/metrics')).text).toContain('temporal_proxy_audit_sink_failing{sink="file"} 1');
  isFull = false;
  await expect.poll(async () => (await callIn(session, 'orders', 'SignalWorkflowExecution')).status, { timeout: 3_000 }).toBe('0');
  expect(service.lines().map(({ event }) => event)).toContain('audit-recovered');
  session.destroy();
});
