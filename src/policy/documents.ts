import * as z from 'zod';
import { writtenRights } from '../domain/access.ts';
import { duration } from '../domain/duration.ts';
import { dnsName } from '../domain/names.ts';
import { apiVersion } from '../domain/platform.ts';
import { visibleText } from '../domain/visible-text.ts';
import { who } from '../domain/who.ts';

function notARight({ input }: { input?: unknown }): string {
  return `${visibleText(String(input))} is no right; write one of ${writtenRights.join(', ')}`;
}

const sentence = z.string().min(1, 'is empty; write a sentence').max(500);
const atLeastOne = 'is empty; write at least one';
const rightList = z.array(z.enum(writtenRights, { error: notARight })).min(1, atLeastOne);
const callers = z.array(who).min(1, atLeastOne);
const places = z.array(dnsName).min(1, 'is empty; write at least one, or leave it out for all');
const instant = z.iso.datetime({ offset: true, error: 'write a time and its offset, such as 2030-01-01T00:00:00Z' });
const namespaces = z
  .array(z.string().regex(/^[a-z0-9*-]{1,63}$/, 'write lower-case letters, digits and hyphens; * stands for any characters'))
  .min(1, atLeastOne)
  .describe('Logical names; each may hold *.');
const workflowTypes = z
  .array(z.string().regex(/^([^*]+[*]?|[*])$/, 'write a workflow type, or the beginning of some and *: visibility queries can say no more'))
  .min(1, atLeastOne)
  .describe('Names, or how they begin and *. Every type when left out.');

/** Where something counts. */
const scope = {
  namespaces,
  environments: z.optional(places).describe('All when left out.'),
  regions: z.optional(places).describe('All when left out.'),
  workflowTypes: z.optional(workflowTypes),
};

const statement = z.strictObject({ rights: rightList, workflowTypes: z.optional(workflowTypes) });

const role = z.strictObject({
  name: dnsName,
  description: sentence,
  includes: z.optional(z.array(dnsName).min(1, atLeastOne)).describe('Roles whose statements are this one’s too.'),
  allow: z.array(statement).default([]),
  deny: z.array(statement).default([]).describe('Holds against whatever else is allowed, by whichever role.'),
});

const grant = z.strictObject({ role: dnsName, to: callers, ...scope });

const denial = z.strictObject({
  rights: rightList,
  to: z.optional(callers).describe('Everybody when left out.'),
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
  to: callers,
  namespaces: scope.namespaces,
  requestsPerSecond: rate.describe('Of each of these callers, in each of these namespaces.'),
  burst: z.optional(rate),
});

const backfill = z.strictObject({
  to: z.optional(callers).describe('Everybody when left out.'),
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
    to: callers,
    ...scope,
    reason: sentence,
    from: instant,
    until: instant.describe('At most 12 hours after `from`.'),
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
          at: z.optional(instant).describe('For time-boxed grants; now when left out.'),
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
        at: instant,
        for: z.optional(duration).describe('For good when left out.'),
      }),
    ),
  }),
});
export type RevocationsDocument = z.infer<typeof revocationsDocument>;
