import { grpcStatus, reject } from '../rejection.ts';
import type { Exchange } from './exchange.ts';
import type { TimerWheel, WheelTimer } from './timer-wheel.ts';
import type { UpstreamCall, UpstreamOutcome, UpstreamRequest } from './transport.ts';

/** The peer's own answer at the deadline is the better one, and gets a moment to arrive. */
const grace = 500;

/** One call of the pool: in line, or on a stream, or over. */
export class PooledCall implements UpstreamCall {
  readonly request: UpstreamRequest;
  isRetry = false;
  exchange: Exchange | undefined = undefined;
  readonly #wheel: TimerWheel;
  readonly #leave: (call: PooledCall) => void;
  readonly #onError: ((error: Error) => void) | undefined;
  #done: ((outcome: UpstreamOutcome) => void) | undefined;
  readonly #deadline: WheelTimer | undefined;
  #queue: WheelTimer | undefined;

  constructor(
    request: UpstreamRequest,
    done: (outcome: UpstreamOutcome) => void,
    own: { wheel: TimerWheel; leave: (call: PooledCall) => void; onError: ((error: Error) => void) | undefined },
  ) {
    this.request = request;
    this.#done = done;
    this.#wheel = own.wheel;
    this.#leave = own.leave;
    this.#onError = own.onError;
    if (request.deadline !== undefined) this.#deadline = own.wheel.start(request.deadline + grace, () => this.#expire());
  }

  get isOver(): boolean {
    return this.#done === undefined;
  }

  waitFor(milliseconds: number): void {
    this.#queue ??= this.#wheel.start(performance.now() + milliseconds, () => this.finish(full));
  }

  finish(outcome: UpstreamOutcome): void {
    const done = this.#done;
    this.#end();
    try {
      done?.(outcome);
    } catch (error) {
      // A bug behind one answer; other calls share this connection and this turn.
      this.#onError?.(error as Error);
    }
  }

  cancel(): void {
    this.#end();
    this.exchange?.cancel();
  }

  /** Its place in line is no longer needed. */
  stopWaiting(): void {
    if (this.#queue === undefined) return;
    this.#wheel.stop(this.#queue);
    this.#queue = undefined;
    this.#leave(this);
  }

  #expire(): void {
    const { exchange } = this;
    this.finish(tooLate);
    exchange?.cancel();
  }

  #end(): void {
    this.#done = undefined;
    if (this.#deadline !== undefined) this.#wheel.stop(this.#deadline);
    this.stopWaiting();
  }
}

const full = reject(grpcStatus.unavailable, 'upstream-full', { message: 'Every stream to Temporal is in use. Try again.' });
const tooLate = reject(grpcStatus.deadlineExceeded, 'upstream-deadline', { message: 'Temporal did not answer in time.' });
