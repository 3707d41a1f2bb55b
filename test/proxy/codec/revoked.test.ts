import { expect, test } from 'vitest';
import { createCodec, type CodecDeps } from '../../../src/proxy/codec/codec.ts';
import { refuse } from '../../../src/proxy/identity/refusals.ts';
import { caller, proxied } from '../../support/proxied-call.ts';

const counter = { inc: () => undefined } as unknown as CodecDeps['metrics']['codecRequests'];

test('somebody who is revoked is not let in by the ID token either, whoever vouches for that', async () => {
  const { snapshot } = await proxied(() => undefined);
  const asked: unknown[] = [];
  const authenticator: typeof snapshot.authenticator = {
    authenticate({ authorization }) {
      asked.push(authorization);
      return authorization === 'Bearer id' ? { kind: 'authenticated', identity: caller } : { ...refuse('no-credential'), identity: caller };
    },
    close: () => undefined,
  };
  const answer = createCodec({
    snapshot: () => ({ ...snapshot, authenticator }),
    origins: () => [],
    takesCertificates: false,
    metrics: { codecRequests: counter, codecPayloads: counter },
    log: { writeSeldom: () => undefined },
    observe: { glassBroken: () => undefined },
  });
  const headers = { authorization: 'Bearer access', 'authorization-extras': 'id' };
  const { status } = await answer({
    method: 'POST',
    path: '/decode',
    headers,
    peer: '10.0.0.1:1',
    certificate: undefined,
    body: async () => await Promise.resolve(Buffer.from('{}')),
  });
  expect([status, asked]).toEqual([401, ['Bearer access']]);
});
