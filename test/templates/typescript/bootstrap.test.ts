import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connectionOptions, tokenFileOf, type Environment } from '../../../templates/worker-typescript/files/sdk/connection.ts';
import { chooseDocument, readWorkerDocuments, type WorkerDocument } from '../../../templates/worker-typescript/files/sdk/worker/config.ts';
import { compareWithConfig } from '../../../templates/worker-typescript/files/sdk/worker/compare.ts';
import { lineOf } from '../../../templates/worker-typescript/files/sdk/worker/logger.ts';
import { deploymentOptions, queueOptions, type QueueInput } from '../../../templates/worker-typescript/files/sdk/worker/options.ts';
import { limitResults, payloadLimitOf } from '../../../templates/worker-typescript/files/sdk/worker/payload-limit.ts';
import { runtimeOptions } from '../../../templates/worker-typescript/files/sdk/worker/runtime.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const queues = {
  orders: { name: 'orders', workflows: ['Order'], activities: [] },
  cards: { name: 'cards', workflows: [], activities: ['charge'] },
};
const document: WorkerDocument = {
  kind: 'Worker',
  metadata: { name: 'shop', owner: 'team-shop', tier: 1 },
  spec: {
    namespace: 'shop',
    taskQueues: [queues.orders, queues.cards],
    scaling: { workflowSlots: 40, activitySlots: 100, pollers: { minimum: 1, initial: 5, maximum: 100 }, shutdownGrace: '2m' },
    versioning: 'pinned',
  },
};

const noCertificate = join(import.meta.dirname, 'types.ts');

const charge = async () => undefined;
const named = (name: string) => ({ ...document, metadata: { ...document.metadata, name } });
const withVersioning = (versioning: WorkerDocument['spec']['versioning']) => ({ ...document, spec: { ...document.spec, versioning } });

describe('an SDK worker', () => {
  const input = {
    document,
    connection: undefined,
    namespace: 'shop-production-eu',
    workflowBundle: { code: '' },
    activities: { charge },
    deployment: undefined,
  } as unknown as Omit<QueueInput, 'queue'>;

  test('of a queue with workflows takes the bundle, and activities for local calls alone', () => {
    expect(queueOptions({ ...input, queue: queues.orders })).toMatchObject({
      taskQueue: 'orders',
      namespace: 'shop-production-eu',
      workflowBundle: { code: '' },
      activities: { charge },
      enableNonLocalActivities: false,
      maxConcurrentWorkflowTaskExecutions: 40,
      workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 5, maximum: 100 },
    });
  });

  test('leaves it to the proxy how large a payload may be', () => {
    expect(queueOptions({ ...input, queue: queues.orders })).toMatchObject({ disablePayloadErrorLimit: true });
  });

  test('measures the results of activities, unless its team converts payloads', () => {
    const activity = [() => ({})];
    const limited = limitResults({ taskQueue: 'orders', interceptors: { activity } }, 10);
    expect(limited.interceptors?.activity).toEqual([expect.any(Function), ...activity]);
    const converted = { taskQueue: 'orders', dataConverter: {} };
    expect(limitResults(converted, 10)).toBe(converted);
  });

  test.each([
    { text: undefined, limit: 2_093_056 },
    { text: '', limit: 2_093_056 },
    { text: '1000', limit: 1000 },
  ])('takes TEMPORAL_PAYLOAD_LIMIT $text as $limit', ({ text, limit }) => {
    expect(payloadLimitOf({ TEMPORAL_PAYLOAD_LIMIT: text })).toBe(limit);
  });

  test.each(['0', '2Mi', '-1'])('refuses %s for TEMPORAL_PAYLOAD_LIMIT', (text) => {
    expect(() => payloadLimitOf({ TEMPORAL_PAYLOAD_LIMIT: text })).toThrow(
      `TEMPORAL_PAYLOAD_LIMIT is '${text}'. Set it to a number of bytes.`,
    );
  });

  test('of a queue with activities takes no bundle, and drains as config says', () => {
    const options = queueOptions({ ...input, queue: queues.cards });
    expect(options).toMatchObject({
      activities: { charge },
      enableNonLocalActivities: true,
      maxConcurrentActivityTaskExecutions: 100,
      activityTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 5, maximum: 100 },
      shutdownGraceTime: 120_000,
      shutdownForceTime: 140_000,
    });
    expect(options).not.toHaveProperty('workflowBundle');
    expect(options).not.toHaveProperty('workerDeploymentOptions');
  });
});

