import type { Metric, Registry } from 'prom-client';
import { codeName } from './code-name.ts';
import { latencyBounds, type CallSeries, type SeriesBook } from './call-series.ts';

type Labels = Record<string, string | number>;

interface Sample {
  readonly labels: Labels;
  readonly value: number;
  /** Where it is not that of the metric: `…_bucket`. */
  readonly metricName?: string;
}

interface Collected {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly collect: () => Sample[];
}

const payloadOutcomes = ['sealed', 'opened', 'verbatim', 'plain', 'withheld'] as const;
const prefix = 'temporal_proxy';

/** Puts what calls have counted into a registry. Nothing of it is made before a scrape asks. */
export function registerSeries(book: SeriesBook, registry: Registry): void {
  for (const metric of [...counters(book), ...histograms(book), pollsGauge(book)]) {
    const { name, help, type } = metric;
    const shape = { name, help, type, aggregator: 'sum' };
    // The registry asks no more of a metric than this; its own counters would hash their labels on each call.
    registry.registerMetric({ ...shape, get: () => Promise.resolve({ ...shape, values: metric.collect() }) } as unknown as Metric);
  }
}

function counters(book: SeriesBook): Collected[] {
  return [
    counter('calls_total', 'Calls answered, by gRPC code.', () => each(book, callSamples)),
    counter('message_bytes_total', 'Bytes of messages, as callers send and receive them.', () => each(book, byteSamples)),
    counter(
      'payloads_total',
      'Payloads that were sealed, opened, passed as they were although sealed, came back in clear, or were withheld.',
      () => each(book, payloadSamples),
    ),
    counter('unknown_fields_total', 'Fields in responses that this version does not know, and so cannot open.', () =>
      each(book, ({ method, place, unknownFields }) =>
        unknownFields === 0 ? [] : [{ labels: { method, ...place }, value: unknownFields }],
      ),
    ),
    counter('refusals_total', 'Calls that the proxy itself has refused.', () => summed(each(book, refusalSamples))),
  ];
}

function counter(name: string, help: string, collect: () => Sample[]): Collected {
  return { name: `${prefix}_${name}`, help, type: 'counter', collect };
}

function callSamples({ method, place, byCode }: CallSeries): Sample[] {
  return [...byCode].flatMap((value, code) => (value === 0 ? [] : [{ labels: { method, ...place, code: codeName(code) }, value }]));
}

function byteSamples({ method, place, requestBytes, responseBytes }: CallSeries): Sample[] {
  return [
    { labels: { method, ...place, direction: 'request' }, value: requestBytes },
    { labels: { method, ...place, direction: 'response' }, value: responseBytes },
  ].filter(({ value }) => value > 0);
}

function payloadSamples(series: CallSeries): Sample[] {
  const { method, place } = series;
  return payloadOutcomes
    .map((outcome) => ({ labels: { method, ...place, outcome }, value: series[outcome] }))
    .filter(({ value }) => value > 0);
}

function refusalSamples({ place, refusals }: CallSeries): Sample[] {
  return [...refusals].map(([reason, value]) => ({ labels: { ...place, reason }, value }));
}

function pollsGauge(book: SeriesBook): Collected {
  return {
    name: `${prefix}_polls_in_flight`,
    help: 'Long polls that wait for Temporal.',
    type: 'gauge',
    collect: () => summed(each(book, ({ place, polls }) => (polls === 0 ? [] : [{ labels: { ...place }, value: polls }]))),
  };
}

/** By method and by namespace, not by both at once: that would be thousands of series for each bucket. */
function histograms(book: SeriesBook): Collected[] {
  return [
    histogram('call_duration_seconds', 'Time from HEADERS to the answer, without polls, by method.', {
      book,
      labelsOf: ({ method }) => ({ method }),
    }),
    histogram('namespace_call_duration_seconds', 'Time from HEADERS to the answer, without polls, by namespace.', {
      book,
      labelsOf: ({ place }) => ({ ...place }),
    }),
  ];
}

function histogram(
  name: string,
  help: string,
  { book, labelsOf }: { book: SeriesBook; labelsOf: (series: CallSeries) => Labels },
): Collected {
  const full = `${prefix}_${name}`;
  return {
    name: full,
    help,
    type: 'histogram',
    collect: () => summed(each(book, (series) => latencySamples(series, { name: full, labels: labelsOf(series) }))),
  };
}

function latencySamples({ latency, latencySum }: CallSeries, { name, labels }: { name: string; labels: Labels }): Sample[] {
  const total = latency.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  let below = 0;
  const buckets = latencyBounds.map((le, index) => {
    below += latency[index] ?? 0;
    return { labels: { le, ...labels }, value: below, metricName: `${name}_bucket` };
  });
  return [
    ...buckets,
    { labels: { le: '+Inf', ...labels }, value: total, metricName: `${name}_bucket` },
    { labels, value: latencySum, metricName: `${name}_sum` },
    { labels, value: total, metricName: `${name}_count` },
  ];
}

function each(book: SeriesBook, samplesOf: (series: CallSeries) => Sample[]): Sample[] {
  return [...book.all()].flatMap(samplesOf);
}

function summed(samples: readonly Sample[]): Sample[] {
  const sums = new Map<string, Sample>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.metricName, sample.labels]);
    sums.set(key, { ...sample, value: (sums.get(key)?.value ?? 0) + sample.value });
  }
  return [...sums.values()];
}
