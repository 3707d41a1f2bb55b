import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Client, Connection, ScheduleOverlapPolicy } from '@temporalio/client';
import { stringify } from 'yaml';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AuditEvent } from '../../../src/proxy/audit/event.ts';
import { freePort } from '../../support/free-port.ts';
import { place } from '../../support/proxy-config.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const policy = {
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'trial' },
  spec: {
    roles: [
      {
        name: 'blind',
        description: 'Does much and reads nothing in clear.',
        allow: [{ rights: ['read', 'query', 'start', 'signal', 'operate'] }],
      },
      {
        name: 'service',
        description: 'Works.',
        allow: [{ rights: ['read', 'query', 'start', 'signal', 'operate', 'terminate', 'work', 'decode'] }],
      },
      { name: 'reader', description: 'Reads all.', allow: [{ rights: ['read', 'decode'] }] },
    ],
    grants: [
      { role: 'reader', to: [{ subject: 'ada' }], namespaces: ['images'] },
      { role: 'blind', to: [{ subject: 'bob' }], namespaces: ['images'] },
      { role: 'service', to: [{ subject: 'team-*' }], namespaces: ['images', 'videos'] },
    ],
  },
};

/** Protobuf's JSON has bytes in base64. */
function withBytes(text: string): string {
  return `${text} ${Buffer.from(text, 'base64').toString('latin1')}`;
}

describeWith(['temporal'], 'a caller who may not read in clear, on a real server', () => {
  const closing: (() => Promise<unknown>)[] = [];
  const cli = requireTool('temporal') ?? '';
  let world: TrialWorld;
  let blind: Client;
  let codec: string;

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'decode-trial-'));
    closing.push(() => rm(folder, { recursive: true, force: true }));
    await writeFile(join(folder, 'policy.yaml'), stringify(policy, { aliasDuplicateObjects: false }));
    codec = `127.0.0.1:${await freePort()}`;
    world = await startWorld(cli, {
      change(file) {
        const tokens = ['ada', 'bob'].map((subject) => {
          const sha256 = createHash('sha256').update(`token-of-${subject}`).digest('hex');
          return { subject, sha256, namespaces: ['images'] };
        });
        file.spec.identities.push({ kind: 'static', name: 'people', callers: 'people', place, tokens });
        file.spec.access = { documents: [join(folder, 'policy.yaml')] };
        file.spec.codec = { address: codec };
        return file;
      },
    });
    closing.push(() => world.close());
    const connection = await Connection.connect({ address: world.proxy.address, metadata: { authorization: 'Bearer token-of-bob' } });
    closing.push(() => connection.close());
    blind = new Client({ connection, namespace: 'images' });
    await world.startWorker('decode');
  });
  afterAll(async () => {
    for (const end of closing.toReversed()) await end();
  });

  test('sees workflows, but in their history, queries and failures ciphertext; their worker sees all', async () => {
    const { canary } = world;
    const options = { taskQueue: 'decode', args: [canary] as [string], memo: { note: canary }, staticSummary: canary };
    const running = await world.client().workflow.start('conversation', { ...options, workflowId: 'talk' });
    await world
      .client()
      .workflow.execute('failing', { ...options, workflowId: 'failed' })
      .catch(() => undefined);
    expect(await running.query('said')).toEqual([canary]);
    const shown: unknown[] = [];
    for (const id of ['talk', 'failed']) {
      shown.push(await blind.workflow.getHandle(id).fetchHistory());
      shown.push(await blind.workflowService.describeWorkflowExecution({ namespace: 'images', execution: { workflowId: id } }));
    }
    const execution = { workflowId: 'talk' };
    shown.push(await blind.workflowService.queryWorkflow({ namespace: 'images', execution, query: { queryType: 'said' } }));
    shown.push(await blind.workflowService.listWorkflowExecutions({ namespace: 'images' }));
    const text = JSON.stringify(shown, (_key, value: unknown) => (typeof value === 'string' ? withBytes(value) : value));
    expect(text).toContain('kd-images');
    expect(text).not.toContain(canary);
    await running.signal('stop');
  });

  test('edits a schedule whose input it cannot read, and the input stays what it was', async () => {
    const { canary } = world;
    const action = { type: 'startWorkflow' as const, workflowType: 'echo', taskQueue: 'decode', args: [canary] };
    const spec = { intervals: [{ every: '10 days' }] };
    await world.client().schedule.create({ scheduleId: 'edited', spec, action, policies: { overlap: ScheduleOverlapPolicy.SKIP } });
    const seen = await blind.workflowService.describeSchedule({ namespace: 'images', scheduleId: 'edited' });
    const { schedule = null, conflictToken } = seen;
    await blind.workflowService.updateSchedule({
      namespace: 'images',
      scheduleId: 'edited',
      schedule,
      conflictToken,
      identity: 'bob',
      requestId: 'once',
    });
    const after = await world.client().schedule.getHandle('edited').describe();
    expect(after.action).toMatchObject({ args: [canary] });
  });

  const run = promisify(execFile);
  async function show(flags: readonly string[]): Promise<string> {
    const { PATH } = process.env;
    const args = ['workflow', 'show', '-w', 'shown', '-n', 'images', '--address', world.proxy.address, '-o', 'json', ...flags];
    const { stdout } = await run(cli, [...args, '--grpc-meta', 'authorization=Bearer token-of-images'], { env: { PATH, HOME: tmpdir() } });
    return stdout;
  }

  test('the CLI shows ciphertext when it asks for it, and opens it by the codec endpoint', async () => {
    const { canary } = world;
    await world.client().workflow.execute('echo', { taskQueue: 'decode', workflowId: 'shown', args: [canary] });
    const inClear = new RegExp(`${canary}|${Buffer.from(`"${canary}"`).toString('base64')}`);
    const sealed = ['--grpc-meta', 'temporal-proxy-payloads=sealed'];
    const endpoint = ['--codec-endpoint', `http://${codec}/{namespace}`];
    expect(await show([])).toMatch(inClear);
    expect(await show(sealed)).not.toMatch(inClear);
    expect(await show([...sealed, ...endpoint, '--codec-auth', 'Bearer token-of-images'])).toMatch(inClear);
    expect(decoded()).toEqual([]);
    expect(await show([...sealed, ...endpoint, '--codec-auth', 'Bearer token-of-ada'])).toMatch(inClear);
    expect(await show([...sealed, ...endpoint, '--codec-auth', 'Bearer token-of-bob'])).not.toMatch(inClear);
    const rights = ['decode:data', 'decode:failure', 'decode:metadata'];
    const read = { decision: 'allowed', namespace: 'images', subject: 'ada', rights };
    // The CLI asks for the payloads of each event apart.
    expect(new Set(decoded().map((one) => JSON.stringify(one)))).toEqual(
      new Set([read, { decision: 'denied', namespace: 'images', subject: 'bob', rights: ['read'] }].map((one) => JSON.stringify(one))),
    );
  });

  /** What people have asked the codec endpoint for, as audit has it. */
  function decoded(): object[] {
    const lines = world.proxy.log().split('\n');
    return lines
      .filter((line) => line.includes('"method":"Decode"'))
      .map((line) => {
        const { decision, namespace, caller, rights } = JSON.parse(line) as AuditEvent;
        return { decision, namespace, subject: caller.subject, rights };
      });
  }
});