describe('versioning', () => {
  const environment = { TEMPORAL_DEPLOYMENT_NAME: 'shop', TEMPORAL_WORKER_BUILD_ID: 'b1' };
  const version = { deploymentName: 'shop', buildId: 'b1' };

  test('is left out without a deployment version, whatever config says', () => {
    expect(deploymentOptions(document, {})).toBeUndefined();
    expect(deploymentOptions(document, { TEMPORAL_DEPLOYMENT_NAME: '', TEMPORAL_WORKER_BUILD_ID: '' })).toBeUndefined();
  });

  test.each([
    { versioning: 'none', options: { version, useWorkerVersioning: false } },
    { versioning: 'pinned', options: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'PINNED' } },
    { versioning: 'auto-upgrade', options: { version, useWorkerVersioning: true, defaultVersioningBehavior: 'AUTO_UPGRADE' } },
  ] as const)('is $versioning with one', ({ versioning, options }) => {
    expect(deploymentOptions(withVersioning(versioning), environment)).toEqual(options);
  });
});

describe('code and config', () => {
  const stamp = { sdk: '1.24.0', workflows: { Order: { taskQueue: 'orders', localActivities: ['charge'] } } };

  test('that agree leave nothing to say', () => {
    expect(compareWithConfig({ stamp, activities: ['charge'] }, document, [document])).toEqual([]);
  });

  test('disagree on a local activity that another worker serves', () => {
    const only = { ...document, spec: { ...document.spec, taskQueues: [queues.orders] } };
    const other = { ...document, metadata: { ...document.metadata, name: 'bank' }, spec: { ...document.spec, taskQueues: [queues.cards] } };
    expect(compareWithConfig({ stamp, activities: ['charge'] }, only, [only, other])).toEqual([
      'Workflow Order runs activity charge locally, and worker shop does not serve it. Give both contracts the same worker, ' +
        'then: Run `npx gen-temporal-managed-worker config` and commit the result.',
    ]);
  });
});

describe('the config directory', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'worker-config-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  test('that is missing is said to be, with what makes it', async () => {
    await expect(readWorkerDocuments(join(directory, 'config'))).rejects.toThrow(
      /workers\.yaml cannot be read .*Run `npx gen-temporal-managed-worker config`/,
    );
  });

  test('that does not fit names every path', async () => {
    await writeFile(
      join(directory, 'workers.yaml'),
      'kind: Worker\nmetadata: { name: shop, owner: team, tier: 1 }\nspec: { namespace: 4 }\n',
    );
    await expect(readWorkerDocuments(directory)).rejects.toThrow(/document 1 is invalid: spec\.namespace: .*; spec\.taskQueues: /);
  });

  test('serves the only worker, the named one, or nobody', async () => {
    expect(await chooseDocument([document], { name: undefined, directory })).toBe(document);
    const both = [named('shop'), named('bank')];
    expect(await chooseDocument(both, { name: 'bank', directory })).toBe(both[1]);
    await expect(chooseDocument(both, { name: 'zoo', directory })).rejects.toThrow(/there is no Worker named 'zoo': .* has shop, bank\./);
    await expect(chooseDocument(both, { name: undefined, directory })).rejects.toThrow(/WORKER_NAME is not set: .* has shop, bank\./);
  });
});

