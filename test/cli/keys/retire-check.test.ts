import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { entry, ringText } from '../../keys/ring-file.ts';
import { arn, billing, folderWith, images, keys, old, ringIn, twoVersions } from './keys-in.ts';

describe('keys list', () => {
  test('says what each version is for, and shows no key', async () => {
    const folder = await folderWith({ 'key-ring.yaml': twoVersions });
    await keys(folder, ['rotate', images, '--activate-after', '400d']);
    const { stdout } = await keys(folder, ['list']);
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'deployment acme',
      images,
      '    1  decrypt-only  since 2020-01-01T00:00:00.000Z  local',
      '    2  active        since 2020-01-02T00:00:00.000Z  local',
    ]);
    expect(stdout).toMatch(/ {4}3 {2}pending {7}from /);
    const json = await keys(folder, ['list', '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({
      schemaVersion: 1,
      deployment: 'acme',
      domains: [{ id: images, versions: [{ state: 'decrypt-only' }, { state: 'active' }, { state: 'pending' }] }],
    });
    const ring = await ringIn(folder);
    for (const { material } of ring.domains.get(images)?.versions ?? []) {
      expect(`${stdout}${json.stdout}`).not.toContain(material?.reveal().toString('base64'));
    }
  });
});

describe('keys retire', () => {
  test('marks a version that has sealed nothing for longer than workflows are kept, and says what that means', async () => {
    const folder = await folderWith({ 'key-ring.yaml': twoVersions });
    const { code, stderr } = await keys(folder, ['retire', images, '1', '--reason', 'laptop stolen']);
    expect(code).toBe(0);
    expect(stderr).toContain(`no payload that version 1 of ${images} has sealed is opened any more`);
    const [first, second] = (await ringIn(folder)).domains.get(images)?.versions ?? [];
    expect(first?.retired?.reason).toBe('laptop stolen');
    expect(second?.retired).toBeUndefined();
  });

  test('asks for --yes while workflows with its payloads may be kept', async () => {
    const folder = await folderWith({ 'key-ring.yaml': ringText({ [images]: [entry(old)] }) });
    await keys(folder, ['rotate', images, '--activate-after', '0s']);
    const refused = await keys(folder, ['retire', images, '1', '--reason', 'x']);
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('error KEY_NEEDED') });
    expect((await keys(folder, ['retire', images, '1', '--reason', 'x', '--yes'])).code).toBe(0);
  });

  test.each([
    { title: 'the version that seals', version: '2', said: `version 2 of ${images} is active` },
    { title: 'a version that is not there', version: '7', said: `${images} has no version 7` },
    { title: 'what is no version', version: 'all', said: 'all is no version' },
  ])('refuses $title, with --yes too', async ({ version, said }) => {
    const folder = await folderWith({ 'key-ring.yaml': twoVersions });
    expect(await keys(folder, ['retire', images, version, '--reason', 'x', '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(said),
    });
    expect(await readFile(join(folder, 'key-ring.yaml'), 'utf8')).toBe(twoVersions);
  });

  test('wants a reason', async () => {
    const folder = await folderWith({ 'key-ring.yaml': twoVersions });
    expect(await keys(folder, ['retire', images, '1'])).toMatchObject({ code: 2, stderr: expect.stringContaining('--reason') });
  });
});

describe('keys check', () => {
  test('finds nothing in a ring that serves the platform', async () => {
    const folder = await folderWith();
    await keys(folder, ['create', '--all']);
    expect(await keys(folder, ['check'])).toEqual({ code: 0, stdout: 'key-ring.yaml  is sound', stderr: '' });
  });

  test('finds what is missing, strange, overdue, not yet active or made by a wrong clock', async () => {
    const late = { created: '2100-01-01T00:00:00Z', activateAt: '2100-01-01T00:00:00Z' };
    const text = ringText(
      { [images]: [entry(late)], 'kd-gone': [entry({ ...old, keyId: 'k2' })] },
      { rotateEvery: '90d', deployment: 'rival' },
    );
    const folder = await folderWith({ 'key-ring.yaml': text });
    const { code, stdout } = await keys(folder, ['check', '--json']);
    const { findings } = JSON.parse(stdout) as { findings: { kind: string; domain?: string }[] };
    expect(code).toBe(1);
    expect(findings.map(({ kind, domain }) => [kind, domain])).toEqual([
      ['other-deployment', undefined],
      ['not-active', images],
      ['no-key', billing],
      ['unknown-domain', 'kd-gone'],
      ['overdue', 'kd-gone'],
      ['from-the-future', images],
    ]);
  });

  test('finds a ring that others may read', async () => {
    const folder = await folderWith();
    await keys(folder, ['create', '--all']);
    await chmod(join(folder, 'key-ring.yaml'), 0o644);
    const { code, stdout } = await keys(folder, ['check']);
    expect({ code, isSaid: stdout.includes('others than its owner may read it') }).toEqual({ code: 1, isSaid: true });
  });

  test('finds a key that AWS KMS does not answer for, and asks for none with --offline', async () => {
    const folder = await folderWith();
    await keys(folder, ['create', '--all', '--kms-key', arn]);
    expect((await keys(folder, ['check', '--offline'])).code).toBe(0);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'nobody');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'nothing');
    const { code, stdout } = await keys(folder, ['check', '--kms-endpoint', 'http://127.0.0.1:1']);
    expect(code).toBe(1);
    expect(stdout).toContain(`provider  ${images} version 1 makes no data key: AWS KMS`);
  });
});
