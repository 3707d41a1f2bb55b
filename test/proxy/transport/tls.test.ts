import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type ClientHttp2Session } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { createBudget } from '../../../src/proxy/transport/budget.ts';
import { listen, type Listener, type ListenTls } from '../../../src/proxy/transport/listener.ts';
import type { Peer, ServerCall, UpstreamOutcome } from '../../../src/proxy/transport/transport.ts';
import { createUpstream } from '../../../src/proxy/transport/upstream.ts';
import { makeAuthority, type Authority, type CertificateAndKey } from '../../support/client-certificates.ts';
import { callRaw, frame } from './raw-client.ts';

let folder: string;
let ours: Authority;
let theirs: Authority;
let server: CertificateAndKey;
let renewed: CertificateAndKey;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'managed-worker-'));
  ours = makeAuthority(folder, 'ours');
  theirs = makeAuthority(folder, 'theirs');
  server = ours.issue('/CN=first', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
  renewed = ours.issue('/CN=second', { names: 'IP:127.0.0.1', usage: 'serverAuth' });
});

afterAll(async () => await rm(folder, { recursive: true, force: true }));

interface Started {
  listener: Listener;
  calls: ServerCall[];
  errors: string[];
}

/** Keeps its calls until the test answers them. */
async function start(tls: Partial<ListenTls> = {}): Promise<Started> {
  const started: Omit<Started, 'listener'> = { calls: [], errors: [] };
  const listener = await listen({
    address: { host: '127.0.0.1', port: 0 },
    tls: { ...server, ...tls },
    budget: createBudget(1_000_000),
    onCall: (call) => started.calls.push(call),
    onError: (_, error) => started.errors.push(error.message),
  });
  onTestFinished(async () => await listener.close(0));
  return { ...started, listener };
}

