import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { temporal as api } from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMoto, type Moto } from '../../support/moto.ts';
import { callWith, openCaller } from '../../support/proxy-caller.ts';
import { tokenOf } from '../../support/proxy-config.ts';
import { startRelay, type Relay } from '../../support/proxy-relay.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const moto = requireTool('moto_server') ?? '';
const requests = api.api.workflowservice.v1;
const region = 'eu-central-1';
const unavailable = 14;
const secret = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
/** So that a new key is soon asked for. */
const dataKey = { maximumPayloads: 1 };

describeWith(['temporal', 'moto_server'], 'while the key provider is away', () => {
  let kms: Moto;
  let wire: Relay;
  let target: string;
  let world: TrialWorld;

  beforeAll(async () => {
    kms = await startMoto(moto);
    target = new URL(kms.endpoint).host;
    wire = await startRelay([target]);
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    const admin = new KMSClient({ region, endpoint: kms.endpoint, credentials });
    const { KeyMetadata } = await admin.send(new CreateKeyCommand({}));
    admin.destroy();
    const endpoint = `http://${wire.address}`;
    world = await startWorld(temporal, {
      kmsKey: KeyMetadata?.Arn ?? '',
      env: secret,
      change: ({ spec, ...file }) => ({
        ...file,
        spec: {
          ...spec,
          keys: { ring: './ring.yaml', providers: [{ name: 'kms', kind: 'aws-kms', region, endpoint }], dataKey },
          limits: { pollHold: '2s' },
        },
      }),
    });
  });
  afterAll(async () => {
    await world?.close();
    await wire?.close();
    await kms?.close();
  });

  const newRun = (workflowId: string) => {
    const data = Buffer.from(JSON.stringify(world.canary));
    const input = { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data }] };
    return { namespace: 'images', taskQueue: { name: 'away' }, workflowId, requestId: workflowId, workflowType: { name: 'raw' }, input };
  };
  const wanted = { namespace: 'images', taskQueue: { name: 'away' }, identity: 'trial' };
  const token = tokenOf('images');

  /** Status of one call: a client of the SDK would try it again and again. */
  async function once(path: string, message: Uint8Array): Promise<number | undefined> {
    const caller = openCaller(world.proxy.address);
    const call = callWith(message, { path, token });
    const { status } = await caller.call({ ...call, headers: { 'grpc-timeout': '20S' } });
    caller.close();
    return status;
  }
  let turn = 0;
  const start = async () =>
    await once('StartWorkflowExecution', requests.StartWorkflowExecutionRequest.encode(newRun(`meanwhile-${turn++}`)).finish());
  const poll = async () => await once('PollWorkflowTaskQueue', requests.PollWorkflowTaskQueueRequest.encode(wanted).finish());
  const readiness = async () => (await world.proxy.get('/readyz')).text;

  test('polls are held and then told so, no task is lost, nothing passes unsealed, and all goes on afterwards', async () => {
    const { connection, workflowService } = world.client();
    await workflowService.startWorkflowExecution(newRun('before'));
    wire.targets = [];
    wire.cut(target);
    // Keys that are at hand serve until they are used up.
    await expect.poll(start, { timeout: 60_000 }).toBe(unavailable);
    expect(await poll()).toBe(unavailable);
    await expect.poll(readiness, { timeout: 30_000 }).toContain('unavailable');
    wire.targets = [target];
    await expect.poll(readiness, { timeout: 60_000 }).not.toContain('unavailable');
    const task = await connection.withDeadline(Date.now() + 20_000, () => workflowService.pollWorkflowTaskQueue(wanted));
    expect(task).toMatchObject({ attempt: 1, workflowExecution: { workflowId: 'before' } });
    const [started] = task.history?.events ?? [];
    const input = started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(Buffer.from(input ?? []).toString()).toBe(JSON.stringify(world.canary));
    expect(await world.found([world.canary])).toEqual([]);
  });
});
