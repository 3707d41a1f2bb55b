/**
 * Who waits, each in the lane of its caller: lanes are served in turn and each in its order, so that a caller who waits
 * with a thousand calls is not a thousand calls ahead of the next one. Nothing is kept of a lane in which nobody waits.
 */
export class FairQueue<T extends { readonly lane: string }> {
  size = 0;
  readonly #lanes = new Map<string, Set<T>>();

  add(item: T): void {
    const lane = this.#lanes.get(item.lane);
    if (lane === undefined) this.#lanes.set(item.lane, new Set([item]));
    else lane.add(item);
    this.size += 1;
  }

  /** Takes out the next one. */
  shift(): T | undefined {
    for (const [name, lane] of this.#lanes) {
      for (const item of lane) {
        this.delete(item);
        // Those behind it in the lane wait for every other lane's turn.
        if (this.#lanes.delete(name)) this.#lanes.set(name, lane);
        return item;
      }
    }
    return undefined;
  }

  delete(item: T): void {
    const lane = this.#lanes.get(item.lane);
    if (lane === undefined || !lane.delete(item)) return;
    this.size -= 1;
    if (lane.size === 0) this.#lanes.delete(item.lane);
  }

  /** Who makes room for another one of this lane: the last of the longest lane, or nobody when that is this lane. */
  displacedBy(laneName: string): T | undefined {
    let longest: Set<T> | undefined;
    for (const lane of this.#lanes.values()) if (lane.size > (longest?.size ?? 0)) longest = lane;
    if (longest === undefined || longest.size <= (this.#lanes.get(laneName)?.size ?? 0) + 1) return undefined;
    return [...longest].at(-1);
  }

  items(): T[] {
    return [...this.#lanes.values()].flatMap((lane) => [...lane]);
  }
}
