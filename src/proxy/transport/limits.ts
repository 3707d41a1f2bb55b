/** Bounds of one listener. Sizes in bytes, times in milliseconds. */
export interface ListenLimits {
  /** One request message, before and after decompression. */
  readonly messageBytes: number;
  readonly headerListBytes: number;
  /** Advertised as SETTINGS_MAX_CONCURRENT_STREAMS. */
  readonly streamsPerConnection: number;
  readonly connections: number;
  /** Bytes a caller may send on a stream that nobody reads yet. */
  readonly streamWindowBytes: number;
  /** From the connection's start to its first SETTINGS, TLS included. */
  readonly handshakeTime: number;
  /** From taking a message to the end of its body. Calls that wait for their answer are not meant. */
  readonly bodyTime: number;
  /** From an answer to its end: who opens no window for it would hold its bytes, and with them everybody's budget. */
  readonly answerTime: number;
  /** How long a body may wait for room in the budget. */
  readonly budgetTime: number;
  /** A connection without a call for so long is told to go. */
  readonly idleTime: number;
  /** A connection this old, 10 % more or less by chance, is told to go, so that its client connects anew, to another replica perhaps. */
  readonly connectionAge: number;
  readonly keepaliveTime: number;
  readonly keepaliveTimeout: number;
  /** PINGs that come faster, three of them with nothing sent to the client in between, end the connection. Temporal's own: 10 s. */
  readonly clientPingTime: number;
}

export const defaultListenLimits: ListenLimits = {
  messageBytes: 4 * 1024 * 1024,
  headerListBytes: 32 * 1024,
  streamsPerConnection: 1000,
  connections: 20_000,
  streamWindowBytes: 128 * 1024,
  handshakeTime: 10_000,
  bodyTime: 30_000,
  answerTime: 120_000,
  budgetTime: 5000,
  idleTime: 300_000,
  connectionAge: 600_000,
  keepaliveTime: 60_000,
  keepaliveTimeout: 20_000,
  clientPingTime: 10_000,
};
