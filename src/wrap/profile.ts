import * as z from 'zod';
import { dnsName, logicalNamespace } from '../domain/names.ts';
import { apiVersion } from '../domain/platform.ts';

const path = z.string().min(1).max(1000);

/** `wrap.yaml`: what `temporal-wrap` takes when no flag says otherwise. A person's own; it holds no secret. */
export const wrapProfile = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('WrapProfile'),
  spec: z.strictObject({
    platform: path.describe('The platform file, which knows the proxies and where to log in. Relative to this file, or below ~/.'),
    environment: z.optional(dnsName).describe("The platform file's only environment when left out."),
    region: z.optional(dnsName).describe("The platform file's only region when left out."),
    namespace: z.optional(logicalNamespace).describe('Logical name; the CLI takes `default` when left out.'),
    tokenFile: z
      .optional(path)
      .describe('Private file with a token that somebody else keeps fresh, such as a CI job; it takes the place of `login`.'),
    tokenStore: z
      .optional(z.enum(['file', 'keychain']))
      .describe('Where a login is kept: a private file, or one sealed with a key in the keychain of the system; `file` when left out.'),
  }),
});
export type WrapProfile = z.infer<typeof wrapProfile>;

/** Where to log in for one proxy: every default is filled in. */
export interface LoginTarget {
  issuer: string;
  clientId: string;
  scopes: readonly string[];
  /** The audience the token must have for the proxy to take it. */
  audience: string;
  /** Absolute path of a PEM file that vouches for the provider; those of the machine when `undefined`. */
  certificateAuthorities: string | undefined;
  /** RFC 8707: asked for in place of the audience. */
  resource?: string | undefined;
  /** Claim with the groups that are shown; `groups` when absent. */
  groupsClaim?: string | undefined;
  /** `keychain`: the file is sealed with a key that the keychain of the system keeps. `file` when absent. */
  tokenStore?: 'file' | 'keychain' | undefined;
}
