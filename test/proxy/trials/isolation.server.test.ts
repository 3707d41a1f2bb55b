import { Connection } from '@temporalio/client';
import type { temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as workflows from '../../support/proxy-workflows.ts';
import { physicalName } from '../../support/proxy-config.ts';
import { startWorld, type Namespace, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const identity = 'trial';
const status = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  failedPrecondition: 9,
  unimplemented: 12,
  unauthenticated: 16,
} as const;

describeWith(['temporal'], 'two teams behind one proxy', () => {
  let world: TrialWorld;
  const connections: Connection[] = [];

  beforeAll(async () => {
    world = await startWorld(temporal);
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await world?.close();
  });

  const service = (namespace: Namespace = 'images') => world.client(namespace).workflowService;
  const payloads = (): api.api.common.v1.IPayloads => ({
    payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(JSON.stringify(world.canary)) }],
  });
  const newRun = (namespace: string, name: string, input = payloads()) => ({
    namespace,
    taskQueue: { name },
    workflowId: world.newId(),
    requestId: world.newId('request'),
    workflowType: { name: 'raw' },
    input,
  });
  const poll = async (namespace: Namespace, name: string, patience = 20_000) =>
    await world
      .client(namespace)
      .connection.withDeadline(Date.now() + patience, () =>
        service(namespace).pollWorkflowTaskQueue({ namespace, taskQueue: { name }, identity }),
      );

  /** A connection of somebody who is no team. */
  function nobody(metadata: Record<string, string>): Connection {
    const connection = Connection.lazy({ address: world.proxy.address, metadata });
    connections.push(connection);
    return connection;
  }

  test.each([
    { title: 'a namespace that is not granted', namespace: 'videos' },
    { title: 'the physical name of its own namespace', namespace: physicalName('images') },
    { title: 'a namespace that nobody knows', namespace: 'unknown' },
    { title: "the server's own namespace", namespace: 'temporal-system' },
  ])('a caller is refused $title', async ({ namespace }) => {
    const wanted = { code: status.permissionDenied };
    await expect(service().startWorkflowExecution(newRun(namespace, 'mine'))).rejects.toMatchObject(wanted);
    await expect(service().describeNamespace({ namespace })).rejects.toMatchObject(wanted);
    await expect(service().listWorkflowExecutions({ namespace })).rejects.toMatchObject(wanted);
    await expect(service().pollWorkflowTaskQueue({ namespace, taskQueue: { name: 'mine' }, identity })).rejects.toMatchObject(wanted);
  });

  test.each([
    { title: 'no credential', metadata: {} },
    { title: 'an unknown token', metadata: { authorization: 'Bearer of-nobody' } },
    { title: 'something that is no token', metadata: { authorization: 'Basic aW1hZ2Vz' } },
  ])('a caller with $title is not let in', async ({ metadata }) => {
    const { workflowService } = nobody(metadata);
    const refused = workflowService.listWorkflowExecutions({ namespace: 'images' });
    await expect(refused).rejects.toMatchObject({ code: status.unauthenticated });
  });

  test('namespaces are listed that the caller may work in, and no others', async () => {
    const { namespaces } = await service().listNamespaces({});
    expect(namespaces.map(({ namespaceInfo }) => namespaceInfo?.name)).toEqual(['images']);
  });

  test("another team's task cannot be completed without saying whose it is", async () => {
    await service('videos').startWorkflowExecution(newRun('videos', 'theirs'));
    const { taskToken } = await poll('videos', 'theirs');
    const completion = { taskToken, identity, commands: [] };
    await expect(service('images').respondWorkflowTaskCompleted(completion)).rejects.toMatchObject({ code: status.invalidArgument });
    const mismatched = service('images').respondWorkflowTaskCompleted({ ...completion, namespace: 'images' });
    await expect(mismatched).rejects.toMatchObject({ code: status.invalidArgument });
    await service('videos').respondWorkflowTaskCompleted({ ...completion, namespace: 'videos' });
  });

  /** A payload as it stands in the server, sealed for that namespace. */
  async function sealedFor(namespace: Namespace): Promise<api.api.common.v1.IPayload> {
    const run = newRun(namespace, 'sealing');
    await service(namespace).startWorkflowExecution(run);
    const { events } = await world.upstream(namespace).workflow.getHandle(run.workflowId).fetchHistory();
    const payload = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0];
    if (!payload) throw new Error('the run has no input');
    return payload;
  }

  test('a payload sealed for its own namespace passes, one sealed for another is refused', async () => {
    const [own, foreign] = [await sealedFor('images'), await sealedFor('videos')];
    const run = newRun('images', 'verbatim', { payloads: [own] });
    await service().startWorkflowExecution(run);
    const { events } = await world.upstream().workflow.getHandle(run.workflowId).fetchHistory();
    expect(events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads).toEqual([own]);
    const wanted = { code: status.invalidArgument };
    await expect(service().startWorkflowExecution(newRun('images', 'foreign', { payloads: [foreign] }))).rejects.toMatchObject(wanted);
    const tampered = { ...own, data: turned(own.data) };
    await expect(service().startWorkflowExecution(newRun('images', 'tampered', { payloads: [tampered] }))).rejects.toMatchObject(wanted);
  });

  test.each([
    { title: 'another namespace', make: async () => await sealedFor('videos') },
    {
      title: 'nobody, because it was changed',
      make: async () => {
        const own = await sealedFor('images');
        return { ...own, data: turned(own.data) };
      },
    },
  ])('a task with a payload sealed for $title is failed upstream, and the poll goes on to the next', async ({ make }) => {
    const queue = world.newId('bad');
    const bad = newRun(physicalName('images'), queue, { payloads: [await make()] });
    await world.upstream().workflowService.startWorkflowExecution(bad);
    expect((await poll('images', queue)).taskToken).toHaveLength(0);
    const history = service().getWorkflowExecutionHistory({ namespace: 'images', execution: { workflowId: bad.workflowId } });
    await expect(history).rejects.toMatchObject({ code: status.failedPrecondition });
    const { events } = await world.upstream().workflow.getHandle(bad.workflowId).fetchHistory();
    expect(events?.some((event) => event.workflowTaskFailedEventAttributes)).toBe(true);
    await world.upstream().workflow.getHandle(bad.workflowId).terminate('done');
  });

  test('while one run cannot be opened the others go on', async () => {
    await world.startWorker('both');
    const own = await sealedFor('images');
    const bad = newRun(physicalName('images'), 'both', { payloads: [{ ...own, data: turned(own.data) }] });
    await world.upstream().workflowService.startWorkflowExecution({ ...bad, workflowType: { name: 'echo' } });
    const results = await Promise.all(
      Array.from({ length: 5 }, () =>
        world.client().workflow.execute(workflows.echo, { taskQueue: 'both', workflowId: world.newId(), args: [world.canary] }),
      ),
    );
    expect(results).toEqual(Array.from({ length: 5 }, () => world.canary));
    await world.upstream().workflow.getHandle(bad.workflowId).terminate('done');
  });
});

/** The same but for one bit. */
function turned(data: Uint8Array | null | undefined): Uint8Array {
  const bytes = Buffer.from(data ?? []);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 1) ^ 1, bytes.length - 1);
  return bytes;
}
