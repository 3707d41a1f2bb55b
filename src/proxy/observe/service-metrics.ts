import { collectDefaultMetrics, Counter, Gauge, type Registry } from 'prom-client';

/** What is asked for when somebody scrapes. */
export interface Gauges {
  upstreams(): Iterable<readonly [name: string, counts: { connections: number; streams: number }]>;
  clients(): { connections: number; calls: number };
  keys(): { cachedDataKeys: number; unwrapsUnderWay: number; domainsWithoutProvider: number };
  bytesInFlight(): number;
  isReady(): boolean;
}

export interface ServiceMetrics {
  readonly reloads: Counter<'outcome'>;
  readonly loadedAt: Gauge;
  readonly dataKeys: Counter<'domain' | 'event'>;
  readonly providerFailures: Counter<'domain' | 'provider' | 'operation'>;
  readonly issuerFailures: Counter<'issuer'>;
  readonly connectionErrors: Counter<'side'>;
}

/** Counters of what does not happen with each call, and gauges that are read at a scrape. */
export function createServiceMetrics(registry: Registry, gauges: Gauges): ServiceMetrics {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  registerGauges(registry, gauges);
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter<L>({ name: `temporal_proxy_${name}`, help, labelNames, registers });
  return {
    reloads: counter('config_reloads_total', 'Reloads of the config, by outcome: loaded or refused.', ['outcome']),
    loadedAt: new Gauge({ name: 'temporal_proxy_config_loaded_timestamp_seconds', help: 'When the config in use was loaded.', registers }),
    dataKeys: counter('data_keys_total', 'Data keys that a provider has made or unwrapped.', ['domain', 'event']),
    providerFailures: counter('key_provider_failures_total', 'Answers of a key provider that were none.', [
      'domain',
      'provider',
      'operation',
    ]),
    issuerFailures: counter('issuer_key_fetch_failures_total', 'Fetches of an issuer’s signing keys that failed.', ['issuer']),
    connectionErrors: counter('connection_errors_total', 'Connections that failed, of clients or to upstreams.', ['side']),
  };
}

function registerGauges(registry: Registry, gauges: Gauges): void {
  const registers = [registry];
  const gauge = (name: string, help: string, value: () => number) =>
    new Gauge({
      name: `temporal_proxy_${name}`,
      help,
      registers,
      collect() {
        this.set(value());
      },
    });
  gauge('client_connections', 'Connections of clients.', () => gauges.clients().connections);
  gauge('client_calls', 'Calls of clients that are not answered yet.', () => gauges.clients().calls);
  gauge('bytes_in_flight', 'Bytes of messages that are held.', () => gauges.bytesInFlight());
  gauge('ready', '1 when /readyz says so.', () => Number(gauges.isReady()));
  gauge('data_keys_cached', 'Data keys that are kept to open payloads with.', () => gauges.keys().cachedDataKeys);
  gauge('key_unwraps_in_flight', 'Data keys that a provider is being asked for.', () => gauges.keys().unwrapsUnderWay);
  gauge('key_domains_without_provider', 'Key domains whose provider did not answer last.', () => gauges.keys().domainsWithoutProvider);
  upstreamGauge(registry, { name: 'upstream_connections', help: 'Connections to Temporal.' }, () =>
    [...gauges.upstreams()].map(([upstream, { connections }]) => [upstream, connections]),
  );
  upstreamGauge(registry, { name: 'upstream_streams', help: 'Calls to Temporal that are not answered yet.' }, () =>
    [...gauges.upstreams()].map(([upstream, { streams }]) => [upstream, streams]),
  );
}

function upstreamGauge(
  registry: Registry,
  { name, help }: { name: string; help: string },
  values: () => (readonly [string, number])[],
): void {
  const gauge: Gauge<'upstream'> = new Gauge({
    name: `temporal_proxy_${name}`,
    help,
    labelNames: ['upstream'],
    registers: [registry],
    collect() {
      gauge.reset();
      for (const [upstream, value] of values()) gauge.set({ upstream }, value);
    },
  });
}
