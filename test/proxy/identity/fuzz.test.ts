import fc from 'fast-check';
import { expect, test } from 'vitest';
import { upstreamMetadata } from '../../../src/proxy/identity/metadata.ts';
import type { AuthenticationOutcome } from '../../../src/proxy/identity/identity.ts';
import { authenticatorOf, jwtSource, kubernetesSource, mtlsSource, peerOf } from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';

const base64url = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
const unit = fc.oneof(fc.constantFrom('.', '=', ' ', ',', '-', '_', '"', '\0', 'é'), fc.string({ minLength: 1, maxLength: 1 }));
const header = fc.record(
  {
    alg: fc.oneof(fc.constantFrom('ES256', 'RS256', 'HS256', 'none', 'EdDSA'), fc.jsonValue()),
    kid: fc.oneof(fc.constantFrom('key-1', '__proto__'), fc.jsonValue()),
    typ: fc.jsonValue(),
    crit: fc.jsonValue(),
    b64: fc.jsonValue(),
    jwk: fc.jsonValue(),
    jku: fc.webUrl(),
  },
  { requiredKeys: [] },
);

test('whatever stands in a token or a header, the caller is refused and nothing throws', async () => {
  const issuer = await startIssuer();
  const authenticator = authenticatorOf([jwtSource(issuer), kubernetesSource({ url: 'https://kubernetes.invalid' }), mtlsSource()]);
  const good = await issuer.token();
  const claims = fc.record(
    {
      iss: fc.oneof(fc.constant(issuer.url), fc.jsonValue()),
      aud: fc.oneof(fc.constant('temporal-proxy'), fc.jsonValue()),
      sub: fc.jsonValue(),
      exp: fc.oneof(fc.constant(2 ** 40), fc.double(), fc.jsonValue()),
      nbf: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const made = fc
    .tuple(fc.oneof(header, fc.jsonValue()), fc.oneof(claims, fc.jsonValue()), fc.string({ maxLength: 90 }))
    .map((parts) => parts.map(base64url).join('.'));
  const mutated = fc.tuple(fc.nat(good.length - 2), unit).map(([at, character]) => good.slice(0, at) + character + good.slice(at + 1));
  const authorization = fc.oneof(
    made.map((token) => `Bearer ${token}`),
    mutated.filter((token) => token !== good).map((token) => `Bearer ${token}`),
    fc.string({ unit, maxLength: 60 }),
    fc.array(fc.string(), { maxLength: 3 }),
  );
  await fc.assert(
    fc.asyncProperty(authorization, async (value) => {
      const outcome: AuthenticationOutcome = await authenticator.authenticate({ authorization: value }, peerOf());
      expect(outcome).toMatchObject({ kind: 'rejected' });
      expect(JSON.stringify(outcome)).not.toContain(good.slice(-20));
    }),
    { numRuns: 4_000 },
  );
  expect(await authenticator.authenticate({ authorization: `Bearer ${good}` }, peerOf())).toMatchObject({ kind: 'authenticated' });
});

test('whatever a certificate says, nobody without a grant is let in and nothing throws', () => {
  const authenticator = authenticatorOf([mtlsSource({ grants: [{ subject: 'CN=a*,O=acme', namespaces: ['images'] }] })]);
  const name = fc.string({ unit: fc.constantFrom('C', 'N', '=', 'a', ',', '+', '\\', 'O', ' ', 'é'), maxLength: 20 });
  fc.assert(
    fc.property(fc.array(fc.string(), { maxLength: 2 }), name, fc.double(), (spiffeIds, subject, notAfter) => {
      const peer = peerOf({ certificate: { spiffeIds, subject, notAfter } });
      expect(authenticator.authenticate({}, peer)).toMatchObject({ kind: 'rejected' });
    }),
    { numRuns: 3_000 },
  );
});

test('whatever metadata a call brings, only what is allowed goes on', () => {
  const names = fc.oneof(fc.string(), fc.constantFrom('client-name', 'traceparent', 'temporal-namespace', 'authorization', '__proto__'));
  const values = fc.oneof(fc.string(), fc.array(fc.string(), { maxLength: 2 }), fc.constant(undefined));
  const allowed = new Set(['client-name', 'traceparent', 'temporal-namespace']);
  fc.assert(
    fc.property(fc.dictionary(names, values), (headers) => {
      const outcome = upstreamMetadata(headers, { namespace: { logical: 'images', physical: 'images-eu' } });
      if (outcome.kind === 'rejected') return;
      expect(Object.keys(outcome.metadata).filter((name) => !allowed.has(name))).toEqual([]);
      expect(Object.values(outcome.metadata).every((value) => typeof value === 'string')).toBe(true);
    }),
    { numRuns: 3_000 },
  );
});
