import { describe, expect, test } from 'vitest';
import { decoded, encoded, opened, payload, sealed } from './payloads.ts';
import { keysAtWork, ringOf, ringVersion } from './rings.ts';

const domain = 'kd-images-production-eu';

function oneDomain() {
  const ring = ringOf({ [domain]: [ringVersion(domain, 1)] });
  return { ring, ...keysAtWork(ring) };
}

describe('a payload that was sealed', () => {
  test('is opened to the same bytes, and shows nothing of them', async () => {
    const { keys } = oneDomain();
    const plain = payload();
    const bytes = await sealed(keys.domain(domain), plain);
    expect(keys.domain(domain).open(bytes)).toEqual({ kind: 'opened', payload: plain });
    expect(bytes.includes('canary')).toBe(false);
    expect(bytes.includes('json/plain')).toBe(false);
  });

  test('reads as a Payload of Temporal with the fields that say by which key', async () => {
    const { keys } = oneDomain();
    const { metadata, data } = decoded(await sealed(keys.domain(domain)));
    const texts = Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value).toString()]));
    expect(texts).toMatchObject({
      encoding: 'binary/encrypted',
      'mt-format': '1',
      'mt-deployment': 'acme',
      'mt-domain': domain,
      'mt-key': `key-${domain}-1`,
      'mt-version': '1',
    });
    expect(metadata['mt-data-key']).toHaveLength(60);
    expect(data).toHaveLength(12 + payload().length + 16);
  });

  test('is opened by another process with the same ring, once it has fetched the data key', async () => {
    const { ring, keys } = oneDomain();
    const bytes = await sealed(keys.domain(domain));
    const other = keysAtWork(ring).keys.domain(domain);
    expect(other.open(bytes)).toMatchObject({ kind: 'missing', key: { domain, keyVersion: 1 } });
    expect(await opened(other, bytes)).toEqual({ kind: 'opened', payload: payload() });
  });

  test('goes on as it is when it is sent in again', async () => {
    const { keys } = oneDomain();
    const bytes = await sealed(keys.domain(domain));
    expect(keys.domain(domain).seal(bytes)).toEqual({ kind: 'verbatim' });
  });

  test('is known by its fields in whatever order they stand', async () => {
    const { keys } = oneDomain();
    const { metadata, data } = decoded(await sealed(keys.domain(domain)));
    const turned = encoded(Object.fromEntries(Object.entries(metadata).toReversed()), data);
    expect(keys.domain(domain).open(turned)).toEqual({ kind: 'opened', payload: payload() });
    expect(keys.domain(domain).seal(turned)).toEqual({ kind: 'verbatim' });
  });

  test('is refused with any one bit of it changed, whoever reads it', async () => {
    const { ring, keys } = oneDomain();
    const bytes = await sealed(keys.domain(domain));
    const fresh = keysAtWork(ring).keys.domain(domain);
    const letThrough: string[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      const outcomes = [keys.domain(domain).open(changed), keys.domain(domain).seal(changed), await opened(fresh, changed)];
      for (const { kind } of outcomes) if (kind !== 'refused' && kind !== 'missing') letThrough.push(`${kind} at ${at}`);
    }
    expect(letThrough).toEqual([]);
  });
});
