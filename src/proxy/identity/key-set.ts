import type { LocalJWKSet } from 'jose';
import type { KeyPlace } from './compile.ts';
import { fetchKeys, type FetchKeysInput } from './fetch-keys.ts';

/** The signing keys of one issuer, fetched when they are needed and again when they may have changed. */
export interface KeySet {
  /** At once when keys are at hand. Never rejects; `undefined` when there are none. */
  current(): LocalJWKSet | undefined | Promise<LocalJWKSet | undefined>;
  /** After a token was signed by a key that is not among them: fetched again, but not again and again. Never rejects. */
  renewed(): Promise<LocalJWKSet | undefined>;
  /** The issuer did not answer when it was last asked, so what is at hand may be out of date. */
  isUnreachable(): boolean;
}

/** Those of every issuer. They outlive a reload of the config: an issuer that is down then does not lock out anybody. */
export interface KeySets {
  of(place: KeyPlace, options: { development: boolean }): KeySet;
}

/** `pino` and alike. */
export interface IdentityLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
}

export interface KeySetDeps extends Pick<FetchKeysInput, 'fetch' | 'readText'> {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly log: IdentityLog;
}

const minute = 60_000;
/** Age at which keys are fetched again while those at hand go on serving, so that a withdrawn key is dropped. */
const refreshAfter = 10 * minute;
/** Longest that keys serve while their issuer does not answer. */
const usableFor = 24 * 60 * minute;
/** Least time between two fetches: tokens with made-up key ids come at whatever rate a stranger likes. */
const cooldown = { answered: 10_000, failed: 5_000 };

export function createKeySets(deps: KeySetDeps): KeySets {
  const sets = new Map<string, KeySet>();
  return {
    of(place, { development }) {
      const key = JSON.stringify([place.issuer, place.jwksUri, place.authorities, place.token, development]);
      const set = sets.get(key) ?? createKeySet({ ...deps, place, development });
      sets.set(key, set);
      return set;
    },
  };
}

function createKeySet(input: KeySetDeps & FetchKeysInput): KeySet {
  const { place, clock, log } = input;
  let keys: LocalJWKSet | undefined;
  let fetchedAt = 0;
  let notBefore = 0;
  let failed = false;
  let running: Promise<void> | undefined;

  const usable = () => (clock() - fetchedAt < usableFor ? keys : undefined);
  const fetchNow = async () => {
    try {
      keys = await fetchKeys(input);
      fetchedAt = clock();
      if (failed) log.info({ issuer: place.issuer }, 'the keys of an issuer can be fetched again');
      failed = false;
    } catch (error) {
      failed = true;
      log.warn(
        { issuer: place.issuer, error: reasonOf(error), isServing: usable() !== undefined },
        'the keys of an issuer cannot be fetched',
      );
    }
    notBefore = clock() + (failed ? cooldown.failed : cooldown.answered);
    running = undefined;
  };
  const refresh = async (): Promise<void> => {
    const left = notBefore - clock();
    // More than any cooldown: the clock was set back.
    if (running === undefined && (left <= 0 || left > cooldown.answered)) running = fetchNow();
    await running;
  };
  const renewed = async () => {
    await refresh();
    return usable();
  };
  return {
    current() {
      const now = usable();
      if (now === undefined) return renewed();
      if (clock() - fetchedAt >= refreshAfter) void refresh();
      return now;
    },
    renewed,
    isUnreachable: () => failed,
  };
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.message === '' && 'code' in error ? String(error.code) : error.message;
}
