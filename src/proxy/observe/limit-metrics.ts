import { Gauge, type Metric, type Registry } from 'prom-client';
import { limitCounts, type LimitLedger } from '../limit/ledger.ts';

/** What limits say of themselves when somebody scrapes. */
export interface LimitGauges {
  ledgers(): Iterable<LimitLedger>;
  levels(): Iterable<readonly [place: LimitLedger, tokens: number]>;
  isStoreAvailable(): boolean | undefined;
}

const traffics = ['live', 'backfill'] as const;

/** Puts what limits have counted into a registry. Nothing of it is made before a scrape asks. */
export function registerLimits(registry: Registry, limits: () => LimitGauges): void {
  const shape = {
    name: 'temporal_proxy_limited_calls_total',
    help: 'Calls that a limit counts: let through at once or later, refused, or polls answered empty.',
    type: 'counter',
    aggregator: 'sum',
  };
  const values = () => [...limits().ledgers()].flatMap(samplesOf);
  // The registry asks no more of a metric than this; its own counters would hash their labels on each call.
  registry.registerMetric({ ...shape, get: () => Promise.resolve({ ...shape, values: values() }) } as unknown as Metric);
  const tokens: Gauge<'namespace' | 'owner' | 'upstream'> = new Gauge({
    name: 'temporal_proxy_limit_tokens',
    help: 'Calls that the limit of a namespace would let through at once, here.',
    labelNames: ['namespace', 'owner', 'upstream'],
    registers: [registry],
    collect() {
      tokens.reset();
      for (const [{ namespace, owner, upstream }, value] of limits().levels()) tokens.set({ namespace, owner, upstream }, value);
    },
  });
  const store: Gauge = new Gauge({
    name: 'temporal_proxy_limit_store_available',
    help: '1 while replicas share limits, 0 while each goes on by itself; absent without a store.',
    registers: [registry],
    collect() {
      const isAvailable = limits().isStoreAvailable();
      store.remove();
      if (isAvailable !== undefined) store.set(Number(isAvailable));
    },
  });
}

function samplesOf({ namespace, owner, upstream, counts }: LimitLedger) {
  return traffics.flatMap((traffic) =>
    limitCounts
      .map((outcome) => ({ labels: { namespace, owner, upstream, traffic, outcome }, value: counts[traffic][outcome] }))
      .filter(({ value }) => value > 0),
  );
}
