import type { RingVersion } from '../ring/ring.ts';
import type { SecretBytes } from '../secret-bytes.ts';

/** Bound to every wrapped data key: one that was wrapped for another deployment or domain does not unwrap. */
export interface EncryptionContext {
  readonly deployment: string;
  readonly domain: string;
}

/** What wraps data keys. Its promises never reject, and each ends by itself within the provider's own time limit. */
export interface KeyProvider {
  /** As in the proxy's config. */
  readonly name: string;
  /** A fresh data key of 32 bytes, in clear and wrapped by this version. */
  generate(version: RingVersion, context: EncryptionContext): Promise<GenerateOutcome>;
  unwrap(version: RingVersion, wrapped: Buffer, context: EncryptionContext): Promise<UnwrapOutcome>;
  close(): void;
}

export type GenerateOutcome = { readonly kind: 'generated'; readonly key: SecretBytes; readonly wrapped: Buffer } | ProviderFailure;
export type UnwrapOutcome = { readonly kind: 'unwrapped'; readonly key: SecretBytes } | ProviderFailure;

export type ProviderFailure =
  /** Asking again later may help: no answer in time, throttled, an error of its own. */
  | { readonly kind: 'unavailable'; readonly detail: string }
  | {
      readonly kind: 'refused';
      /** `invalid`: not wrapped by this key for this context; `disabled`: the key is there and may not be used as it is. */
      readonly reason: 'invalid' | 'unknown-key' | 'disabled' | 'denied';
      /** For the log: names of keys, no key. */
      readonly detail: string;
    };
