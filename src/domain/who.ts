import * as z from 'zod';
import { dnsName } from './names.ts';

const pattern = z.string().min(1).max(300);

/** Callers in an access document. Groups and subjects are what the proxy's identity sources say of a caller, never what it says of itself. */
export const who = z.union(
  [
    z.strictObject({ group: z.string().min(1).max(300).describe('As a token or the config of the proxy names it.') }),
    z.strictObject({
      subject: pattern.describe('Such as ada@example.com or images/image-render; * stands for any characters but /.'),
      source: z.optional(dnsName).describe('Name of the identity source that has to vouch for it; any when left out.'),
    }),
    z.strictObject({ callers: z.enum(['people', 'services']).describe('All of them that an identity source lets in.') }),
  ],
  { error: 'write { group: … }, { subject: … }, { callers: people } or { callers: services }' },
);
export type Who = z.infer<typeof who>;
