import { chmod, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Deps } from '../../../src/cli/deps.ts';
import { builtinPlatform } from '../../../src/domain/builtin-platform.ts';
import { readKeyRing } from '../../../src/keys/keys.ts';
import { runPlatformCli, type CommandOutcome } from '../../support/cli.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { entry, ringText } from '../../keys/ring-file.ts';

export const images = 'kd-images-production-eu';
export const billing = 'kd-billing-production-eu';
export const arn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A folder with a platform of two key domains. */
export async function folderWith(tree: Record<string, string> = {}): Promise<string> {
  const keyDomains = [
    { id: images, namespace: 'images', environment: 'production', zone: 'eu' },
    { id: billing, namespace: 'billing', environment: 'production', zone: 'eu' },
  ];
  const platform = { ...builtinPlatform, spec: { ...builtinPlatform.spec, encryption: { deployment: 'acme', keyDomains } } };
  const folder = await temporaryFolder({ 'temporal-platform.yaml': stringify(platform, { aliasDuplicateObjects: false }), ...tree });
  if ('key-ring.yaml' in tree) await chmod(join(folder, 'key-ring.yaml'), 0o600);
  return folder;
}

export async function keys(cwd: string, args: readonly string[], changes: Partial<Deps> = {}): Promise<CommandOutcome> {
  return await runPlatformCli(['keys', ...args], { cwd, ...changes });
}

export async function ringIn(folder: string) {
  return readKeyRing(await readFile(join(folder, 'key-ring.yaml'), 'utf8'), 'key-ring.yaml');
}

export const old = { created: '2020-01-01T00:00:00Z', activateAt: '2020-01-01T00:00:00Z' };
/** Version 1 has sealed until 2020-01-02, version 2 seals. */
export const twoVersions = ringText({
  [images]: [entry(old), entry({ version: 2, keyId: 'k2', created: '2020-01-02T00:00:00Z', activateAt: '2020-01-02T00:00:00Z' })],
});
