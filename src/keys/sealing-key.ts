import { DataKey } from './envelope/data-key.ts';
import { isInUse, type KeysContext } from './keys-context.ts';
import type { KeysOutcome } from './outcomes.ts';
import type { ProviderFailure } from './providers/provider.ts';
import { activeVersion, type RingVersion } from './ring/ring.ts';

interface Current {
  readonly key: DataKey;
  readonly version: RingVersion;
  readonly madeAt: number;
  readonly renewAt: number;
  payloads: number;
}

/** Share of its age and payloads after which a data key is replaced; spread so that replicas do not all ask at once. */
const renewalShare = { earliest: 0.8, spread: 0.1 };

/** The data key that one domain seals with in this process, and its renewal. */
export class SealingKey {
  readonly #domain: string;
  readonly #context: KeysContext;
  #current: Current | undefined;
  #renewal: Promise<KeysOutcome> | undefined;

  constructor(domain: string, context: KeysContext) {
    this.#domain = domain;
    this.#context = context;
  }

  /** As `DomainKeys.prepare`. */
  prepare(): Promise<KeysOutcome> | undefined {
    const now = this.#context.now();
    const isDown = this.#context.health.isDown(this.#domain);
    if (!isDown && this.#isFresh(now)) return undefined;
    const renewal = this.#renew(now);
    if (!isDown && this.#serving(now) !== undefined) return undefined;
    return renewal.then((outcome) => (this.#serving(this.#context.now()) === undefined ? outcome : ready));
  }

  /** For one payload, which is counted; `undefined` when there is none that may seal. */
  take(): DataKey | undefined {
    const current = this.#serving(this.#context.now());
    if (current === undefined) return undefined;
    current.payloads += 1;
    return current.key;
  }

  /** Forgets a key that the ring has retired or does not know. */
  recheck(): void {
    const { ring } = this.#context;
    const current = this.#current;
    if (current === undefined) return;
    const version = ring.domains.get(this.#domain)?.versions.find(({ keyId }) => keyId === current.version.keyId);
    if (version === undefined || version.retired !== undefined) this.erase();
  }

  erase(): void {
    this.#current?.key.erase();
    this.#current = undefined;
  }

  #isFresh(now: number): boolean {
    const current = this.#current;
    if (current === undefined || current.payloads >= this.#context.dataKey.maximumPayloads * renewalShare.earliest) return false;
    // A clock that was set back would keep a key for longer than it may be kept.
    if (now >= current.renewAt || now < current.madeAt) return false;
    return activeVersion(this.#context.ring.domains.get(this.#domain), now)?.keyId === current.version.keyId;
  }

  #serving(now: number): Current | undefined {
    const { dataKey, serveWhileUnavailable, health } = this.#context;
    const current = this.#current;
    if (current === undefined || current.payloads >= dataKey.maximumPayloads) return undefined;
    const grace = health.isDown(this.#domain) ? serveWhileUnavailable : 0;
    return now - current.madeAt < dataKey.maximumAge + grace ? current : undefined;
  }

  /** Joins a renewal that is under way; asks no provider that has just failed. */
  async #renew(now: number): Promise<KeysOutcome> {
    if (this.#renewal !== undefined) return await this.#renewal;
    if (this.#context.isClosed) return closed;
    const failure = this.#context.health.recentFailure(this.#domain, now);
    if (failure !== undefined) return outcomeOf(failure);
    const version = activeVersion(this.#context.ring.domains.get(this.#domain), now);
    if (version === undefined) return { kind: 'refused', detail: `the key ring has no active version for ${this.#domain}` };
    this.#renewal = this.#make(version);
    const outcome = await this.#renewal;
    this.#renewal = undefined;
    return outcome;
  }

  async #make(version: RingVersion): Promise<KeysOutcome> {
    const { deployment, providers, health, observe, cache, now } = this.#context;
    const domain = this.#domain;
    const provider = providers.get(version.provider);
    if (provider === undefined)
      return { kind: 'refused', detail: `version ${version.version} of ${domain} needs the provider ${version.provider}` };
    const generated = await provider.generate(version, { deployment, domain });
    if (generated.kind !== 'generated') {
      health.failed(domain, generated, now());
      const { kind: failure, detail } = generated;
      observe({
        kind: 'provider-failed',
        domain,
        keyVersion: version.version,
        provider: version.provider,
        operation: 'generate',
        failure,
        detail,
      });
      return outcomeOf(generated);
    }
    health.answered(domain);
    const { key: secret, wrapped } = generated;
    const key = new DataKey({ deployment, domain, keyId: version.keyId, keyVersion: version.version, wrapped }, secret);
    if (this.#context.isClosed) {
      key.erase();
      return closed;
    }
    if (isInUse(this.#context.ring, key.header)) cache.put(key.copy(), now());
    this.#use(key, version);
    observe({ kind: 'data-key-made', domain, keyVersion: version.version });
    return ready;
  }

  #use(key: DataKey, version: RingVersion): void {
    const { now, dataKey, random } = this.#context;
    const dice = Buffer.alloc(1);
    random(dice);
    const share = renewalShare.earliest + (renewalShare.spread * (dice[0] ?? 0)) / 256;
    const madeAt = now();
    this.erase();
    this.#current = { key, version, madeAt, renewAt: madeAt + dataKey.maximumAge * share, payloads: 0 };
    this.recheck();
  }
}

const ready: KeysOutcome = { kind: 'ready' };
const closed: KeysOutcome = { kind: 'unavailable', detail: 'the keys are closed' };

function outcomeOf({ kind, detail }: ProviderFailure): KeysOutcome {
  return { kind, detail };
}
