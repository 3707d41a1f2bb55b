import { grpcStatus, reject } from '../rejection.ts';
import type { Budget } from './budget.ts';
import { clientTlsOf, type Connection } from './connection.ts';
import { ConnectionSet } from './connection-set.ts';
import { Exchange, type ExchangeContext, type ExchangeOutcome } from './exchange.ts';
import { PeerBook } from './peer-book.ts';
import { resolveBySystem, type Resolve } from './peers.ts';
import { PooledCall } from './pooled-call.ts';
import { createTimerWheel } from './timer-wheel.ts';
import type { Upstream, UpstreamCall, UpstreamCredentials, UpstreamOutcome, UpstreamRequest } from './transport.ts';
import { defaultUpstreamLimits, type UpstreamLimits } from './upstream-limits.ts';

export interface UpstreamOptions {
  /** `host:port`; every address behind each name is a peer. */
  readonly addresses: readonly string[];
  /** With `tls`, even an empty one, connections are made over TLS. */
  readonly credentials: UpstreamCredentials;
  readonly budget: Budget;
  readonly limits?: Partial<UpstreamLimits>;
  readonly resolve?: Resolve;
  /** For the log: a name that does not resolve, a connection that failed, a bug in what takes an answer. */
  readonly onError?: (error: Error) => void;
}

/** Connects when the first call comes. Throws, as `useCredentials` does, on credentials that Node cannot read. */
export function createUpstream(options: UpstreamOptions): Upstream {
  return new Pool(options);
}

class Pool implements Upstream {
  readonly #context: ExchangeContext;
  readonly #connections: ConnectionSet;
  readonly #waiting = new Set<PooledCall>();
  #authorization: string | undefined;
  readonly #onError: ((error: Error) => void) | undefined;
  #isClosed = false;

  constructor(options: UpstreamOptions) {
    const limits = { ...defaultUpstreamLimits, ...options.limits };
    const { addresses, credentials, resolve = resolveBySystem, onError } = options;
    this.#context = { limits, budget: options.budget, wheel: createTimerWheel() };
    this.#authorization = authorizationOf(credentials);
    this.#onError = onError;
    this.#connections = new ConnectionSet({
      ...this.#context,
      book: new PeerBook({ addresses, resolve, backoff: limits.backoff, onError }),
      tls: clientTlsOf(credentials.tls, undefined),
      waiting: () => this.#waiting.size,
      onRoom: () => this.#dispatch(),
      onHopeless: () => this.#finishWaiting(unreachable),
      onError,
    });
  }

  call(request: UpstreamRequest, done: (outcome: UpstreamOutcome) => void): UpstreamCall {
    const call = new PooledCall(request, done, { wheel: this.#context.wheel, leave: this.#leave, onError: this.#onError });
    this.#place(call, undefined);
    return call;
  }

  counts(): { connections: number; streams: number } {
    return this.#connections.counts();
  }

  useCredentials(credentials: UpstreamCredentials): void {
    this.#connections.useTls(clientTlsOf(credentials.tls, this.#connections.tls));
    this.#authorization = authorizationOf(credentials);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#finishWaiting(closed);
    await this.#connections.close();
    this.#context.wheel.close();
  }

  readonly #leave = (call: PooledCall): void => void this.#waiting.delete(call);

  /** `refusedBy` has sent the call back unprocessed. */
  #place(call: PooledCall, refusedBy: Connection | undefined): void {
    if (this.#isClosed) {
      call.finish(closed);
      return;
    }
    const connection = this.#connections.leastBusy(refusedBy);
    if (connection !== undefined) {
      this.#start(call, connection);
      this.#connections.growIfBusy(connection);
      return;
    }
    this.#waiting.add(call);
    call.waitFor(this.#context.limits.queueTime);
    this.#connections.growForWaiting();
  }

  #start(call: PooledCall, connection: Connection): void {
    const done = (outcome: ExchangeOutcome): void => {
      if (outcome.kind === 'unprocessed') this.#again(call, connection);
      else call.finish(outcome);
    };
    call.exchange = new Exchange(connection, call.request, {
      context: this.#context,
      authorization: this.#authorization,
      done,
      ended: this.#ended,
    });
  }

  #again(call: PooledCall, refusedBy: Connection): void {
    call.exchange = undefined;
    if (call.isRetry) {
      call.finish(refused);
      return;
    }
    call.isRetry = true;
    this.#place(call, refusedBy);
  }

  readonly #ended = (): void => {
    if (this.#waiting.size > 0) this.#dispatch();
  };

  #dispatch(): void {
    for (const call of this.#waiting) {
      const connection = this.#connections.leastBusy(undefined);
      if (connection === undefined) {
        this.#connections.growForWaiting();
        return;
      }
      call.stopWaiting();
      this.#start(call, connection);
    }
  }

  #finishWaiting(outcome: UpstreamOutcome): void {
    for (const call of this.#waiting) call.finish(outcome);
  }
}

function authorizationOf({ apiKey }: UpstreamCredentials): string | undefined {
  return apiKey === undefined ? undefined : `Bearer ${apiKey}`;
}

const closed = reject(grpcStatus.unavailable, 'upstream-closed', { message: 'The proxy is going down.' });
const unreachable = reject(grpcStatus.unavailable, 'upstream-unreachable', { message: 'Temporal cannot be reached.' });
const refused = reject(grpcStatus.unavailable, 'upstream-refused', {
  message: 'Temporal takes no more calls on its connections. Try again.',
});
