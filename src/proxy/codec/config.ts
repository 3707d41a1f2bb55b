import * as z from 'zod';
import { listenAddress } from '../routing/listen-address.ts';

const file = z.string().min(1);
const origin = z
  .string()
  .refine(
    (text) => /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text,
    'write an exact origin, such as https://temporal.example.com, without a path',
  );

/** `spec.codec` of a proxy's config. */
export const codecConfig = z
  .strictObject({
    address: listenAddress.describe('Where the UI in a browser, and the CLI, ask to have payloads opened.'),
    origins: z.array(origin).default([]).describe('Pages that may ask: those of the Temporal UI. Programs need no origin.'),
    tls: z.optional(
      z.strictObject({
        certificate: file.describe('PEM file with the certificate and its chain.'),
        key: file.describe('PEM file.'),
        clientAuthorities: z
          .optional(file)
          .describe(
            'PEM file: programs may then prove themselves by a certificate from one of these, for the identities of kind mtls. Browsers ask their user for one.',
          ),
      }),
    ),
  })
  .describe('The codec endpoint; there is none when it is absent.');
