import { temporal } from '@temporalio/proto';
import { expect } from 'vitest';
import type { DomainKeys, OpenOutcome } from '../../src/keys/keys.ts';

const { Payload } = temporal.api.common.v1;

export function payload(data = '{"ssn":"canary"}', metadata: Record<string, string> = { encoding: 'json/plain' }): Buffer {
  const entries = Object.entries(metadata).map(([key, value]) => [key, Buffer.from(value)] as const);
  return Buffer.from(Payload.encode({ metadata: Object.fromEntries(entries), data: Buffer.from(data) }).finish());
}

export function decoded(bytes: Buffer): { metadata: Record<string, Uint8Array>; data: Uint8Array } {
  const { metadata, data } = Payload.decode(bytes);
  return { metadata: metadata ?? {}, data: data ?? new Uint8Array() };
}

export function encoded(metadata: Record<string, Uint8Array>, data: Uint8Array): Buffer {
  return Buffer.from(Payload.encode({ metadata, data }).finish());
}

/** Seals as a call does: prepares first. */
export async function sealed(keys: DomainKeys, bytes = payload()): Promise<Buffer> {
  expect((await keys.prepare()) ?? { kind: 'ready' }).toEqual({ kind: 'ready' });
  const outcome = keys.seal(bytes);
  if (outcome.kind !== 'sealed') throw new Error(`not sealed: ${JSON.stringify(outcome)}`);
  return outcome.payload;
}

/** Opens as a call does: fetches what is missing, and tries again once. */
export async function opened(keys: DomainKeys, bytes: Buffer): Promise<OpenOutcome> {
  const first = keys.open(bytes);
  if (first.kind !== 'missing') return first;
  await keys.fetch([first.key]);
  return keys.open(bytes);
}
