import * as z from 'zod';
import { duration } from '../../domain/duration.ts';
import { dnsName } from '../../domain/names.ts';
import { apiVersion } from '../../domain/platform.ts';

const time = z.iso.datetime('write a time in UTC, such as 2026-11-26T06:00:00Z');

const version = z.strictObject({
  version: z.int().min(1).max(999_999_999),
  keyId: z
    .string()
    .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/, 'use at most 63 lower-case letters, digits and hyphens')
    .describe('Unique in the ring. Part of every payload sealed under this version: it can never be changed.'),
  provider: dnsName.describe("Name of one of the providers in the proxy's config."),
  created: time,
  activateAt: time.describe('From then on this version seals, until that of a later one; it opens payloads as soon as it is loaded.'),
  material: z
    .optional(z.string().regex(/^[A-Za-z0-9+/]{43}=$/, 'is not 32 bytes in base64'))
    .describe('What a local provider wraps data keys with: 32 secret bytes in base64.'),
  reference: z.optional(z.string().min(1).max(2_048)).describe('What the provider knows the key by, such as the ARN of an AWS KMS key.'),
  retired: z
    .optional(z.strictObject({ at: time, reason: z.string().min(1).max(1_000) }))
    .describe('Payloads sealed under this version are not opened any more. Take the block out to have them opened again.'),
});
export type RingVersionEntry = z.infer<typeof version>;

const rotateEvery = z.optional(duration).describe('Age of the version that seals above which `keys check` and the proxy ask for another.');

/** A key ring, as `temporal-platform keys` writes it: the root of trust of everything that is sealed with local keys. */
export const keyRingDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('KeyRing'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    deployment: dnsName.describe('`spec.encryption.deployment` of the platform file.'),
    rotateEvery,
    domains: z.array(
      z.strictObject({
        id: dnsName.describe('Of `spec.encryption.keyDomains` in the platform file.'),
        rotateEvery: rotateEvery.describe('In place of that of the whole ring.'),
        versions: z.array(version).min(1),
      }),
    ),
  }),
});
export type KeyRingDocument = z.infer<typeof keyRingDocument>;
