import { matchesWho } from './matches-who.ts';
import { isIn, type Scope } from './entry.ts';
import { scopeOf } from './entries.ts';
import type { Caller, Traffic, Where } from './rights.ts';
import type { PolicyDocument } from './documents.ts';
import type { PolicyDocuments } from './read.ts';
import { fitsOneOf, typePatternsOf, type TypePatterns } from './type-patterns.ts';

/** Of one namespace in one place. */
export interface NamespaceLimit {
  readonly requestsPerSecond: number;
  /** Requests at once. */
  readonly burst: number;
  /** Share of it that backfill may use, above 0 and at most 1. */
  readonly backfillShare: number;
}

/** Of one caller in one namespace and place. */
export type CallerLimit = Pick<NamespaceLimit, 'requestsPerSecond' | 'burst'>;

/** What calls are held back by, in the order of the documents: the first that matches counts. */
export interface Flow {
  namespaceLimitOf(where: Where): NamespaceLimit | undefined;
  callerLimitOf(caller: Caller, where: Where): CallerLimit | undefined;
  /** Slow part of `trafficOf`, once per caller and place: what it depends on besides is the type. */
  backfillOf(caller: Caller, where: Where): (workflowType: string | undefined) => Traffic;
}

/** As the schema has it for documents that say nothing. */
const usualBackfillShare = 0.25;

export function compileFlow({ policies, namespaces }: PolicyDocuments): Flow {
  const specs = policies.map(({ value }) => value.spec);
  const ofNamespaces = specs.flatMap(({ limits }) => limits.namespaces.map((limit) => scoped(limit, limitOf(limit, limit.backfillShare))));
  const ofCallers = specs.flatMap(({ limits }) =>
    limits.callers.map((limit) => ({ to: limit.to, ...scoped(limit, callerLimitOf(limit)) })),
  );
  const backfills = specs.flatMap(({ backfill }) =>
    backfill.map((one) => ({ to: one.to, ...scoped(one, typePatternsOf(one.workflowTypes)) })),
  );
  const ofDocuments = new Map(
    namespaces.toReversed().map(({ value: { metadata, spec } }) => [metadata.name, limitOf(spec.rateLimits, usualBackfillShare)]),
  );
  return {
    namespaceLimitOf: (where) => ofNamespaces.find(({ scope }) => isIn(scope, where))?.value ?? ofDocuments.get(where.namespace),
    callerLimitOf: (caller, where) => ofCallers.find(({ to, scope }) => isIn(scope, where) && matchesWho(to, caller))?.value,
    backfillOf: (caller, where) => {
      const matching = backfills.filter(({ to, scope }) => isIn(scope, where) && matchesWho(to, caller));
      return backfillFrom(matching.map(({ value }) => value));
    },
  };
}

function backfillFrom(types: readonly TypePatterns[]): (workflowType: string | undefined) => Traffic {
  const isAlways = types.includes(undefined);
  return (workflowType) => {
    const isBackfill = isAlways || (workflowType !== undefined && types.some((patterns) => fitsOneOf(patterns, workflowType)));
    return isBackfill ? 'backfill' : 'live';
  };
}

type WrittenLimits = PolicyDocument['spec']['limits'];
type WrittenRate = Pick<WrittenLimits['callers'][number], 'requestsPerSecond' | 'burst'>;

function limitOf(written: WrittenRate, backfillShare: number): NamespaceLimit {
  return { ...callerLimitOf(written), backfillShare };
}

export function callerLimitOf({ requestsPerSecond, burst }: WrittenRate): CallerLimit {
  return { requestsPerSecond, burst: burst ?? Math.max(1, requestsPerSecond) };
}

function scoped<T>(written: Parameters<typeof scopeOf>[0], value: T): { scope: Scope; value: T } {
  return { scope: scopeOf(written), value };
}
