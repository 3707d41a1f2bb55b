import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCertificates } from '../../support/certificates.ts';
import { makeAuthority, type CertificateAndKey } from '../../support/client-certificates.ts';
import { freePort } from '../../support/free-port.ts';
import { yaml } from '../../support/proxy-files.ts';
import { startService, tokenOfAda } from '../../support/proxy-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const policy = yaml({
  apiVersion: 'managed-temporal.dev/v1',
  kind: 'Policy',
  metadata: { name: 'test' },
  spec: {
    roles: [{ name: 'reader', description: 'Reads.', allow: [{ rights: ['read', 'signal', 'decode'] }] }],
    grants: [{ role: 'reader', to: [{ callers: 'people' }, { subject: 'spiffe://acme/reports' }], namespaces: ['images'] }],
    limits: { callers: [{ to: [{ subject: 'ada' }], namespaces: ['images'], requestsPerSecond: 0.01, burst: 2 }] },
  },
});

const hello = { metadata: { encoding: Buffer.from('json/plain').toString('base64') }, data: Buffer.from('"hello"').toString('base64') };

interface Asked {
  path?: string;
  payload?: unknown;
  token?: string;
  client?: CertificateAndKey;
}

/** A proxy whose codec endpoint takes certificates, or not. */
async function started({ takesCertificates = true } = {}) {
  const folder = await temporaryFolder({});
  const { authority } = makeCertificates(folder);
  const clients = makeAuthority(folder, 'clients');
  const files = { 'policy/policy.yaml': policy, 'clients.crt': clients.certificate };
  const pair = { certificate: join(folder, 'server.crt'), key: join(folder, 'server.key') };
  const port = await freePort();
  const service = await startService({
    files,
    change(spec) {
      spec.listen = { address: '127.0.0.1:0', tls: { ...pair, clientAuthorities: 'clients.crt' } };
      spec.codec = { address: `127.0.0.1:${port}`, tls: takesCertificates ? { ...pair, clientAuthorities: 'clients.crt' } : pair };
      Object.assign(spec.identities[0]!, { callers: 'people' });
      const place = { environment: 'production', region: 'eu' };
      spec.identities.push({ kind: 'mtls', name: 'mesh', place, grants: [{ spiffe: 'spiffe://acme/*', namespaces: ['images'] }] });
      spec.access = { documents: ['policy'] };
      spec.audit = { sinks: [{ kind: 'stdout' }] };
      spec.rateLimits = { wait: '50ms' };
    },
  });
  const ca = readFileSync(authority);
  const ask = async ({ path = '/decode', payload, token, client }: Asked) =>
    await new Promise<{ status?: number | undefined; retryAfter?: string | undefined; json: { payloads?: unknown[]; message?: string } }>(
      (resolve, reject) => {
        const headers = { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) };
        const pems = client === undefined ? {} : { cert: client.certificate, key: client.key };
        const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, ca, agent: false, ...pems }, (response) => {
          let text = '';
          response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
          response.on('end', () => {
            const json = JSON.parse(text) as { payloads?: unknown[]; message?: string };
            resolve({ status: response.statusCode, retryAfter: response.headers['retry-after'], json });
          });
        });
        sent.on('error', reject);
        sent.end(JSON.stringify({ payloads: [payload] }));
      },
    );
  return { service, ask, clients, folder };
}

const named = (names: string) => ({ names });

test('a certificate counts for the same identity as with calls, and nothing without one', async () => {
  const { ask, clients, folder } = await started();
  const reports = clients.issue('/CN=reports', named('URI:spiffe://acme/reports'));
  const sealed = (await ask({ path: '/images/encode', payload: hello, client: reports })).json.payloads![0];
  expect(sealed).not.toEqual(hello);
  expect(await ask({ payload: sealed, client: reports })).toMatchObject({ status: 200, json: { payloads: [hello] } });
  const other = clients.issue('/CN=other', named('URI:spiffe://acme/other'));
  expect(await ask({ payload: sealed, client: other })).toMatchObject({ status: 200, json: { payloads: [sealed] } });
  const foreign = makeAuthority(folder, 'foreign').issue('/CN=reports', named('URI:spiffe://acme/reports'));
  for (const client of [foreign, undefined]) {
    const { status, json } = await ask({ payload: sealed, ...(client === undefined ? {} : { client }) });
    expect([status, json.message]).toEqual([401, expect.stringContaining('or connect with a certificate')]);
  }
  // A token is looked at alone, whatever else its caller has to show.
  expect((await ask({ payload: sealed, client: reports, token: 'none-of-ours' })).status).toBe(401);
});

test('where none is taken a certificate says nothing, and nobody is told to show one', async () => {
  const { ask, clients } = await started({ takesCertificates: false });
  const client = clients.issue('/CN=reports', named('URI:spiffe://acme/reports'));
  const message = 'no credential was sent that counts here; send the header Authorization: Bearer TOKEN';
  expect(await ask({ payload: hello, client })).toMatchObject({ status: 401, json: { message } });
});

test('a request is a call in the limits of its caller and namespace, as far as it opens something', async () => {
  const { ask, service } = await started();
  const sealed = (await ask({ path: '/images/encode', payload: hello, token: tokenOfAda })).json.payloads![0];
  expect((await ask({ payload: sealed, token: tokenOfAda })).json.payloads).toEqual([hello]);
  expect(await ask({ payload: sealed, token: tokenOfAda })).toMatchObject({
    status: 429,
    retryAfter: '1',
    json: { message: 'The limit of this caller in namespace images is used up: 0.01 calls a second.' },
  });
  expect((await ask({ payload: hello, token: tokenOfAda })).status).toBe(200);
  expect(service.lines()).toContainEqual(expect.objectContaining({ method: 'Decode', decision: 'allowed', payloadsOpened: 1 }));
});
