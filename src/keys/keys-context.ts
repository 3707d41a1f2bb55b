import type { DataKeyCache } from './data-key-cache.ts';
import type { KeyProvider, ProviderFailure } from './providers/provider.ts';
import type { KeyRing, RingVersion } from './ring/ring.ts';

/** For logs and metrics; no event holds a key or a payload. */
export type KeysEvent =
  | { readonly kind: 'data-key-made'; readonly domain: string; readonly keyVersion: number }
  | { readonly kind: 'data-key-unwrapped'; readonly domain: string; readonly keyVersion: number }
  | {
      readonly kind: 'provider-failed';
      readonly domain: string;
      readonly keyVersion: number;
      readonly provider: string;
      readonly operation: 'generate' | 'unwrap';
      readonly failure: ProviderFailure['kind'];
      readonly detail: string;
    };

/** What the domains of one process share. */
export interface KeysContext {
  readonly deployment: string;
  ring: KeyRing;
  /** From the domain that opens to those whose payloads it may open besides its own. */
  flows: ReadonlyMap<string, ReadonlySet<string>>;
  readonly providers: ReadonlyMap<string, KeyProvider>;
  readonly dataKey: { readonly maximumAge: number; readonly maximumPayloads: number };
  readonly serveWhileUnavailable: number;
  readonly cache: DataKeyCache;
  readonly health: ProviderHealth;
  readonly now: () => number;
  readonly random: (bytes: Buffer) => void;
  readonly nonce: () => Buffer;
  readonly observe: (event: KeysEvent) => void;
  isClosed: boolean;
}

const firstPause = 1_000;
const longestPause = 30_000;

/** Which domains' providers have not answered when they were last asked, and when they may be asked again. */
export class ProviderHealth {
  readonly #failing = new Map<string, { failures: number; retryAt: number; failure: ProviderFailure }>();

  isDown(domain: string): boolean {
    return this.#failing.get(domain)?.failure.kind === 'unavailable';
  }

  /** What came of asking last, while it is too early to ask again. */
  recentFailure(domain: string, now: number): ProviderFailure | undefined {
    const failing = this.#failing.get(domain);
    return failing !== undefined && now < failing.retryAt ? failing.failure : undefined;
  }

  failed(domain: string, failure: ProviderFailure, now: number): void {
    const failures = (this.#failing.get(domain)?.failures ?? 0) + 1;
    const pause = Math.min(longestPause, firstPause * 2 ** Math.min(failures - 1, 10));
    this.#failing.set(domain, { failures, failure, retryAt: now + pause });
  }

  answered(domain: string): void {
    this.#failing.delete(domain);
  }
}

/** Whether a ring still opens what is sealed under this version. */
export function isInUse(ring: KeyRing, header: { domain: string; keyId: string; keyVersion: number }): boolean {
  const version = findVersion(ring, header);
  return version !== undefined && version.retired === undefined;
}

export function findVersion(
  ring: KeyRing,
  { domain, keyId, keyVersion }: { domain: string; keyId: string; keyVersion: number },
): RingVersion | undefined {
  return ring.domains.get(domain)?.versions.find((version) => version.version === keyVersion && version.keyId === keyId);
}
