import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EncryptionContext, KeyProvider } from '../../src/keys/providers/provider.ts';
import type { RingVersion } from '../../src/keys/keys.ts';

/** How a provider that cannot do its work is to be met with. */
export type Fault = 'not-listening' | 'silent' | 'throttling' | 'failing' | 'denying' | 'disabling';

/** A provider with what it takes to put it into every state of the suite. */
export interface ProviderAtWork {
  provider: KeyProvider;
  /** A version with a new key of the provider. */
  newVersion(): Promise<RingVersion>;
  /** One whose key the provider does not have. */
  unknownVersion(): RingVersion;
  /** Has the provider itself replace what is behind the version's key. */
  rotate(version: RingVersion): Promise<void>;
  /** Of a provider that is asked over a network; every question has to end by itself. */
  remote?: {
    /** The same provider, with this in its way. */
    withFault(fault: Fault): KeyProvider;
  };
  close(): Promise<void>;
}

const context: EncryptionContext = { deployment: 'acme', domain: 'kd-images-production-eu' };

/** What every provider of data keys has to do. A new one is ready when it passes. */
export function providerConformance(start: () => Promise<ProviderAtWork>, { isRemote }: { isRemote: boolean }): void {
  let at: ProviderAtWork;
  let version: RingVersion;

  beforeAll(async () => {
    at = await start();
    version = await at.newVersion();
  });
  afterAll(async () => await at.close());

  async function generated(of = version, provider = at.provider) {
    const outcome = await provider.generate(of, context);
    if (outcome.kind !== 'generated') throw new Error(outcome.detail);
    return outcome;
  }

  test('makes another data key of 32 bytes each time, and does not show it in what is wrapped', async () => {
    const [one, two] = [await generated(), await generated()];
    expect([one.key.length, two.key.length]).toEqual([32, 32]);
    expect(one.key.reveal().equals(two.key.reveal())).toBe(false);
    expect(one.wrapped.includes(one.key.reveal().subarray(0, 8))).toBe(false);
    expect(one.wrapped.length).toBeLessThanOrEqual(6_144);
  });

  test('unwraps what it has wrapped', async () => {
    const { key, wrapped } = await generated();
    const outcome = await at.provider.unwrap(version, wrapped, context);
    expect(outcome.kind === 'unwrapped' && outcome.key.reveal().equals(key.reveal())).toBe(true);
  });

  test.each([
    { title: 'deployment', other: { ...context, deployment: 'rival' } },
    { title: 'key domain', other: { ...context, domain: 'kd-billing-production-eu' } },
  ])('does not unwrap for another $title', async ({ other }) => {
    const { wrapped } = await generated();
    expect(await at.provider.unwrap(version, wrapped, other)).toMatchObject({ kind: 'refused', reason: 'invalid' });
  });

  test('does not unwrap by one key what another has wrapped', async () => {
    const { wrapped } = await generated();
    // Whether the key is wrong or may not be used for it, providers tell in their own ways.
    expect(await at.provider.unwrap(await at.newVersion(), wrapped, context)).toMatchObject({ kind: 'refused' });
  });

  test('does not unwrap what was changed, cut off or made up', async () => {
    const { wrapped } = await generated();
    const changed = Buffer.from(wrapped);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    for (const wrong of [changed, wrapped.subarray(0, -1), Buffer.concat([wrapped, Buffer.from([0])]), Buffer.alloc(60, 7)]) {
      expect(await at.provider.unwrap(version, wrong, context)).toMatchObject({ kind: 'refused', reason: 'invalid' });
    }
  });

  test('says of a key it does not have that it is unknown', async () => {
    const { wrapped } = await generated();
    expect(await at.provider.generate(at.unknownVersion(), context)).toMatchObject({ kind: 'refused', reason: 'unknown-key' });
    expect(await at.provider.unwrap(at.unknownVersion(), wrapped, context)).toMatchObject({ kind: 'refused', reason: 'unknown-key' });
  });

  test('unwraps after the provider has replaced what is behind the key, and goes on making data keys', async () => {
    const before = await generated();
    await at.rotate(version);
    const after = await generated();
    for (const { key, wrapped } of [before, after]) {
      const outcome = await at.provider.unwrap(version, wrapped, context);
      expect(outcome.kind === 'unwrapped' && outcome.key.reveal().equals(key.reveal())).toBe(true);
    }
  });

  test('answers many questions at the same time, each with its own key', async () => {
    const made = await Promise.all(Array.from({ length: 20 }, async () => await generated()));
    const back = await Promise.all(made.map(async ({ wrapped }) => await at.provider.unwrap(version, wrapped, context)));
    expect(back.map((outcome, index) => outcome.kind === 'unwrapped' && outcome.key.reveal().equals(made[index]!.key.reveal()))).toEqual(
      made.map(() => true),
    );
  });

  if (!isRemote) return;

  describe('over a network', () => {
    test.each([
      { fault: 'not-listening', kind: 'unavailable' },
      { fault: 'silent', kind: 'unavailable' },
      { fault: 'throttling', kind: 'unavailable' },
      { fault: 'failing', kind: 'unavailable' },
      { fault: 'denying', kind: 'refused', reason: 'denied' },
      { fault: 'disabling', kind: 'refused', reason: 'disabled' },
    ] as const)('a provider that is $fault ends as $kind, without a key in what it says', async ({ fault, ...expected }) => {
      const { remote } = at;
      const { key, wrapped } = await generated();
      const provider = remote!.withFault(fault);
      const outcomes = [await provider.generate(version, context), await provider.unwrap(version, wrapped, context)];
      expect(outcomes).toMatchObject([expected, expected]);
      for (const form of ['hex', 'base64', 'latin1'] as const) expect(JSON.stringify(outcomes)).not.toContain(key.reveal().toString(form));
      provider.close();
    });
  });
}
