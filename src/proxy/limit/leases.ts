import type { LimitClock } from './clock.ts';
import type { Gate } from './gate.ts';
import { leaseArguments, leaseGrant, leaseScript, type LeaseAsk } from './lease-script.ts';
import { LeasedSupply } from './leased-supply.ts';
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

const prefix = 'temporal-proxy:limits';
/** Milliseconds between two tries while the store is away. */
const retry = 250;
/** In intervals: a replica that has not asked for so long counts no more. */
const staleAfter = 5;

/** Asks a store for the tokens of all buckets that are in use, once in an interval and in one trip; sooner when a call waits for one. */
export class Leases {
  readonly #input: LeasesInput;
  /** In use. */
  readonly #supplies = new Set<LeasedSupply>();
  isAvailable = true;
  #isClosed = false;
  #isAsking = false;
  #isWantedAtOnce = false;
  #timer: { readonly at: number; readonly handle: { cancel(): void } } | undefined;
  #lastWhole = -Infinity;

  constructor(input: LeasesInput) {
    this.#input = input;
  }

  supply(key: string, rate: NamespaceRate, gate: () => Gate): LeasedSupply {
    const { clock, interval, whenUnavailable } = this.#input;
    const supply: LeasedSupply = new LeasedSupply({
      key,
      rate,
      clock,
      gate,
      interval,
      state: () => (this.isAvailable ? 'available' : whenUnavailable),
      wake: (isUrgent) => {
        this.#supplies.add(supply);
        this.#wake(isUrgent);
      },
    });
    return supply;
  }

  close(): void {
    this.#isClosed = true;
    this.#timer?.handle.cancel();
    this.#input.store.close();
  }

  #wake(isUrgent: boolean): void {
    if (this.#isAsking) this.#isWantedAtOnce ||= isUrgent;
    else if (isUrgent && this.isAvailable) this.#runAt(this.#input.clock.now());
    else if (this.#timer === undefined) this.#runAt(this.#nextRegular());
  }

  #nextRegular(): number {
    const { clock, interval, random } = this.#input;
    const now = clock.now();
    // Replicas that ask at the same distance after each other would always find as much, or as little.
    return this.isAvailable ? Math.max(now, this.#lastWhole + interval * (0.5 + random())) : now + retry;
  }

  #runAt(at: number): void {
    if (this.#isClosed || (this.#timer !== undefined && this.#timer.at <= at)) return;
    this.#timer?.handle.cancel();
    const { clock } = this.#input;
    this.#timer = { at, handle: clock.after(Math.max(0, at - clock.now()), () => void this.#round()) };
  }

  async #round(): Promise<void> {
    const { clock, interval } = this.#input;
    this.#timer = undefined;
    this.#isAsking = true;
    this.#isWantedAtOnce = false;
    const isWhole = clock.now() - this.#lastWhole >= interval / 2;
    if (isWhole) this.#lastWhole = clock.now();
    const asks = [...this.#supplies].flatMap((supply) => {
      const ask = supply.ask(isWhole);
      return ask === undefined ? [] : [{ supply, ask }];
    });
    if (asks.length > 0 || !this.isAvailable) await this.#ask(asks);
    this.#isAsking = false;
    for (const supply of this.#supplies) if (supply.isQuiet()) this.#supplies.delete(supply);
    if (this.#isWantedAtOnce && this.isAvailable) this.#runAt(clock.now());
    else if (this.#supplies.size > 0 || !this.isAvailable) this.#runAt(this.#nextRegular());
  }

  /** With nothing to ask for it still finds out whether the store is back. */
  async #ask(asks: readonly { supply: LeasedSupply; ask: LeaseAsk }[]): Promise<void> {
    const { store, replica, interval } = this.#input;
    const calls = asks.map(({ ask }) => ({
      keys: [`${prefix}:${ask.key}`, `${prefix}-since`],
      args: leaseArguments(ask, replica, interval * staleAfter),
    }));
    let answers: unknown[];
    try {
      answers = await store.run(leaseScript, calls);
    } catch (error) {
      return this.#lose(error instanceof Error ? error.message : String(error));
    }
    this.#tell(true, 'limits are shared again');
    for (const [index, { supply, ask }] of asks.entries()) {
      const grant = leaseGrant(answers[index]);
      if (grant !== undefined) supply.granted(ask, grant);
    }
  }

  #lose(detail: string): void {
    if (!this.isAvailable || this.#isClosed) return;
    this.#tell(false, detail);
    for (const supply of this.#supplies) supply.lost();
  }

  #tell(isAvailable: boolean, detail: string): void {
    if (isAvailable === this.isAvailable) return;
    this.isAvailable = isAvailable;
    this.#input.onState(isAvailable, detail);
  }
}
