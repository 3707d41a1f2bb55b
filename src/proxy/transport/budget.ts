/**
 * Bytes of messages that are held at one time, over all connections. Who finds no room stops reading, so that the peer's
 * flow-control window fills up, and waits in line.
 */
export interface Budget {
  readonly inUse: number;
  /** `false`: nothing was taken. A message larger than the whole budget gets through alone. */
  tryTake(bytes: number): boolean;
  /** Takes without asking: for bytes that exist already. */
  take(bytes: number): void;
  give(bytes: number): void;
  /** `granted` is called once the bytes have been taken. The function that comes back leaves the line. */
  wait(bytes: number, granted: () => void): () => void;
}

interface Waiting {
  readonly bytes: number;
  readonly granted: () => void;
}

export function createBudget(maximumBytes: number): Budget {
  const line = new Set<Waiting>();
  let inUse = 0;
  const fits = (bytes: number): boolean => inUse === 0 || inUse + bytes <= maximumBytes;
  const admit = (): void => {
    for (const waiting of line) {
      if (!fits(waiting.bytes)) return;
      line.delete(waiting);
      inUse += waiting.bytes;
      waiting.granted();
    }
  };
  return {
    get inUse() {
      return inUse;
    },
    tryTake(bytes) {
      // Whoever waits goes first, or small messages would keep a large one out for ever.
      if (line.size > 0 || !fits(bytes)) return false;
      inUse += bytes;
      return true;
    },
    take(bytes) {
      inUse += bytes;
    },
    give(bytes) {
      inUse -= bytes;
      if (line.size > 0) admit();
    },
    wait(bytes, granted) {
      const waiting = { bytes, granted };
      line.add(waiting);
      return () => {
        line.delete(waiting);
        admit();
      };
    },
  };
}
