import { describe, expect, test } from 'vitest';
import { decoded, opened, payload, sealed } from './payloads.ts';
import { day, hour, keysAtWork, minute, ringOf, ringVersion } from './rings.ts';

const domain = 'kd-images-production-eu';
const ring = ringOf({ [domain]: [ringVersion(domain, 1)] });

function wrappedOf(bytes: Buffer): string {
  return Buffer.from(decoded(bytes).metadata['mt-data-key'] ?? '').toString('hex');
}

describe('a data key', () => {
  test('is made once for many calls at the same time, and serves all that follow', async () => {
    const { keys, provider } = keysAtWork(ring);
    const outcomes = await Promise.all(Array.from({ length: 20 }, async () => await keys.domain(domain).prepare()));
    expect(new Set(outcomes.map((outcome) => outcome?.kind))).toEqual(new Set(['ready']));
    expect(keys.domain(domain).prepare()).toBeUndefined();
    expect(provider.calls).toEqual(['generate']);
  });

  test('is replaced in the background before a day is over, and no call waits for it', async () => {
    const { keys, pass } = keysAtWork(ring);
    const first = await sealed(keys.domain(domain));
    pass(day - 1);
    expect(keys.domain(domain).prepare()).toBeUndefined();
    expect(wrappedOf(await sealed(keys.domain(domain)))).toBe(wrappedOf(first));
    await new Promise(setImmediate);
    expect(wrappedOf(await sealed(keys.domain(domain)))).not.toBe(wrappedOf(first));
  });

  test('of an idle domain is not used when its day is over', async () => {
    const { keys, pass } = keysAtWork(ring);
    const first = await sealed(keys.domain(domain));
    pass(day);
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(wrappedOf(await sealed(keys.domain(domain)))).not.toBe(wrappedOf(first));
  });

  test('seals no more payloads than it may', async () => {
    const { keys } = keysAtWork(ring, { dataKey: { maximumPayloads: 3 } });
    const first = await sealed(keys.domain(domain));
    keys.domain(domain).seal(payload());
    keys.domain(domain).seal(payload());
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(wrappedOf(await sealed(keys.domain(domain)))).not.toBe(wrappedOf(first));
  });

  test('may not be configured to live longer than a day', async () => {
    const { keys, pass } = keysAtWork(ring, { dataKey: { maximumAge: 30 * day } });
    await sealed(keys.domain(domain));
    pass(day);
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
  });

  test('is replaced when the clock was set back, and serves meanwhile', async () => {
    const { keys, pass } = keysAtWork(ring);
    pass(hour);
    const first = await sealed(keys.domain(domain));
    pass(-minute);
    expect(keys.domain(domain).prepare()).toBeUndefined();
    await new Promise(setImmediate);
    expect(wrappedOf(await sealed(keys.domain(domain)))).not.toBe(wrappedOf(first));
  });

  test('of one process is not that of another', async () => {
    const [one, other] = await Promise.all([sealed(keysAtWork(ring).keys.domain(domain)), sealed(keysAtWork(ring).keys.domain(domain))]);
    expect(wrappedOf(one)).not.toBe(wrappedOf(other));
  });

  test('has another nonce for every payload, over more of them than are drawn at once', async () => {
    const { keys } = keysAtWork(ring);
    const plain = payload();
    await keys.domain(domain).prepare();
    const nonces = Array.from({ length: 3_000 }, () => {
      const outcome = keys.domain(domain).seal(plain);
      return outcome.kind === 'sealed' ? outcome.payload.subarray(-(12 + plain.length + 16)).toString('latin1', 0, 12) : outcome.kind;
    });
    expect(new Set(nonces).size).toBe(3_000);
  });
});

