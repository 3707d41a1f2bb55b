import { Registry } from 'prom-client';
import type { KeysEvent } from '../../keys/keys.ts';
import { createCallLog } from './call-log.ts';
import { createSeriesBook } from './call-series.ts';
import type { Log } from './log.ts';
import type { BreakGlassUse, Observe } from './observe.ts';
import { registerSeries } from './series-metrics.ts';
import { createServiceMetrics, type Gauges, type ServiceMetrics } from './service-metrics.ts';

export interface Observer extends Observe {
  readonly metrics: ServiceMetrics;
  keysEvent(event: KeysEvent): void;
  /** The Prometheus text. */
  scrape(): Promise<string>;
  readonly contentType: string;
}

/** grpc.health.v1.HealthCheckResponse: SERVING and NOT_SERVING. */
const serving = Buffer.from([0x08, 0x01]);
const notServing = Buffer.from([0x08, 0x02]);

/** Everything that is counted and logged in one process. */
export function createObserver(log: Log, gauges: Gauges): Observer {
  const registry = new Registry();
  const book = createSeriesBook(createCallLog(log));
  registerSeries(book, registry);
  const metrics = createServiceMetrics(registry, gauges);
  return {
    metrics,
    meterOf: (method, route) => book.meterOf(method, route),
    glassBroken: (use) => tellBreakGlass(use, { metrics, log }),
    health: () => (gauges.isReady() ? serving : notServing),
    keysEvent: (event) => countKeys(event, { metrics, log }),
    scrape: async () => await registry.metrics(),
    contentType: registry.contentType,
  };
}

/** Aloud, and not for each call of whoever is in a hurry; the metric counts them all. */
function tellBreakGlass({ breakGlass, identity, route }: BreakGlassUse, { metrics, log }: { metrics: ServiceMetrics; log: Log }): void {
  const { logical: namespace, owner } = route;
  metrics.breakGlass.inc({ namespace, owner, break_glass: breakGlass.name });
  log.writeSeldom('warn', {
    event: 'break-glass',
    namespace,
    owner,
    subject: identity.subject,
    reason: breakGlass.name,
    detail: breakGlass.reason,
  });
}

function countKeys(event: KeysEvent, { metrics, log }: { metrics: ServiceMetrics; log: Log }): void {
  const { domain } = event;
  if (event.kind !== 'provider-failed') {
    metrics.dataKeys.inc({ domain, event: event.kind === 'data-key-made' ? 'made' : 'unwrapped' });
    log.write('info', { event: event.kind, detail: `version ${event.keyVersion} of ${domain}` });
    return;
  }
  const { provider, operation, failure, keyVersion, detail } = event;
  metrics.providerFailures.inc({ domain, provider, operation });
  log.writeSeldom('error', {
    event: 'key-provider-failed',
    reason: failure,
    detail: `${provider} could not ${operation} with version ${keyVersion} of ${domain}: ${detail}`,
  });
}