async function open(port: number, options: ConnectionOptions = {}): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${port}`, { ca: ours.certificate, ...options });
  await new Promise((resolve, fail) => {
    session.once('remoteSettings', resolve);
    session.once('error', fail);
  });
  session.on('error', () => undefined);
  onTestFinished(() => session.destroy());
  return session;
}

function nameOf(session: ClientHttp2Session): unknown {
  return (session.socket as { getPeerCertificate?: () => { subject: { CN: string } } }).getPeerCertificate?.().subject.CN;
}

function use({ certificate: cert, key }: CertificateAndKey): ConnectionOptions {
  return { cert, key };
}

async function peerOf({ calls }: Started, session: ClientHttp2Session): Promise<Peer> {
  const answer = callRaw(session, frame('hello'));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  const call = calls.pop()!;
  call.respond({ status: 0, message: Buffer.from('done') });
  await answer;
  return call.peer;
}

test('over TLS it is h2 that ALPN agrees on, and who offers something else is refused', async () => {
  const { listener } = await start();
  const session = await open(listener.address.port);
  expect(session.alpnProtocol).toBe('h2');
  const to = { port: listener.address.port, host: '127.0.0.1', ca: ours.certificate };
  const other = connectTls({ ...to, ALPNProtocols: ['http/1.1'] });
  const refusal = await new Promise((resolve) => {
    other.on('error', resolve);
    other.once('end', () => resolve('ended'));
    other.once('secureConnect', () => void other.resume());
  });
  expect(refusal).toBeDefined();
  await vi.waitFor(() => expect(listener.counts().connections).toBe(1));
});

test('after reloadTls running calls and their connection go on, and new connections see the new certificate', async () => {
  const started = await start();
  const { listener, calls } = started;
  const standing = await open(listener.address.port);
  const running = callRaw(standing, frame('hello'));
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  listener.reloadTls(renewed);
  const next = await open(listener.address.port);
  expect([nameOf(standing), nameOf(next)]).toEqual(['first', 'second']);
  calls.pop()!.respond({ status: 0, message: Buffer.from('done') });
  expect(await running).toMatchObject({ status: '0', code: 0 });
  await peerOf(started, standing);
});

test('a certificate that does not read changes nothing', async () => {
  const { listener } = await start();
  expect(() => listener.reloadTls({ certificate: Buffer.from('none'), key: server.key })).toThrow(/./);
  expect(nameOf(await open(listener.address.port))).toBe('first');
});

test('authorities that are reloaded decide over new connections', async () => {
  const started = await start({ clientAuthorities: ours.certificate });
  const { port } = started.listener.address;
  const own = ours.issue('/CN=own');
  const foreign = theirs.issue('/CN=foreign');
  expect((await peerOf(started, await open(port, use(own)))).certificate?.subject).toBe('CN=own');
  expect((await peerOf(started, await open(port, use(foreign)))).certificate).toBeUndefined();
  started.listener.reloadTls({ ...server, clientAuthorities: theirs.certificate });
  expect((await peerOf(started, await open(port, use(own)))).certificate).toBeUndefined();
  expect((await peerOf(started, await open(port, use(foreign)))).certificate?.subject).toBe('CN=foreign');
  started.listener.reloadTls(server);
  expect((await peerOf(started, await open(port, use(foreign)))).certificate).toBeUndefined();
});

test.each<{ title: string; subject: string; names?: string; expected: object }>([
  { title: 'a name with a comma', subject: '/O=acme\\, inc./CN=a', expected: { subject: 'CN=a,O=acme\\, inc.', spiffeIds: [] } },
  { title: 'a name with a line break', subject: '/O=acme\nCN=admin/CN=a', expected: { subject: 'CN=a,O=acme\\0ACN=admin' } },
  { title: 'a name with a plus and quotes', subject: '/O="a\\+b"/CN=a', expected: { subject: 'CN=a,O=\\"a\\+b\\"' } },
  { title: 'two names in one part', subject: '/O=acme/CN=a+UID=7', expected: { subject: 'CN=a+UID=7,O=acme' } },
  {
    title: 'two ids',
    subject: '/CN=a',
    names: 'URI:spiffe://x/a,URI:spiffe://x/b',
    expected: { spiffeIds: ['spiffe://x/a', 'spiffe://x/b'] },
  },
  {
    title: 'an id in the name of a host',
    subject: '/CN=a',
    names: 'DNS:URI\\:spiffe\\://x/a,URI:spiffe://x/b',
    expected: { spiffeIds: ['spiffe://x/b'] },
  },
  {
    title: 'another URI and an address',
    subject: '/CN=a',
    names: 'URI:https://x/spiffe://y,IP:10.0.0.1,email:a@b.c',
    expected: { spiffeIds: [] },
  },
])('of a certificate with $title is read what it says', async ({ subject, names, expected }) => {
  const started = await start({ clientAuthorities: ours.certificate });
  const { certificate: cert, key } = ours.issue(subject, names === undefined ? {} : { names });
  const peer = await peerOf(started, await open(started.listener.address.port, { cert, key }));
  expect(peer.certificate).toMatchObject(expected);
  expect(peer.certificate!.notAfter).toBeGreaterThan(Date.now());
});

test('the upstream proves itself and us, and new credentials serve new connections while running calls keep theirs', async () => {
  const started = await start({ clientAuthorities: ours.certificate });
  const { listener, calls } = started;
  const tlsOf = ({ certificate, key }: CertificateAndKey) => ({ tls: { authorities: ours.certificate, certificate, key } });
  const upstream = createUpstream({
    addresses: [`127.0.0.1:${listener.address.port}`],
    credentials: tlsOf(ours.issue('/CN=before')),
    budget: createBudget(1_000_000),
  });
  onTestFinished(async () => await upstream.close());
  const call = (): Promise<UpstreamOutcome> =>
    new Promise((resolve) => {
      upstream.call({ path: '/test/Echo', metadata: {}, message: Buffer.from('hello'), deadline: undefined }, resolve);
    });
  const running = call();
  await vi.waitFor(() => expect(calls).toHaveLength(1));
  expect(() => upstream.useCredentials({ tls: { certificate: Buffer.from('none'), key: server.key } })).toThrow(/./);
  upstream.useCredentials(tlsOf(ours.issue('/CN=after')));
  await vi.waitFor(() => expect(upstream.counts().connections).toBe(2));
  await vi.waitFor(() => expect(listener.counts().connections).toBe(2));
  await new Promise((resolve) => void setTimeout(resolve, 50));
  const next = call();
  await vi.waitFor(() => expect(calls).toHaveLength(2));
  expect(calls.map(({ peer }) => peer.certificate?.subject)).toEqual(['CN=before', 'CN=after']);
  for (const one of calls) one.respond({ status: 0, message: Buffer.from('done') });
  expect([await running, await next]).toMatchObject([{ status: 0 }, { status: 0 }]);
  await vi.waitFor(() => expect(upstream.counts()).toEqual({ connections: 1, streams: 0 }));
});

test('an upstream of another authority is never sent a call', async () => {
  const { listener, calls } = await start();
  const upstream = createUpstream({
    addresses: [`127.0.0.1:${listener.address.port}`],
    credentials: { tls: { authorities: theirs.certificate } },
    budget: createBudget(1_000_000),
  });
  onTestFinished(async () => await upstream.close());
  const outcome = await new Promise((resolve) => {
    upstream.call({ path: '/test/Echo', metadata: {}, message: Buffer.from('hello'), deadline: undefined }, resolve);
  });
  expect(outcome).toMatchObject({ kind: 'rejected', status: 14 });
  expect(calls).toEqual([]);
});
