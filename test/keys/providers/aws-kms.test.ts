import { expect, test, vi } from 'vitest';
import { awsKmsProvider } from '../../../src/keys/providers/aws-kms.ts';
import { readKeyRing } from '../../../src/keys/keys.ts';
import { entry, ringText } from '../ring-file.ts';

test('prints no warning of the AWS SDK, which would stand amid a log of JSON', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'id').stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  const warned = vi.spyOn(process, 'emitWarning').mockReturnValue();
  const reference = 'arn:aws:kms:eu-central-1:111122223333:key/1';
  const ring = readKeyRing(ringText({ kd: [entry({ provider: 'aws-kms', material: undefined, reference })] }), 'ring.yaml');
  const version = ring.domains.get('kd')?.versions[0];
  if (version === undefined) throw new Error('the ring has no version');
  const provider = awsKmsProvider({ name: 'aws-kms', region: 'eu-central-1', endpoint: 'http://127.0.0.1:9' });
  expect(await provider.generate(version, { deployment: 'acme', domain: 'kd' })).toMatchObject({ kind: 'unavailable' });
  expect(warned).not.toHaveBeenCalled();
  provider.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});
