import { describe, expect, test } from 'vitest';
import { opened, payload, sealed } from './payloads.ts';
import { keysAtWork, ringOf, ringVersion } from './rings.ts';

const domain = 'kd-images-production-eu';
const ring = ringOf({ [domain]: [ringVersion(domain, 1)] });

describe('the keys in memory', () => {
  test('are fetched once for all who miss one at the same time', async () => {
    const { keys, provider } = keysAtWork(ring);
    const bytes = await sealed(keysAtWork(ring).keys.domain(domain));
    const outcomes = await Promise.all(Array.from({ length: 20 }, async () => await opened(keys.domain(domain), bytes)));
    expect(outcomes.every(({ kind }) => kind === 'opened')).toBe(true);
    expect(provider.calls).toEqual(['unwrap']);
  });

  const madeUp = Array.from({ length: 1_001 }, (_, index) => {
    const wrapped = Buffer.alloc(60);
    wrapped.writeUInt32BE(index);
    return { domain, keyId: `key-${domain}-1`, keyVersion: 1, wrapped };
  });

  test('are fetched no more than a thousand at a time, whatever callers make up', async () => {
    const { keys, provider } = keysAtWork(ring);
    const outcomes = await Promise.all(madeUp.map(async (key) => await keys.domain(domain).fetch([key])));
    expect(outcomes.at(-1)).toEqual({ kind: 'unavailable', detail: '1000 data keys are being unwrapped already' });
    expect(provider.calls).toHaveLength(1_000);
    expect(keys.counts().unwrapsUnderWay).toBe(0);
  });

  test('of one message are fetched a few at a time, and no more once one of them is made up', async () => {
    const { keys, provider } = keysAtWork(ring);
    expect(await keys.domain(domain).fetch(madeUp)).toEqual({ kind: 'ready' });
    expect(provider.calls).toHaveLength(32);
  });

  test('of one message are all fetched when each is there, and each of them once', async () => {
    const { keys, provider } = keysAtWork(ring);
    const payloads = await Promise.all(Array.from({ length: 70 }, async () => await sealed(keysAtWork(ring).keys.domain(domain))));
    const missing = [...payloads, ...payloads].map((bytes) => keys.domain(domain).open(bytes));
    expect(await keys.domain(domain).fetch(missing.flatMap((outcome) => (outcome.kind === 'missing' ? [outcome.key] : [])))).toEqual({
      kind: 'ready',
    });
    expect(provider.calls).toHaveLength(70);
    expect(payloads.map((bytes) => keys.domain(domain).open(bytes).kind)).toEqual(payloads.map(() => 'opened'));
  });

  test('are no more than configured; the one used longest ago goes', async () => {
    const { keys } = keysAtWork(ring, { cache: { entries: 2 } });
    const [one, two, three] = await Promise.all([1, 2, 3].map(async () => await sealed(keysAtWork(ring).keys.domain(domain))));
    await opened(keys.domain(domain), one!);
    await opened(keys.domain(domain), two!);
    keys.domain(domain).open(one!);
    await opened(keys.domain(domain), three!);
    expect(keys.counts().cachedDataKeys).toBe(2);
    expect([one!, two!, three!].map((bytes) => keys.domain(domain).open(bytes).kind)).toEqual(['opened', 'missing', 'opened']);
  });

  test('are gone when the keys are closed', async () => {
    const { keys, provider } = keysAtWork(ring);
    const bytes = await sealed(keys.domain(domain));
    keys.close();
    expect(keys.domain(domain).open(bytes).kind).toBe('missing');
    expect(keys.domain(domain).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(keys.counts().cachedDataKeys).toBe(0);
    expect(await keys.domain(domain).prepare()).toEqual({ kind: 'unavailable', detail: 'the keys are closed' });
    expect(provider.calls).toEqual(['generate']);
  });

  test('are told of as they come and fail, without any key', async () => {
    const { keys, provider, events } = keysAtWork(ring);
    await sealed(keys.domain(domain));
    const foreign = await sealed(keysAtWork(ring).keys.domain(domain));
    await opened(keys.domain(domain), foreign);
    provider.isDown = true;
    await opened(keys.domain(domain), await sealed(keysAtWork(ring).keys.domain(domain)));
    expect(events).toEqual([
      { kind: 'data-key-made', domain, keyVersion: 1 },
      { kind: 'data-key-unwrapped', domain, keyVersion: 1 },
      {
        kind: 'provider-failed',
        domain,
        keyVersion: 1,
        provider: 'local',
        operation: 'unwrap',
        failure: 'unavailable',
        detail: 'switched off',
      },
    ]);
  });
});
