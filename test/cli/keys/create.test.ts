import { readdirSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { entry, ringText } from '../../keys/ring-file.ts';
import { arn, billing, folderWith, images, keys, ringIn } from './keys-in.ts';

describe('keys create', () => {
  test('makes a ring that its owner alone may read, with a key for each domain of the platform', async () => {
    const folder = await folderWith();
    const { code, stdout } = await keys(folder, ['create', '--all']);
    expect({ code, lines: stdout.split('\n') }).toEqual({
      code: 0,
      lines: [
        `${images}  version 1 of local: seals as soon as a proxy has loaded it`,
        `${billing}  version 1 of local: seals as soon as a proxy has loaded it`,
      ],
    });
    expect((await stat(join(folder, 'key-ring.yaml'))).mode & 0o777).toBe(0o600);
    const ring = await ringIn(folder);
    const [one, two] = [images, billing].map((id) => ring.domains.get(id)?.versions[0]);
    expect(one?.material?.reveal().equals(two?.material?.reveal() ?? Buffer.alloc(0))).toBe(false);
    expect(one?.keyId).not.toBe(two?.keyId);
    expect(readdirSync(folder).toSorted()).toEqual(['key-ring.yaml', 'temporal-platform.yaml']);
  });

  test('adds what is missing to a ring that is there, keeps its comments, and does nothing the second time', async () => {
    const folder = await folderWith({ 'key-ring.yaml': `# ours\n${ringText({ [images]: [entry()] })}` });
    await keys(folder, ['create', '--all']);
    const text = await readFile(join(folder, 'key-ring.yaml'), 'utf8');
    expect(text.startsWith('# ours\n')).toBe(true);
    expect([...(await ringIn(folder)).domains.keys()]).toEqual([images, billing]);
    expect(await keys(folder, ['create', '--all'])).toEqual({ code: 0, stdout: '', stderr: 'keys  nothing to do' });
    expect(await readFile(join(folder, 'key-ring.yaml'), 'utf8')).toBe(text);
  });

  test('names a key of AWS KMS and puts no material beside it', async () => {
    const folder = await folderWith();
    await keys(folder, ['create', images, '--kms-key', arn]);
    expect((await ringIn(folder)).domains.get(images)?.versions[0]).toMatchObject({
      provider: 'aws-kms',
      reference: arn,
      material: undefined,
    });
  });

  test.each([
    { title: 'a domain the platform does not have', args: [`kd-else`], said: 'kd-else is not one of spec.encryption.keyDomains' },
    { title: 'a domain that has a key', args: [images], said: `${images} has a key already` },
    { title: 'no domain', args: [], said: 'no key domain is named' },
    { title: 'names beside --all', args: [billing, '--all'], said: 'key domains are named beside --all' },
    { title: 'an ARN that is none', args: [billing, '--kms-key', 'alias/x'], said: '--kms-key alias/x is no ARN of an AWS KMS key' },
    { title: 'a provider that is no name', args: [billing, '--provider', 'My KMS'], said: '--provider My KMS is no name' },
    { title: 'AWS KMS without a key', args: [billing, '--provider', 'aws-kms'], said: 'aws-kms keeps its keys itself, and none is named' },
    {
      title: 'a key of AWS KMS for a provider with keys in the ring',
      args: [billing, '--provider', 'local', '--kms-key', arn],
      said: "local has its keys in the ring, and --kms-key names another's",
    },
    { title: 'a time that is none', args: [billing, '--activate-after', 'soon'], said: '--activate-after soon is no duration' },
  ])('refuses $title and leaves the ring as it was', async ({ args, said }) => {
    const text = ringText({ [images]: [entry()] });
    const folder = await folderWith({ 'key-ring.yaml': text });
    const { code, stderr } = await keys(folder, ['create', ...args]);
    expect({ code, text: await readFile(join(folder, 'key-ring.yaml'), 'utf8') }).toEqual({ code: 2, text });
    expect(stderr).toContain(said);
  });

  test('refuses a ring of another deployment', async () => {
    const folder = await folderWith({ 'key-ring.yaml': ringText({}, { deployment: 'rival' }) });
    expect(await keys(folder, ['create', images])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is of the deployment rival'),
    });
  });

  test('refuses a platform without key domains', async () => {
    const folder = await temporaryFolder();
    const outcome = await keys(folder, ['create', images]);
    expect(outcome).toMatchObject({ code: 2, stderr: expect.stringContaining('the built-in platform has no spec.encryption') });
  });
});
