import { expect, test } from 'vitest';
import { authenticate, authenticatorOf, mtlsSource, peerOf, summary, type SourceOf } from '../../support/identities.ts';

const later = Date.now() + 3_600_000;
const workload = 'spiffe://eu-1.example.com/ns/images/sa/image-render';

const mesh = mtlsSource({ trustDomain: 'eu-1.example.com' });
const staging = mtlsSource({
  name: 'staging',
  place: { environment: 'staging', region: 'us' },
  grants: [{ spiffe: 'spiffe://staging.example.com/ns/*/sa/*', namespaces: ['billing'] }],
});
const machines = mtlsSource({
  name: 'machines',
  grants: [
    { subject: 'CN=batch-*,O=acme', namespaces: ['billing'] },
    { subject: 'CN=batch-1,O=acme', namespaces: ['images'] },
  ],
});

interface CertificateCase {
  title: string;
  spiffeIds?: string[];
  subject?: string;
  expected: string;
}

test.each<CertificateCase>([
  { title: 'of a granted workload', spiffeIds: [workload], expected: `${workload} of mesh` },
  {
    title: 'of a workload in another place',
    spiffeIds: ['spiffe://staging.example.com/ns/a/sa/b'],
    expected: 'spiffe://staging.example.com/ns/a/sa/b of staging',
  },
  { title: 'of another namespace of the cluster', spiffeIds: ['spiffe://eu-1.example.com/ns/billing/sa/x'], expected: '7 not-granted' },
  { title: 'whose path goes on', spiffeIds: [`${workload}/extra`], expected: '7 not-granted' },
  { title: 'of another trust domain', spiffeIds: ['spiffe://eu-1.example.com.evil.org/ns/images/sa/x'], expected: '7 not-granted' },
  {
    title: 'with two SPIFFE ids',
    spiffeIds: [workload, 'spiffe://eu-1.example.com/ns/images/sa/other'],
    expected: '16 certificate-ambiguous',
  },
  { title: 'with a granted subject', subject: 'CN=batch-2,O=acme', expected: 'CN=batch-2,O=acme of machines' },
  {
    title: 'with the same subject and a SPIFFE id',
    spiffeIds: ['spiffe://x.org/a'],
    subject: 'CN=batch-2,O=acme',
    expected: '7 not-granted',
  },
  { title: 'whose name holds a comma', subject: 'CN=batch-2\\,O=acme', expected: '7 not-granted' },
  { title: 'whose name holds more attributes', subject: 'CN=batch-2,OU=x,O=acme', expected: '7 not-granted' },
  { title: 'whose name has two values in one part', subject: 'CN=batch-2+OU=x,O=acme', expected: '7 not-granted' },
  { title: 'without a name', subject: '', expected: '7 not-granted' },
])('a certificate $title: $expected', async ({ spiffeIds = [], subject = 'O=SPIRE', expected }) => {
  const peer = peerOf({ certificate: { spiffeIds, subject, notAfter: later } });
  expect(summary(await authenticate(authenticatorOf([mesh, staging, machines]), undefined, peer))).toBe(expected);
});

test('grants that match add up', async () => {
  const peer = peerOf({ certificate: { spiffeIds: [], subject: 'CN=batch-1,O=acme', notAfter: later } });
  const outcome = await authenticate(authenticatorOf([machines]), undefined, peer);
  expect(outcome).toMatchObject({ identity: { namespaces: new Set(['billing', 'images']) } });
});

test('a source takes SPIFFE ids of its trust domain alone', async () => {
  const grants: SourceOf<'mtls'>['grants'] = [{ spiffe: 'spiffe://eu-1.example.com/ns/images/sa/*', namespaces: ['images'] }];
  const peer = peerOf({ certificate: { spiffeIds: [workload], subject: '', notAfter: later } });
  const authenticator = authenticatorOf([mtlsSource({ trustDomain: 'us-1.example.com', grants })]);
  expect(summary(await authenticate(authenticator, undefined, peer))).toBe('7 not-granted');
});

test('a connection is answered at once, and outlives its certificate without being let in', async () => {
  let time = Date.now();
  const authenticator = authenticatorOf([mesh], { clock: () => time });
  const peer = peerOf({ certificate: { spiffeIds: [workload], subject: '', notAfter: time + 1_000 } });
  const first = authenticator.authenticate({}, peer);
  expect(first).toMatchObject({ kind: 'authenticated' });
  expect(authenticator.authenticate({}, peer)).toBe(first);
  time += 1_000;
  expect(authenticator.authenticate({}, peer)).toMatchObject({ status: 16, reason: 'certificate-expired' });
});

test('two connections of one workload have one identity', () => {
  const authenticator = authenticatorOf([mesh]);
  const of = () => authenticator.authenticate({}, peerOf({ certificate: { spiffeIds: [workload], subject: '', notAfter: later } }));
  expect(of()).toBe(of());
});
