import { describe, expect, test } from 'vitest';
import { decoded, encoded, opened, payload, sealed } from './payloads.ts';
import { hour, keysAtWork, minute, ringOf, ringVersion, start, day } from './rings.ts';

const images = 'kd-images-production-eu';
const billing = 'kd-billing-production-eu';

function twoDomains() {
  return ringOf({ [images]: [ringVersion(images, 1)], [billing]: [ringVersion(billing, 1)] });
}

describe('between key domains', () => {
  test('a payload of another domain is refused in both directions', async () => {
    const { keys } = keysAtWork(twoDomains());
    const bytes = await sealed(keys.domain(images));
    expect(keys.domain(billing).open(bytes)).toMatchObject({ kind: 'refused', reason: 'foreign-domain' });
    expect(keys.domain(billing).seal(bytes)).toMatchObject({ kind: 'refused', reason: 'foreign-domain' });
  });

  test('a declared flow opens that way alone, and never takes the payload in as it is', async () => {
    const { keys } = keysAtWork(twoDomains(), { flows: [{ from: images, to: billing }] });
    const bytes = await sealed(keys.domain(images));
    expect(keys.domain(billing).open(bytes)).toEqual({ kind: 'opened', payload: payload() });
    expect(keys.domain(billing).seal(bytes)).toMatchObject({ kind: 'refused', reason: 'foreign-domain' });
    expect(keys.domain(images).open(await sealed(keys.domain(billing)))).toMatchObject({ kind: 'refused', reason: 'foreign-domain' });
  });

  test('a flow into a domain opens in a process that has to fetch the data key first', async () => {
    const ring = twoDomains();
    const bytes = await sealed(keysAtWork(ring).keys.domain(images));
    const { keys } = keysAtWork(ring, { flows: [{ from: images, to: billing }] });
    expect(await opened(keys.domain(billing), bytes)).toEqual({ kind: 'opened', payload: payload() });
  });

  test('relabelling a payload as one’s own domain does not open it, whether its data key is in memory or not', async () => {
    const ring = twoDomains();
    const warm = keysAtWork(ring).keys;
    const { metadata, data } = decoded(await sealed(warm.domain(images)));
    const relabelled = encoded({ ...metadata, 'mt-domain': Buffer.from(billing), 'mt-key': Buffer.from(`key-${billing}-1`) }, data);
    for (const keys of [warm, keysAtWork(ring).keys]) {
      expect(await opened(keys.domain(billing), relabelled)).toMatchObject({ kind: 'refused', reason: 'tampered' });
    }
  });

  test('a payload of another deployment is refused, though its ring is the same', async () => {
    const ring = twoDomains();
    const { keys } = keysAtWork({ ...ring, deployment: 'rival' }, { deployment: 'rival' });
    const bytes = await sealed(keys.domain(images));
    expect(keysAtWork(ring).keys.domain(images).open(bytes)).toMatchObject({ kind: 'refused', reason: 'foreign-deployment' });
  });

  test('a ring of another deployment is not taken', () => {
    expect(() => keysAtWork(twoDomains(), { deployment: 'rival' })).toThrow(
      'the key ring is of the deployment acme, the platform of rival',
    );
  });

  test('flows can be taken back without losing a data key', async () => {
    const ring = twoDomains();
    const { keys, provider } = keysAtWork(ring, { flows: [{ from: images, to: billing }] });
    const bytes = await sealed(keys.domain(images));
    keys.useRing(ring, []);
    expect(keys.domain(billing).open(bytes)).toMatchObject({ kind: 'refused', reason: 'foreign-domain' });
    expect(keys.domain(images).open(bytes)).toMatchObject({ kind: 'opened' });
    expect(provider.calls).toEqual(['generate']);
  });
});

