import { collectDefaultMetrics, Counter, Gauge, type Registry } from 'prom-client';
import { registerLimits, type LimitGauges } from './limit-metrics.ts';

/** What is asked for when somebody scrapes. */
export interface Gauges {
  limits(): LimitGauges;
  upstreams(): Iterable<readonly [name: string, counts: { connections: number; streams: number }]>;
  clients(): { connections: number; calls: number };
  keys(): { cachedDataKeys: number; unwrapsUnderWay: number; domainsWithoutProvider: number };
  bytesInFlight(): number;
  auditSinks(): readonly { readonly name: string; readonly waiting: number; readonly isFailing: boolean }[];
  revocations(): number;
  isReady(): boolean;
}

export interface ServiceMetrics {
  readonly reloads: Counter<'outcome'>;
  readonly loadedAt: Gauge;
  readonly dataKeys: Counter<'domain' | 'event'>;
  readonly providerFailures: Counter<'domain' | 'provider' | 'operation'>;
  readonly issuerFailures: Counter<'issuer'>;
  readonly connectionErrors: Counter<'side'>;
  readonly auditEvents: Counter<'decision'>;
  readonly auditLost: Counter<'sink'>;
  readonly breakGlass: Counter<'namespace' | 'owner' | 'break_glass'>;
  readonly callsCut: Counter;
  readonly limitStoreFailures: Counter;
  readonly revocationReads: Counter<'outcome'>;
  readonly codecRequests: Counter<'action' | 'status'>;
  readonly codecPayloads: Counter<'action' | 'outcome'>;
}

/** Counters of what does not happen with each call, and gauges that are read at a scrape. */
export function createServiceMetrics(registry: Registry, gauges: Gauges): ServiceMetrics {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });
  registerGauges(registry, gauges);
  registerLimits(registry, () => gauges.limits());
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
    codecRequests: counter('codec_requests_total', 'Requests to the codec endpoint, by HTTP status.', ['action', 'status']),
    codecPayloads: counter(
      'codec_payloads_total',
      'Payloads at the codec endpoint: opened, sealed, plain, or withheld from their caller.',
      ['action', 'outcome'],
    ),
    connectionErrors: counter('connection_errors_total', 'Connections that failed, of clients or to upstreams.', ['side']),
    auditEvents: counter('audit_events_total', 'Events of audit, by decision: allowed, denied or cut.', ['decision']),
    auditLost: counter(
      'audit_events_lost_total',
      'Events that a sink has not taken and never will; without the sink stdout they are written there.',
      ['sink'],
    ),
    breakGlass: counter('break_glass_total', 'Calls that break-glass alone allows, by its document.', [
      'namespace',
      'owner',
      'break_glass',
    ]),
    limitStoreFailures: counter('limit_store_failures_total', 'Times that the store of limits went away.', []),
    callsCut: counter('calls_cut_total', 'Running calls that were ended because their caller was revoked.', []),
    revocationReads: counter('revocation_reads_total', 'Reads of a changed list of revocations, by outcome: loaded or refused.', [
      'outcome',
    ]),
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
  gauge('revocations', 'Callers that are revoked at this moment.', () => gauges.revocations());
  labelledGauge(registry, { name: 'upstream_connections', label: 'upstream', help: 'Connections to Temporal.' }, () =>
    [...gauges.upstreams()].map(([upstream, { connections }]) => [upstream, connections]),
  );
  labelledGauge(registry, { name: 'upstream_streams', label: 'upstream', help: 'Calls to Temporal that are not answered yet.' }, () =>
    [...gauges.upstreams()].map(([upstream, { streams }]) => [upstream, streams]),
  );
  labelledGauge(registry, { name: 'audit_events_waiting', label: 'sink', help: 'Events that a sink has not taken yet.' }, () =>
    gauges.auditSinks().map(({ name, waiting }) => [name, waiting]),
  );
  labelledGauge(registry, { name: 'audit_sink_failing', label: 'sink', help: '1 while a sink takes nothing.' }, () =>
    gauges.auditSinks().map(({ name, isFailing }) => [name, Number(isFailing)]),
  );
}

function labelledGauge(
  registry: Registry,
  { name, label, help }: { name: string; label: 'sink' | 'upstream'; help: string },
  values: () => (readonly [string, number])[],
): void {
  const gauge: Gauge<'sink' | 'upstream'> = new Gauge({
    name: `temporal_proxy_${name}`,
    help,
    labelNames: [label],
    registers: [registry],
    collect() {
      gauge.reset();
      for (const [labelled, value] of values()) gauge.set({ [label]: labelled }, value);
    },
  });
}
