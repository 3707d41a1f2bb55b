import type { Allowed } from '../authorize/access.ts';
import type { Identity } from '../identity/identity.ts';
import type { Observe } from '../observe/observe.ts';
import { grpcStatus, type Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { ServerCall, UnaryResponse, UpstreamCall } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import type { RewriteCounts } from '../wire/rewriting.ts';
import { rejectionResponse } from './answers.ts';
import { bugRejection } from './bug.ts';
import type { RunningCalls } from './running-calls.ts';
import type { ProxySnapshot } from './snapshot.ts';

export interface ConversationDeps {
  readonly observe: Observe;
  readonly runningCalls: RunningCalls;
}

/** One call with its caller: what is known of it so far, and the one way it ends, which is also how it is counted. */
export class Conversation {
  readonly call: ServerCall;
  /** The configuration the call began with, whatever is reloaded meanwhile. */
  readonly snapshot: ProxySnapshot;
  readonly observe: Observe;
  readonly #running: RunningCalls;
  method: Method | undefined;
  #identity: Identity | undefined;
  route: Route | undefined;
  #decision: Allowed | undefined;
  message: Buffer | undefined;
  requestBytes = 0;
  sealed: RewriteCounts | undefined;
  #opened: RewriteCounts | undefined;
  readonly #startedAt = performance.now();
  #waiting: { cancel(): void } | undefined;
  #isPolling = false;
  #isCut = false;
  #isEnded = false;

  constructor(call: ServerCall, snapshot: ProxySnapshot, { observe, runningCalls }: ConversationDeps) {
    this.call = call;
    this.snapshot = snapshot;
    this.observe = observe;
    this.#running = runningCalls;
    call.onGone = () => this.#leave();
  }

  get identity(): Identity | undefined {
    return this.#identity;
  }

  /** From here on the call ends when its caller is revoked. */
  isOf(identity: Identity): void {
    this.#identity = identity;
    if (!this.#isEnded) this.#running.add(this);
  }

  get decision(): Allowed | undefined {
    return this.#decision;
  }

  isAllowed(decision: Allowed): void {
    this.#decision = decision;
    this.#tellBreakGlass(decision);
  }

  isOpened(counts: RewriteCounts | undefined): void {
    this.#opened = counts;
    const decision = this.#decision;
    if (counts === undefined || counts.opened === 0 || decision?.breakGlassToRead === undefined) return;
    if (decision.breakGlass === undefined) this.isAllowed({ ...decision, breakGlass: decision.breakGlassToRead });
  }

  #tellBreakGlass({ breakGlass }: Allowed): void {
    if (breakGlass === undefined || this.#identity === undefined || this.route === undefined) return;
    this.observe.glassBroken({ breakGlass, identity: this.#identity, route: this.route });
  }

  /** Runs a step, or once the call has ended `afterwards`; a bug in either ends this call alone. */
  guarded(step: () => void, afterwards?: () => void): void {
    try {
      if (this.#isEnded) afterwards?.();
      else step();
    } catch (error) {
      this.reject(bugRejection(error));
    }
  }

  /** What its caller's leaving ends: the call upstream, or the wait for leave to make it. */
  waitsFor(waiting: { cancel(): void }): void {
    if (!this.#isEnded) this.#waiting = waiting;
  }

  /** The caller's leaving reaches the upstream from here on, so that no task is given to a poller that is gone. */
  goesUpstream(upstreamCall: UpstreamCall, isPolling: boolean): void {
    if (this.#isEnded) return;
    this.#waiting = upstreamCall;
    this.#isPolling = isPolling;
    if (isPolling) this.#meter().polling();
  }

  /** `without`: why a part of what Temporal has answered is left out. */
  answer(response: UnaryResponse, without?: Rejection): void {
    if (this.#isEnded) return;
    this.call.respond(response);
    this.#end(response.status, response.message?.length ?? 0, without);
  }

  reject(rejection: Rejection): void {
    if (this.#isEnded) return;
    this.call.respond(rejectionResponse(rejection));
    this.#end(rejection.status, 0, rejection);
  }

  /** Ends a call that runs, here and upstream. */
  cut(rejection: Rejection): void {
    if (this.#isEnded) return;
    this.#waiting?.cancel();
    this.#isCut = true;
    this.reject(rejection);
  }

  /** As the upstream did: turned into trailers, CANCEL at a deadline would read as another status. */
  reset(code: number): void {
    if (this.#isEnded) return;
    this.call.reset(code);
    this.#end(grpcStatus.cancelled, 0);
  }

  #leave(): void {
    if (this.#isEnded) return;
    this.#waiting?.cancel();
    this.#end(grpcStatus.cancelled, 0);
  }

  #end(status: number, responseBytes: number, rejection?: Rejection): void {
    this.#isEnded = true;
    this.#running.delete(this);
    this.#report(status, rejection);
    this.#meter().ended({
      status,
      startedAt: this.#startedAt,
      isPoll: this.#isPolling,
      requestBytes: this.requestBytes,
      responseBytes,
      identity: this.identity,
      peer: this.call.peer.address,
      rejection,
      sealed: this.sealed,
      opened: this.#opened,
    });
  }

  #report(status: number, rejection: Rejection | undefined): void {
    const { method, identity, route, decision, message } = this;
    const { peer, headers } = this.call;
    const call = { method, identity, route, peer: peer.address, headers, decision, rejection, isCut: this.#isCut };
    this.snapshot.audit.ended({ ...call, status, opened: this.#opened, message });
  }

  #meter(): ReturnType<Observe['meterOf']> {
    return this.observe.meterOf(this.method?.name, this.route);
  }
}
