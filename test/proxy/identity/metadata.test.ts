import { expect, test } from 'vitest';
import { upstreamMetadata } from '../../../src/proxy/identity/metadata.ts';

const namespace = { logical: 'images', physical: 'images-production-eu' };

test('what an SDK says about itself and the trace of a call go on', () => {
  const headers = {
    'client-name': 'temporal-typescript',
    'client-version': '1.24.0',
    'supported-server-versions': '>=1.0.0 <2.0.0',
    'supported-features': 'follows-next-run-id',
    'temporal-resource-id': 'workflow:order-1',
    traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    tracestate: 'acme=1',
  };
  expect(upstreamMetadata(headers, {})).toEqual({ kind: 'metadata', metadata: headers });
});

test.each([
  'authorization',
  'authorization-extras',
  'proxy-authorization',
  'cookie',
  'caller-name',
  'caller-type',
  'call-initiation',
  'temporal-principal-type',
  'temporal-principal-name',
  'xdc-redirection',
  'xdc-redirection-api',
  'x-forwarded-for',
  'forwarded',
  'baggage',
  'user-agent',
  'te',
  'content-type',
  'grpc-timeout',
  'grpc-encoding',
  'connection',
  'acme-trace-bin',
  '__proto__',
  'constructor',
  ':authority',
])('%s stays here', (name) => {
  const headers = Object.fromEntries([[name, 'x']]);
  expect(upstreamMetadata(headers, {})).toEqual({ kind: 'metadata', metadata: {} });
});

test('the namespace header goes on with the physical name', () => {
  expect(upstreamMetadata({ 'temporal-namespace': 'images' }, { namespace })).toEqual({
    kind: 'metadata',
    metadata: { 'temporal-namespace': 'images-production-eu' },
  });
});

test('the namespace header is there though the caller did not send it, because Temporal Cloud routes by it', () => {
  expect(upstreamMetadata({}, { namespace })).toEqual({ kind: 'metadata', metadata: { 'temporal-namespace': 'images-production-eu' } });
});

test.each(['billing', 'images-production-eu', '', 'images, billing', ['images', 'billing'], ['images', 'images']])(
  'the namespace header %j beside a message about images is refused',
  (named) => {
    expect(upstreamMetadata({ 'temporal-namespace': named }, { namespace })).toMatchObject({
      kind: 'rejected',
      status: 3,
      reason: 'namespace-header',
    });
  },
);

test('the namespace header is dropped where the message is about none', () => {
  expect(upstreamMetadata({ 'temporal-namespace': 'images' }, {})).toEqual({ kind: 'metadata', metadata: {} });
});

test('of several values the first goes on', () => {
  expect(upstreamMetadata({ 'client-name': ['a', 'b'], 'client-version': [] }, { namespace })).toEqual({
    kind: 'metadata',
    metadata: { 'client-name': 'a', 'temporal-namespace': 'images-production-eu' },
  });
});
