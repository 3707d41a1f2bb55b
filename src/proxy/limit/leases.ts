import type { LimitClock } from './clock.ts';
import type { Gate } from './gate.ts';
import { leaseArguments, leaseGrant, leaseScript, type LeaseAsk } from './lease-script.ts';
import { LeasedSupply, type StoreState } from './leased-supply.ts';
import type { NamespaceRate } from './limit-rules.ts';

/** A store that runs scripts, as far as leases need it. */
export interface ScriptStore {
  /** Runs one script for each of these, in one trip. Rejects when not all of them are answered in time. */
  run(script: string, calls: readonly { keys: readonly string[]; args: readonly string[] }[]): Promise<unknown[]>;
  close(): void;
}

export interface LeasesInput {
  readonly store: ScriptStore;
  readonly clock: LimitClock;
  /** Of this replica, unlike all others. */
  readonly replica: string;
  /** Milliseconds. */
  readonly interval: number;
  readonly whenUnavailable: 'open' | 'closed';
  readonly random: () => number;
  /** Told when it changes, with why. */
  readonly onState: (isAvailable: boolean, detail: string) => void;
}

export interface Leases {
  supply(key: string, rate: NamespaceRate, gate: () => Gate): LeasedSupply;
  isAvailable(): boolean;
  close(): void;
}

const prefix = 'temporal-proxy:limits';
/** Milliseconds between two tries while the store is away. */
const retry = 250;

/** Asks a store for the tokens of all buckets that are in use, once in an interval and in one trip; sooner when a call waits for one. */
export function createLeases(input: LeasesInput): Leases {
  const { store, clock, interval, random, whenUnavailable } = input;
  const supplies = new Set<LeasedSupply>();
  let isAvailable = true;
  let isClosed = false;
  let isAsking = false;
  let isWanted = false;
  let timer: { at: number; cancel(): void } | undefined;
  let lastWhole = -Infinity;

  const runAt = (at: number): void => {
    if (isClosed || isAsking || (timer !== undefined && timer.at <= at)) return;
    timer?.cancel();
    const { cancel } = clock.after(Math.max(0, at - clock.now()), () => void round());
    timer = { at, cancel };
  };
  // Replicas that ask at the same distance after each other would always find as much, or as little.
  const nextWhole = () => Math.max(clock.now(), lastWhole + interval * (0.5 + random()));
  const wake = (isUrgent: boolean): void => {
    if (isAsking) isWanted ||= isUrgent;
    else if (isUrgent && isAvailable) runAt(clock.now());
    else if (timer === undefined) runAt(isAvailable ? nextWhole() : clock.now() + retry);
  };
  const told = (answered: boolean, detail: string): void => {
    if (answered === isAvailable) return;
    isAvailable = answered;
    input.onState(answered, detail);
  };

  const round = async (): Promise<void> => {
    timer = undefined;
    isAsking = true;
    isWanted = false;
    const isWhole = clock.now() - lastWhole >= interval / 2;
    if (isWhole) lastWhole = clock.now();
    const asked = [...supplies].flatMap((supply) => {
      const ask = supply.ask(isWhole);
      return ask === undefined ? [] : [{ supply, ask }];
    });
    await ask(asked);
    isAsking = false;
    for (const supply of supplies) if (supply.isQuiet()) supplies.delete(supply);
    if (isWanted && isAvailable) runAt(clock.now());
    else if (supplies.size > 0 || !isAvailable) runAt(isAvailable ? nextWhole() : clock.now() + retry);
  };

  const ask = async (asked: readonly { supply: LeasedSupply; ask: LeaseAsk }[]): Promise<void> => {
    if (asked.length === 0 && isAvailable) return;
    try {
      const answers = await store.run(leaseScript, asked.map(callOf));
      told(true, 'limits are shared again');
      for (const [index, one] of asked.entries()) {
        const grant = leaseGrant(answers[index]);
        if (grant !== undefined) one.supply.granted(one.ask, grant);
      }
    } catch (error) {
      const wasAvailable = isAvailable;
      told(false, error instanceof Error ? error.message : String(error));
      if (wasAvailable) for (const supply of supplies) supply.lost();
    }
  };

  const callOf = ({ ask: one }: { ask: LeaseAsk }) => ({
    keys: [`${prefix}:${one.key}`, `${prefix}-since`],
    args: leaseArguments(one, input.replica, interval * 5),
  });

  const state = (): StoreState => (isAvailable ? 'available' : whenUnavailable);
  return {
    supply(key, rate, gate) {
      const supply: LeasedSupply = new LeasedSupply({
        key,
        rate,
        clock,
        gate,
        interval,
        state,
        wake: (isUrgent) => {
          supplies.add(supply);
          wake(isUrgent);
        },
      });
      return supply;
    },
    isAvailable: () => isAvailable,
    close() {
      isClosed = true;
      timer?.cancel();
      store.close();
    },
  };
}
