import { constants, type ClientHttp2Stream, type IncomingHttpHeaders } from 'node:http2';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Budget } from './budget.ts';
import type { Connection } from './connection.ts';
import { grpcStatusOfHttp } from './http-status.ts';
import { inflate } from './inflate.ts';
import { frameMessage, MessageReader, type MessageFault } from './message-reader.ts';
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
export class Exchange {
  readonly #context: ExchangeContext;
  readonly #connection: Connection;
  readonly #stream: ClientHttp2Stream;
  readonly #reader: MessageReader;
  #done: ((outcome: ExchangeOutcome) => void) | undefined;
  #headers: IncomingHttpHeaders | undefined;
  #trailers: IncomingHttpHeaders | undefined;
  #held = 0;
  #isCompleting = false;
  #leaveLine: (() => void) | undefined;

  /** Throws if the connection takes no stream any more. */
  constructor(connection: Connection, request: UpstreamRequest, own: ExchangeOwner) {
    this.#context = own.context;
    this.#connection = connection;
    this.#done = own.done;
    this.#reader = new MessageReader(own.context.limits.responseBytes);
    const stream = connection.request(headersOf(connection, request, own.authorization));
    this.#stream = stream;
    connection.streams++;
    stream.on('response', (headers, flags) => this.#onResponse(headers, flags));
    stream.on('trailers', (trailers: IncomingHttpHeaders) => this.#onTrailers(trailers));
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('error', ignore);
    stream.once('close', () => {
      connection.streams--;
      this.#onClose();
      own.ended();
    });
    const [first, second] = frameMessage(request.message);
    if (second !== undefined) stream.write(first);
    stream.end(second ?? first);
  }

  cancel(): void {
    this.#done = undefined;
    this.#leaveLine?.();
    this.#release();
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  #onResponse(headers: IncomingHttpHeaders, flags: number): void {
    this.#headers = headers;
    // Node gives it as a number.
    const status = Number(headers[':status']);
    if (status !== 200 || !isGrpc(headers)) {
      const detail = `HTTP ${status} ${headers['content-type']}`;
      this.#abort(reject(grpcStatusOfHttp(status), 'upstream-http', { message: 'Temporal answered with no gRPC.', detail }));
    } else if ((flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0) this.#onTrailers(headers);
  }

  #onTrailers(trailers: IncomingHttpHeaders): void {
    this.#trailers = trailers;
    const status = statusOf(trailers);
    // An error has no message to wait for; a whole one is here already as a rule.
    if (status !== undefined && (status !== 0 || this.#reader.message !== undefined)) this.#complete(status);
  }

  #onData(chunk: Buffer): void {
    if (this.#done === undefined) return;
    const { size } = this.#reader;
    const fault = this.#reader.feed(chunk);
    if (fault !== undefined) this.#abort(rejectionOf(fault, this.#context.limits.responseBytes));
    else if (size === undefined && this.#reader.size !== undefined) this.#admit(this.#reader.size);
  }

  #admit(size: number): void {
    const { budget, limits, wheel } = this.#context;
    if (budget.tryTake(size)) {
      this.#held = size;
      return;
    }
    this.#stream.pause();
    const late = wheel.start(Date.now() + limits.budgetTime, () => this.#abort(overloaded));
    const leave = budget.wait(size, () => {
      this.#leaveLine = undefined;
      wheel.stop(late);
      this.#held = size;
      this.#stream.resume();
    });
    this.#leaveLine = () => {
      wheel.stop(late);
      leave();
    };
  }

  #complete(status: number): void {
    const message = status === 0 ? this.#reader.message : undefined;
    if (message === undefined || !this.#reader.compressed) this.#finish(this.#responseOf(status, message));
    else {
      this.#isCompleting = true;
      this.#inflate(message);
    }
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
      statusMessage: trailers['grpc-message'] as string | undefined,
      trailers: metadataOf(trailers),
    };
  }

  #onClose(): void {
    if (this.#done === undefined || this.#isCompleting) return;
    const code = this.#stream.rstCode ?? constants.NGHTTP2_NO_ERROR;
    const isAboveLast = (this.#stream.id ?? Infinity) > this.#connection.lastStreamId;
    if (this.#trailers !== undefined) this.#onEnd(this.#trailers);
    else if (code === constants.NGHTTP2_REFUSED_STREAM || isAboveLast) this.#finish(unprocessed);
    else if (this.#connection.isBroken) this.#finish(lost);
    else if (code !== constants.NGHTTP2_NO_ERROR) this.#finish({ kind: 'reset', code });
    else this.#finish(withoutStatus);
  }

  /** A body that had to wait for the budget is whole only now. */
  #onEnd(trailers: IncomingHttpHeaders): void {
    const status = statusOf(trailers);
    if (status === undefined) this.#finish(withoutStatus);
    else if (this.#reader.message === undefined) this.#finish(malformed);
    else this.#complete(status);
  }

  #abort(outcome: Rejection): void {
    this.#finish(outcome);
    this.#stream.close(constants.NGHTTP2_CANCEL);
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

const ignore = (): void => undefined;
const unprocessed: ExchangeOutcome = { kind: 'unprocessed' };

function rejectionOf(fault: MessageFault, maximum: number): Rejection {
  if (fault.kind !== 'too-large') return malformed;
  const message = `grpc: received message larger than max (${fault.size} vs. ${maximum})`;
  return reject(grpcStatus.resourceExhausted, 'response-too-large', { message });
}

const malformed = reject(grpcStatus.internal, 'upstream-malformed', { message: 'Temporal sent a malformed answer.' });
const lost = reject(grpcStatus.unavailable, 'upstream-lost', { message: 'The connection to Temporal was lost.' });
const withoutStatus = reject(grpcStatus.unknown, 'upstream-without-status', { message: 'Temporal sent an answer without a status.' });
const overloaded = reject(grpcStatus.unavailable, 'bytes-in-flight', { message: 'The proxy holds as many bytes as it may. Try again.' });
