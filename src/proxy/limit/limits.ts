import { createHash } from 'node:crypto';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import type { Traffic } from '../../policy/policy.ts';
import { waitAtGates } from './admission.ts';
import type { LimitClock } from './clock.ts';
import type { Gate, Supply, Turn, TurnOutcome, Urgency } from './gate.ts';
import { createGates, type Gates } from './gates.ts';
import { newLedger, type LimitLedger } from './ledger.ts';
import type { LimitRules, LimitWaits, NamespaceRate, Rate } from './limit-rules.ts';
import type { Limiter, LimitOutcome, LimitRequest } from './limiter.ts';
import { limitExceeded, limitsUnknown, unknownTraffic } from './refusals.ts';
import { urgencyOf } from './urgency.ts';

/** What is used of limits, of one process: the configs that follow each other go on with it. */
export interface Limits {
  /** By the rules of one config. */
  limiter(rules: LimitRules, waits: LimitWaits): Limiter;
  ledgers(): Iterable<LimitLedger>;
  /** How many are kept, of namespaces and of callers. */
  buckets(): number;
  /** Tokens for live calls, by namespace. */
  levels(): Iterable<readonly [place: LimitLedger, tokens: number]>;
  close(): void;
}

export interface LimitsInput {
  readonly clock: LimitClock;
  readonly makeSupply: (key: string, rate: NamespaceRate, gate: () => Gate) => Supply;
  /** Ends what supplies are had from. */
  readonly close: () => void;
}

export function createLimits({ clock, makeSupply, close }: LimitsInput): Limits {
  const gates = createGates({ clock, makeSupply });
  const ledgers = new Map<string, { ledger: LimitLedger; gate: Gate | undefined }>();
  const ledgerOf = (route: Route, gate: Gate | undefined): LimitLedger => {
    const key = JSON.stringify([route.upstream, route.logical, route.owner]);
    const ledger = ledgers.get(key)?.ledger ?? newLedger(route);
    ledgers.set(key, { ledger, gate });
    return ledger;
  };
  return {
    limiter: (rules, waits) => createLimiter({ rules, waits, clock, gates, ledgerOf }),
    *ledgers() {
      for (const { ledger } of ledgers.values()) yield ledger;
    },
    buckets: () => gates.count,
    *levels() {
      for (const { ledger, gate } of ledgers.values()) if (gate !== undefined) yield [ledger, gate.supply.level(clock.now())];
    },
    close,
  };
}

/** What one caller has to pass in one namespace. */
interface Passage {
  /** That of the caller first: whoever is over its own limit uses up nothing of the namespace's. */
  readonly gates: readonly Gate[];
  readonly callerGate: Gate | undefined;
  readonly callerLimit: Rate | undefined;
  readonly namespaceLimit: Rate | undefined;
  readonly lane: string;
  readonly ledger: LimitLedger;
}

interface LimiterInput {
  readonly rules: LimitRules;
  readonly waits: LimitWaits;
  readonly clock: LimitClock;
  readonly gates: Gates;
  readonly ledgerOf: (route: Route, gate: Gate | undefined) => LimitLedger;
}

const admitted: Readonly<Record<Traffic, LimitOutcome>> = {
  live: { kind: 'admitted', traffic: 'live' },
  backfill: { kind: 'admitted', traffic: 'backfill' },
};
const empty: LimitOutcome = { kind: 'empty' };

function createLimiter(input: LimiterInput): Limiter {
  const passages = passagesOf(input);
  const urgencies = new Map<Method, Urgency | undefined>();
  return {
    admit(request, done) {
      const { method, identity, route, headers } = request;
      const traffic = trafficOf(headers, request.traffic);
      if (typeof traffic === 'object') return atOnce(done, traffic);
      if (!urgencies.has(method)) urgencies.set(method, urgencyOf(method));
      const urgency = urgencies.get(method);
      if (urgency === undefined) return atOnce(done, admitted[traffic]);
      const passage = passages(route, identity);
      const { gates, ledger } = passage;
      let passed = 0;
      while (passed < gates.length && gates[passed]!.pass(urgency, traffic)) passed += 1;
      if (passed < gates.length) return waitFor(request, { input, passage, urgency, traffic, passed, done });
      if (passed > 0) ledger.counts[traffic].admitted += 1;
      return atOnce(done, admitted[traffic]);
    },
  };
}

