/** A wrapped data key that has to be unwrapped by its provider before a payload can be opened. */
export interface MissingKey {
  readonly domain: string;
  readonly keyId: string;
  readonly keyVersion: number;
  readonly wrapped: Buffer;
}

export type SealOutcome =
  | { kind: 'sealed'; payload: Buffer }
  /** It carried our marker, is of this domain and its tag is right: it goes on as it is. */
  | { kind: 'verbatim' }
  | { kind: 'missing'; key: MissingKey }
  /** `prepare` was not awaited, or its key has run out since. */
  | { kind: 'unprepared' }
  | PayloadRefusal;

export type OpenOutcome =
  | { kind: 'opened'; payload: Buffer }
  /** No marker of ours: it was never sealed. */
  | { kind: 'plain' }
  /** Ours, of a domain that whoever asks may not read: it stays as it is, whatever else may be wrong with it. */
  | { kind: 'withheld' }
  | { kind: 'missing'; key: MissingKey }
  | PayloadRefusal;

export interface PayloadRefusal {
  readonly kind: 'refused';
  readonly reason: 'malformed' | 'foreign-deployment' | 'foreign-domain' | 'tampered' | 'unknown-key' | 'retired-key';
  /** For the log: ids and versions, no payload. */
  readonly detail: string;
}

export type KeysOutcome = { kind: 'ready' } | { kind: 'unavailable'; detail: string } | { kind: 'refused'; detail: string };

/** Seals and opens the payloads of one key domain. Bytes are those of a serialized temporal.api.common.v1.Payload. */
export interface DomainKeys {
  readonly domain: string;
  /** `undefined` when a data key is at hand and its provider is believed to answer; else what becomes of asking for one. Never rejects. */
  prepare(): Promise<KeysOutcome> | undefined;
  /** The provider did not answer when it was last asked: keys in memory still serve, others cannot be had. */
  readonly isProviderDown?: boolean;
  /** Synchronous. */
  seal(payload: Buffer): SealOutcome;
  /** Synchronous. Opens its own domain and those with a declared flow into it; of these only `readable` ones, where that is given. */
  open(payload: Buffer, readable?: ReadonlySet<string>): OpenOutcome;
  /** Whether payloads that are sealed in that domain may be opened in this one: its own, or by a declared flow. */
  opensFrom(domain: string): boolean;
  /** Domains that a declared flow leads in from. */
  sources(): readonly string[];
  /** Unwraps keys that `seal` or `open` missed; `ready`: the same call goes through, or is refused for what its payload holds. Never rejects. */
  fetch(missing: readonly MissingKey[]): Promise<KeysOutcome>;
}
