import type { Rejection } from '../rejection.ts';

/** As node:http2 gives them: names in lower case, `-bin` values in base64. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The other end of one connection; the same object for every call on it, so that what is derived from it can be kept in a WeakMap. */
export interface Peer {
  /** `10.1.2.3:4711`, for the log. */
  readonly address: string;
  /** The certificate the client has proved, already verified against the listener's authorities. */
  readonly certificate: PeerCertificate | undefined;
}

export interface PeerCertificate {
  readonly spiffeIds: readonly string[];
  /** RFC 4514, as in `CN=worker,O=acme`. */
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

export type MessageOutcome = { kind: 'message'; bytes: Buffer } | Rejection;

/** A unary call as it comes in: on its HEADERS, before anything of the body is kept. */
export interface ServerCall {
  /** `/temporal.api.workflowservice.v1.WorkflowService/StartWorkflowExecution` */
  readonly path: string;
  readonly headers: Headers;
  readonly peer: Peer;
  /** In milliseconds of `performance.now()`, so that a clock that is set ends no call; from `grpc-timeout`. */
  readonly deadline: number | undefined;
  /** The caller has cancelled, its deadline has passed or its connection is gone. Nothing may be answered any more. */
  readonly isGone: boolean;
  /** Called at most once, when the call goes while it has no answer yet. */
  onGone: (() => void) | undefined;
  /** Takes the one request message, decompressed. `taken` is called once, or never when the caller goes first. */
  takeMessage(taken: (outcome: MessageOutcome) => void): void;
  respond(response: UnaryResponse): void;
  /** Ends the call as its upstream did: RST_STREAM with this HTTP/2 error code. */
  reset(code: number): void;
}

export interface UnaryResponse {
  /** Metadata that comes before the message; the transport adds `:status`, `content-type`. */
  readonly headers?: Headers;
  /** Absent in an error: then it is sent trailers-only. */
  readonly message?: Buffer;
  readonly status: number;
  /** Percent-encoded as it stands on the wire. */
  readonly statusMessage?: string;
  /** `grpc-status-details-bin` and other trailing metadata. */
  readonly trailers?: Headers;
}

export interface UpstreamRequest {
  readonly path: string;
  /** Metadata alone: no pseudo header, no credentials (the pool adds its own), no `grpc-timeout` (made from `deadline`). */
  readonly metadata: Headers;
  readonly message: Buffer;
  /** In milliseconds of `performance.now()`. */
  readonly deadline: number | undefined;
}

export type UpstreamOutcome =
  | UpstreamResponse
  /** Reset by the upstream, such as CANCEL at a deadline: it has to stay a reset on the way back. */
  | { kind: 'reset'; code: number }
  | Rejection;

export interface UpstreamResponse {
  readonly kind: 'response';
  readonly headers: Headers;
  /** Decompressed; absent in a trailers-only answer. */
  readonly message: Buffer | undefined;
  readonly status: number;
  /** Percent-encoded as it stands on the wire. */
  readonly statusMessage: string | undefined;
  readonly trailers: Headers;
}

export interface UpstreamCall {
  /** RST_STREAM(CANCEL); `done` is not called after it. */
  cancel(): void;
}

/** Connections to all peers of one Temporal frontend. */
export interface Upstream {
  /** `done` is called exactly once, unless the call is cancelled first. */
  call(request: UpstreamRequest, done: (outcome: UpstreamOutcome) => void): UpstreamCall;
  counts(): { connections: number; streams: number };
  /** New credentials for connections and calls made from now on; running ones keep theirs. */
  useCredentials(credentials: UpstreamCredentials): void;
  close(): Promise<void>;
}

export interface UpstreamCredentials {
  readonly apiKey?: string;
  readonly tls?: { readonly authorities?: Buffer; readonly certificate?: Buffer; readonly key?: Buffer; readonly serverName?: string };
}