test('a log line is JSON, with errors spelt out and without the token that completes an activity', () => {
  const entry = { level: 'INFO', message: 'hello', timestampNanos: 1_700_000_000_000_000_000n } as const;
  const line = lineOf({ ...entry, meta: { taskToken: 'secret', size: 3n, error: new TypeError('no') } }, { worker: 'shop' });
  expect(JSON.parse(line)).toMatchObject({
    time: '2023-11-14T22:13:20.000Z',
    level: 'INFO',
    message: 'hello',
    worker: 'shop',
    size: '3',
    error: { name: 'TypeError', message: 'no' },
  });
  expect(line).not.toContain('secret');
});

test('metrics carry owner, tier and worker', () => {
  const logger = {} as Parameters<typeof runtimeOptions>[0]['logger'];
  expect(runtimeOptions({ logger, metadata: document.metadata, metricsPort: 9464 }).telemetryOptions?.metrics).toMatchObject({
    globalTags: { owner: 'team-shop', tier: '1', worker: 'shop' },
    prometheus: { bindAddress: '0.0.0.0:9464', countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true },
  });
});

describe('a connection', () => {
  test.each([
    { title: 'nothing said', environment: {}, options: { address: 'localhost:7233' } },
    { title: 'TLS', environment: { TEMPORAL_ADDRESS: 'a:1', TEMPORAL_TLS: 'true' }, options: { address: 'a:1', tls: true } },
    { title: 'a key', environment: { TEMPORAL_API_KEY: 'k' }, options: { address: 'localhost:7233', apiKey: 'k', tls: true } },
    { title: 'a token', token: 't', environment: {}, options: { address: 'localhost:7233', apiKey: 't', tls: true } },
    {
      title: 'a token where TLS is off',
      token: 't',
      environment: { TEMPORAL_TLS: 'false' },
      options: { address: 'localhost:7233', apiKey: 't', tls: false },
    },
    { title: 'empty variables', environment: { TEMPORAL_API_KEY: '', TEMPORAL_TLS: '' }, options: { address: 'localhost:7233' } },
  ])('with $title', ({ environment, token, options }: { environment: Environment; token?: string; options: object }) => {
    expect(connectionOptions(environment, token)).toEqual(options);
  });

  test('with authorities is encrypted, and trusts them alone', async () => {
    const path = join(await temporaryFolder({ 'ca.crt': '-----BEGIN CERTIFICATE-----\n' }), 'ca.crt');
    const { tls } = connectionOptions({ TEMPORAL_TLS_CA_FILE: path });
    expect(tls).toEqual({ serverRootCACertificate: await readFile(path) });
  });

  test.each([
    { environment: { TEMPORAL_TLS: 'yes' }, problem: "TEMPORAL_TLS is 'yes'. Set it to true or false." },
    {
      environment: { TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'k' },
      problem: 'TEMPORAL_API_KEY is set and TEMPORAL_TLS is false: a key goes out encrypted or not at all.',
    },
    {
      environment: { TEMPORAL_TLS: 'false', TEMPORAL_TLS_CA_FILE: '/ca.crt' },
      problem: 'TEMPORAL_TLS_CA_FILE is set and TEMPORAL_TLS is false. Unset one of them.',
    },
    {
      environment: { TEMPORAL_TLS_CA_FILE: '/no/ca.crt' },
      problem: "TEMPORAL_TLS_CA_FILE is '/no/ca.crt', and the file cannot be read (ENOENT).",
    },
    {
      environment: { TEMPORAL_TLS_CA_FILE: noCertificate },
      problem: `TEMPORAL_TLS_CA_FILE is '${noCertificate}', and the file holds no PEM certificate.`,
    },
    {
      environment: { TEMPORAL_TOKEN_FILE: '/no/token' },
      problem: "TEMPORAL_TOKEN_FILE is '/no/token', and the file cannot be read (ENOENT).",
    },
    {
      environment: { TEMPORAL_TOKEN_FILE: '/no/token', TEMPORAL_API_KEY: 'k' },
      problem: 'TEMPORAL_API_KEY and TEMPORAL_TOKEN_FILE are both set: one of them has to go.',
    },
  ])('is refused: $problem', ({ environment, problem }: { environment: Environment; problem: string }) => {
    expect(() => connectionOptions(environment, tokenFileOf(environment)?.last)).toThrow(problem);
  });
});
