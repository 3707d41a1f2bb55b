import * as z from 'zod';
import { duration } from '../../domain/duration.ts';

const file = z.string().min(1);

const memory = z.strictObject({ kind: z.literal('memory') });

const redis = z.strictObject({
  kind: z.literal('redis'),
  url: z
    .string()
    .min(1)
    .describe('redis://host:port, or rediss://host:port for TLS; a user and a database may stand in it, a password may not.'),
  passwordFile: z.optional(file),
  authorities: z.optional(file).describe('PEM file; the public authorities when absent.'),
  whenUnavailable: z
    .enum(['open', 'closed'])
    .default('open')
    .describe('open: each replica goes on by itself, with the whole limit. closed: what is limited is refused, polls wait.'),
  interval: duration.default('100ms').describe('How often tokens are leased, ahead of the calls that need them.'),
  timeout: duration.default('300ms').describe('How long Redis may take before it counts as unavailable.'),
});

/** `spec.rateLimits` of a proxy config: how limits are counted. How high they are is policy's. */
export const rateLimitsConfig = z.strictObject({
  store: z
    .prefault(z.discriminatedUnion('kind', [memory, redis]), { kind: 'memory' })
    .describe('Where replicas share limits; in memory each has them for itself.'),
  wait: duration.default('500ms').describe('How long a call may wait for its turn before it is refused.'),
  backfillWait: duration.default('5s').describe('The same for calls of backfill.'),
  pollWait: duration.default('30s').describe('How long a poll may wait for its turn before it is answered as if no task had come.'),
});
export type RateLimitsConfig = z.infer<typeof rateLimitsConfig>;
