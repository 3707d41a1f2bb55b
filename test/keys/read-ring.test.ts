import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodePrivateFiles } from '../../src/adapters/private-files.ts';
import { loadKeyRing, overdueKeys, readKeyRing } from '../../src/keys/keys.ts';
import { failure } from '../support/failure.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { entry, material, ringText } from './ring-file.ts';
import { day } from './rings.ts';

const domain = 'kd-images-production-eu';

describe('the text of a ring', () => {
  test('reads as its versions', () => {
    const ring = readKeyRing(
      ringText({
        [domain]: [
          entry(),
          entry({ version: 2, keyId: 'k2', material: undefined, reference: 'arn:aws:kms:eu-central-1:111122223333:key/a' }),
        ],
      }),
      'ring.yaml',
    );
    const versions = ring.domains.get(domain)?.versions ?? [];
    expect(versions.map(({ version, keyId, reference }) => [version, keyId, reference])).toEqual([
      [1, 'k1', undefined],
      [2, 'k2', 'arn:aws:kms:eu-central-1:111122223333:key/a'],
    ]);
    expect(versions[0]?.material?.reveal().toString('base64')).toBe(material);
  });

  test.each([
    { title: 'a field nobody knows', versions: [entry({ colour: 'red' })], message: 'versions.0.colour: is not a field this file has' },
    {
      title: 'material that is too short',
      versions: [entry({ material: 'AAAA' })],
      message: 'versions.0.material: is not 32 bytes in base64',
    },
    { title: 'a version without a key', versions: [entry({ material: undefined })], message: 'has neither material nor a reference' },
    {
      title: 'a version with two keys',
      versions: [entry({ reference: 'arn:x' })],
      message: 'stands beside material; a version has one of them',
    },
    { title: 'a time that is none', versions: [entry({ created: 'yesterday' })], message: 'created: write a time in UTC' },
    {
      title: 'versions out of order',
      versions: [entry({ version: 2 }), entry({ keyId: 'k2' })],
      message: '1 stands behind 2; the first one stands first',
    },
    {
      title: 'a version that seals before the one before it',
      versions: [entry(), entry({ version: 2, keyId: 'k2', activateAt: '2026-11-25T00:00:00Z' })],
      message: 'versions.1.activateAt: is before that of the version before',
    },
    { title: 'one key id for two versions', versions: [entry(), entry({ version: 2 })], message: 'versions.1.keyId: k1 stands twice' },
    {
      title: 'a key id that is no name',
      versions: [entry({ keyId: 'K 1' })],
      message: 'use at most 63 lower-case letters, digits and hyphens',
    },
    { title: 'a domain without versions', versions: [], message: 'versions:' },
  ])('is refused for $title, with its place', ({ versions, message }) => {
    const said = failure(() => readKeyRing(ringText({ [domain]: versions }), 'ring.yaml'));
    expect(said).toMatch(/^error KEY_RING_INVALID {2}ring.yaml is not a valid key ring\n {2}ring.yaml:\d+:\d+ /);
    expect(said).toContain(message);
  });

  test('may leave out the key of a version that is retired', () => {
    const retired = { at: '2026-11-27T00:00:00Z', reason: 'leaked' };
    const ring = readKeyRing(ringText({ [domain]: [entry({ material: undefined, retired })] }), 'ring.yaml');
    expect(ring.domains.get(domain)?.versions[0]?.retired).toEqual({ at: Date.parse(retired.at), reason: 'leaked' });
  });
});

describe('rotateEvery', () => {
  const since = Date.parse('2026-11-26T00:00:00Z');

  test('of a domain comes before that of the ring, and counts from when the active version began to seal', () => {
    const ring = readKeyRing(
      ringText({ [domain]: [entry()], 'kd-other': [entry({ keyId: 'k2' })] }, { rotateEvery: '90d' }).replace(
        `id: ${domain}`,
        `id: ${domain}\n      rotateEvery: 30d`,
      ),
      'ring.yaml',
    );
    expect(overdueKeys(ring, since + 30 * day)).toEqual([]);
    expect(overdueKeys(ring, since + 31 * day)).toEqual([{ domain, version: 1, overdueBy: day }]);
    expect(overdueKeys(ring, since + 91 * day).map((one) => one.domain)).toEqual([domain, 'kd-other']);
  });

  test('asks nothing while a later version waits for its time', () => {
    const waiting = entry({ version: 2, keyId: 'k2', activateAt: '2027-11-26T00:00:00Z' });
    const ring = readKeyRing(ringText({ [domain]: [entry(), waiting] }, { rotateEvery: '1d' }), 'ring.yaml');
    expect(overdueKeys(ring, since + 5 * day)).toEqual([]);
  });
});

describe('the file of a ring', () => {
  test('that others may read is refused while it holds material', async () => {
    const folder = await temporaryFolder({ 'ring.yaml': ringText({ [domain]: [entry()] }) });
    const path = join(folder, 'ring.yaml');
    await chmod(path, 0o640);
    expect(failure(() => loadKeyRing(path, nodePrivateFiles))).toContain(`${path} holds keys, and others than its owner may read it`);
    await chmod(path, 0o600);
    expect(loadKeyRing(path, nodePrivateFiles).deployment).toBe('acme');
  });

  test('may be read by others when it only names keys', async () => {
    const text = ringText({ [domain]: [entry({ material: undefined, reference: 'arn:aws:kms:eu-central-1:111122223333:key/a' })] });
    const path = join(await temporaryFolder({ 'ring.yaml': text }), 'ring.yaml');
    await chmod(path, 0o644);
    expect(loadKeyRing(path, nodePrivateFiles).domains.size).toBe(1);
  });

  test('is taken as it is from a Secret that Kubernetes has mounted', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, '..2026_11_26'));
    await writeFile(join(folder, '..2026_11_26/ring.yaml'), ringText({ [domain]: [entry()] }), { mode: 0o644 });
    await symlink('..2026_11_26', join(folder, '..data'));
    await symlink('..data/ring.yaml', join(folder, 'ring.yaml'));
    expect(loadKeyRing(join(folder, 'ring.yaml'), nodePrivateFiles).domains.size).toBe(1);
  });

  test('that is not there is said to be missing', async () => {
    const path = join(await temporaryFolder(), 'ring.yaml');
    expect(failure(() => loadKeyRing(path, nodePrivateFiles))).toContain(`the key ring ${path} cannot be read: it does not exist`);
  });

  test('that is a folder cannot be read, and says why', async () => {
    const folder = await temporaryFolder();
    expect(failure(() => loadKeyRing(folder, nodePrivateFiles))).toContain('EISDIR');
  });
});
