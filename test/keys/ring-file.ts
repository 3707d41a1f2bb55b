import { stringify } from 'yaml';

export interface Entry {
  version?: number;
  keyId?: string;
  provider?: string;
  created?: string;
  activateAt?: string;
  material?: string | undefined;
  reference?: string;
  retired?: { at: string; reason: string };
  [extra: string]: unknown;
}

export const material = Buffer.alloc(32, 7).toString('base64');

export function entry(changes: Entry = {}): Entry {
  const time = '2026-11-26T00:00:00Z';
  return { version: 1, keyId: 'k1', provider: 'local', created: time, activateAt: time, material, ...changes };
}

/** Text of a ring with these versions by domain. */
export function ringText(domains: Record<string, Entry[]>, spec: Record<string, unknown> = {}): string {
  const list = Object.entries(domains).map(([id, versions]) => ({ id, versions }));
  return stringify({
    apiVersion: 'managed-temporal.dev/v1',
    kind: 'KeyRing',
    metadata: { name: 'keys' },
    spec: { deployment: 'acme', ...spec, domains: list },
  });
}
