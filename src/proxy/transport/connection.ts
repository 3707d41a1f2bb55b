import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import { ClientSession } from './h2/client-session.ts';
import type { ClientStream, StreamSink } from './h2/client-stream.ts';
import type { UpstreamPeer } from './peers.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { UpstreamCredentials } from './transport.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

/** As much as Node asks a socket for at once. */
const readBytes = 65_536;

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
  /** The peer's SETTINGS_MAX_CONCURRENT_STREAMS. */
  maximumStreams = 0;
  /** It has been ready; one that never was counts against its peer. */
  wasReady = false;
  readonly #socket: Socket;
  readonly #context: ConnectionContext;
  #session: ClientSession | undefined;
  #timer: WheelTimer;
  #error: Error | undefined;

  constructor(peer: UpstreamPeer, tls: ClientTls | undefined, context: ConnectionContext) {
    this.peer = peer;
    this.tls = tls;
    this.#context = context;
    this.scheme = tls === undefined ? 'http' : 'https';
    const name = tls?.source.serverName ?? peer.host;
    this.authority = `${name.includes(':') ? `[${name}]` : name}:${peer.port}`;
    this.#timer = context.wheel.start(performance.now() + context.limits.connectTime, () =>
      this.destroy(new Error('The connection took too long.')),
    );
    this.#socket = openSocket(peer, { tls, read: (bytes) => this.#session?.read(bytes) });
    this.#socket.on('error', (error) => {
      this.#error ??= error;
    });
    this.#socket.once(tls === undefined ? 'connect' : 'secureConnect', () => this.#onConnect());
    this.#socket.once('close', () => {
      if (this.#session === undefined) this.#onClose(undefined);
    });
  }

  get streams(): number {
    return this.#session?.streams ?? 0;
  }

  get hasRoom(): boolean {
    return this.state === 'ready' && this.streams < this.maximumStreams && this.#session!.isOpen;
  }

  /** Only while it has room. */
  request(fields: readonly [string, string][], message: Buffer, sink: StreamSink): ClientStream {
    return this.#session!.request(fields, message, sink);
  }

  cancel(stream: ClientStream): void {
    this.#session?.cancel(stream);
  }

  pause(stream: ClientStream): void {
    stream.held ??= [];
  }

  resume(stream: ClientStream): void {
    this.#session?.resume(stream);
  }

  /** Running calls finish, then it closes. */
  leave(): void {
    if (this.state !== 'ready') return;
    this.state = 'leaving';
    this.#session!.end();
    this.#context.events.onLeaving(this);
  }

  destroy(error?: Error): void {
    this.#error ??= error;
    if (this.#session === undefined) this.#socket.destroy();
    else this.#session.destroy(error);
  }

  #onConnect(): void {
    if (this.tls !== undefined && (this.#socket as TLSSocket).alpnProtocol !== 'h2') {
      this.destroy(new Error('The peer speaks no HTTP/2 over TLS.'));
      return;
    }
    const { streamWindowBytes, connectionWindowBytes } = this.#context.limits;
    this.#session = new ClientSession(this.#socket, {
      streamWindowBytes,
      connectionWindowBytes,
      onSettings: (maximumStreams) => this.#onSettings(maximumStreams),
      onGoaway: () => this.#onGoaway(),
      onClose: (error) => this.#onClose(error),
    });
  }

  #onSettings(maximumStreams: number): void {
    this.maximumStreams = maximumStreams;
    if (this.state === 'connecting') {
      this.#context.wheel.stop(this.#timer);
      this.state = 'ready';
      this.wasReady = true;
      this.#keepAlive();
    }
    if (this.state === 'ready') this.#context.events.onReady(this);
  }

  #onGoaway(): void {
    if (this.state !== 'ready' && this.state !== 'connecting') return;
    this.state = 'leaving';
    this.#context.events.onLeaving(this);
  }

  #onClose(error: Error | undefined): void {
    this.#error ??= error;
    this.state = 'closed';
    this.#context.wheel.stop(this.#timer);
    this.#context.events.onClosed(this, this.#error);
  }

  /** A peer that is gone without a word answers no PING. */
  #keepAlive(): void {
    const { wheel, limits } = this.#context;
    this.#timer = wheel.start(performance.now() + limits.keepaliveTime, () => {
      this.#timer = wheel.start(performance.now() + limits.keepaliveTimeout, () => this.destroy(new Error('The peer answers no PING.')));
      this.#session!.ping(() => {
        wheel.stop(this.#timer);
        this.#keepAlive();
      });
    });
  }
}

interface Opening {
  readonly tls: ClientTls | undefined;
  readonly read: (bytes: Buffer) => void;
}

/** All that it reads goes through one buffer: a new one for each read would be garbage as large as all answers. */
function openSocket(peer: UpstreamPeer, { tls, read }: Opening): Socket {
  const buffer = Buffer.allocUnsafeSlow(readBytes);
  const callback = (length: number) => {
    read(buffer.subarray(0, length));
    return true;
  };
  const to = { host: peer.address, port: peer.port, noDelay: true, onread: { buffer, callback } };
  if (tls === undefined) return connectTcp(to);
  const name = tls.source.serverName ?? peer.host;
  // A name for SNI must not be an address; without one the certificate is checked against the address itself.
  const sni = isIP(name) === 0 ? { servername: name } : {};
  return connectTls({ ...to, ...sni, secureContext: tls.secureContext, ALPNProtocols: ['h2'] });
}
