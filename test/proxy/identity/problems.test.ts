import { expect, test } from 'vitest';
import { identityProblems } from '../../../src/proxy/identity/problems.ts';
import type { IdentityContext } from '../../../src/proxy/identity/identity-context.ts';
import { identityContext, jwtSource, kubernetesSource, mtlsSource, parseSources, type SourceInput } from '../../support/identities.ts';

const idp = { url: 'https://id.example.com' };
const place = { environment: 'staging', region: 'eu' };
const hash = 'a'.repeat(64);
const staticOf = (name: string, sha256: string): SourceInput => ({
  kind: 'static',
  name,
  place,
  tokens: [{ subject: 'seed', sha256, namespaces: ['images'] }],
});
const local: SourceInput = { kind: 'local', name: 'here', subject: 'developer', namespaces: ['images'], place };
const grantOf = (subject: string) => [{ subject, namespaces: ['images'] }];

function problemsOf(sources: readonly SourceInput[], changes: Partial<IdentityContext> = {}): string[] {
  return identityProblems(parseSources(sources), { ...identityContext, ...changes }).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}

test('one source of every kind, well written, has no problem', () => {
  const cluster = { url: 'https://kubernetes.default.svc' };
  const sources = [jwtSource(idp), kubernetesSource(cluster), mtlsSource(), staticOf('scripts', hash), local];
  expect(problemsOf(sources)).toEqual([]);
});

interface ProblemCase {
  title: string;
  sources: SourceInput[];
  context?: Partial<IdentityContext>;
  expected: string[];
}

