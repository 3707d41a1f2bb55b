import { Connection, type ClientTls, type ConnectionContext, type ConnectionEvents } from './connection.ts';
import type { PeerBook } from './peer-book.ts';
import type { UpstreamPeer } from './peers.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

export interface ConnectionSetOptions {
  readonly limits: UpstreamLimits;
  readonly wheel: TimerWheel;
  readonly book: PeerBook;
  readonly tls: ClientTls | undefined;
  /** How many calls wait for a stream. */
  readonly waiting: () => number;
  /** A connection has room for calls that wait. */
  readonly onRoom: () => void;
  /** No connection stands or is on its way, and none may be tried now. */
  readonly onHopeless: () => void;
  readonly onError: ((error: Error) => void) | undefined;
}

/** Connections to all peers, few as long as few will do: on a busy one a single write carries the frames of several calls. */
export class ConnectionSet {
  tls: ClientTls | undefined;
  readonly #options: ConnectionSetOptions;
  readonly #context: ConnectionContext;
  readonly #all = new Set<Connection>();
  /** Of the peers, as last advertised. */
  #streamLimit = 100;
  #refresh: WheelTimer | undefined;
  #isAsking = false;
  #isClosed = false;
  #onEmpty: (() => void) | undefined;

  constructor(options: ConnectionSetOptions) {
    this.#options = options;
    this.tls = options.tls;
    const events: ConnectionEvents = {
      onReady: (connection) => this.#onReady(connection),
      onLeaving: () => this.#onLeaving(),
      onClosed: (connection, error) => this.#onClosed(connection, error),
    };
    this.#context = { limits: options.limits, wheel: options.wheel, events };
  }

  counts(): { connections: number; streams: number } {
    let streams = 0;
    for (const connection of this.#all) streams += connection.streams;
    return { connections: this.#all.size, streams };
  }

  leastBusy(except: Connection | undefined): Connection | undefined {
    let best: Connection | undefined;
    for (const connection of this.#all) {
      if (connection === except || !connection.hasRoom) continue;
      if (best === undefined || connection.streams < best.streams) best = connection;
    }
    return best;
  }

  /** Polls hold their streams for minutes, so the next connection is made before the last stream is gone. */
  growIfBusy(leastBusy: Connection): void {
    if (leastBusy.streams < Math.min(this.#options.limits.growAt, this.#streamLimit)) return;
    if (this.#count('connecting') === 0) this.#open(1);
  }

  growForWaiting(): void {
    const coming = this.#count('connecting');
    const wanted = Math.ceil(this.#options.waiting() / this.#streamLimit) - coming;
    if (coming === 0 || wanted > 0) this.#open(Math.max(1, wanted));
  }

  /** The connections there are serve until the first one with the new certificate stands. */
  useTls(tls: ClientTls | undefined): void {
    if (tls === this.tls) return;
    this.tls = tls;
    if (this.#all.size > 0) this.#open(1);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#refresh !== undefined) this.#options.wheel.stop(this.#refresh);
    if (this.#all.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      for (const connection of this.#all) connection.destroy();
    });
  }

  #count(state: Connection['state']): number {
    let count = 0;
    for (const connection of this.#all) if (connection.state === state) count++;
    return count;
  }

  #open(wanted: number): void {
    if (this.#isClosed) return;
    if (this.#options.book.peers.length === 0) {
      this.#ask();
      return;
    }
    const room = this.#bound() - this.#count('ready') - this.#count('connecting');
    for (let opened = 0; opened < Math.min(wanted, room); opened++) {
      const peer = this.#options.book.next((own) => this.#connectionsTo(own));
      if (peer === undefined) break;
      this.#all.add(new Connection(peer, this.tls, this.#context));
    }
    this.#giveUpIfHopeless();
  }

  #ask(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    if (this.#refresh === undefined) this.#refreshLater();
    void this.#options.book.refresh().then(() => {
      this.#isAsking = false;
      if (this.#options.book.peers.length > 0) this.#onPeers(1);
      else this.#options.onHopeless();
    });
  }

  /** Those that leave are not counted: their calls may take a minute, and others cannot wait for that. */
  #bound(): number {
    const streams = this.counts().streams + this.#options.waiting();
    return Math.max(this.#options.limits.connections, Math.ceil(streams / this.#streamLimit));
  }

  #connectionsTo(peer: UpstreamPeer): number {
    let count = 0;
    for (const { peer: other, state } of this.#all)
      if (state !== 'leaving' && other.address === peer.address && other.port === peer.port) count++;
    return count;
  }

  /** Every peer gets one connection, so that a new frontend takes its share; more only when they are needed. */
  #onPeers(wanted: number): void {
    const { book, limits } = this.#options;
    const without = book.peers.filter((peer) => this.#connectionsTo(peer) === 0).length;
    const enough = Math.min(without, limits.connections - this.#all.size);
    if (Math.max(wanted, enough) > 0) this.#open(Math.max(wanted, enough));
  }

  #refreshLater(): void {
    const { wheel, limits, book } = this.#options;
    this.#refresh = wheel.start(performance.now() + limits.resolveTime, () => {
      this.#refreshLater();
      if (this.#all.size > 0) void book.refresh().then(() => this.#onPeers(0));
    });
  }

  #onReady(connection: Connection): void {
    this.#streamLimit = Math.max(1, Math.min(connection.maximumStreams, Number.MAX_SAFE_INTEGER));
    this.#options.book.succeeded(connection.peer);
    for (const other of this.#all) if (other.state === 'ready' && other.tls !== this.tls && connection.tls === this.tls) other.leave();
    this.#options.onRoom();
  }

  /** A frontend that ages its connections must not make the next call wait for a handshake. */
  #onLeaving(): void {
    if (this.#count('ready') + this.#count('connecting') === 0) this.#open(1);
  }

  #onClosed(connection: Connection, error: Error | undefined): void {
    const { book, onError } = this.#options;
    this.#all.delete(connection);
    if (error !== undefined) onError?.(error);
    if (this.#isClosed) {
      if (this.#all.size === 0) this.#onEmpty?.();
      return;
    }
    if (!connection.wasReady) book.failed(connection.peer);
    if (error !== undefined) void book.refresh();
    if (this.#options.waiting() > 0) this.growForWaiting();
  }

  #giveUpIfHopeless(): void {
    if (this.#count('ready') + this.#count('connecting') === 0) this.#options.onHopeless();
  }
}
