import { randomFillSync } from 'node:crypto';
import { awsKmsProvider } from './aws-kms.ts';
import { localProvider } from './local.ts';
import type { KeyProvider } from './provider.ts';

/** One of `spec.keys.providers` in a proxy's config. */
export type ProviderConfig =
  | { readonly name: string; readonly kind: 'local' }
  | { readonly name: string; readonly kind: 'aws-kms'; readonly region: string; readonly endpoint?: string | undefined };

export function makeProvider(config: ProviderConfig): KeyProvider {
  return config.kind === 'local' ? localProvider(config.name, (bytes) => void randomFillSync(bytes)) : awsKmsProvider(config);
}
