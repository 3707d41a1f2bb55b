import { DataKey } from './envelope/data-key.ts';
import { additionalData, type SealedHeader } from './envelope/header.ts';
import { findVersion, isInUse, type KeysContext } from './keys-context.ts';
import type { KeysOutcome, MissingKey, PayloadRefusal } from './outcomes.ts';
import type { ProviderFailure } from './providers/provider.ts';

interface Refusal {
  readonly until: number;
  readonly refusal: PayloadRefusal;
}

const ready: KeysOutcome = { kind: 'ready' };

/** Most refusals remembered at once: whoever sends payloads with made-up keys must not fill the memory. */
const maximumRefusals = 1_000;
/** Nor keep a provider so busy that nobody else is answered. */
const maximumUnderWay = 1_000;
/** Nor ask it for thousands of them by one message: keys of one are fetched so many at a time, and no more once one is refused. */
const atOnce = 32;

/** Brings wrapped data keys into the cache; whoever asks for one that is under way waits with the others. */
export class Unwrapping {
  readonly #context: KeysContext;
  readonly #refusalAge: number;
  readonly #underWay = new Map<string, Promise<KeysOutcome>>();
  readonly #refused = new Map<string, Refusal>();

  constructor(context: KeysContext, refusalAge: number) {
    this.#context = context;
    this.#refusalAge = refusalAge;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  refusalOf(additional: Buffer): PayloadRefusal | undefined {
    return this.#refusalOf(additional.toString('latin1'));
  }

  #refusalOf(identity: string): PayloadRefusal | undefined {
    const found = this.#refused.get(identity);
    return found !== undefined && this.#context.now() < found.until ? found.refusal : undefined;
  }

  /** Unavailable if any of them is; never rejects. */
  async fetch(missing: readonly MissingKey[]): Promise<KeysOutcome> {
    const wanted = [...new Map(missing.map((key) => [this.#identityOf(key), key]))];
    for (let at = 0; at < wanted.length; at += atOnce) {
      const some = wanted.slice(at, at + atOnce);
      const outcomes = await Promise.all(some.map(async ([identity, key]) => await this.#fetchOne(identity, key)));
      const failure = outcomes.find(({ kind }) => kind === 'unavailable') ?? outcomes.find(({ kind }) => kind === 'refused');
      if (failure !== undefined) return failure;
      if (some.some(([identity]) => this.#refusalOf(identity) !== undefined)) return ready;
    }
    return ready;
  }

  #identityOf(key: MissingKey): string {
    return additionalData({ ...key, deployment: this.#context.deployment }).toString('latin1');
  }

  /** A ring that was loaded anew may know what the last one did not. */
  forgetRefusals(): void {
    this.#refused.clear();
  }

  async #fetchOne(identity: string, missing: MissingKey): Promise<KeysOutcome> {
    const header = { ...missing, deployment: this.#context.deployment };
    const known = this.#underWay.get(identity);
    if (known !== undefined) return await known;
    if (this.#underWay.size >= maximumUnderWay)
      return { kind: 'unavailable', detail: `${maximumUnderWay} data keys are being unwrapped already` };
    const unwrapping = this.#unwrap(header, identity);
    this.#underWay.set(identity, unwrapping);
    const outcome = await unwrapping;
    this.#underWay.delete(identity);
    return outcome;
  }

  async #unwrap(header: SealedHeader, identity: string): Promise<KeysOutcome> {
    const { ring, providers, deployment, cache, health, now, observe } = this.#context;
    const { domain, keyVersion, wrapped } = header;
    const version = findVersion(ring, header);
    const provider = version === undefined ? undefined : providers.get(version.provider);
    if (version === undefined || provider === undefined) {
      return { kind: 'refused', detail: `version ${keyVersion} of ${domain} is not in the key ring, or its provider is not configured` };
    }
    const unwrapped = await provider.unwrap(version, wrapped, { deployment, domain });
    if (unwrapped.kind !== 'unwrapped') {
      const { kind: failure, detail } = unwrapped;
      observe({ kind: 'provider-failed', domain, keyVersion, provider: version.provider, operation: 'unwrap', failure, detail });
      return this.#failed(unwrapped, header, identity);
    }
    health.answered(domain);
    const key = new DataKey(header, unwrapped.key);
    if (this.#context.isClosed) {
      key.erase();
      return { kind: 'unavailable', detail: 'the keys are closed' };
    }
    // The ring may have been loaded anew meanwhile; then the call that asks again hears of it.
    if (!isInUse(this.#context.ring, header)) {
      key.erase();
      return ready;
    }
    cache.put(key, now());
    observe({ kind: 'data-key-unwrapped', domain, keyVersion });
    return ready;
  }

  #failed(failure: ProviderFailure, { domain }: SealedHeader, identity: string): KeysOutcome {
    const { health, now } = this.#context;
    if (failure.kind === 'unavailable') {
      health.failed(domain, failure, now());
      return failure;
    }
    const reason = failure.reason === 'invalid' ? 'tampered' : failure.reason === 'disabled' ? 'retired-key' : 'unknown-key';
    const [oldest] = this.#refused.keys();
    if (this.#refused.size >= maximumRefusals && oldest !== undefined) this.#refused.delete(oldest);
    this.#refused.set(identity, { until: now() + this.#refusalAge, refusal: { kind: 'refused', reason, detail: failure.detail } });
    // That it is no key of ours is about the payload: the call that asks again says so. That we may not use it is about us.
    return failure.reason === 'invalid' || failure.reason === 'unknown-key' ? ready : { kind: 'refused', detail: failure.detail };
  }
}
