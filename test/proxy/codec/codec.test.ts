import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Counter, Registry } from 'prom-client';
import { serveEndpoint } from '../../../src/adapters/http-endpoint.ts';
import type { WrittenRight } from '../../../src/domain/access.ts';
import type { Audit } from '../../../src/proxy/audit/audit.ts';
import { createCodec } from '../../../src/proxy/codec/codec.ts';
import { payloadJson } from '../../../src/proxy/codec/payload-json.ts';
import { unaudited } from '../../../src/proxy/audit/audit.ts';
import { refuse } from '../../../src/proxy/identity/refusals.ts';
import { encodePayload } from '../../../src/proxy/wire/payloads.ts';
import { accessByTable } from '../../support/access-by-table.ts';
import { caller, proxied } from '../../support/proxied-call.ts';

type Table = Readonly<Record<string, readonly WrittenRight[]>>;
const everything: Table = { images: ['read', 'signal', 'decode'], payroll: ['read', 'decode'] };
const ui = 'https://temporal.example.com';
const plain = encodePayload({ encoding: 'json/plain' }, Buffer.from('"hello"'));
const plainJson = payloadJson(plain);
const denied = { method: { name: 'Decode' }, route: { logical: 'payroll' }, rejection: { reason: 'decode-not-allowed' }, status: 0 };

interface Asked {
  path?: string;
  body?: unknown;
  headers?: Record<string, string>;
  method?: string;
}

/** A codec endpoint on a real port, and a sealed payload of each namespace. */
async function startCodec(table: Table = everything, audited: Parameters<Audit['ended']>[0][] = []) {
  const identity = { ...caller, namespaces: new Set(['images', 'payroll']) };
  const flows = [{ from: 'kd-images', to: 'kd-payroll' }];
  const world = await proxied(() => undefined, { identity, access: accessByTable(table), flows });
  const snapshot: typeof world.snapshot = {
    ...world.snapshot,
    audit: { ...unaudited, ended: (call) => void audited.push(call) },
    authenticator: {
      authenticate: ({ authorization }) => (authorization === 'Bearer ada' ? { kind: 'authenticated', identity } : refuse('no-credential')),
      close: () => undefined,
    },
  };
  const registers = [new Registry()];
  const metrics = {
    codecRequests: new Counter({ name: 'requests', help: '-', labelNames: ['action', 'status'] as const, registers }),
    codecPayloads: new Counter({ name: 'payloads', help: '-', labelNames: ['action', 'outcome'] as const, registers }),
  };
  const silent = { log: { writeSeldom: () => undefined }, observe: { glassBroken: () => undefined } };
  const answer = createCodec({ snapshot: () => snapshot, origins: () => [ui], takesCertificates: false, metrics, ...silent });
  const server = await serveEndpoint({ address: { host: '127.0.0.1', port: 0 }, tls: undefined, answer });
  onTestFinished(() => server.close());
  const sealedOf = async (domain: string): Promise<Buffer> => {
    const keys = snapshot.keys.get(domain)!;
    await keys.prepare();
    const outcome = keys.seal(plain);
    return outcome.kind === 'sealed' ? outcome.payload : Buffer.alloc(0);
  };
  const images = payloadJson(await sealedOf('kd-images'));
  const payroll = payloadJson(await sealedOf('kd-payroll'));
  const ask = async ({ path = '/decode', body = { payloads: [images] }, headers = {}, method = 'POST' }: Asked = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`http://127.0.0.1:${server.address.port}${path}`, {
      method,
      headers: { authorization: 'Bearer ada', 'content-type': 'application/json', ...headers },
      ...(method === 'POST' ? { body: text } : {}),
    });
    const answered = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      json: (answered === '' ? {} : JSON.parse(answered)) as { payloads: unknown[]; message: string },
    };
  };
  return { ask, images, payroll, port: server.address.port, metrics, world };
}

