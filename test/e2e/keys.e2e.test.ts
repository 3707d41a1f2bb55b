import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { stringify } from 'yaml';
import { nodeProcesses } from '../../src/adapters/processes.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { freshUser } from '../support/user.ts';

const keyDomains = [{ id: 'images-production-eu', namespace: 'images', environment: 'production', zone: 'eu' }];
const platform = { ...builtinPlatform, spec: { ...builtinPlatform.spec, encryption: { deployment: 'packed', keyDomains } } };
const key = 'arn:aws:kms:eu-central-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000';
const credentials = { AWS_ACCESS_KEY_ID: 'none', AWS_SECRET_ACCESS_KEY: 'none' };

test('the packed tool asks AWS KMS, whose library is in the package', async () => {
  const [cwd, home] = [await temporaryFolder(), await temporaryFolder()];
  await writeFile(join(cwd, 'temporal-platform.yaml'), stringify(platform, { aliasDuplicateObjects: false }));
  const keys = async (...args: string[]) =>
    await nodeProcesses.run('npx', ['--yes', '--package', `file:${inject('tarball')}`, 'temporal-platform', 'keys', ...args], {
      cwd,
      env: { ...freshUser(home), ...credentials },
    });
  expect(await keys('create', '--all', '--kms-key', key)).toMatchObject({ exitCode: 0 });
  // Nobody listens on this port, so it is the library that says so.
  const { exitCode, stdout } = await keys('check', '--kms-endpoint', 'http://127.0.0.1:1');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('ECONNREFUSED');
});
