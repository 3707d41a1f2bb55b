import { findPeers, type Resolve, type UpstreamPeer } from './peers.ts';

interface Backoff {
  failures: number;
  until: number;
}

export interface PeerBookOptions {
  readonly addresses: readonly string[];
  readonly resolve: Resolve;
  readonly backoff: { readonly first: number; readonly longest: number };
  readonly onError: ((error: Error) => void) | undefined;
}

/** Which peers there are, and which of them may be tried. */
export class PeerBook {
  peers: readonly UpstreamPeer[] = [];
  readonly #options: PeerBookOptions;
  readonly #backoffs = new Map<string, Backoff>();
  #running: Promise<void> | undefined;
  #askedAt = 0;

  constructor(options: PeerBookOptions) {
    this.#options = options;
  }

  /** Asks for all names again, unless that was done less than a second ago. Peers stay as they were if none is found. */
  refresh(): Promise<void> {
    if (this.#running !== undefined) return this.#running;
    if (performance.now() - this.#askedAt < 1000 && this.peers.length > 0) return Promise.resolve();
    this.#askedAt = performance.now();
    this.#running = this.#find();
    return this.#running;
  }

  /** The peer that may be tried and has the fewest connections. */
  next(connectionsOf: (peer: UpstreamPeer) => number): UpstreamPeer | undefined {
    const now = performance.now();
    let best: UpstreamPeer | undefined;
    let fewest = Infinity;
    for (const peer of this.peers) {
      const count = connectionsOf(peer);
      if (count >= fewest || (this.#backoffs.get(keyOf(peer))?.until ?? 0) > now) continue;
      best = peer;
      fewest = count;
    }
    return best;
  }

  succeeded(peer: UpstreamPeer): void {
    this.#backoffs.delete(keyOf(peer));
  }

  failed(peer: UpstreamPeer): void {
    const { first, longest } = this.#options.backoff;
    const failures = (this.#backoffs.get(keyOf(peer))?.failures ?? 0) + 1;
    const wait = Math.min(longest, first * 1.6 ** (failures - 1)) * (0.8 + Math.random() * 0.4);
    this.#backoffs.set(keyOf(peer), { failures, until: performance.now() + wait });
  }

  async #find(): Promise<void> {
    const { peers, failed } = await findPeers(this.#options.addresses, this.#options.resolve);
    this.#running = undefined;
    if (peers.length > 0) this.peers = peers;
    const known = new Set(this.peers.map((peer) => keyOf(peer)));
    for (const key of this.#backoffs.keys()) if (!known.has(key)) this.#backoffs.delete(key);
    for (const error of failed) this.#options.onError?.(error);
  }
}

export function keyOf(peer: UpstreamPeer): string {
  return `${peer.address}|${peer.port}`;
}
