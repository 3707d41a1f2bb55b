import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Budget } from './budget.ts';
import type { Connection } from './connection.ts';
import type { ClientStream, StreamSink } from './h2/client-stream.ts';
import type { HeaderFields } from './h2/hpack-decoder.ts';
import { grpcStatusOfHttp } from './http-status.ts';
import { inflate } from './inflate.ts';
import { MessageReader, type MessageFault } from './message-reader.ts';
import type { TimerWheel } from './timer-wheel.ts';
import type { UpstreamOutcome, UpstreamRequest } from './transport.ts';
import { headersOf, isGrpc, metadataOf, noMetadata, statusOf } from './upstream-headers.ts';
import type { UpstreamLimits } from './upstream-limits.ts';

export interface ExchangeContext {
  readonly limits: UpstreamLimits;
  readonly budget: Budget;
  readonly wheel: TimerWheel;
}

/** `unprocessed`: the peer has certainly not looked at the call, so that it may be sent again. */
export type ExchangeOutcome = UpstreamOutcome | { kind: 'unprocessed' };

export interface ExchangeOwner {
  readonly context: ExchangeContext;
  readonly authorization: string | undefined;
  /** Called once, unless the exchange is cancelled first. */
  readonly done: (outcome: ExchangeOutcome) => void;
  /** Called once, when the stream is free. */
  readonly ended: () => void;
}

/** One attempt of a call, on one stream. */
export class Exchange implements StreamSink {
  readonly #context: ExchangeContext;
  readonly #connection: Connection;
  readonly #stream: ClientStream;
  readonly #ended: () => void;
  readonly #reader: MessageReader;
  #done: ((outcome: ExchangeOutcome) => void) | undefined;
  #headers: HeaderFields | undefined;
  #trailers: HeaderFields | undefined;
  #held = 0;
  #leaveLine: (() => void) | undefined;

  /** Only while the connection has room. */
  constructor(connection: Connection, request: UpstreamRequest, own: ExchangeOwner) {
    this.#context = own.context;
    this.#connection = connection;
    this.#done = own.done;
    this.#ended = own.ended;
    this.#reader = new MessageReader(own.context.limits.responseBytes);
    this.#stream = connection.request(headersOf(connection, request, own.authorization), request.message, this);
  }

  cancel(): void {
    this.#done = undefined;
    this.#leaveLine?.();
    this.#release();
    this.#connection.cancel(this.#stream);
    this.#ended();
  }

  onHeaders(fields: HeaderFields, isEnd: boolean): void {
    if (this.#done === undefined) return;
    if (this.#headers !== undefined) {
      if (isEnd) this.#trailers = fields;
      else this.#abort(malformed);
      return;
    }
    this.#headers = fields;
    const status = Number(fields[':status']);
    if (status !== 200 || !isGrpc(fields)) {
      const detail = `HTTP ${status} ${fields['content-type']}`;
      this.#abort(reject(grpcStatusOfHttp(status), 'upstream-http', { message: 'Temporal answered with no gRPC.', detail }));
    } else if (isEnd) this.#trailers = fields;
  }

  onData(piece: Buffer): void {
    if (this.#done === undefined) return;
    if (this.#headers === undefined) {
      this.#abort(malformed);
      return;
    }
    const { size } = this.#reader;
    const fault = this.#reader.feed(piece);
    if (fault !== undefined) this.#abort(rejectionOf(fault, this.#context.limits.responseBytes));
    else if (size === undefined && this.#reader.size !== undefined) this.#admit(this.#reader.size);
  }

  onTooLarge(): void {
    this.#abort(largeHeaders);
  }

  onEnd(): void {
    const status = this.#trailers === undefined ? undefined : statusOf(this.#trailers);
    if (status === undefined) this.#finish(withoutStatus);
    else if (status === 0 && this.#reader.message === undefined) this.#finish(malformed);
    else this.#complete(status);
    this.#ended();
  }

  onReset(code: number): void {
    this.#finish({ kind: 'reset', code });
    this.#ended();
  }

  onRefused(): void {
    this.#finish(unprocessed);
    this.#ended();
  }

  onLost(): void {
    this.#finish(lost);
    this.#ended();
  }

  #admit(size: number): void {
    const { budget, limits, wheel } = this.#context;
    if (budget.tryTake(size)) {
      this.#held = size;
      return;
    }
    this.#connection.pause(this.#stream);
    const goOn = (): void => {
      this.#leaveLine = undefined;
      this.#held = size;
      this.#connection.resume(this.#stream);
    };
    const leave = budget.wait(size, () => {
      wheel.stop(late);
      goOn();
    });
    // Temporal has answered, and a task that comes with its answer would be lost: after a while it is let in over the budget.
    const late = wheel.start(performance.now() + limits.budgetTime, () => {
      leave();
      budget.take(size);
      goOn();
    });
    this.#leaveLine = () => {
      wheel.stop(late);
      leave();
    };
  }

  #complete(status: number): void {
    const message = status === 0 ? this.#reader.message : undefined;
    if (message === undefined || !this.#reader.compressed) this.#finish(this.#responseOf(status, message));
    else this.#inflate(message);
  }

  #inflate(message: Buffer): void {
    const maximum = this.#context.limits.responseBytes;
    if (this.#headers?.['grpc-encoding'] !== 'gzip') {
      this.#finish(malformed);
      return;
    }
    inflate(message, maximum, (outcome) => {
      if (outcome.kind === 'inflated') this.#finish(this.#responseOf(0, outcome.bytes));
      else this.#finish(outcome.kind === 'malformed' ? malformed : rejectionOf({ kind: 'too-large', size: maximum + 1 }, maximum));
    });
  }

  #responseOf(status: number, message: Buffer | undefined): UpstreamOutcome {
    const trailers = this.#trailers!;
    const isTrailersOnly = trailers === this.#headers;
    return {
      kind: 'response',
      headers: isTrailersOnly ? noMetadata : metadataOf(this.#headers!),
      message,
      status,
      statusMessage: trailers['grpc-message'],
      trailers: metadataOf(trailers),
    };
  }

  #abort(outcome: Rejection): void {
    this.#finish(outcome);
    this.#connection.cancel(this.#stream);
    this.#ended();
  }

  #finish(outcome: ExchangeOutcome): void {
    const done = this.#done;
    if (done === undefined) return;
    this.#done = undefined;
    this.#leaveLine?.();
    this.#leaveLine = undefined;
    done(outcome);
    this.#release();
  }

  #release(): void {
    this.#context.budget.give(this.#held);
    this.#held = 0;
  }
}

const unprocessed: ExchangeOutcome = { kind: 'unprocessed' };

function rejectionOf(fault: MessageFault, maximum: number): Rejection {
  if (fault.kind !== 'too-large') return malformed;
  const message = `grpc: received message larger than max (${fault.size} vs. ${maximum})`;
  return reject(grpcStatus.resourceExhausted, 'response-too-large', { message });
}

const malformed = reject(grpcStatus.internal, 'upstream-malformed', { message: 'Temporal sent a malformed answer.' });
const lost = reject(grpcStatus.unavailable, 'upstream-lost', { message: 'The connection to Temporal was lost.' });
const largeHeaders = reject(grpcStatus.resourceExhausted, 'upstream-headers-too-large', {
  message: 'Temporal sent more metadata than the proxy takes.',
});
const withoutStatus = reject(grpcStatus.unknown, 'upstream-without-status', { message: 'Temporal sent an answer without a status.' });
