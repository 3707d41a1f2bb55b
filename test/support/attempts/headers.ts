import { physicalName } from '../proxy-config.ts';
import { grpcStatus } from '../../../src/proxy/rejection.ts';
import { harmless, outcomeOf, refused, type Attempt, type Scene } from './attempt.ts';
import { subjectOf } from './intruders.ts';

const namespace = 'images';
const method = 'StartWorkflowExecution';
const start = (workflowId: string) => ({
  namespace,
  workflowId,
  workflowType: { name: 'Pay' },
  taskQueue: { name: 'nobody' },
  requestId: workflowId,
});

const forged = {
  'caller-type': 'forged-caller-type',
  'caller-name': 'forged-caller-name',
  'call-initiation': 'forged-initiation',
  'temporal-principal-type': 'forged-principal-type',
  'temporal-principal-name': 'forged-principal-name',
  'xdc-redirection': 'forged-redirection',
  'x-forwarded-for': 'forged-peer',
  'x-forwarded-client-cert': 'forged-certificate',
  'client-name': 'passed-on',
};

/** Headers that would say more than their sender is. */
export const headerAttempts: readonly Attempt[] = [
  refused(
    {
      name: 'a header: another namespace than the message',
      as: 'owner',
      method,
      message: ({ world }) => start(world.newId()),
      headers: () => ({ 'temporal-namespace': 'videos' }),
    },
    'invalidArgument',
    'namespace-header',
  ),
  refused(
    {
      name: 'a header: another namespace than the message, by its physical name',
      as: 'owner',
      method: 'ListWorkflowExecutions',
      message: () => ({ namespace }),
      headers: () => ({ 'temporal-namespace': physicalName('videos') }),
    },
    'invalidArgument',
    'namespace-header',
  ),
  harmless({
    name: 'a header: priority, author and address that are not the caller’s',
    as: 'owner',
    method,
    message: () => start('intruder-with-headers'),
    headers: () => forged,
    async check({ world }) {
      const sent = world.upstream.sent();
      if (!sent.includes('passed-on')) throw new Error('headers are not seen here at all');
      if (sent.includes('forged-')) throw new Error('a forged header reaches Temporal');
      const event = (await world.audit()).findLast(
        ({ workflow }) => (workflow as { id?: string } | undefined)?.id === 'intruder-with-headers',
      );
      if (JSON.stringify(event).includes('forged')) throw new Error('a forged header is in audit');
    },
  }),
  harmless({
    name: 'a header: live, by whoever makes way',
    as: 'batcher',
    method,
    message: () => start('intruder-in-a-hurry'),
    headers: () => ({ 'temporal-proxy-traffic': 'live', 'caller-type': 'api' }),
    async check({ world }) {
      const { text } = await world.proxy.get('/metrics');
      if (!/limited_calls_total\{[^}]*traffic="backfill"[^}]*outcome="admitted"\} 1/.test(text))
        throw new Error('it did not count as backfill');
      if (!world.upstream.sent().includes('preemptable')) throw new Error('Temporal was not told that it makes way');
    },
  }),
  {
    name: 'a header: payloads sealed, by a worker that would replay them',
    async make({ world }) {
      const headers = { 'temporal-proxy-payloads': 'sealed' };
      return outcomeOf(
        await world.as('worker', 'PollWorkflowTaskQueue', { message: { namespace, taskQueue: { name: 'nobody' } }, headers }),
      );
    },
    status: grpcStatus.invalidArgument,
    event: { decision: 'denied', method: 'PollWorkflowTaskQueue', reason: 'payloads-header', subject: subjectOf('worker') },
  },
];

interface CodecRequest {
  readonly path: string;
  readonly of: 'secret' | 'videos';
  readonly headers?: (scene: Scene) => Promise<Record<string, string>>;
}

const atCodec = (name: string, { path, of, headers }: CodecRequest, more: Pick<Attempt, 'status' | 'event'>): Attempt => ({
  name: `the codec endpoint: ${name}`,
  async make(scene) {
    const { metadata, data } = (of === 'secret' ? scene.victims.secretCiphertext : scene.victims.videosCiphertext) as Sealed;
    const inJson = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value).toString('base64')]));
    const response = await fetch(`http://${scene.world.codec}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await scene.world.tokenOf('payOwner')}`,
        ...(await headers?.(scene)),
      },
      body: JSON.stringify({ payloads: [{ metadata: inJson, data: Buffer.from(data).toString('base64') }] }),
    });
    return { status: response.status, shown: Buffer.from(await response.text()) };
  },
  ...more,
});

interface Sealed {
  readonly metadata: Readonly<Record<string, Uint8Array>>;
  readonly data: Uint8Array;
}

const withheld = {
  status: 200,
  event: { decision: 'denied', method: 'Decode', reason: 'decode-not-allowed', subject: subjectOf('payOwner') },
} as const;
const outside = (reason: string) => ({ status: 401, event: { decision: 'denied', method: 'Decode', reason } }) as const;

/** At the endpoint that opens payloads. */
export const codecAttempts: readonly Attempt[] = [
  atCodec('a payload of another type', { path: '/decode', of: 'secret' }, withheld),
  atCodec('a payload of another namespace', { path: '/decode', of: 'videos' }, withheld),
  atCodec('another namespace in the path', { path: '/videos/decode', of: 'videos' }, withheld),
  atCodec(
    'a forged X-Namespace',
    { path: '/images/decode', of: 'videos', headers: async () => Promise.resolve({ 'x-namespace': 'videos' }) },
    withheld,
  ),
  atCodec(
    'no token',
    { path: '/decode', of: 'secret', headers: async () => Promise.resolve({ authorization: '' }) },
    outside('bad-scheme'),
  ),
  atCodec(
    'a forged token, and another in authorization-extras',
    {
      path: '/decode',
      of: 'secret',
      headers: async () => Promise.resolve({ authorization: 'Bearer forged', 'authorization-extras': 'forged.as.well' }),
    },
    outside('token-malformed'),
  ),
];
