import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMoto, type Moto } from '../../support/moto.ts';
import { startRelay, type Relay } from '../../support/proxy-relay.ts';
import { startWorld, type TrialWorld } from '../../support/proxy-world.ts';
import { describeWith, requireTool } from '../../support/tools.ts';

const temporal = requireTool('temporal') ?? '';
const moto = requireTool('moto_server') ?? '';
const region = 'eu-central-1';
const unavailable = 14;
const secret = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
const dataKey = { maximumAge: '2s' };
const cache = { maximumAge: '2s', serveWhileUnavailable: '2s' };

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
          keys: { ring: './ring.yaml', providers: [{ name: 'kms', kind: 'aws-kms', region, endpoint }], dataKey, cache },
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

  const service = () => world.client().workflowService;
  const startRun = async (workflowId: string) => {
    const data = Buffer.from(JSON.stringify(world.canary));
    const input = { payloads: [{ metadata: { encoding: Buffer.from('json/plain') }, data }] };
    const run = {
      namespace: 'images',
      taskQueue: { name: 'away' },
      workflowId,
      requestId: workflowId,
      workflowType: { name: 'raw' },
      input,
    };
    await within(5_000, () => service().startWorkflowExecution(run));
  };
  const poll = async () =>
    await within(20_000, () => service().pollWorkflowTaskQueue({ namespace: 'images', taskQueue: { name: 'away' }, identity: 'trial' }));
  const within = async <T>(milliseconds: number, call: () => Promise<T>) =>
    await world.client().connection.withDeadline(Date.now() + milliseconds, call);

  test('polls are held and then told so, no task is lost, nothing passes unsealed, and all goes on afterwards', async () => {
    await startRun('before');
    wire.targets = [];
    wire.cut(target);
    // Until what is cached has had its time.
    await sleep(6_000);
    await expect(poll()).rejects.toMatchObject({ code: unavailable });
    await expect(startRun('meanwhile')).rejects.toMatchObject({
      code: expect.toSatisfy((code) => code === unavailable || code === 4) as number,
    });
    expect((await world.proxy.get('/readyz')).status).toBe(503);
    wire.targets = [target];
    await expect.poll(async () => (await world.proxy.get('/readyz')).status, { timeout: 30_000 }).toBe(200);
    const task = await poll();
    expect(task).toMatchObject({ attempt: 1, workflowExecution: { workflowId: 'before' } });
    const [started] = task.history?.events ?? [];
    const input = started?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data;
    expect(Buffer.from(input ?? []).toString()).toBe(JSON.stringify(world.canary));
    expect(await world.found([world.canary])).toEqual([]);
  });
});
