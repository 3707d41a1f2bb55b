import {
  constants,
  createSecureServer,
  createServer,
  type Http2SecureServer,
  type Http2Server,
  type IncomingHttpHeaders,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import { grpcStatus } from '../rejection.ts';
import { answer, answerHttp } from './answer.ts';
import type { Budget } from './budget.ts';
import { parseGrpcTimeout } from './grpc-timeout.ts';
import { defaultListenLimits, type ListenLimits } from './limits.ts';
import { peerOf } from './peer.ts';
import { StreamCall, type CallContext } from './server-call.ts';
import { ServerSession } from './server-session.ts';
import { createTimerWheel } from './timer-wheel.ts';
import type { ServerCall } from './transport.ts';

/** PEM, all of it. */
export interface ListenTls {
  readonly certificate: Buffer;
  readonly key: Buffer;
  /** Who may vouch for clients. A certificate is asked for, never demanded, so that tokens work beside it. */
  readonly clientAuthorities?: Buffer;
}

export interface ListenOptions {
  readonly address: { readonly host: string; readonly port: number };
  readonly tls?: ListenTls;
  readonly limits?: Partial<ListenLimits>;
  readonly budget: Budget;
  /** Called on HEADERS. What it throws ends this call alone, as INTERNAL. */
  readonly onCall: (call: ServerCall) => void;
  /** For the log: a bug in `onCall`, or a connection that broke HTTP/2 or TLS. */
  readonly onError?: (kind: 'call' | 'connection', error: Error) => void;
}

export interface Listener {
  /** As bound: the port is known even if 0 was asked for. */
  readonly address: { readonly host: string; readonly port: number };
  counts(): { connections: number; calls: number };
  /** For connections made from now on. Throws on a certificate that Node cannot read, and keeps the one before. */
  reloadTls(tls: ListenTls): void;
  /** No new connection, GOAWAY on each; running calls finish. */
  drain(): void;
  /** Drains, and cuts what is left after `graceMs`. */
  close(graceMs: number): Promise<void>;
}

interface State extends CallContext {
  readonly options: ListenOptions;
  readonly sessions: Map<ServerHttp2Session, ServerSession>;
  verifies: boolean;
}

/** Throws what `listen` of Node throws, such as EADDRINUSE. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const limits = { ...defaultListenLimits, ...options.limits };
  const state: State = {
    options,
    limits,
    budget: options.budget,
    onError: options.onError,
    wheel: createTimerWheel(),
    sessions: new Map(),
    verifies: options.tls?.clientAuthorities !== undefined,
  };
  const server = createHttp2(options.tls, limits);
  server.maxConnections = limits.connections;
  let arriving: Socket;
  // Before Node's own listener, which makes the session at once.
  server.prependListener(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) => (arriving = socket));
  server.on('session', (session) => onSession(state, session, arriving));
  server.on('sessionError', (error: Error, session: ServerHttp2Session) => onSessionError(state, error, session));
  server.on('tlsClientError', (error: Error) => options.onError?.('connection', error));
  await new Promise<void>((resolve, fail) => {
    server.once('error', fail);
    server.listen({ host: options.address.host, port: options.address.port, backlog: 4096 }, resolve);
  });
  server.on('error', (error: Error) => options.onError?.('connection', error));
  return listenerOf(state, server);
}

const ignore = (): void => undefined;

function createHttp2(tls: ListenTls | undefined, limits: ListenLimits): Http2Server | Http2SecureServer {
  const shared = {
    settings: {
      enablePush: false,
      initialWindowSize: limits.streamWindowBytes,
      maxConcurrentStreams: limits.streamsPerConnection,
      maxHeaderListSize: limits.headerListBytes,
    },
    // In MB. What is kept of messages is the budget's matter; the default of 10 refuses streams when large answers wait.
    maxSessionMemory: 512,
    maxSessionInvalidFrames: 100,
  };
  if (tls === undefined) return createServer(shared);
  return createSecureServer({
    ...shared,
    ...secureContextOf(tls),
    allowHTTP1: false,
    handshakeTimeout: limits.handshakeTime,
    requestCert: true,
    rejectUnauthorized: false,
  });
}

function secureContextOf(tls: ListenTls): { cert: Buffer; key: Buffer; ca?: Buffer; minVersion: 'TLSv1.2' } {
  const own = { cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2' } as const;
  return tls.clientAuthorities === undefined ? own : { ...own, ca: tls.clientAuthorities };
}

interface Incoming {
  readonly stream: ServerHttp2Stream;
  readonly headers: IncomingHttpHeaders;
}

function onSession(state: State, session: ServerHttp2Session, socket: Socket): void {
  const own = new ServerSession({ session, socket, peer: peerOf(session, state.verifies) }, state);
  state.sessions.set(session, own);
  // Not the server's own event: a stream that is over already no longer knows its session.
  session.on('stream', (stream, headers) => onStream(state, own, { stream, headers }));
  session.once('close', () => state.sessions.delete(session));
}

/** A command line that has its answer often leaves without a word. */
function onSessionError(state: State, error: Error, session: ServerHttp2Session): void {
  const own = state.sessions.get(session);
  const isBroken = 'code' in error && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
  const hasLost = own === undefined || own.hasLostCall || own.calls > 0;
  if (!isBroken || hasLost) state.options.onError?.('connection', error);
}

function onStream(state: State, own: ServerSession, { stream, headers }: Incoming): void {
  stream.on('error', ignore);
  // Its reset came in the same read as its HEADERS: nothing was done for it yet, and nothing will be.
  if (stream.destroyed || stream.aborted) {
    own.onCallReset();
    return;
  }
  try {
    accept(state, own, { stream, headers });
  } catch (error) {
    state.options.onError?.('call', error as Error);
    if (!stream.headersSent && !stream.destroyed) answer(stream, { status: grpcStatus.internal, statusMessage: 'The proxy failed.' });
  }
}

function accept(
  state: State,
  session: ServerSession,
  { stream, headers }: { stream: ServerHttp2Stream; headers: IncomingHttpHeaders },
): void {
  const status = httpStatusOf(headers);
  if (status !== undefined) {
    answerHttp(stream, status);
    const late = state.wheel.start(performance.now() + state.limits.bodyTime, () => stream.close(constants.NGHTTP2_NO_ERROR));
    stream.once('close', () => state.wheel.stop(late));
    return;
  }
  const text = headers['grpc-timeout'];
  const timeout = typeof text === 'string' ? parseGrpcTimeout(text) : undefined;
  const call = new StreamCall(stream, headers, { session, context: state, timeout });
  const encoding = headers['grpc-encoding'];
  if (text !== undefined && timeout === undefined) {
    call.respond({ status: grpcStatus.invalidArgument, statusMessage: 'The call has a malformed grpc-timeout.' });
  } else if (encoding !== undefined && encoding !== 'gzip' && encoding !== 'identity') {
    call.respond({ status: grpcStatus.unimplemented, statusMessage: 'The proxy reads gzip and identity alone.' });
  } else state.options.onCall(call);
}

/** Source: grpc/grpc doc/PROTOCOL-HTTP2.md, Requests. */
function httpStatusOf(headers: IncomingHttpHeaders): number | undefined {
  if (headers[':method'] !== 'POST') return 405;
  const type = headers['content-type'];
  const isGrpc = type === 'application/grpc' || (type !== undefined && /^application\/grpc(?:[+;]|$)/.test(type));
  return isGrpc && headers[':path'] !== undefined ? undefined : 415;
}

function listenerOf(state: State, server: Http2Server | Http2SecureServer): Listener {
  const bound = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  const drain = (): Promise<void> => {
    closed ??= new Promise((resolve) => void server.close(() => resolve()));
    for (const session of state.sessions.values()) session.drain();
    return closed;
  };
  return {
    address: { host: bound.address, port: bound.port },
    counts: () => ({
      connections: state.sessions.size,
      calls: [...state.sessions.values()].reduce((sum, session) => sum + session.calls, 0),
    }),
    reloadTls(tls) {
      if (!('setSecureContext' in server)) return;
      server.setSecureContext(secureContextOf(tls));
      state.verifies = tls.clientAuthorities !== undefined;
    },
    drain: () => void drain(),
    async close(graceMs) {
      const timer = setTimeout(() => {
        for (const session of state.sessions.values()) session.destroy();
      }, graceMs);
      await drain();
      clearTimeout(timer);
      state.wheel.close();
    },
  };
}
