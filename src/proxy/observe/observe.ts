import type { BreakGlassGrant } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { RewriteCounts } from '../wire/rewriting.ts';

/** What calls report to. Nothing here throws, waits or keeps anything of a message. */
export interface Observe {
  /**
   * The meter of a method, such as `StartWorkflowExecution`, on a route; `undefined` for either when it is not known.
   * The same object each time: a lookup, no labels are made.
   */
  meterOf(method: string | undefined, route: Route | undefined): CallMeter;
  /** A call goes on that break-glass alone allows. */
  glassBroken(use: BreakGlassUse): void;
  /** The message of grpc.health.v1.Health/Check, on whatever service it asks for. */
  health(): Buffer;
}

export interface BreakGlassUse {
  readonly breakGlass: BreakGlassGrant;
  readonly identity: Identity;
  readonly route: Route;
}

export interface CallMeter {
  /** A long poll has gone upstream; `ended` with `isPoll` takes it off again. */
  polling(): void;
  /** Exactly once per call, also for one whose caller has gone. */
  ended(end: CallEnd): void;
}

export interface CallEnd {
  /** As answered; 1 (CANCELLED) when the caller has gone or the upstream has reset. */
  readonly status: number;
  /** `performance.now()` at the call's HEADERS. */
  readonly startedAt: number;
  /** `polling()` was called: its time is no latency. */
  readonly isPoll: boolean;
  readonly requestBytes: number;
  readonly responseBytes: number;
  readonly identity: Identity | undefined;
  /** `10.1.2.3:4711` */
  readonly peer: string;
  /** Absent when the call went upstream and was answered by it. */
  readonly rejection?: Rejection | undefined;
  readonly sealed?: RewriteCounts | undefined;
  readonly opened?: RewriteCounts | undefined;
}
