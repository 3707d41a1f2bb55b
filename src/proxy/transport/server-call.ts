import { constants, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import { grpcStatus, reject, tooLarge, type Rejection } from '../rejection.ts';
import { answer } from './answer.ts';
import type { Budget } from './budget.ts';
import { inflate } from './inflate.ts';
import type { ListenLimits } from './limits.ts';
import { MessageReader, type MessageFault } from './message-reader.ts';
import type { ServerSession } from './server-session.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { Headers, MessageOutcome, Peer, ServerCall, UnaryResponse } from './transport.ts';

export interface CallContext {
  readonly limits: ListenLimits;
  readonly budget: Budget;
  readonly wheel: TimerWheel;
  readonly onError: ((kind: 'call' | 'connection', error: Error) => void) | undefined;
}

type Taken = (outcome: MessageOutcome) => void;

/** A call on one HTTP/2 stream; lives until the stream is closed. */
export class StreamCall implements ServerCall {
  readonly path: string;
  readonly headers: Headers;
  readonly peer: Peer;
  readonly deadline: number | undefined;
  isGone = false;
  onGone: (() => void) | undefined = undefined;
  readonly #stream: ServerHttp2Stream;
  readonly #session: ServerSession;
  readonly #context: CallContext;
  #isAnswered = false;
  #isEnded = false;
  /** By us. */
  #isReset = false;
  #held = 0;
  #deadlineTimer: WheelTimer | undefined;
  #bodyTimer: WheelTimer | undefined;
  #answerTimer: WheelTimer | undefined;
  #leaveLine: (() => void) | undefined;
  #taken: Taken | undefined;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    own: { session: ServerSession; context: CallContext; timeout: number | undefined },
  ) {
    this.#stream = stream;
    this.#session = own.session;
    this.#context = own.context;
    this.path = headers[':path']!;
    this.headers = headers;
    this.peer = own.session.peer;
    this.deadline = own.timeout === undefined ? undefined : performance.now() + own.timeout;
    own.session.onCall();
    if (this.deadline !== undefined) this.#deadlineTimer = own.context.wheel.start(this.deadline, () => this.#expire());
    stream.once('aborted', () => this.#leave());
    stream.once('close', () => this.#close());
  }

  takeMessage(taken: Taken): void {
    if (this.isGone || this.#isAnswered) return;
    const { limits, wheel } = this.#context;
    const reader = new MessageReader(limits.messageBytes);
    this.#taken = taken;
    this.#bodyTimer = wheel.start(performance.now() + limits.bodyTime, () => this.#give(slowBody));
    this.#stream.on('data', (chunk: Buffer) => this.#onData(reader, chunk));
    this.#stream.once('end', () => this.#onEnd(reader));
  }

  respond(response: UnaryResponse): void {
    if (this.isGone || this.#isAnswered) return;
    this.#isAnswered = true;
    this.#session.onAnswer();
    this.#hold(response.message?.length ?? 0);
    const stream = this.#stream;
    try {
      answer(stream, response);
      const { wheel, limits } = this.#context;
      if (response.message !== undefined) this.#answerTimer = wheel.start(performance.now() + limits.answerTime, () => this.#expire());
      // The caller still sends what nobody will read: it is told to stop, once the answer is out.
      if (response.message === undefined && !stream.readableEnded) stream.close(constants.NGHTTP2_NO_ERROR);
    } catch {
      stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    }
  }

  reset(code: number): void {
    if (this.isGone || this.#isAnswered) return;
    this.#isAnswered = true;
    this.#isReset = true;
    this.#session.onAnswer();
    this.#stream.close(code);
  }

  #onData(reader: MessageReader, chunk: Buffer): void {
    if (this.#taken === undefined) return;
    const fault = reader.feed(chunk);
    if (fault !== undefined) this.#give(this.#faulty(fault));
    else this.#admit(reader, chunk.length);
  }

  /**
   * Bytes count as they come: a length that is only announced would let a few bytes hold the whole budget. Until there is room
   * the stream is not read, and its window fills up; whoever waits too long makes room for the others.
   */
  #admit(reader: MessageReader, size: number): void {
    const { budget, limits, wheel } = this.#context;
    if (budget.tryTake(size)) {
      this.#held += size;
      return;
    }
    this.#stream.pause();
    const late = wheel.start(performance.now() + limits.budgetTime, () => this.#give(overloaded));
    const leave = budget.wait(size, () => {
      this.#leaveLine = undefined;
      wheel.stop(late);
      this.#held += size;
      if (this.#isEnded) this.#complete(reader);
      else this.#stream.resume();
    });
    this.#leaveLine = () => {
      wheel.stop(late);
      leave();
    };
  }

  /** A small body can be here whole before there is room for it: pausing keeps back its data, not its end. */
  #onEnd(reader: MessageReader): void {
    this.#isEnded = true;
    if (this.#leaveLine === undefined) this.#complete(reader);
  }

  #complete(reader: MessageReader): void {
    if (this.#taken === undefined) return;
    const fault = reader.end();
    if (fault !== undefined) this.#give(this.#faulty(fault));
    else if (reader.compressed) this.#inflate(reader.message!);
    else this.#give({ kind: 'message', bytes: reader.message! });
  }

  #inflate(bytes: Buffer): void {
    const maximum = this.#context.limits.messageBytes;
    if (this.headers['grpc-encoding'] !== 'gzip') {
      this.#give(compressedWithoutEncoding);
      return;
    }
    inflate(bytes, maximum, (outcome) => {
      if (this.#taken === undefined) return;
      if (outcome.kind === 'too-large') this.#give(this.#faulty({ kind: 'too-large', size: maximum + 1 }));
      else if (outcome.kind === 'malformed') this.#give(malformedGzip);
      else {
        this.#hold(outcome.bytes.length);
        this.#give({ kind: 'message', bytes: outcome.bytes });
      }
    });
  }

  /** Hands out the one outcome; nothing of the body is looked at afterwards. */
  #give(outcome: MessageOutcome): void {
    const taken = this.#taken;
    this.#stopReading();
    if (taken !== undefined) this.#guard(() => taken(outcome));
  }

  #stopReading(): void {
    this.#taken = undefined;
    if (this.#bodyTimer !== undefined) this.#context.wheel.stop(this.#bodyTimer);
    this.#leaveLine?.();
    this.#leaveLine = undefined;
  }

  #faulty(fault: MessageFault): Rejection {
    return fault.kind === 'too-large' ? tooLarge(`${fault.size} vs. ${this.#context.limits.messageBytes}`) : faults[fault.kind];
  }

  #hold(bytes: number): void {
    this.#context.budget.take(bytes);
    this.#held += bytes;
  }

  #expire(): void {
    this.#isReset = true;
    this.#leave();
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  #leave(): void {
    if (this.isGone || this.#isAnswered) return;
    this.isGone = true;
    this.#stopReading();
    const onGone = this.onGone;
    this.onGone = undefined;
    if (onGone !== undefined) this.#guard(onGone);
  }

  /** A bug behind one call ends that call. */
  #guard(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.#context.onError?.('call', error as Error);
      this.respond({ status: grpcStatus.internal, statusMessage: 'The proxy failed.' });
    }
  }

  #close(): void {
    if (!this.#isReset && this.#stream.rstCode !== constants.NGHTTP2_NO_ERROR) this.#session.onCallReset();
    this.#leave();
    this.#stopReading();
    if (this.#deadlineTimer !== undefined) this.#context.wheel.stop(this.#deadlineTimer);
    if (this.#answerTimer !== undefined) this.#context.wheel.stop(this.#answerTimer);
    this.#context.budget.give(this.#held);
    this.#held = 0;
    this.#session.onCallEnd(this.#isAnswered);
  }
}

const faults: Record<Exclude<MessageFault['kind'], 'too-large'>, Rejection> = {
  none: reject(grpcStatus.unimplemented, 'no-message', { message: 'The call has no message.' }),
  two: reject(grpcStatus.unimplemented, 'two-messages', { message: 'The call has more than one message.' }),
  'cut-off': reject(grpcStatus.internal, 'cut-off-message', { message: 'The message ends before its length.' }),
  flag: reject(grpcStatus.internal, 'malformed-frame', { message: 'The message has an unknown compression flag.' }),
};
const compressedWithoutEncoding = reject(grpcStatus.internal, 'malformed-frame', {
  message: 'The message is compressed, its grpc-encoding is not said.',
});
const malformedGzip = reject(grpcStatus.internal, 'malformed-gzip', { message: 'The message is no valid gzip.' });
const slowBody = reject(grpcStatus.unavailable, 'slow-body', { message: 'The message took too long to arrive.' });
const overloaded = reject(grpcStatus.unavailable, 'bytes-in-flight', { message: 'The proxy holds as many bytes as it may. Try again.' });