describe('while the provider does not answer', () => {
  test('a domain without a data key cannot seal, and says so', async () => {
    const { keys, provider } = keysAtWork(ring);
    provider.isDown = true;
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'unavailable', detail: 'switched off' });
    expect(keys.domain(domain).isProviderDown).toBe(true);
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
  });

  test('a data key serves on for as long as configured, and no longer', async () => {
    const { keys, provider, pass } = keysAtWork(ring, { cache: { serveWhileUnavailable: 2 * hour } });
    await sealed(keys.domain(domain));
    provider.isDown = true;
    pass(day);
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'ready' });
    expect(keys.domain(domain).seal(payload()).kind).toBe('sealed');
    pass(2 * hour - 1);
    expect(keys.domain(domain).seal(payload()).kind).toBe('sealed');
    pass(1);
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(await keys.domain(domain).prepare()).toMatchObject({ kind: 'unavailable' });
  });

  test('what is in memory is opened, what is not cannot be had', async () => {
    const { keys, provider } = keysAtWork(ring, { cache: { maximumAge: hour } });
    const known = await sealed(keys.domain(domain));
    const unknown = await sealed(keysAtWork(ring).keys.domain(domain));
    provider.isDown = true;
    const missing = keys.domain(domain).open(unknown);
    if (missing.kind !== 'missing') throw new Error(missing.kind);
    expect(await keys.domain(domain).fetch([missing.key])).toMatchObject({ kind: 'unavailable' });
    expect(keys.domain(domain).open(known)).toMatchObject({ kind: 'opened' });
    expect(keys.domain(domain).open(unknown)).toMatchObject({ kind: 'missing' });
  });

  test('a data key that is to be unwrapped anew opens on for as long as configured', async () => {
    const { keys, provider, pass } = keysAtWork(ring, { cache: { maximumAge: hour, serveWhileUnavailable: hour } });
    const bytes = await sealed(keys.domain(domain));
    pass(hour);
    const stale = keys.domain(domain).open(bytes);
    expect(stale.kind).toBe('missing');
    provider.isDown = true;
    expect(await opened(keys.domain(domain), bytes)).toMatchObject({ kind: 'opened' });
    pass(hour);
    expect(keys.domain(domain).open(bytes).kind).toBe('missing');
  });

  test('it is not asked by every call, and is found again when it answers', async () => {
    const { keys, provider, pass } = keysAtWork(ring);
    provider.isDown = true;
    for (let call = 0; call < 10; call += 1) await keys.domain(domain).prepare();
    expect(provider.calls).toHaveLength(1);
    provider.isDown = false;
    pass(minute);
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'ready' });
    expect(keys.domain(domain).isProviderDown).toBe(false);
  });

  test('one domain does not suffer from the provider of another', async () => {
    const other = 'kd-billing-production-eu';
    const both = ringOf({ [domain]: [ringVersion(domain, 1)], [other]: [ringVersion(other, 1, { provider: 'gone' })] });
    const { keys } = keysAtWork(both);
    expect(await keys.domain(other).prepare()).toEqual({ kind: 'refused', detail: `version 1 of ${other} needs the provider gone` });
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'ready' });
  });

  test('a provider that throws is one that does not answer', async () => {
    const thrower = {
      name: 'local',
      generate: () => Promise.reject(new Error('a bug')),
      unwrap: () => Promise.reject(new Error('a bug')),
      close: () => undefined,
    };
    const { keys } = keysAtWork(ring, { providers: [thrower] });
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'unavailable', detail: 'the provider failed: a bug' });
  });
});

describe('while the provider refuses', () => {
  test('a data key serves its own time and no grace', async () => {
    const { keys, provider, pass } = keysAtWork(ring);
    await sealed(keys.domain(domain));
    provider.refusal = 'disabled';
    pass(day - 1);
    expect(keys.domain(domain).prepare()).toBeUndefined();
    await new Promise(setImmediate);
    expect(keys.domain(domain).seal(payload()).kind).toBe('sealed');
    pass(1);
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(await keys.domain(domain).prepare()).toMatchObject({ kind: 'refused' });
  });

  test.each([
    { refusal: 'invalid', reason: 'tampered', fetched: 'ready' },
    { refusal: 'unknown-key', reason: 'unknown-key', fetched: 'ready' },
    { refusal: 'denied', reason: 'unknown-key', fetched: 'refused' },
    { refusal: 'disabled', reason: 'retired-key', fetched: 'refused' },
  ] as const)(
    'opening is refused as $reason when the answer is $refusal, without asking again at once',
    async ({ refusal, reason, fetched }) => {
      const { keys, provider, pass } = keysAtWork(ring, { cache: { refusalAge: minute } });
      const bytes = await sealed(keysAtWork(ring).keys.domain(domain));
      provider.refusal = refusal;
      const missing = keys.domain(domain).open(bytes);
      expect(missing.kind === 'missing' && (await keys.domain(domain).fetch([missing.key])).kind).toBe(fetched);
      expect(await opened(keys.domain(domain), bytes)).toMatchObject({ kind: 'refused', reason });
      expect(provider.calls).toEqual(['unwrap']);
      provider.refusal = undefined;
      pass(minute);
      expect(await opened(keys.domain(domain), bytes)).toMatchObject({ kind: 'opened' });
    },
  );
});
