import { randomFillSync } from 'node:crypto';
import { createKeys, type KeyRing, type Keys, type KeysEvent, type KeysInput, type RingVersion } from '../../src/keys/keys.ts';
import { localProvider } from '../../src/keys/providers/local.ts';
import type { KeyProvider } from '../../src/keys/providers/provider.ts';
import { SecretBytes } from '../../src/keys/secret-bytes.ts';

export const deployment = 'acme';
export const start = Date.UTC(2026, 10, 26);
export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export function randomFill(bytes: Buffer): void {
  randomFillSync(bytes);
}

export function secret(): SecretBytes {
  const bytes = Buffer.allocUnsafeSlow(32);
  randomFillSync(bytes);
  return new SecretBytes(bytes);
}

export function ringVersion(domain: string, version: number, changes: Partial<RingVersion> = {}): RingVersion {
  return {
    domain,
    version,
    keyId: `key-${domain}-${version}`,
    provider: 'local',
    created: start,
    activateAt: start,
    retired: undefined,
    material: secret(),
    reference: undefined,
    ...changes,
  };
}

export function ringOf(versions: Record<string, readonly RingVersion[]>, rotateEvery?: number): KeyRing {
  const domains = Object.entries(versions).map(([id, list]) => [id, { id, rotateEvery, versions: list }] as const);
  return { deployment, domains: new Map(domains) };
}

/** The local provider with a switch. */
export interface SwitchedProvider extends KeyProvider {
  isDown: boolean;
  /** What it answers instead, while it is set. */
  refusal: 'invalid' | 'unknown-key' | 'disabled' | 'denied' | undefined;
  calls: string[];
}

export function switchedProvider(name = 'local'): SwitchedProvider {
  const real = localProvider(name, randomFill);
  const provider: SwitchedProvider = {
    name,
    isDown: false,
    refusal: undefined,
    calls: [],
    async generate(version, context) {
      return failureOf('generate') ?? (await real.generate(version, context));
    },
    async unwrap(version, wrapped, context) {
      return failureOf('unwrap') ?? (await real.unwrap(version, wrapped, context));
    },
    close: () => undefined,
  };
  const failureOf = (operation: string) => {
    provider.calls.push(operation);
    if (provider.isDown) return { kind: 'unavailable', detail: 'switched off' } as const;
    return provider.refusal === undefined
      ? undefined
      : ({ kind: 'refused', reason: provider.refusal, detail: 'switched to refuse' } as const);
  };
  return provider;
}

export interface KeysAtWork {
  keys: Keys;
  provider: SwitchedProvider;
  events: KeysEvent[];
  /** Moves the clock. */
  pass: (milliseconds: number) => void;
}

/** Keys over a ring with a clock that stands still until it is moved. */
export function keysAtWork(ring: KeyRing, changes: Partial<KeysInput> = {}, from = start): KeysAtWork {
  const provider = switchedProvider();
  const events: KeysEvent[] = [];
  let now = from;
  const keys = createKeys({
    deployment,
    flows: [],
    ring,
    providers: [provider],
    clock: () => now,
    observe: (event) => void events.push(event),
    ...changes,
  });
  return { keys, provider, events, pass: (milliseconds) => void (now += milliseconds) };
}
