import type { DataKey } from './envelope/data-key.ts';

export interface CacheOptions {
  /** Data keys kept at once; the one that was used longest ago goes first. */
  readonly entries: number;
  /** Milliseconds after which a data key is unwrapped anew. */
  readonly maximumAge: number;
  /** Milliseconds an older one still serves while its provider does not answer. */
  readonly serveWhileUnavailable: number;
  /** Milliseconds a provider's refusal is remembered. */
  readonly refusalAge: number;
}

export interface CachedKey {
  readonly key: DataKey;
  readonly since: number;
}

/** Unwrapped data keys in memory. Each is zeroed when it leaves, so whoever finds one uses it at once and keeps nothing. */
export class DataKeyCache {
  readonly #options: CacheOptions;
  /** By everything that is authenticated, the hash of the wrapped key among it; the least recently used first. */
  readonly #byIdentity = new Map<string, CachedKey>();
  /** By the wrapped key alone: quicker to find, and its payloads have yet to be compared with all that it stands for. */
  readonly #byWrapped = new Map<string, CachedKey>();
  #latest: CachedKey | undefined;

  constructor(options: CacheOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#byIdentity.size;
  }

  findByWrapped(wrapped: Buffer): CachedKey | undefined {
    const latest = this.#latest;
    if (latest?.key.header.wrapped.equals(wrapped) === true) return latest;
    return this.#used(this.#byWrapped.get(wrapped.toString('latin1')));
  }

  find(additional: Buffer): CachedKey | undefined {
    return this.#used(this.#byIdentity.get(additional.toString('latin1')));
  }

  isServing({ since }: CachedKey, now: number, isProviderDown: boolean): boolean {
    const { maximumAge, serveWhileUnavailable } = this.#options;
    return now - since < (isProviderDown ? maximumAge + serveWhileUnavailable : maximumAge);
  }

  /** Takes the key over. */
  put(key: DataKey, now: number): void {
    const identity = key.additional.toString('latin1');
    this.#remove(identity);
    const entry = { key, since: now };
    this.#byIdentity.set(identity, entry);
    this.#byWrapped.set(key.header.wrapped.toString('latin1'), entry);
    const { entries, maximumAge, serveWhileUnavailable } = this.#options;
    for (const [oldest, { since }] of this.#byIdentity) {
      if (this.#byIdentity.size <= entries && now - since < maximumAge + serveWhileUnavailable) break;
      this.#remove(oldest);
    }
  }

  keepOnly(isKept: (key: DataKey) => boolean): void {
    for (const [identity, { key }] of this.#byIdentity) if (!isKept(key)) this.#remove(identity);
  }

  #used(entry: CachedKey | undefined): CachedKey | undefined {
    if (entry === undefined) return undefined;
    const identity = entry.key.additional.toString('latin1');
    this.#byIdentity.delete(identity);
    this.#byIdentity.set(identity, entry);
    this.#latest = entry;
    return entry;
  }

  #remove(identity: string): void {
    const entry = this.#byIdentity.get(identity);
    if (entry === undefined) return;
    this.#byIdentity.delete(identity);
    this.#byWrapped.delete(entry.key.header.wrapped.toString('latin1'));
    if (this.#latest === entry) this.#latest = undefined;
    entry.key.erase();
  }
}