test.each<ProblemCase>([
  {
    title: 'two sources of one name',
    sources: [jwtSource(idp), mtlsSource({ name: 'people' })],
    expected: ['1.name: people stands twice'],
  },
  {
    title: 'two sources of one issuer and audience',
    sources: [jwtSource(idp, { audiences: ['a', 'b'] }), jwtSource(idp, { name: 'robots', audiences: ['c', 'b'] })],
    expected: ['1.audiences.1: tokens of https://id.example.com for b belong to people already'],
  },
  {
    title: 'one audience twice',
    sources: [jwtSource(idp, { audiences: ['a', 'a'] })],
    expected: ['0.audiences.1: tokens of https://id.example.com for a belong to people already'],
  },
  {
    title: 'development sources elsewhere',
    sources: [staticOf('scripts', hash), local],
    context: { development: false },
    expected: [
      '0.kind: is for development only; set spec.development: true, or use jwt, kubernetes or mtls',
      '1.kind: is for development only; set spec.development: true, or use jwt, kubernetes or mtls',
    ],
  },
  ...['0.0.0.0:7233', '[::]:7233', '10.0.0.1:7233', 'proxy:7233', '127.0.0.1.example.com:7233'].map((address) => ({
    title: `a local source on ${address}`,
    sources: [local],
    context: { listener: { address, verifiesClients: false } },
    expected: ['0.kind: asks for no credential, so spec.listen.address has to be a loopback address, such as 127.0.0.1:7233'],
  })),
  {
    title: 'two local sources',
    sources: [local, { ...local, name: 'there' }],
    expected: ['1.kind: callers without a credential belong to here already'],
  },
  {
    title: 'certificates that no client is asked for',
    sources: [mtlsSource()],
    context: { listener: { address: '0.0.0.0:7233', verifiesClients: false } },
    expected: ['0.kind: needs spec.listen.tls.clientAuthorities, or no client is asked for a certificate'],
  },
  {
    title: 'an unknown cluster',
    sources: [jwtSource(idp, { place: { cluster: 'mars' } })],
    expected: ['0.place.cluster: mars is no cluster of the platform'],
  },
  {
    title: 'a cluster of several environments and none named',
    sources: [jwtSource(idp, { place: { cluster: 'us-1' } })],
    expected: ['0.place.environment: is missing; cluster us-1 has several: production, staging'],
  },
  {
    title: 'an environment that the cluster has not',
    sources: [jwtSource(idp, { place: { cluster: 'eu-1', environment: 'staging' } })],
    expected: ['0.place.environment: cluster eu-1 has no staging; it has production'],
  },
  {
    title: 'an unknown environment and region',
    sources: [jwtSource(idp, { place: { environment: 'test', region: 'mars' } })],
    expected: ['0.place.environment: test is no environment of the platform', '0.place.region: mars is no region of the platform'],
  },
  {
    title: 'namespaces that are unknown or stand twice',
    sources: [jwtSource(idp, { grants: [{ subject: '*', namespaces: ['images', 'orders', 'images'] }] })],
    expected: ['0.grants.0.namespaces.1: orders is not in spec.namespaces', '0.grants.0.namespaces.2: images stands twice'],
  },
  {
    title: 'unknown namespaces of static and local callers',
    sources: [
      { ...local, namespaces: ['orders'] },
      { kind: 'static', name: 'scripts', place, tokens: [{ subject: 'seed', sha256: hash, namespaces: ['orders'] }] },
    ],
    expected: ['0.namespaces.0: orders is not in spec.namespaces', '1.tokens.0.namespaces.0: orders is not in spec.namespaces'],
  },
  {
    title: 'the hash of nothing',
    sources: [staticOf('scripts', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')],
    expected: ['0.tokens.0.sha256: is the hash of an empty text'],
  },
  {
    title: 'one static token in two sources',
    sources: [staticOf('scripts', hash), staticOf('more', hash)],
    expected: ['1.tokens.0.sha256: this token belongs to scripts (seed) already'],
  },
  {
    title: 'keys fetched in clear from elsewhere',
    sources: [jwtSource({ url: 'http://id.example.com' }), jwtSource(idp, { name: 'other', jwksUri: 'http://id.example.com/keys' })],
    context: { development: false },
    expected: [
      '0.issuer: has to begin with https://, or anyone on the way could put in keys of his own',
      '1.jwksUri: has to begin with https://, or anyone on the way could put in keys of his own',
    ],
  },
  {
    title: 'keys from this machine in clear',
    sources: [jwtSource({ url: 'http://[::1]:8080' })],
    context: { development: false },
    expected: [],
  },
  {
    title: 'keys from a file',
    sources: [jwtSource(idp, { jwksUri: 'file:///etc/keys.json' })],
    expected: ['0.jwksUri: has to begin with https://, or anyone on the way could put in keys of his own'],
  },
  {
    title: 'an issuer that is no address',
    sources: [jwtSource({ url: 'accounts' })],
    expected: ['0.issuer: is no URL, so its keys cannot be discovered; write jwksUri too'],
  },
  {
    title: 'a password in an address',
    sources: [jwtSource(idp, { jwksUri: 'https://user:secret@id.example.com/keys' })],
    expected: ['0.jwksUri: holds a user or a password; leave them out'],
  },
  {
    title: 'times out of bounds',
    sources: [jwtSource(idp, { clockSkew: '6m', verifyEvery: '1s' })],
    expected: ['0.clockSkew: is above 5m; set the clocks instead', '0.verifyEvery: is not between 10s and 24h'],
  },
  ...[
    { subject: 'a**', message: 'has two * in a row; write one' },
    { subject: ' a', message: 'begins or ends with a space' },
    { subject: 'a\nb', message: 'holds a control character or a line break' },
  ].map(({ subject, message }) => ({
    title: `the subject ${JSON.stringify(subject)}`,
    sources: [jwtSource(idp, { grants: grantOf(subject) })],
    expected: [`0.grants.0.subject: ${message}`],
  })),
  ...['image-render', 'images/a/b', 'system:serviceaccount:images:a', '/a', 'Images/a'].map((serviceAccount) => ({
    title: `the service account ${serviceAccount}`,
    sources: [kubernetesSource(idp, { grants: [{ serviceAccount, namespaces: ['images'] }] })],
    expected: ['0.grants.0.serviceAccount: is no service account; write namespace/name, such as images/image-render'],
  })),
  ...[
    { spiffe: 'https://eu-1.example.com/a', message: 'is no SPIFFE id; write spiffe://TRUST-DOMAIN/PATH' },
    { spiffe: 'spiffe://eu-1.example.com/', message: 'is no SPIFFE id; write spiffe://TRUST-DOMAIN/PATH' },
    { spiffe: 'spiffe://*/a', message: 'has no plain trust domain: *' },
    { spiffe: 'spiffe:///a', message: 'has no plain trust domain: it is empty' },
    { spiffe: 'spiffe://us-1.example.com/a', message: 'is not of the trust domain eu-1.example.com' },
  ].map(({ spiffe, message }) => ({
    title: `the SPIFFE id ${spiffe}`,
    sources: [mtlsSource({ trustDomain: 'eu-1.example.com', grants: [{ spiffe, namespaces: ['images'] }] })],
    expected: [`0.grants.0.spiffe: ${message}`],
  })),
  {
    title: 'a certificate subject that is a plain name',
    sources: [mtlsSource({ grants: grantOf('image-render') })],
    expected: ['0.grants.0.subject: is no certificate subject; write it as in RFC 4514, such as CN=image-render,O=acme'],
  },
  {
    title: 'certificates of two sources',
    sources: [
      mtlsSource({ grants: [{ spiffe: 'spiffe://a.org/ns/images/sa/*', namespaces: ['images'] }] }),
      mtlsSource({ name: 'other', place, grants: [{ spiffe: 'spiffe://a.org/ns/*/sa/x', namespaces: ['billing'] }, ...grantOf('CN=a')] }),
    ],
    expected: ['1.grants.0.spiffe: some certificates match spiffe://a.org/ns/images/sa/* of mesh too, and would run in two places'],
  },
  {
    title: 'a subject twice and a grant that adds nothing',
    sources: [
      jwtSource(idp, {
        grants: [
          { subject: '*@example.com', namespaces: ['images', 'billing'] },
          { subject: 'ada@example.com', namespaces: ['images'] },
          { subject: '*@example.com', namespaces: ['billing'] },
        ],
      }),
    ],
    expected: ['0.grants.1.subject: adds nothing to *@example.com', '0.grants.2.subject: *@example.com stands twice'],
  },
  {
    title: 'a grant that adds something to another',
    sources: [
      jwtSource(idp, {
        grants: [
          { subject: '*@example.com', namespaces: ['images'] },
          { subject: 'ada@example.com', namespaces: ['billing'] },
        ],
      }),
    ],
    expected: [],
  },
])('$title', ({ sources, context = {}, expected }) => {
  expect(problemsOf(sources, context)).toEqual(expected);
});