function atOnce(done: (outcome: LimitOutcome) => void, outcome: LimitOutcome): undefined {
  done(outcome);
}

/** What policy calls live may be lowered by whoever calls, never the reverse. */
function trafficOf(headers: Headers, given: Traffic): Traffic | Rejection {
  const asked = headers['temporal-proxy-traffic'];
  if (asked === undefined || asked === 'live') return given;
  return asked === 'backfill' ? 'backfill' : unknownTraffic;
}

/** The same object for each call of one caller in one namespace. */
function passagesOf({ rules, waits, gates, ledgerOf }: LimiterInput): (route: Route, identity: Identity) => Passage {
  const known = new WeakMap<Route, WeakMap<Identity, Passage>>();
  const make = (route: Route, identity: Identity): Passage => {
    const { logical: namespace, environment, region, upstream } = route;
    const where = { namespace, environment, region };
    const [callerLimit, namespaceLimit] = [rules.callerLimitOf(identity, where), rules.namespaceLimitOf(where)];
    const place = `${upstream}/${namespace}`;
    const lane = JSON.stringify([identity.source, identity.subject]);
    const callerGate =
      callerLimit === undefined ? undefined : gates.of(`${place} ${digestOf(lane)}`, { ...callerLimit, backfillShare: 1 }, waits);
    const namespaceGate = namespaceLimit === undefined ? undefined : gates.of(place, namespaceLimit, waits);
    const ledger = ledgerOf(route, namespaceGate);
    return {
      gates: [callerGate, namespaceGate].filter((gate) => gate !== undefined),
      callerGate,
      callerLimit,
      namespaceLimit,
      lane,
      ledger,
    };
  };
  return (route, identity) => {
    let ofRoute = known.get(route);
    if (ofRoute === undefined) known.set(route, (ofRoute = new WeakMap<Identity, Passage>()));
    let passage = ofRoute.get(identity);
    if (passage === undefined || passage.gates.some(({ isForgotten }) => isForgotten)) {
      passage = make(route, identity);
      ofRoute.set(identity, passage);
    }
    return passage;
  };
}

/** Keys stand in a store that others look into, too. */
function digestOf(lane: string): string {
  return createHash('sha256').update(lane).digest('base64url');
}

interface Waiting {
  readonly input: LimiterInput;
  readonly passage: Passage;
  readonly urgency: Urgency;
  readonly traffic: Traffic;
  readonly passed: number;
  readonly done: (outcome: LimitOutcome) => void;
}

/** So that an answer still reaches a caller whose deadline comes first. */
const beforeDeadline = 20;
/** Of what is left of a poll's deadline: the rest is for Temporal to find a task in. */
const ofDeadline = 0.8;

function waitFor(request: LimitRequest, waiting: Waiting): { cancel(): void } | undefined {
  const { input, passage, urgency, traffic, passed, done } = waiting;
  const now = input.clock.now();
  const left = (request.deadline ?? Infinity) - now;
  const patience =
    urgency === 'poll' ? Math.min(input.waits.poll, left * ofDeadline) : Math.min(input.waits[traffic], left - beforeDeadline);
  const turn: Turn = { urgency, traffic, lane: passage.lane, until: now + patience };
  const over = (outcome: TurnOutcome, gate: Gate | undefined) => {
    const told = outcomeOf(outcome, { ...waiting, gate, route: request.route });
    const count = told.kind === 'rejected' ? 'refused' : told.kind === 'empty' ? 'empty' : 'delayed';
    passage.ledger.counts[traffic][count] += 1;
    done(told);
  };
  return waitAtGates({ gates: passage.gates, turn, done: over }, passed);
}

function outcomeOf(
  outcome: TurnOutcome,
  { passage, urgency, traffic, gate, route }: Waiting & { gate: Gate | undefined; route: Route },
): LimitOutcome {
  if (outcome === 'admitted') return admitted[traffic];
  if (urgency === 'poll') return empty;
  if (outcome === 'closed') return limitsUnknown;
  const isCallers = gate !== undefined && gate === passage.callerGate;
  const rate = (isCallers ? passage.callerLimit : passage.namespaceLimit)!;
  return limitExceeded({ namespace: route.logical, traffic, rate, of: isCallers ? 'caller' : 'namespace' });
}
