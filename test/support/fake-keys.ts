import { encodePayload, readPayload } from '../../src/proxy/wire/payloads.ts';
import type { DomainKeys } from '../../src/keys/keys.ts';

const encoding = 'binary/test-sealed';

/** Keys without a secret: sealed is what has every bit turned, and names its domain. */
export function fakeKeys(domain = 'kd-test'): DomainKeys & { readonly seen: Buffer[] } {
  const seen: Buffer[] = [];
  return {
    domain,
    seen,
    prepare: () => undefined,
    isProviderDown: false,
    fetch: () => Promise.resolve({ kind: 'ready' }),
    opensFrom: (from) => from === domain,
    sources: () => [],
    seal: (payload) => {
      const sealedBy = domainOf(payload);
      if (sealedBy === domain) return { kind: 'verbatim' };
      if (sealedBy !== undefined) return { kind: 'refused', reason: 'foreign-domain', detail: sealedBy };
      seen.push(payload);
      return { kind: 'sealed', payload: encodePayload({ encoding, domain }, turned(payload)) };
    },
    open: (payload, readable) => {
      const sealedBy = domainOf(payload);
      if (sealedBy === undefined) return { kind: 'plain' };
      if (readable?.has(sealedBy) === false) return { kind: 'withheld' };
      if (sealedBy !== domain) return { kind: 'refused', reason: 'foreign-domain', detail: sealedBy };
      return { kind: 'opened', payload: turned(readPayload(payload)?.data ?? Buffer.alloc(0)) };
    },
  };
}

function domainOf(payload: Buffer): string | undefined {
  if (!payload.includes(encoding)) return undefined;
  const metadata = readPayload(payload)?.metadata;
  return metadata?.get('encoding')?.toString() === encoding ? metadata.get('domain')?.toString() : undefined;
}

function turned(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0xff));
}