describe('over versions of a key', () => {
  const first = ringVersion(images, 1);
  const second = ringVersion(images, 2, { activateAt: start + hour });
  const before = ringOf({ [images]: [first] });
  const rotated = ringOf({ [images]: [first, second] });

  test('a new version opens before it seals, and seals from its time on', async () => {
    const early = keysAtWork(rotated);
    const late = keysAtWork(rotated, {}, start + hour);
    const bytes = await sealed(late.keys.domain(images));
    expect(versionOf(bytes)).toBe('2');
    expect(await opened(early.keys.domain(images), bytes)).toMatchObject({ kind: 'opened' });
    expect(versionOf(await sealed(early.keys.domain(images)))).toBe('1');
  });

  test('a process whose clock is behind opens what one ahead has sealed, and the reverse', async () => {
    const behind = keysAtWork(rotated, {}, start + hour - 5 * minute).keys.domain(images);
    const ahead = keysAtWork(rotated, {}, start + hour + 5 * minute).keys.domain(images);
    expect(await opened(behind, await sealed(ahead))).toMatchObject({ kind: 'opened' });
    expect(await opened(ahead, await sealed(behind))).toMatchObject({ kind: 'opened' });
  });

  test('a process that has not loaded the new version says that the ring lacks it', async () => {
    const bytes = await sealed(keysAtWork(rotated, {}, start + hour).keys.domain(images));
    const refusal = await opened(keysAtWork(before).keys.domain(images), bytes);
    expect(refusal).toEqual({
      kind: 'refused',
      reason: 'unknown-key',
      detail: `version 2 (key-${images}-2) of ${images} is not in the key ring`,
    });
  });

  test('a running process moves to the new version when its time comes, without a call that waits', async () => {
    const { keys, pass } = keysAtWork(rotated);
    expect(versionOf(await sealed(keys.domain(images)))).toBe('1');
    pass(hour);
    expect(keys.domain(images).prepare()).toBeUndefined();
    await new Promise(setImmediate);
    expect(versionOf(await sealed(keys.domain(images)))).toBe('2');
  });

  test('what an old version has sealed is still opened by a running process that loads the new ring', async () => {
    const { keys, provider } = keysAtWork(before);
    const bytes = await sealed(keys.domain(images));
    keys.useRing(rotated);
    expect(keys.domain(images).open(bytes)).toMatchObject({ kind: 'opened' });
    expect(provider.calls).toEqual(['generate']);
  });

  test('a retired version opens nothing, in memory or not, and seals nothing', async () => {
    const { keys } = keysAtWork(before);
    const bytes = await sealed(keys.domain(images));
    const retired = ringOf({ [images]: [{ ...first, retired: { at: start, reason: 'lost' } }] });
    keys.useRing(retired);
    expect(keys.domain(images).open(bytes)).toMatchObject({ kind: 'refused', reason: 'retired-key' });
    expect(keys.domain(images).seal(payload())).toEqual({ kind: 'unprepared' });
    expect(await keys.domain(images).prepare()).toMatchObject({
      kind: 'refused',
      detail: `the key ring has no active version for ${images}`,
    });
    expect(keysAtWork(retired).keys.domain(images).open(bytes)).toMatchObject({ kind: 'refused', reason: 'retired-key' });
  });

  test('a version that is retired while its data key is fetched opens nothing either', async () => {
    const bytes = await sealed(keysAtWork(before).keys.domain(images));
    const { keys } = keysAtWork(before);
    const outcome = keys.domain(images).open(bytes);
    if (outcome.kind !== 'missing') throw new Error(outcome.kind);
    const fetched = keys.domain(images).fetch([outcome.key]);
    keys.useRing(ringOf({ [images]: [{ ...first, retired: { at: start, reason: 'lost' } }] }));
    expect(await fetched).toEqual({ kind: 'ready' });
    expect(keys.domain(images).open(bytes)).toMatchObject({ kind: 'refused', reason: 'retired-key' });
    expect(keys.counts()).toMatchObject({ cachedDataKeys: 0 });
  });

  test('a ring that was lost and made anew does not know the payloads of the old one', async () => {
    const bytes = await sealed(keysAtWork(before).keys.domain(images));
    const anew = ringOf({ [images]: [ringVersion(images, 1, { keyId: 'another' })] });
    expect(keysAtWork(anew).keys.domain(images).open(bytes)).toMatchObject({ kind: 'refused', reason: 'unknown-key' });
  });

  test('a version with the material of another is found out by the tag of the wrapped key', async () => {
    const bytes = await sealed(keysAtWork(before).keys.domain(images));
    const mixed = ringOf({ [images]: [ringVersion(images, 1)] });
    expect(await opened(keysAtWork(mixed, {}, start + day).keys.domain(images), bytes)).toMatchObject({
      kind: 'refused',
      reason: 'tampered',
    });
  });
});

function versionOf(bytes: Buffer): string {
  return Buffer.from(decoded(bytes).metadata['mt-version'] ?? '').toString();
}
