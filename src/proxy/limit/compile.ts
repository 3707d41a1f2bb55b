import { milliseconds } from '../../domain/duration.ts';
import { lineIn } from '../routing/credential-files.ts';
import type { RateLimitsConfig } from '../routing/rate-limits-config.ts';
import type { LimitWaits } from './limit-rules.ts';

/** How limits are counted, by one config. */
export interface CompiledRateLimits {
  /** `undefined`: in this process alone. */
  readonly store: CompiledStore | undefined;
  readonly waits: LimitWaits;
}

export interface CompiledStore {
  readonly url: string;
  readonly password: string | undefined;
  /** PEM. */
  readonly authorities: Buffer | undefined;
  readonly whenUnavailable: 'open' | 'closed';
  /** Milliseconds, both. */
  readonly interval: number;
  readonly timeout: number;
}

export function compileRateLimits(
  { store, wait, backfillWait, pollWait }: RateLimitsConfig,
  contents: ReadonlyMap<string, Buffer>,
): CompiledRateLimits {
  const waits = { live: milliseconds(wait), backfill: milliseconds(backfillWait), poll: milliseconds(pollWait) };
  if (store.kind === 'memory') return { store: undefined, waits };
  const { url, whenUnavailable } = store;
  const password = contents.get(store.passwordFile ?? '');
  return {
    store: {
      url,
      password: password === undefined ? undefined : lineIn(password),
      authorities: contents.get(store.authorities ?? ''),
      whenUnavailable,
      interval: milliseconds(store.interval),
      timeout: milliseconds(store.timeout),
    },
    waits,
  };
}
