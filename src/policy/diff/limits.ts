import { matches, patternOf } from '../../domain/patterns.ts';
import type { Platform } from '../../domain/platform.ts';
import type { Who } from '../../domain/who.ts';
import { isAbout } from '../cover.ts';
import { callerLimitOf, compileFlow, type CallerLimit, type NamespaceLimit } from '../limits.ts';
import type { PolicyDocuments } from '../read.ts';
import { inAllPlaces } from './places.ts';

/** How much may be asked for under the one policy and the other. */
export interface LimitChange {
  /** Callers that each have it; undefined: it is for all calls of the namespace together. */
  readonly who: Who | undefined;
  readonly namespace: string;
  /** All of the platform when undefined. */
  readonly environment: string | undefined;
  readonly region: string | undefined;
  /** No limit when undefined. */
  readonly before: CallerLimit | NamespaceLimit | undefined;
  readonly after: CallerLimit | NamespaceLimit | undefined;
}

export interface LimitsInput {
  readonly before: PolicyDocuments;
  readonly after: PolicyDocuments;
  readonly platform: Pick<Platform, 'environments' | 'regions'>;
}

/** Of each namespace and caller that the documents name, by that name alone: a name with `*` stands for what no other one names. */
export function diffLimits({ before, after, platform }: LimitsInput): LimitChange[] {
  return [...inAllPlaces(ofNamespaces({ before, after, platform }), platform), ...ofCallers(before, after)];
}

function ofNamespaces({ before, after, platform }: LimitsInput): LimitChange[] {
  const [was, is] = [compileFlow(before), compileFlow(after)];
  const names = sorted(
    [before, after].flatMap(({ policies, namespaces }) => [
      ...policies.flatMap(({ value }) => value.spec.limits.namespaces.flatMap((limit) => limit.namespaces)),
      ...namespaces.map(({ value }) => value.metadata.name),
    ]),
  );
  return platform.environments.flatMap((environment) =>
    platform.regions.flatMap((region) => {
      const compared = names.map((namespace) => {
        const where = { namespace, environment, region };
        return { who: undefined, ...where, before: was.namespaceLimitOf(where), after: is.namespaceLimitOf(where) };
      });
      return changed(compared);
    }),
  );
}

function ofCallers(before: PolicyDocuments, after: PolicyDocuments): LimitChange[] {
  const [was, is] = [callerLimits(before), callerLimits(after)];
  const callers = new Map([...was, ...is].flatMap(({ to }) => to.map((who) => [JSON.stringify(who), who] as const)));
  const names = sorted([...was, ...is].flatMap(({ namespaces }) => namespaces));
  return [...callers.values()].flatMap((who) => {
    const limitIn = (limits: readonly WrittenLimit[], namespace: string) => {
      const first = limits.find((limit) => isAbout(limit.to, who) && limit.namespaces.some((name) => isWider(name, namespace)));
      return first === undefined ? undefined : callerLimitOf(first);
    };
    const places = { environment: undefined, region: undefined };
    return changed(
      names.map((namespace) => ({ who, namespace, ...places, before: limitIn(was, namespace), after: limitIn(is, namespace) })),
    );
  });
}

type WrittenLimit = PolicyDocuments['policies'][number]['value']['spec']['limits']['callers'][number];

function callerLimits({ policies }: PolicyDocuments): WrittenLimit[] {
  return policies.flatMap(({ value }) => value.spec.limits.callers);
}

/** Those that differ; what is told of a wider name is not told again. */
function changed(compared: readonly LimitChange[]): LimitChange[] {
  const different = compared.filter(({ before, after }) => !isSame(before, after));
  return different.filter(
    (one) =>
      !different.some(
        (other) =>
          other.namespace !== one.namespace &&
          isWider(other.namespace, one.namespace) &&
          isSame(other.before, one.before) &&
          isSame(other.after, one.after),
      ),
  );
}

function isWider(outer: string, inner: string): boolean {
  return matches(patternOf(outer, 'text'), inner);
}

function isSame(one: LimitChange['before'], other: LimitChange['before']): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function sorted(names: readonly string[]): string[] {
  return [...new Set(names)].toSorted();
}
