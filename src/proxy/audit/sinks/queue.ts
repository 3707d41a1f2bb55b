import type { AuditLine, Delivery, DeliveryOutcome } from './delivery.ts';

export interface QueueDeps {
  /** Milliseconds that only ever grow. */
  readonly now: () => number;
  readonly onLost: (sink: string, lost: LostLines) => void;
  /** A sink has begun to fail, or to take again what it is given. */
  readonly onState: (sink: string, failure: string | undefined) => void;
  readonly capacity?: QueueCapacity;
}

/** Lines that no try will hand on any more. */
export interface LostLines {
  readonly count: number;
  /** They are among these; the sink may have the others. */
  readonly among: readonly AuditLine[];
  readonly detail: string;
}

interface QueueCapacity {
  readonly lines: number;
  readonly characters: number;
}

const usualCapacity: QueueCapacity = { lines: 20_000, characters: 32 * 2 ** 20 };
const firstPause = 250;
const ended = 'the proxy has ended';
/** Milliseconds that one try may take before the sink counts as failing. */
const longestTry = 5_000;

/** Lines that wait for a sink, in order; what it does not take is tried again, and what has no room is lost. */
export class SinkQueue {
  readonly name: string;
  #delivery: Delivery;
  readonly #deps: QueueDeps;
  readonly #capacity: QueueCapacity;
  readonly #lines: AuditLine[] = [];
  #characters = 0;
  #running: Promise<void> | undefined;
  #wake: (() => void) | undefined;
  #tries = 0;
  #failingSince: number | undefined;
  #tryingSince: number | undefined;
  #nextPause = 0;
  #isClosing = false;
  #isGivenUp = false;

  constructor(delivery: Delivery, deps: QueueDeps) {
    this.name = delivery.name;
    this.#delivery = delivery;
    this.#deps = deps;
    this.#capacity = deps.capacity ?? usualCapacity;
  }

  put(line: AuditLine): void {
    if (this.#isGivenUp || !this.#hasRoom(this.#capacity)) {
      this.#lose([line], this.#isGivenUp ? ended : 'its queue is full');
      return;
    }
    this.#lines.push(line);
    this.#characters += line.text.length;
    this.#running ??= this.#run();
  }

  /** What waits goes there from now on, at once. */
  use(delivery: Delivery): void {
    const before = this.#delivery;
    this.#delivery = delivery;
    if (this.#tryingSince === undefined) void closed(before);
    this.#wake?.();
  }

  get waiting(): number {
    return this.#lines.length;
  }

  /** It fails, or has been at one try for too long. */
  isFailing(): boolean {
    return this.#troubleOf(0, longestTry);
  }

  /** Lines to come might be lost: half of its room, which is for calls that run already, is taken, or it has failed for `patience` milliseconds. */
  isAtRisk(patience: number): boolean {
    const { lines, characters } = this.#capacity;
    return !this.#hasRoom({ lines: lines / 2, characters: characters / 2 }) || this.#troubleOf(patience, Math.max(patience, longestTry));
  }

  /** Hands on what waits, for `patience` milliseconds at most. */
  async close(patience: number): Promise<void> {
    this.#isClosing = true;
    this.#wake?.();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      this.#running,
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, patience);
      }),
    ]);
    clearTimeout(timer);
    this.#isGivenUp = true;
    this.#wake?.();
    if (this.#lines.length > 0) this.#lose(this.#lines.splice(0), ended);
    await closed(this.#delivery);
  }

  #hasRoom({ lines, characters }: QueueCapacity): boolean {
    return this.#lines.length < lines && this.#characters < characters;
  }

  #troubleOf(failing: number, trying: number): boolean {
    const now = this.#deps.now();
    return (
      (this.#failingSince !== undefined && now - this.#failingSince >= failing) ||
      (this.#tryingSince !== undefined && now - this.#tryingSince >= trying)
    );
  }

  async #run(): Promise<void> {
    if (!this.#isClosing) await this.#pause(this.#delivery.gather);
    while ((this.#lines.length > 0 || this.#failingSince !== undefined) && !this.#isGivenUp) {
      await this.#tryOnce();
      if (this.#failingSince !== undefined && !this.#isGivenUp) await this.#pause(this.#nextPause);
      else if (this.#lines.length > 0 && this.#lines.length < this.#delivery.batch.lines && !this.#isClosing)
        await this.#pause(this.#delivery.gather);
    }
    this.#running = undefined;
  }

  async #tryOnce(): Promise<void> {
    this.#tryingSince = this.#deps.now();
    const overdue = setTimeout(() => this.#deps.onState(this.name, `nothing has come back for ${longestTry} ms`), longestTry).unref();
    const delivery = this.#delivery;
    const outcome = await delivery.deliver(this.#nextBatch()).catch(failed);
    clearTimeout(overdue);
    if (delivery !== this.#delivery) await closed(delivery);
    this.#tryingSince = undefined;
    if (this.#isGivenUp) return;
    const taken = this.#lines.splice(0, outcome.taken);
    for (const { text } of taken) this.#characters -= text.length;
    if (outcome.refused > 0) this.#lose(taken, outcome.refusal ?? 'they were refused', outcome.refused);
    this.#note(outcome.failure);
  }

  #lose(among: readonly AuditLine[], detail: string, count = among.length): void {
    this.#deps.onLost(this.name, { count, among, detail });
  }

  #note(failure: DeliveryOutcome['failure']): void {
    const { now, onState } = this.#deps;
    if (failure === undefined) {
      if (this.#failingSince !== undefined) onState(this.name, undefined);
      this.#failingSince = undefined;
      this.#tries = 0;
      return;
    }
    this.#failingSince ??= now();
    onState(this.name, failure.detail);
    const grown = Math.min(firstPause * 2 ** this.#tries, this.#delivery.longestPause);
    this.#tries += 1;
    // Replicas that were refused together do not come back together.
    this.#nextPause = Math.max(failure.wait ?? 0, grown * (0.5 + Math.random() / 2));
  }

  #nextBatch(): AuditLine[] {
    const { lines, characters } = this.#delivery.batch;
    let [count, size] = [0, 0];
    for (const { text } of this.#lines) {
      if (count > 0 && (count === lines || size + text.length > characters)) break;
      count += 1;
      size += text.length;
    }
    return this.#lines.slice(0, count);
  }

  async #pause(milliseconds: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = undefined;
  }
}

async function closed(delivery: Delivery): Promise<void> {
  await delivery.close().catch(() => undefined);
}

function failed(error: unknown): DeliveryOutcome {
  return { taken: 0, refused: 0, failure: { detail: error instanceof Error ? error.message : String(error) } };
}
