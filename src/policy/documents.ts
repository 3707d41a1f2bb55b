import * as z from 'zod';
import { writtenRights } from '../domain/access.ts';
import { duration } from '../domain/duration.ts';
import { dnsName } from '../domain/names.ts';
import { apiVersion } from '../domain/platform.ts';
import { who } from '../domain/who.ts';

const sentence = z.string().min(1).max(500);
const rightList = z.array(z.enum(writtenRights)).min(1);
const namespaces = z
  .array(z.string().regex(/^[a-z0-9*-]{1,63}$/, 'write a logical namespace; * stands for any characters'))
  .min(1)
  .describe('Logical names; each may hold *.');
const workflowTypes = z
  .array(z.string().regex(/^[^*]*[*]?$/, 'write a workflow type, or the beginning of some and *: visibility queries can say no more'))
  .min(1)
  .describe('Names, or how they begin and *. Every type when left out.');

/** Where something counts. */
const scope = {
  namespaces,
  environments: z.optional(z.array(dnsName).min(1)).describe('All when left out.'),
  regions: z.optional(z.array(dnsName).min(1)).describe('All when left out.'),
  workflowTypes: z.optional(workflowTypes),
};

const statement = z.strictObject({ rights: rightList, workflowTypes: z.optional(workflowTypes) });

const role = z.strictObject({
  name: dnsName,
  description: sentence,
  includes: z.optional(z.array(dnsName).min(1)).describe('Roles whose statements are this one’s too.'),
  allow: z.array(statement).default([]),
  deny: z.array(statement).default([]).describe('Holds against whatever else is allowed, by whichever role.'),
});

const grant = z.strictObject({ role: dnsName, to: z.array(who).min(1), ...scope });

const denial = z.strictObject({
  rights: rightList,
  to: z.optional(z.array(who).min(1)).describe('Everybody when left out.'),
  ...scope,
  reason: sentence.describe('Shown to whoever is denied.'),
});

const rate = z.number().min(0.01).max(1_000_000);

const namespaceLimit = z.strictObject({
  namespaces: scope.namespaces,
  environments: scope.environments,
  regions: scope.regions,
  requestsPerSecond: rate,
  burst: z.optional(rate).describe('Requests at once; what a second allows when left out.'),
  backfillShare: z.number().gt(0).max(1).default(0.25).describe('Share of it that backfill may use, and then only what live calls leave.'),
});

const callerLimit = z.strictObject({
  to: z.array(who).min(1),
  namespaces: scope.namespaces,
  requestsPerSecond: rate.describe('Of each of these callers, in each of these namespaces.'),
  burst: z.optional(rate),
});

const backfill = z.strictObject({
  to: z.optional(z.array(who).min(1)).describe('Everybody when left out.'),
  ...scope,
});

/** Who may do what, and how much of it. Several documents count as one. */
export const policyDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Policy'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    roles: z.array(role).default([]),
    grants: z.array(grant).default([]),
    denials: z.array(denial).default([]),
    backfill: z.array(backfill).default([]).describe('Callers and types whose traffic makes way for live work.'),
    limits: z
      .prefault(z.strictObject({ namespaces: z.array(namespaceLimit).default([]), callers: z.array(callerLimit).default([]) }), {})
      .describe(
        'The first that matches counts; a namespace without one has the requestsPerSecond of its Namespace document, if there is one.',
      ),
  }),
});
export type PolicyDocument = z.infer<typeof policyDocument>;

/** More rights for a while, when something burns: each use is audited and told aloud. */
export const breakGlassDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('BreakGlass'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    role: dnsName,
    to: z.array(who).min(1),
    ...scope,
    reason: sentence,
    from: z.iso.datetime({ offset: true }),
    until: z.iso.datetime({ offset: true }).describe('At most 12 hours after `from`.'),
  }),
});
export type BreakGlassDocument = z.infer<typeof breakGlassDocument>;

/** Decisions that a policy has to come to; `policy check` runs them. */
export const policyTestDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('PolicyTest'),
  metadata: z.strictObject({ name: dnsName }),
  spec: z.strictObject({
    cases: z
      .array(
        z.strictObject({
          name: sentence,
          caller: z.strictObject({
            subject: z.string().min(1),
            source: z.optional(dnsName),
            groups: z.array(z.string().min(1)).default([]),
            kind: z.enum(['person', 'service']).default('person'),
          }),
          namespace: z.string().min(1),
          environment: dnsName,
          region: dnsName,
          workflowType: z.optional(z.string().min(1)),
          at: z.optional(z.iso.datetime({ offset: true })).describe('For time-boxed grants; now when left out.'),
          allowed: z.optional(rightList),
          denied: z.optional(rightList),
        }),
      )
      .min(1),
  }),
});
export type PolicyTestDocument = z.infer<typeof policyTestDocument>;

/** Callers that are let in no more, whatever they show; `temporal-platform revoke` writes it, a proxy reads it again within seconds. */
export const revocationsDocument = z.strictObject({
  apiVersion: z.literal(apiVersion),
  kind: z.literal('Revocations'),
  spec: z.strictObject({
    revoked: z.array(
      z.strictObject({
        subject: z.string().min(1).max(300),
        source: z.optional(dnsName),
        reason: sentence,
        at: z.iso.datetime({ offset: true }),
        for: z.optional(duration).describe('For good when left out.'),
      }),
    ),
  }),
});
export type RevocationsDocument = z.infer<typeof revocationsDocument>;
