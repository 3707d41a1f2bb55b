/** gRPC status codes this proxy answers with. Source: grpc/grpc doc/statuscodes.md. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type GrpcStatus = (typeof grpcStatus)[keyof typeof grpcStatus];

/** A call that goes no further. On the path of a call nothing throws on purpose: stages return one of these. */
export interface Rejection {
  readonly kind: 'rejected';
  readonly status: GrpcStatus;
  /** Label of the refusals metric: a fixed word such as `unknown-method`, never anything a caller sent. */
  readonly reason: string;
  /** What the caller sees. Names nothing the caller did not send, no key, no token, no physical name. */
  readonly message: string;
  /** For the log alone. No payload, no token. */
  readonly detail: string;
  /** A google.rpc.Status with more than a text can say, for `grpc-status-details-bin`. */
  readonly statusDetails?: Buffer;
}

export function reject(status: GrpcStatus, reason: string, text: { message: string; detail?: string }): Rejection {
  return { kind: 'rejected', status, reason, message: text.message, detail: text.detail ?? text.message };
}

/** `sizes` as in `5242880 vs. 4194304`. SDKs stop retrying on the beginning of this text. Source: grpc-go rpc_util.go. */
export function tooLarge(sizes: string): Rejection {
  return reject(grpcStatus.resourceExhausted, 'message-too-large', { message: `grpc: received message larger than max (${sizes})` });
}
