/** Bounds of one upstream. Sizes in bytes, times in milliseconds. */
export interface UpstreamLimits {
  /** One response message, before and after decompression. */
  readonly responseBytes: number;
  /** Connections, unless the peer's own limit of streams asks for more. */
  readonly connections: number;
  /** Streams on the least busy connection at which one more is opened. */
  readonly growAt: number;
  readonly streamWindowBytes: number;
  readonly connectionWindowBytes: number;
  /** TCP, TLS and the peer's SETTINGS together. */
  readonly connectTime: number;
  /** How long a call may wait for a stream. */
  readonly queueTime: number;
  readonly budgetTime: number;
  readonly keepaliveTime: number;
  readonly keepaliveTimeout: number;
  readonly resolveTime: number;
  /** Before a peer is tried again; grows by 1.6 with each failure, 20 % of it by chance. */
  readonly backoff: { readonly first: number; readonly longest: number };
}

export const defaultUpstreamLimits: UpstreamLimits = {
  responseBytes: 128 * 1024 * 1024,
  connections: 32,
  growAt: 50,
  streamWindowBytes: 1024 * 1024,
  connectionWindowBytes: 16 * 1024 * 1024,
  connectTime: 10_000,
  queueTime: 5000,
  budgetTime: 5000,
  keepaliveTime: 30_000,
  keepaliveTimeout: 15_000,
  resolveTime: 30_000,
  backoff: { first: 250, longest: 10_000 },
};
