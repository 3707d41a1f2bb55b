import { describe } from 'vitest';
import { localProvider } from '../../../src/keys/providers/local.ts';
import { providerConformance } from '../provider-conformance.ts';
import { randomFill, ringVersion } from '../rings.ts';

const domain = 'kd-images-production-eu';

describe('the local provider', () => {
  let version = 0;
  providerConformance(
    async () =>
      await Promise.resolve({
        provider: localProvider('local', randomFill),
        newVersion: async () => await Promise.resolve(ringVersion(domain, (version += 1))),
        unknownVersion: () => ringVersion(domain, 99, { material: undefined }),
        // A ring gets another version instead; that of a data key is named with it.
        rotate: async () => await Promise.resolve(),
        close: async () => await Promise.resolve(),
      }),
    { isRemote: false },
  );
});
