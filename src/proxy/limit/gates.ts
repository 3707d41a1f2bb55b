import type { LimitClock } from './clock.ts';
import { Gate, type Supply } from './gate.ts';
import type { LimitWaits, NamespaceRate } from './limit-rules.ts';

/** The gates of a process, by what they are of: they outlive the configs that follow each other. */
export interface Gates {
  /** The one of this key, with this limit from now on. */
  of(key: string, rate: NamespaceRate, waits: LimitWaits): Gate;
  readonly count: number;
}

export interface GatesInput {
  readonly clock: LimitClock;
  /** `gate` is there by the time the supply has something to tell it. */
  readonly makeSupply: (key: string, rate: NamespaceRate, gate: () => Gate) => Supply;
}

/** Callers are as many as identities are let in; beyond these, the ones that have been known the longest begin anew. */
const mostGates = 50_000;
const betweenSweeps = 10_000;
const leastWaiting = 16;
const mostWaiting = 10_000;

export function createGates({ clock, makeSupply }: GatesInput): Gates {
  const gates = new Map<string, Gate>();
  let sweptAt = clock.now();
  const forget = (key: string, gate: Gate) => {
    gate.isForgotten = true;
    gates.delete(key);
  };
  const sweep = () => {
    sweptAt = clock.now();
    for (const [key, gate] of gates) if (gate.isIdle()) forget(key, gate);
  };
  const makeRoom = () => {
    if (clock.now() - sweptAt > betweenSweeps) sweep();
    for (const [key, gate] of gates) {
      if (gates.size < mostGates) return;
      forget(key, gate);
    }
  };
  return {
    get count() {
      return gates.size;
    },
    of(key, rate, waits) {
      const known = gates.get(key);
      const waiting = waitingFor(rate, waits);
      if (known !== undefined) {
        known.mostWaiting = waiting;
        known.supply.use(rate);
        return known;
      }
      makeRoom();
      const gate: Gate = new Gate({ supply: makeSupply(key, rate, () => gate), clock, mostWaiting: waiting });
      gates.set(key, gate);
      return gate;
    },
  };
}

/** As many as can come to their turn before their time is over: whoever comes after them would wait for nothing. */
function waitingFor({ requestsPerSecond }: NamespaceRate, { live, backfill }: LimitWaits): number {
  const inTime = Math.ceil((requestsPerSecond * Math.max(live, backfill)) / 1_000);
  return Math.min(mostWaiting, Math.max(leastWaiting, inTime));
}
