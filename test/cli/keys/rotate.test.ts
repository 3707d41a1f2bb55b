import { existsSync, readdirSync } from 'node:fs';
import { chmod, readFile, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readKeyRing } from '../../../src/keys/keys.ts';
import { entry, ringText } from '../../keys/ring-file.ts';
import { arn, billing, folderWith, images, keys, old, ringIn } from './keys-in.ts';

describe('keys rotate', () => {
  test('adds a version that opens at once and seals a quarter of an hour later', async () => {
    const folder = await folderWith({ 'key-ring.yaml': ringText({ [images]: [entry(old)] }) });
    const before = Math.floor(Date.now() / 1000) * 1000;
    const { stdout } = await keys(folder, ['rotate', images]);
    const versions = (await ringIn(folder)).domains.get(images)?.versions ?? [];
    expect(versions.map(({ version }) => version)).toEqual([1, 2]);
    expect((versions[1]?.activateAt ?? 0) - (versions[1]?.created ?? 0)).toBe(15 * 60_000);
    expect(versions[1]?.created).toBeGreaterThanOrEqual(before);
    expect(stdout).toMatch(/version 2 of local: opens at once, seals from \d{4}-/);
  });

  test('stays with the key of AWS KMS, or moves to another or back to the ring', async () => {
    const folder = await folderWith({
      'key-ring.yaml': ringText({ [images]: [entry({ ...old, provider: 'kms', material: undefined, reference: arn })] }),
    });
    await keys(folder, ['rotate', images, '--activate-after', '0s']);
    await keys(folder, ['rotate', images, '--activate-after', '0s', '--kms-key', `${arn}2`, '--provider', 'kms']);
    await keys(folder, ['rotate', images, '--activate-after', '0s', '--provider', 'local']);
    const versions = (await ringIn(folder)).domains.get(images)?.versions ?? [];
    expect(versions.map(({ provider, reference, material }) => [provider, reference, material?.length])).toEqual([
      ['kms', arn, undefined],
      ['kms', arn, undefined],
      ['kms', `${arn}2`, undefined],
      ['local', undefined, 32],
    ]);
  });

  test('refuses a key that its provider could do nothing with, and leaves the ring as it was', async () => {
    const elsewhere = entry({ ...old, keyId: 'k2', provider: 'vault', material: undefined, reference: arn });
    const text = ringText({ [images]: [entry({ ...old, provider: 'own' })], [billing]: [elsewhere] });
    const folder = await folderWith({ 'key-ring.yaml': text });
    for (const provider of [['vault'], ['aws-kms'], ['own', '--kms-key', arn], ['local', '--kms-key', arn]]) {
      const outcome = await keys(folder, ['rotate', images, '--provider', ...provider]);
      expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('error KEY_CHANGE_REFUSED') });
    }
    expect(await readFile(join(folder, 'key-ring.yaml'), 'utf8')).toBe(text);
  });

  test('refuses another version while one waits for its time', async () => {
    const folder = await folderWith({ 'key-ring.yaml': ringText({ [images]: [entry(old)] }) });
    await keys(folder, ['rotate', images]);
    expect(await keys(folder, ['rotate', images])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`version 2 of ${images} waits for its time already`),
    });
  });

  test('with --overdue adds versions where rotateEvery asks for them alone', async () => {
    const recent = new Date().toISOString();
    const text = ringText(
      { [images]: [entry(old)], [billing]: [entry({ keyId: 'k2', created: recent, activateAt: recent })] },
      { rotateEvery: '90d' },
    );
    const folder = await folderWith({ 'key-ring.yaml': text });
    await keys(folder, ['rotate', '--overdue']);
    const ring = await ringIn(folder);
    expect([images, billing].map((id) => ring.domains.get(id)?.versions.length)).toEqual([2, 1]);
  });

  test('writes through a symbolic link and leaves the link', async () => {
    const folder = await folderWith({ 'real.yaml': ringText({ [images]: [entry(old)] }) });
    await chmod(join(folder, 'real.yaml'), 0o600);
    await symlink('real.yaml', join(folder, 'key-ring.yaml'));
    await keys(folder, ['rotate', images]);
    expect(readKeyRing(await readFile(join(folder, 'real.yaml'), 'utf8'), 'r').domains.get(images)?.versions).toHaveLength(2);
  });

  test('that was stopped by Ctrl-C leaves the ring as it was, and no lock', async () => {
    const text = ringText({ [images]: [entry(old)] });
    const folder = await folderWith({ 'key-ring.yaml': text });
    const outcome = await keys(folder, ['rotate', images], { signal: AbortSignal.abort() });
    expect(outcome).toMatchObject({ code: 130, stderr: expect.stringContaining('INTERRUPTED') });
    expect(await readFile(join(folder, 'key-ring.yaml'), 'utf8')).toBe(text);
    expect(readdirSync(folder).toSorted()).toEqual(['key-ring.yaml', 'temporal-platform.yaml']);
  });

  test('many at the same time lose no version', async () => {
    const folder = await folderWith({ 'key-ring.yaml': ringText({ [images]: [entry(old)], [billing]: [entry({ ...old, keyId: 'k2' })] }) });
    const outcomes = await Promise.all([images, billing].map(async (id) => await keys(folder, ['rotate', id])));
    const ring = await ringIn(folder);
    const made = [...ring.domains.values()].filter(({ versions }) => versions.length === 2).length;
    expect(made).toBe(outcomes.filter(({ code }) => code === 0).length);
    expect(existsSync(join(folder, 'key-ring.yaml.lock'))).toBe(false);
  });

  test('without a ring says how to make one', async () => {
    const { code, stderr } = await keys(await folderWith(), ['rotate', images]);
    expect({ code, hint: stderr.includes('make one with `keys create`') }).toEqual({ code: 2, hint: true });
  });
});