describe('decode', () => {
  test.each(['/decode', '/images/decode', '/a/prefix/images/decode'])('%s opens what its caller may read', async (path) => {
    const { ask } = await startCodec();
    expect(await ask({ path })).toMatchObject({ status: 200, json: { payloads: [plainJson] } });
  });

  test('goes by the domain of each payload, and leaves what was never sealed', async () => {
    const { ask, images, payroll } = await startCodec({ images: ['decode'], payroll: ['read'] });
    const { json } = await ask({ body: { payloads: [payroll, plainJson, images] } });
    expect(json).toEqual({ payloads: [payroll, plainJson, plainJson] });
  });

  test.each<[string, Table]>([
    ['no right', {}],
    ['a right to read what is sealed', { images: ['read', 'work'] }],
    ['a right to read a part, as nobody can tell which part a payload is', { images: ['read', 'decode:data', 'decode:metadata'] }],
  ])('gives back what it was given to a caller with %s', async (_, table) => {
    const { ask, images } = await startCodec(table);
    for (const path of ['/decode', '/images/decode'])
      expect(await ask({ path })).toMatchObject({ status: 200, json: { payloads: [images] } });
  });

  test('tells nothing of a namespace that is not the caller’s, whatever X-Namespace says', async () => {
    const { ask, images } = await startCodec();
    const answers = await Promise.all(
      ['/nowhere/decode', '/%E0%A4%A/decode'].map((path) => ask({ path, headers: { 'x-namespace': 'images' } })),
    );
    for (const answer of answers) expect(answer).toMatchObject({ status: 200, json: { payloads: [images] } });
    expect((await ask({ headers: { 'x-namespace': 'nowhere' } })).json).toEqual({ payloads: [plainJson] });
  });

  test('opens below a namespace what a flow leads into it, by the right where it was sealed', async () => {
    const { ask, images, payroll } = await startCodec();
    expect((await ask({ path: '/payroll/decode', body: { payloads: [images] } })).json).toEqual({ payloads: [plainJson] });
    expect((await ask({ path: '/images/decode', body: { payloads: [payroll] } })).json).toEqual({ payloads: [payroll] });
    const narrow = await startCodec({ payroll: ['decode'] });
    expect((await narrow.ask({ path: '/payroll/decode', body: { payloads: [narrow.images] } })).json).toEqual({
      payloads: [narrow.images],
    });
  });

  test('leaves a payload that was changed, and says that keys are away only while they are', async () => {
    const { ask, images, world } = await startCodec();
    const data = Buffer.from(String(images['data']), 'base64');
    data[20]! ^= 1;
    const changed = { ...images, data: data.toString('base64') };
    expect((await ask({ body: { payloads: [changed] } })).json).toEqual({ payloads: [changed] });
    world.provider.isDown = true;
    const metadata = { ...(images['metadata'] as object), 'mt-data-key': randomBytes(60).toString('base64') };
    expect((await ask({ body: { payloads: [{ ...images, metadata }] } })).status).toBe(503);
  });

  test('is in the audit log with its namespace and how many were opened, and what its caller may not read', async () => {
    const audited: Parameters<Audit['ended']>[0][] = [];
    const { ask, images, payroll } = await startCodec({ images: ['decode'] }, audited);
    await ask({ body: { payloads: [images, images, payroll] } });
    expect(audited).toMatchObject([{ method: { name: 'Decode' }, route: { logical: 'images' }, opened: { opened: 2 }, status: 0 }, denied]);
  });
});

describe('encode', () => {
  test('seals for the namespace in the path, and what is sealed already stays', async () => {
    const { ask, images } = await startCodec();
    const { json } = await ask({ path: '/images/encode', body: { payloads: [plainJson, images] } });
    expect(json.payloads).toMatchObject([{ metadata: { encoding: Buffer.from('binary/encrypted').toString('base64') } }, images]);
    expect((await ask({ body: { payloads: [json.payloads[0]] } })).json).toEqual({ payloads: [plainJson] });
  });

  test.each(['/encode', '/payroll/encode', '/nowhere/encode', '/images/encode'])('%s gives back what it was given', async (path) => {
    const { ask } = await startCodec(path === '/images/encode' ? { images: ['start', 'decode:data'] } : everything);
    expect(await ask({ path, body: { payloads: [plainJson] } })).toMatchObject({ status: 200, json: { payloads: [plainJson] } });
  });
});

