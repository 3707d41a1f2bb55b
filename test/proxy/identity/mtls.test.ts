import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { Authenticator } from '../../../src/proxy/identity/identity.ts';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { listen } from '../../../src/proxy/transport/listener.ts';
import type { ServerCall } from '../../../src/proxy/transport/transport.ts';
import { makeAuthority, type Authority, type CertificateAndKey } from '../../support/client-certificates.ts';
import { authenticatorOf, jwtSource, mtlsSource, summary } from '../../support/identities.ts';
import { startIssuer } from '../../support/issuer.ts';
import { callRaw } from '../transport/raw-client.ts';

const workload = 'spiffe://eu-1.example.com/ns/images/sa/image-render';

let folder: string;
let ours: Authority;
let theirs: Authority;
let server: CertificateAndKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'managed-worker-'));
  ours = makeAuthority(folder, 'ours');
  theirs = makeAuthority(folder, 'theirs');
  server = ours.issue('/CN=proxy', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
});

afterAll(async () => await rm(folder, { recursive: true, force: true }));

/** Answers each call with who has called. */
async function start(authenticator: Authenticator): Promise<number> {
  const tell = async (call: ServerCall) => {
    const statusMessage = summary(await authenticator.authenticate(call.headers, call.peer));
    call.respond({ status: 0, statusMessage });
  };
  const listener = await listen({
    address: { host: '127.0.0.1', port: 0 },
    tls: { ...server, clientAuthorities: ours.certificate },
    budget: createBudget(1_000_000),
    onCall: (call) => void tell(call),
  });
  onTestFinished(async () => await listener.close(0));
  return listener.address.port;
}

/** One connection that presents a certificate; what comes back calls on it. */
async function connected(port: number, own: CertificateAndKey | undefined) {
  const client = own === undefined ? {} : { cert: own.certificate, key: own.key };
  const session = connect(`https://127.0.0.1:${port}`, { ca: ours.certificate, ...client });
  session.on('error', () => undefined);
  onTestFinished(() => session.destroy());
  await once(session, 'remoteSettings');
  return async (headers: Record<string, string> = {}) => (await callRaw(session, Buffer.alloc(5), headers)).message;
}

const machines = mtlsSource({ name: 'machines', grants: [{ subject: 'CN=batch-*,O=acme', namespaces: ['images'] }] });

interface CertificateCase {
  title: string;
  own: () => CertificateAndKey | undefined;
  expected: string;
}

test.each<CertificateCase>([
  { title: 'a SPIFFE id', own: () => ours.issue('/O=SPIRE', { names: `URI:${workload}` }), expected: `${workload} of mesh` },
  { title: 'a granted subject', own: () => ours.issue('/O=acme/CN=batch-1'), expected: 'CN=batch-1,O=acme of machines' },
  { title: 'a subject with a comma in its name', own: () => ours.issue('/CN=batch-1,O=acme'), expected: '7 not-granted' },
  {
    title: 'a subject with a plus in its name',
    own: () => ours.issue('/O=acme/CN=batch-1\\+OU=x'),
    expected: 'CN=batch-1\\+OU=x,O=acme of machines',
  },
  { title: 'a subject of two values in one part', own: () => ours.issue('/O=acme/CN=batch-1+OU=x'), expected: '7 not-granted' },
  {
    title: 'a SPIFFE id without a grant',
    own: () => ours.issue('/O=acme/CN=batch-1', { names: `URI:${workload}/x` }),
    expected: '7 not-granted',
  },
  {
    title: 'two SPIFFE ids',
    own: () => ours.issue('/O=SPIRE', { names: `URI:${workload},URI:${workload}2` }),
    expected: '16 certificate-ambiguous',
  },
  { title: 'a SPIFFE id as a DNS name', own: () => ours.issue('/CN=x', { names: `DNS:${workload}` }), expected: '7 not-granted' },
  { title: 'another authority', own: () => theirs.issue('/O=SPIRE', { names: `URI:${workload}` }), expected: '16 no-credential' },
  {
    title: 'no right to be a client',
    own: () => ours.issue('/O=SPIRE', { names: `URI:${workload}`, usage: 'serverAuth' }),
    expected: '16 no-credential',
  },
  { title: 'nothing', own: () => undefined, expected: '16 no-credential' },
])('a connection with a certificate of $title: $expected', async ({ own, expected }) => {
  const port = await start(authenticatorOf([mtlsSource(), machines]));
  const call = await connected(port, own());
  expect(await call()).toBe(expected);
});

test('a connection that outlives its certificate is refused from then on', async () => {
  let time = Date.now();
  const port = await start(authenticatorOf([mtlsSource()], { clock: () => time }));
  const call = await connected(port, ours.issue('/O=SPIRE', { names: `URI:${workload}` }));
  expect(await call()).toBe(`${workload} of mesh`);
  time += 2 * 86_400_000;
  expect(await call()).toBe('16 certificate-expired');
});

test('a bearer token on a connection with a certificate wins, good or bad', async () => {
  const issuer = await startIssuer();
  const port = await start(authenticatorOf([mtlsSource(), jwtSource(issuer)]));
  const call = await connected(port, ours.issue('/O=SPIRE', { names: `URI:${workload}` }));
  expect(await call({ authorization: `Bearer ${await issuer.token()}` })).toBe('ada@example.com of people');
  expect(await call({ authorization: 'Bearer guess' })).toBe('16 token-malformed');
  expect(await call()).toBe(`${workload} of mesh`);
});
