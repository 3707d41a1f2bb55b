import type { Route } from '../routing/route.ts';
import type { CallEnd, CallMeter } from './observe.ts';

/** Upper bounds of the latency histogram, in seconds. */
export const latencyBounds = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30] as const;

/** gRPC has the codes 0 to 16; an upstream that answers with another one is counted as UNKNOWN. */
const codes = 17;
const unknownCode = 2;

/** Where a series belongs. Names come from the config alone, so that no caller can make new ones. */
export interface SeriesPlace {
  readonly namespace: string;
  readonly owner: string;
  /** `production/eu` */
  readonly upstream: string;
}

/** Of calls without a namespace, and of those whose namespace is none of ours or not granted. */
export const noPlace: SeriesPlace = { namespace: 'other', owner: 'other', upstream: 'other' };
const otherMethod = 'other';

/** What is counted of one method in one namespace: plain numbers, because each call touches them. */
export class CallSeries implements CallMeter {
  readonly method: string;
  readonly place: SeriesPlace;
  readonly byCode = new Float64Array(codes);
  readonly latency = new Float64Array(latencyBounds.length + 1);
  readonly refusals = new Map<string, number>();
  latencySum = 0;
  polls = 0;
  requestBytes = 0;
  responseBytes = 0;
  sealed = 0;
  opened = 0;
  verbatim = 0;
  plain = 0;
  withheld = 0;
  unknownFields = 0;
  readonly #log: CallLog;

  constructor(method: string, place: SeriesPlace, log: CallLog) {
    this.method = method;
    this.place = place;
    this.#log = log;
  }

  polling(): void {
    this.polls += 1;
  }

  ended(end: CallEnd): void {
    const code = end.status < codes ? end.status : unknownCode;
    this.byCode[code] = (this.byCode[code] ?? 0) + 1;
    this.requestBytes += end.requestBytes;
    this.responseBytes += end.responseBytes;
    const elapsed = performance.now() - end.startedAt;
    if (end.isPoll) this.polls -= 1;
    else this.#addLatency(elapsed / 1_000);
    if (end.sealed !== undefined) this.#addPayloads(end.sealed);
    if (end.opened !== undefined) this.#addPayloads(end.opened);
    if (end.rejection !== undefined) this.#addRefusal(end.rejection.reason);
    this.#log(this, end, elapsed);
  }

  #addLatency(seconds: number): void {
    let bucket = 0;
    while (bucket < latencyBounds.length && seconds > (latencyBounds[bucket] ?? 0)) bucket += 1;
    this.latency[bucket] = (this.latency[bucket] ?? 0) + 1;
    this.latencySum += seconds;
  }

  #addPayloads(counts: NonNullable<CallEnd['sealed']>): void {
    this.sealed += counts.sealed;
    this.opened += counts.opened;
    this.verbatim += counts.verbatim;
    this.plain += counts.plain;
    this.withheld += counts.withheld;
    this.unknownFields += counts.unknownFields;
  }

  #addRefusal(reason: string): void {
    this.refusals.set(reason, (this.refusals.get(reason) ?? 0) + 1);
  }
}

export type CallLog = (series: CallSeries, end: CallEnd, elapsed: number) => void;

export interface SeriesBook {
  meterOf(method: string | undefined, route: Route | undefined): CallSeries;
  all(): Iterable<CallSeries>;
}

/** All series of a process. Routes are made anew by each reload and then lead to the series they had. */
export function createSeriesBook(log: CallLog): SeriesBook {
  const series = new Map<string, CallSeries>();
  const byRoute = new WeakMap<Route, Map<string, CallSeries>>();
  const placeless = new Map<string, CallSeries>();
  const find = (method: string, place: SeriesPlace): CallSeries => {
    const key = JSON.stringify([method, place.namespace, place.owner, place.upstream]);
    const known = series.get(key) ?? new CallSeries(method, place, log);
    series.set(key, known);
    return known;
  };
  const tableOf = (route: Route | undefined): Map<string, CallSeries> => {
    if (route === undefined) return placeless;
    let table = byRoute.get(route);
    if (table === undefined) {
      table = new Map();
      byRoute.set(route, table);
    }
    return table;
  };
  return {
    meterOf(method = otherMethod, route) {
      const table = tableOf(route);
      const known = table.get(method);
      if (known !== undefined) return known;
      const made = find(method, route === undefined ? noPlace : { namespace: route.logical, owner: route.owner, upstream: route.upstream });
      table.set(method, made);
      return made;
    },
    all: () => series.values(),
  };
}
