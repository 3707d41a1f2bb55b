import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { ListenLimits } from './limits.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { Peer } from './transport.ts';

const { NGHTTP2_ENHANCE_YOUR_CALM, NGHTTP2_NO_ERROR } = constants;
const highestStreamId = 2 ** 31 - 1;
/** Changes of settings that one connection may send in ten seconds: far more than any client does, far less than a flood. */
const settingsPerWindow = 100;
/** Calls a client may cancel in that time: more than a worker has polls to cancel when it stops. */
const resetsPerWindow = 800;
const window = 10_000;
const firstKeepalive = 5000;
/** How long a client that does not read may keep the first GOAWAY from being written. */
const longestWrite = 5000;

export interface SessionParts {
  readonly session: ServerHttp2Session;
  readonly socket: Socket;
  readonly peer: Peer;
}

/** One client's connection: what it may do, and whether it is still there. */
export class ServerSession {
  readonly peer: Peer;
  /** Calls that have no answer yet. */
  calls = 0;
  /** Answers on their way out. */
  #answering = 0;
  /** The connection has ended under a call. */
  hasLostCall = false;
  /** Something went to the client since its last PING: grpc clients send one after data, to measure the connection. */
  #hasSent = true;
  readonly #session: ServerHttp2Session;
  readonly #socket: Socket;
  readonly #limits: ListenLimits;
  readonly #wheel: TimerWheel;
  #lastCall = performance.now();
  #lastPing = 0;
  #strikes = 0;
  #settings = 0;
  #resets = 0;
  #windowStart = 0;
  #timer: WheelTimer | undefined;
  /** Milliseconds to the next PING: few for a connection that is new, more the longer it has answered. */
  #trust: number;
  #isLeaving = false;

  /** `socket`: the session's own, which it hides. */
  constructor({ session, socket, peer }: SessionParts, { limits, wheel }: { limits: ListenLimits; wheel: TimerWheel }) {
    this.#session = session;
    this.#socket = socket;
    this.peer = peer;
    this.#limits = limits;
    this.#wheel = wheel;
    this.#trust = Math.min(firstKeepalive, limits.keepaliveTime);
    const handshake = wheel.start(performance.now() + limits.handshakeTime, () => session.destroy());
    // Not all of them in one moment after a start, and not all replicas together.
    const age = wheel.start(performance.now() + limits.connectionAge * (0.9 + Math.random() * 0.2), () => this.drain());
    session.once('remoteSettings', () => wheel.stop(handshake));
    session.on('remoteSettings', () => this.#countSettings());
    session.on('ping', () => this.#onPing());
    // The server's own listener reports it; without one here a session made bare in a test would throw.
    session.on('error', () => undefined);
    session.once('close', () => {
      wheel.stop(handshake);
      wheel.stop(age);
      if (this.#timer !== undefined) wheel.stop(this.#timer);
    });
    this.#watch();
  }

  onCall(): void {
    this.calls++;
    this.#lastCall = performance.now();
  }

  onAnswer(): void {
    this.#answering++;
    this.#hasSent = true;
  }

  onCallEnd(wasAnswered: boolean): void {
    this.calls--;
    if (this.#session.destroyed) this.hasLostCall = true;
    if (wasAnswered) this.#answering--;
    this.#lastCall = performance.now();
    this.#hasSent = true;
  }

  /**
   * GOAWAY in two steps. Once the first is written nghttp2 takes no more calls, not even those on their way; the second names the
   * last one taken, and clients send again what is above it. In one step it would name it too early: calls that come between
   * that and its writing would run here, and again elsewhere. The second must not wait for an answer to a PING: without a
   * running call Node reads no more, and calls on their way would wait for nothing.
   */
  drain(): void {
    const session = this.#session;
    if (this.#isLeaving || session.destroyed || session.closed) return;
    this.#isLeaving = true;
    session.goaway(NGHTTP2_NO_ERROR, highestStreamId);
    const late = performance.now() + longestWrite;
    const closeOnceWritten = (): void => {
      if (session.destroyed || session.closed) return;
      if (session.state.outboundQueueSize === 0 || performance.now() > late) session.close();
      else this.#wheel.start(performance.now() + 1, closeOnceWritten);
    };
    setImmediate(closeOnceWritten);
  }

  destroy(): void {
    this.#session.destroy();
    setImmediate(() => this.#socket.destroy());
  }

  #onPing(): void {
    const now = performance.now();
    const isFast = now - this.#lastPing < this.#limits.clientPingTime;
    this.#lastPing = now;
    if (this.#hasSent || this.#answering > 0 || !isFast) {
      this.#strikes = 0;
      this.#hasSent = false;
    } else if (++this.#strikes > 2) this.#calm('too_many_pings');
  }

  /** nghttp2 has a limit of its own, but leaves the connection standing, and Node never hears of it. */
  onCallReset(): void {
    this.#turnWindow();
    if (++this.#resets > resetsPerWindow) this.#calm('too_many_resets');
  }

  #countSettings(): void {
    this.#turnWindow();
    if (++this.#settings > settingsPerWindow) this.#calm('too_many_settings');
  }

  #turnWindow(): void {
    const now = performance.now();
    if (now - this.#windowStart <= window) return;
    this.#windowStart = now;
    this.#settings = 0;
    this.#resets = 0;
  }

  /** grpc clients know `too_many_pings` and ping half as often afterwards. */
  #calm(reason: string): void {
    if (this.#session.destroyed || this.#session.closed) return;
    this.#session.goaway(NGHTTP2_ENHANCE_YOUR_CALM, 0, Buffer.from(reason));
    setImmediate(() => this.#session.destroy());
  }

  /** Node keeps a session that broke HTTP/2 open and reads no more of it, not even its end: only a PING finds it out. */
  #watch(): void {
    this.#timer = this.#wheel.start(performance.now() + this.#trust, () => this.#check());
    this.#trust = Math.min(this.#trust * 2, this.#limits.keepaliveTime);
  }

  #check(): void {
    // It has gone in order, and the client leaves its half of the socket open.
    if (this.#session.destroyed) {
      this.#socket.destroy();
      return;
    }
    if (this.calls === 0 && performance.now() - this.#lastCall > this.#limits.idleTime) {
      this.drain();
      this.#watch();
      return;
    }
    this.#timer = this.#wheel.start(performance.now() + this.#limits.keepaliveTimeout, () => this.destroy());
    this.#session.ping(() => {
      this.#wheel.stop(this.#timer!);
      this.#watch();
    });
  }
}
