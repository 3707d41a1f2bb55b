import * as z from 'zod';
import { duration } from '../../domain/duration.ts';
import { dnsName } from '../../domain/names.ts';

const file = z.string().min(1);

const provider = z.discriminatedUnion('kind', [
  z.strictObject({ name: dnsName, kind: z.literal('local') }),
  z.strictObject({
    name: dnsName,
    kind: z.literal('aws-kms'),
    region: z.string().regex(/^[a-z0-9-]{3,30}$/, 'write an AWS region, such as eu-central-1'),
    endpoint: z.optional(z.url()),
  }),
]);

const dataKey = z.strictObject({
  maximumAge: duration.default('24h').describe('At most 24h.'),
  maximumPayloads: z
    .int()
    .min(1)
    .max(2 ** 30)
    .default(2 ** 30),
});

const cache = z.strictObject({
  entries: z.int().min(16).max(1_000_000).default(10_000).describe('Data keys that are kept to open payloads with.'),
  maximumAge: duration.default('1h').describe('How long a data key is kept before its provider is asked again.'),
  serveWhileUnavailable: duration.default('1h').describe('How much longer it is kept while the provider does not answer.'),
});

/** `spec.keys` of a proxy config. */
export const keysConfig = z.strictObject({
  ring: file.describe('The key ring that `temporal-platform keys` writes.'),
  providers: z.array(provider).min(1),
  dataKey: z.prefault(dataKey, {}),
  cache: z.prefault(cache, {}),
});
export type KeysConfig = z.infer<typeof keysConfig>;
