import type { Identity } from '../../src/proxy/identity/identity.ts';
import type { LimitClock } from '../../src/proxy/limit/clock.ts';
import type { LimitRules, NamespaceRate, Rate } from '../../src/proxy/limit/limit-rules.ts';
import type { Limiter, LimitOutcome, LimitRequest } from '../../src/proxy/limit/limiter.ts';
import { createLimits, type Limits } from '../../src/proxy/limit/limits.ts';
import { memorySupply } from '../../src/proxy/limit/memory-supply.ts';
import type { Route } from '../../src/proxy/routing/route.ts';
import { caller } from './proxied-call.ts';
import { methodNamed } from './temporal-messages.ts';

export const waits = { live: 500, backfill: 5_000, poll: 30_000 };

export const images: Route = {
  kind: 'route',
  logical: 'images',
  physical: 'images-production-eu',
  owner: 'team-images',
  environment: 'production',
  region: 'eu',
  upstream: 'production/eu',
  keyDomain: undefined,
};

/** Rules for every namespace and caller. */
export function rulesOf({
  namespace,
  each,
}: {
  namespace?: Partial<NamespaceRate> & { requestsPerSecond: number };
  each?: Rate;
}): LimitRules {
  return {
    namespaceLimitOf: () =>
      namespace === undefined ? undefined : { burst: namespace.requestsPerSecond, backfillShare: 0.25, ...namespace },
    callerLimitOf: () => each,
  };
}

export function memoryLimits(clock: LimitClock): Limits {
  return createLimits({ clock, makeSupply: (_key, rate) => memorySupply(rate, clock), close: () => undefined });
}

/** Identities are objects that are the same for each call. */
export function callerNamed(subject: string): Identity {
  return { ...caller, subject };
}

/** One call; its outcome once it is known. */
export function ask(limiter: Limiter, wish: Partial<Omit<LimitRequest, 'method'>> & { method?: string } = {}) {
  const { method = 'StartWorkflowExecution', ...rest } = wish;
  const request: LimitRequest = {
    identity: caller,
    route: images,
    headers: {},
    traffic: 'live',
    deadline: undefined,
    ...rest,
    method: methodNamed(method),
  };
  const asked: { outcome: LimitOutcome | undefined; cancel: () => void } = { outcome: undefined, cancel: () => undefined };
  const waiting = limiter.admit(request, (outcome) => {
    asked.outcome = outcome;
  });
  asked.cancel = () => waiting?.cancel();
  return asked;
}
