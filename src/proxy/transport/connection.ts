import {
  connect as connectHttp2,
  type ClientHttp2Session,
  type ClientHttp2Stream,
  type OutgoingHttpHeaders,
  type Settings,
} from 'node:http2';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import type { UpstreamPeer } from './peers.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { UpstreamCredentials } from './transport.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

/** What connections over TLS are made with; the same object until it changes. */
export interface ClientTls {
  readonly secureContext: SecureContext;
  readonly source: NonNullable<UpstreamCredentials['tls']>;
}

/** Gives `before` back when it is made of the same bytes. Throws on PEM that Node cannot read. */
export function clientTlsOf(source: UpstreamCredentials['tls'], before: ClientTls | undefined): ClientTls | undefined {
  if (source === undefined) return undefined;
  if (before !== undefined && JSON.stringify(before.source) === JSON.stringify(source)) return before;
  const { authorities: ca, certificate: cert, key } = source;
  return { secureContext: createSecureContext({ ca, cert, key, minVersion: 'TLSv1.2' }), source };
}

export interface ConnectionEvents {
  onReady(connection: Connection): void;
  /** It takes no new calls. Comes before `onClosed`, or not at all. */
  onLeaving(connection: Connection): void;
  /** `error` says why, if it was no orderly end. */
  onClosed(connection: Connection, error: Error | undefined): void;
}

export interface ConnectionContext {
  readonly limits: UpstreamLimits;
  readonly wheel: TimerWheel;
  readonly events: ConnectionEvents;
}

/** One HTTP/2 connection to one peer. */
export class Connection {
  readonly peer: UpstreamPeer;
  readonly tls: ClientTls | undefined;
  readonly authority: string;
  readonly scheme: 'http' | 'https';
  state: 'connecting' | 'ready' | 'leaving' | 'closed' = 'connecting';
  streams = 0;
  /** The peer's SETTINGS_MAX_CONCURRENT_STREAMS. */
  maximumStreams = 0;
  /** Streams above it have not been looked at by the peer. */
  lastStreamId = Infinity;
  readonly #session: ClientHttp2Session;
  readonly #context: ConnectionContext;
  /** It has been ready; one that never was counts against its peer. */
  wasReady = false;
  #timer: WheelTimer;
  #error: Error | undefined;

  constructor(peer: UpstreamPeer, tls: ClientTls | undefined, context: ConnectionContext) {
    this.peer = peer;
    this.tls = tls;
    this.#context = context;
    this.scheme = tls === undefined ? 'http' : 'https';
    const name = tls?.source.serverName ?? peer.host;
    this.authority = `${name.includes(':') ? `[${name}]` : name}:${peer.port}`;
    this.#timer = context.wheel.start(Date.now() + context.limits.connectTime, () =>
      this.destroy(new Error('The connection took too long.')),
    );
    const socket = openSocket(peer, tls);
    this.#session = openSession(socket, `${this.scheme}://${this.authority}`, context.limits);
    this.#listen();
  }

  get hasRoom(): boolean {
    return this.state === 'ready' && this.streams < this.maximumStreams;
  }

  get isUsable(): boolean {
    return !this.#session.destroyed && !this.#session.closed;
  }

  get isBroken(): boolean {
    return this.#session.destroyed;
  }

  /** Throws if the connection is about to end. */
  request(headers: OutgoingHttpHeaders): ClientHttp2Stream {
    return this.#session.request(headers, requestOptions);
  }

  /** Running calls finish, then it closes. */
  leave(): void {
    if (this.state === 'closed') return;
    const wasOpen = this.state !== 'leaving';
    this.state = 'leaving';
    this.#session.close();
    if (wasOpen) this.#context.events.onLeaving(this);
  }

  destroy(error?: Error): void {
    this.#error ??= error;
    this.#session.destroy(error);
  }

  #listen(): void {
    const session = this.#session;
    session.on('error', (error: Error) => {
      this.#error ??= error;
    });
    session.on('remoteSettings', (settings: Settings) => {
      this.maximumStreams = settings.maxConcurrentStreams ?? Infinity;
      if (this.state === 'connecting') this.#onReady();
      else if (this.state === 'ready') this.#context.events.onReady(this);
    });
    session.on('goaway', (code: number, lastStreamId: number) => {
      this.lastStreamId = lastStreamId;
      if (this.state === 'closed' || this.state === 'leaving') return;
      if (code !== 0) this.#error ??= new Error(`The peer ended the connection with GOAWAY ${code}.`);
      this.state = 'leaving';
      this.#context.events.onLeaving(this);
    });
    session.once('close', () => {
      this.state = 'closed';
      this.#context.wheel.stop(this.#timer);
      this.#context.events.onClosed(this, this.#error);
    });
  }

  #onReady(): void {
    this.#context.wheel.stop(this.#timer);
    this.state = 'ready';
    this.wasReady = true;
    this.#session.setLocalWindowSize(this.#context.limits.connectionWindowBytes);
    this.#keepAlive();
    this.#context.events.onReady(this);
  }

  /** A peer that is gone without a word answers no PING. */
  #keepAlive(): void {
    const { wheel, limits } = this.#context;
    this.#timer = wheel.start(Date.now() + limits.keepaliveTime, () => {
      if (this.#session.destroyed) return;
      this.#timer = wheel.start(Date.now() + limits.keepaliveTimeout, () => this.destroy(new Error('The peer answers no PING.')));
      // While it is closing Node answers in the peer's place, with an error.
      this.#session.ping((error) => {
        wheel.stop(this.#timer);
        if (error === null || this.state === 'leaving') this.#keepAlive();
      });
    });
  }
}

const requestOptions = { endStream: false };

function openSocket(peer: UpstreamPeer, tls: ClientTls | undefined): Socket {
  const to = { host: peer.address, port: peer.port, noDelay: true };
  if (tls === undefined) return connectTcp(to);
  const name = tls.source.serverName ?? peer.host;
  // A name for SNI must not be an address; without one the certificate is checked against the address itself.
  const sni = isIP(name) === 0 ? { servername: name } : {};
  const socket = connectTls({ ...to, ...sni, secureContext: tls.secureContext, ALPNProtocols: ['h2'] });
  socket.once('secureConnect', () => {
    if (socket.alpnProtocol !== 'h2') socket.destroy(new Error('The peer speaks no HTTP/2 over TLS.'));
  });
  return socket;
}

function openSession(socket: Socket, authority: string, limits: UpstreamLimits): ClientHttp2Session {
  return connectHttp2(authority, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: limits.streamWindowBytes },
    // In MB; see the listener.
    maxSessionMemory: 1024,
  });
}
