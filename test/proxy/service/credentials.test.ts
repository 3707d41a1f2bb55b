import { readFile, writeFile } from 'node:fs/promises';
import { connect, type ClientHttp2Session } from 'node:http2';
import { request } from 'node:https';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { expect, test } from 'vitest';
import { entry, ringText } from '../../keys/ring-file.ts';
import { makeCertificates } from '../../support/certificates.ts';
import { callIn, startService } from '../../support/proxy-service.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

async function pair(): Promise<{ certificate: Buffer; key: Buffer; authority: string }> {
  const { certificate, key, authority } = makeCertificates(await temporaryFolder());
  return { certificate, key, authority: await readFile(authority, 'utf8') };
}

async function connectTls(port: number, ca: string): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${port}`, { ca });
  await new Promise((resolve, reject) => {
    session.once('remoteSettings', resolve);
    session.once('error', reject);
  });
  return session;
}

test('a renewed certificate serves new connections, while those that stand go on', async () => {
  const [first, second] = [await pair(), await pair()];
  const service = await startService({
    change: (spec) => void (spec.listen.tls = { certificate: 'tls.crt', key: 'tls.key' }),
    files: { 'tls.crt': first.certificate, 'tls.key': first.key },
  });
  const standing = await connectTls(service.proxy.address.port, first.authority);
  await writeFile(join(service.folder, 'tls.crt'), second.certificate);
  await writeFile(join(service.folder, 'tls.key'), second.key);
  await service.proxy.reload();
  const renewed = await connectTls(service.proxy.address.port, second.authority);
  await expect(connectTls(service.proxy.address.port, first.authority)).rejects.toThrow('unable to verify');
  for (const session of [standing, renewed]) {
    expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
    expect((session.socket as TLSSocket).encrypted).toBe(true);
    session.destroy();
  }
});

test('a certificate that does not belong to its key changes nothing', async () => {
  const [first, second] = [await pair(), await pair()];
  const service = await startService({
    change: (spec) => void (spec.listen.tls = { certificate: 'tls.crt', key: 'tls.key' }),
    files: { 'tls.crt': first.certificate, 'tls.key': first.key },
  });
  await writeFile(join(service.folder, 'tls.crt'), second.certificate);
  await service.proxy.reload();
  const [line] = service.lines().filter(({ event }) => event === 'reload-refused');
  expect(line?.detail).toMatch(/spec\.listen\.tls\.key: .*tls\.key is not the key of .*tls\.crt/);
  const session = await connectTls(service.proxy.address.port, first.authority);
  expect(await callIn(session, 'orders')).toMatchObject({ status: '0' });
  session.destroy();
});

/** What the codec endpoint answers a browser before a page of an origin may ask it. */
async function preflight(port: number, origin: string, ca: string): Promise<number | undefined> {
  return await new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path: '/decode', method: 'OPTIONS', headers: { origin }, ca, agent: false };
    request(options, (response) => resolve(response.resume().statusCode))
      .once('error', reject)
      .end();
  });
}

test('the codec endpoint takes other origins and a renewed certificate from a reload, and needs no restart', async () => {
  const [first, second] = [await pair(), await pair()];
  const [before, after] = ['https://before.example.com', 'https://after.example.com'];
  const service = await startService({
    change: (spec) =>
      void (spec.codec = { address: '127.0.0.1:0', origins: [before], tls: { certificate: 'codec.crt', key: 'codec.key' } }),
    files: { 'codec.crt': first.certificate, 'codec.key': first.key },
  });
  const port = service.proxy.codec?.port ?? 0;
  expect([await preflight(port, before, first.authority), await preflight(port, after, first.authority)]).toEqual([204, 403]);
  await writeFile(join(service.folder, 'codec.crt'), second.certificate);
  await writeFile(join(service.folder, 'codec.key'), second.key);
  await service.rewrite((spec) => void (spec.codec!.origins = [after]));
  await service.proxy.reload();
  expect([await preflight(port, before, second.authority), await preflight(port, after, second.authority)]).toEqual([403, 204]);
  await expect(preflight(port, after, first.authority)).rejects.toThrow('unable to verify');
  expect(service.lines().map(({ event }) => event)).not.toContain('restart-needed');
});

test('a key that was rotated seals after a reload, and none of the ring is in a line', async () => {
  const service = await startService();
  await expect.poll(() => service.proxy.readiness.isReady()).toBe(true);
  const material = Buffer.alloc(32, 9).toString('base64');
  await writeFile(join(service.folder, 'ring.yaml'), ringText({ 'kd-images-eu': [entry(), entry({ version: 2, keyId: 'k2', material })] }));
  await service.proxy.reload();
  await expect
    .poll(() =>
      service
        .lines()
        .filter(({ event }) => event === 'data-key-made')
        .map(({ detail }) => detail),
    )
    .toEqual(['version 1 of kd-images-eu', 'version 2 of kd-images-eu']);
  expect(service.text()).not.toContain(material);
});
