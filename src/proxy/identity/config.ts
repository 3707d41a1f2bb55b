import * as z from 'zod';
import { duration } from '../../domain/duration.ts';
import { dnsName, logicalNamespace } from '../../domain/names.ts';

const namespaces = z
  .optional(z.array(logicalNamespace).min(1))
  .describe('Logical namespaces these callers are let near. May be left out with spec.access: all that are served, and policy decides.');
const file = z.string().min(1);
const pattern = z.string().min(1).max(300);
const text = z.string().min(1).max(300);
const claim = z.string().regex(/^[\w:/.-]{1,100}$/, 'name one claim, such as sub or email');
const groups = z.optional(z.array(text).min(1).max(200)).describe('Groups that documents of spec.access may name.');
const callers = z.enum(['people', 'services']);
const people = callers
  .default('people')
  .describe('What these callers are; a person’s subject stands in the identity field of all it does.');
const services = callers.default('services').describe('What these callers are.');

const place = z
  .union([
    z.strictObject({ cluster: dnsName, environment: z.optional(dnsName) }),
    z.strictObject({ environment: dnsName, region: dnsName }),
  ])
  .describe('Where these callers run: a cluster of the platform file, or an environment and a region.');
export type PlaceConfig = z.infer<typeof place>;

const named = { name: dnsName, place };

const token = {
  ...named,
  issuer: text.describe('The `iss` of its tokens, to the letter.'),
  audiences: z.array(text).min(1).describe('A token has to be for one of these.'),
  jwksUri: z.optional(z.url()).describe('Where the signing keys are; found by OIDC discovery when absent.'),
  jwksAuthorities: z.optional(file).describe('PEM file of the authorities that the key server’s certificate may come from.'),
  clockSkew: duration.default('60s'),
  verifyEvery: duration.default('10m').describe('Longest that a token is trusted before its signature is checked again.'),
};

const jwtSource = z.strictObject({
  kind: z.literal('jwt'),
  ...token,
  subjectClaim: claim.default('sub'),
  groupsClaim: claim.default('groups').describe('Holds the groups of a caller, a text or a list of texts.'),
  callers: people,
  grants: z.array(z.strictObject({ subject: pattern, namespaces })).min(1),
});

const kubernetesSource = z.strictObject({
  kind: z.literal('kubernetes'),
  ...token,
  jwksToken: z
    .optional(file)
    .describe('File with the bearer token that the API server wants before it shows its keys; read again for each fetch.'),
  callers: services,
  grants: z.array(z.strictObject({ serviceAccount: pattern.describe('namespace/name; each may hold *.'), namespaces, groups })).min(1),
});

const mtlsSource = z.strictObject({
  kind: z.literal('mtls'),
  ...named,
  trustDomain: z.optional(z.string().regex(/^[a-z0-9._-]{1,255}$/, 'write a SPIFFE trust domain, such as eu-1.example.com')),
  callers: services,
  grants: z
    .array(z.union([z.strictObject({ spiffe: pattern, namespaces, groups }), z.strictObject({ subject: pattern, namespaces, groups })]))
    .min(1),
});

const staticSource = z.strictObject({
  kind: z.literal('static'),
  ...named,
  callers: services,
  tokens: z
    .array(
      z.strictObject({
        subject: text,
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'write the 64 lower-case hexadecimal digits that `printf %s TOKEN | sha256sum` prints'),
        namespaces,
        groups,
      }),
    )
    .min(1),
});

const localSource = z.strictObject({ kind: z.literal('local'), ...named, callers: services, subject: text, namespaces, groups });

/** One entry of `spec.identities`: who vouches for callers, where they run and what they may reach. */
export const identitySource = z.discriminatedUnion(
  'kind',
  [jwtSource, kubernetesSource, mtlsSource, staticSource, localSource],
  'is none of jwt, kubernetes, mtls, static and local',
);
export type IdentitySource = z.infer<typeof identitySource>;
export type TokenSource = Extract<IdentitySource, { kind: 'jwt' | 'kubernetes' }>;
export type MtlsSource = Extract<IdentitySource, { kind: 'mtls' }>;
export type StaticSource = Extract<IdentitySource, { kind: 'static' }>;

/** `spec.identities` of a proxy config. The rules between its fields are `identityProblems`. */
export const identitySources = z.array(identitySource).min(1);