describe('who is let near', () => {
  test('nobody without a token, or with a wrong one', async () => {
    const { ask } = await startCodec();
    for (const authorization of ['', 'Bearer eve', 'Basic ada']) {
      const { status, headers } = await ask({ headers: { authorization } });
      expect([status, headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    }
  });

  test('a page whose access token nobody here can read, by the ID token beside it', async () => {
    const { ask } = await startCodec();
    const opaque = { authorization: 'Bearer opaque', 'authorization-extras': 'ada' };
    expect(await ask({ headers: opaque })).toMatchObject({ status: 200, json: { payloads: [plainJson] } });
    expect((await ask({ headers: { ...opaque, 'authorization-extras': 'eve' } })).status).toBe(401);
  });

  test('a page of a listed origin, after it has asked', async () => {
    const { ask } = await startCodec();
    const asking = { origin: ui, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,x-namespace' };
    const preflight = await ask({ method: 'OPTIONS', headers: asking });
    expect(preflight.status).toBe(204);
    expect(Object.fromEntries(preflight.headers)).toMatchObject({
      'access-control-allow-origin': ui,
      'access-control-allow-methods': 'POST, OPTIONS',
      'access-control-allow-headers': 'authorization, authorization-extras, content-type, x-namespace',
      vary: 'origin',
    });
    expect((await ask({ headers: { origin: ui } })).headers.get('access-control-allow-origin')).toBe(ui);
    expect((await ask({ headers: { origin: ui, authorization: '' } })).headers.get('access-control-allow-origin')).toBe(ui);
  });

  test.each([
    'https://evil.example.com',
    'null',
    `${ui}.evil.example`,
    'https://temporal.example.com:8443',
    'HTTPS://TEMPORAL.EXAMPLE.COM',
  ])('no page of %s', async (origin) => {
    const { ask } = await startCodec();
    for (const method of ['OPTIONS', 'POST']) {
      const { status, headers } = await ask({ method, headers: { origin } });
      expect([status, headers.get('access-control-allow-origin')]).toEqual([403, null]);
    }
  });
});

describe('what cannot be answered', () => {
  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'the body is no JSON object'],
    ['a list', [], 'the body is no JSON object'],
    ['another field', { payload: [] }, '"payload" is no field of it; there is payloads'],
    ['payloads that are no list', { payloads: {} }, 'payloads is no list'],
    ['a payload that is none', { payloads: [plainJson, 7] }, 'payloads[1] is no object'],
    [
      'a field that payloads do not have',
      '{"payloads":[{"__proto__":{}}]}',
      'payloads[0] has a field "__proto__", which payloads do not have',
    ],
    [
      'metadata in clear',
      { payloads: [{ metadata: { encoding: 'json/plain!' } }] },
      'payloads[0] has a metadata that is no object of base64',
    ],
    ['data that is a number', { payloads: [{ data: 7 }] }, 'payloads[0] has a data that is no base64'],
    ['too many', { payloads: Array.from({ length: 10_001 }, () => ({})) }, 'there are 10001 payloads; at most 10000 are taken'],
  ])('a body with %s is 400, and says so', async (_, body, message) => {
    const { ask } = await startCodec();
    expect(await ask({ body })).toMatchObject({ status: 400, json: { message } });
  });

  test('another path, another method, a body past all bounds', async () => {
    const { ask } = await startCodec();
    expect((await ask({ path: '/images/download' })).status).toBe(404);
    expect((await ask({ method: 'GET' })).status).toBe(405);
    expect((await ask({ body: 'x'.repeat(9 * 2 ** 20) }).catch(() => ({ status: 413 }))).status).toBe(413);
  });

  test('a client that breaks off in the middle keeps nobody else waiting', async () => {
    const { ask, port } = await startCodec();
    const broken = Array.from({ length: 20 }, () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write('POST /decode HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ada\r\ncontent-length: 100\r\n\r\n{');
      return socket;
    });
    await Promise.all(broken.map((socket) => new Promise((resolve) => socket.once('connect', resolve))));
    for (const socket of broken) socket.destroy();
    await expect.poll(async () => (await ask()).status).toBe(200);
  });
});

test('an odd payload comes back as it was', async () => {
  const { ask } = await startCodec();
  const odd = { metadata: { encoding: '', __proto: 'AA==' }, data: '-_8=', externalPayloads: [{ sizeBytes: '4294967295' }, {}] };
  const { json } = await ask({ path: '/images/encode', body: { payloads: [odd] } });
  const back = await ask({ body: json });
  expect(back.json.payloads).toEqual([{ ...odd, data: '+/8=', externalPayloads: [{ sizeBytes: '4294967295' }, { sizeBytes: '0' }] }]);
});
