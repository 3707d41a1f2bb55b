import { Client, Connection } from '@temporalio/client';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { nodeProcesses } from '../../../src/adapters/processes.ts';
import { withoutTemporalSettings } from '../../../src/adapters/temporal/check-binary.ts';
import { canaries, failedWorkflow, startPersonaWorld, type PersonaWorld } from '../../support/personas/persona-world.ts';
import { personas, tokenOfPersona, type Persona } from '../../support/personas/personas.ts';
import { isDenied, probes, type Probe } from '../../support/personas/probes.ts';
import { workflowService } from '../../support/proxy-caller.ts';
import { linkPythonEnvironment, projectRoot } from '../../support/python-worker.ts';
import { sharedFolder } from '../../support/shared-folder.ts';
import { encode } from '../../support/temporal-messages.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';

describeWith(['temporal', 'python', 'python-registry'], 'callers of every kind', () => {
  const folder = sharedFolder();
  let world: PersonaWorld;
  beforeAll(async () => {
    await linkPythonEnvironment(folder());
    world = await startPersonaWorld(temporal);
  });
  afterAll(() => world?.close());

  test('there are thirty of them', () => expect(personas.length).toBeGreaterThanOrEqual(30));

  describe.each(['images', 'videos'] as const)('in %s', (namespace) => {
    test.each(personas)('$name', async (persona) => {
      const outcomes = await Promise.all(probes.map(async (probe) => await mayCall(persona, probe, namespace)));
      expect(outcomes).toEqual(probes.map((probe) => line(probe, isExpected(persona, probe, namespace))));
    });
  });

  async function mayCall({ name }: Persona, probe: Probe, namespace: string): Promise<string> {
    // Polls and queries wait for what nobody brings; that they wait is the answer.
    const waits = ['work', 'query'].includes(probe.right);
    const { status } = await world.call(name, {
      path: probe.path,
      body: probe.body(namespace),
      headers: waits ? { 'grpc-timeout': '400m' } : {},
    });
    if (status === undefined && !waits) return `no answer to ${probe.path}`;
    return line(probe, !isDenied(namespace === 'videos' && status === 5 ? 0 : status, probe));
  }

  test.each(personas)('$name reads in clear what it may', async ({ name, images, clear }) => {
    const request = encode('workflowservice.v1.GetWorkflowExecutionHistoryRequest', {
      namespace: 'images',
      execution: { workflowId: failedWorkflow },
    });
    const { body } = await world.call(name, { path: `${workflowService}GetWorkflowExecutionHistory`, body: request });
    const seen = Object.entries(canaries).flatMap(([what, text]) => (body.includes(text) ? [what] : []));
    expect(seen).toEqual(images.includes('read') ? clear.split(' ').filter((word) => word !== '') : []);
  });

  test('the TypeScript SDK', async () => {
    const seen = await Promise.all(personas.map(async (persona) => [persona.name, await seenByTypeScript(persona)] as const));
    expect(Object.fromEntries(seen)).toEqual(expectedOfSdks());
  });

  async function seenByTypeScript({ name }: Persona): Promise<Seen> {
    const metadata = { authorization: `Bearer ${tokenOfPersona(name)}` };
    const connection = Connection.lazy({ address: world.address, metadata });
    const client = new Client({ connection, namespace: 'images' });
    try {
      const { events } = await client.workflow.getHandle(failedWorkflow).fetchHistory();
      const { data } = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0] ?? {};
      return { read: true, data: Buffer.from(data ?? []).includes(canaries.data) };
    } catch (error) {
      if (!/PERMISSION_DENIED|UNAUTHENTICATED|may not|permission/i.test(String(error))) throw error;
      return { read: false, data: false };
    } finally {
      await connection.close();
    }
  }

  test('the Python SDK', async () => {
    const script = join(projectRoot, 'test/support/personas_round.py');
    const input = personas.map(({ name }) => `${name} ${tokenOfPersona(name)}`).join('\n');
    const args = [script, world.address, 'images', failedWorkflow];
    const { exitCode, stdout, stderr } = await nodeProcesses.run(join(folder(), '.venv/bin/python'), args, { timeout: 60_000, input });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: expect.any(String) });
    expect(JSON.parse(stdout)).toEqual(expectedOfSdks());
  });

  test('the official command line', async () => {
    const seen: (readonly [string, Seen])[] = [];
    const waiting = [...personas];
    const runAll = async () => {
      for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) seen.push([next.name, await seenByCli(next)]);
    };
    await Promise.all([runAll(), runAll()]);
    expect(Object.fromEntries(seen)).toEqual(expectedOfSdks());
  });

  async function seenByCli({ name }: Persona): Promise<Seen> {
    const target = ['--address', world.address, '--namespace', 'images', '--grpc-meta', `authorization=Bearer ${tokenOfPersona(name)}`];
    const args = ['workflow', 'show', '--workflow-id', failedWorkflow, '--output', 'json', ...target];
    const { exitCode, stdout } = await nodeProcesses.run(temporal, args, { env: withoutTemporalSettings() });
    return { read: exitCode === 0, data: stdout.includes(Buffer.from(JSON.stringify(canaries.data)).toString('base64')) };
  }
});

interface Seen {
  readonly read: boolean;
  readonly data: boolean;
}

function expectedOfSdks(): Record<string, Seen> {
  const seen = personas.map(({ name, images, clear }) => {
    const read = images.includes('read');
    return [name, { read, data: read && clear.split(' ').includes('data') }];
  });
  return Object.fromEntries(seen) as Record<string, Seen>;
}

function isExpected(persona: Persona, { right, type }: Probe, namespace: 'images' | 'videos'): boolean {
  return persona[namespace].split(' ').includes(right) && (persona.types === undefined || type === undefined || type === persona.types);
}

function line({ right, type, path }: Probe, isAllowed: boolean): string {
  return `${isAllowed ? 'may' : 'may not'} ${right}: ${path.split('/').at(-1) ?? ''} ${type ?? ''}`;
}
