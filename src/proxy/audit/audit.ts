import type { Allowed } from '../authorize/access.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { RewriteCounts } from '../wire/rewriting.ts';
import type { Method } from '../wire/methods.ts';

/** One call as audit looks at it, at its end. */
export interface AuditedCall {
  readonly method: Method | undefined;
  readonly identity: Identity | undefined;
  readonly route: Route | undefined;
  /** `10.1.2.3:4711` */
  readonly peer: string;
  /** Absent when it was refused before anything was decided. */
  readonly decision: Allowed | undefined;
  readonly rejection: Rejection | undefined;
  /** gRPC status that it was answered with. */
  readonly status: number;
  readonly opened: RewriteCounts | undefined;
  /** As the caller has sent it, for ids; never kept. */
  readonly message: Buffer | undefined;
}

/** Writes down the decisions that matter. Nothing here throws or waits. */
export interface Audit {
  ended(call: AuditedCall): void;
  /** Why no call may be made at this moment: the config wants each written down, and none can be. */
  refusal(): Rejection | undefined;
  close(): Promise<void>;
}

export const unaudited: Audit = {
  ended: () => undefined,
  refusal: () => undefined,
  close: async () => await Promise.resolve(),
};
