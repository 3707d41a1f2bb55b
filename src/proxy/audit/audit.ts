import type { Allowed } from '../authorize/access.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers } from '../transport/transport.ts';
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
  /** For the trace that it is part of, and nothing else. */
  readonly headers: Headers;
  /** It was running when its caller was revoked. */
  readonly isCut: boolean;
  /** gRPC status that it was answered with. */
  readonly status: number;
  readonly opened: RewriteCounts | undefined;
  /** As the caller has sent it, for ids; never kept. */
  readonly message: Buffer | undefined;
}

/** A call before it is made, as far as it says whether it will be written down. */
export interface CallToAudit {
  readonly method: Method;
  readonly identity: Identity;
  readonly isBreakGlass: boolean;
}

/** The config with its platform file and policy documents. */
export interface ConfigDigest {
  /** SHA-256, in hexadecimal. */
  readonly sha256: string;
  /** Of the policy. */
  readonly documents: number;
}

/** `refused`: it is not right, and the one before stays in use. */
export interface AuditedReload {
  readonly before: ConfigDigest;
  readonly after: ConfigDigest | { readonly refused: string; readonly detail: string };
}

/** Writes down the decisions that matter. Nothing here throws or waits. */
export interface Audit {
  ended(call: AuditedCall): void;
  reloaded(reload: AuditedReload): void;
  /** Why a call may not be made at this moment: the config wants it written down, and it cannot be. Calls that nobody writes down go on. */
  refusal(call: CallToAudit): Rejection | undefined;
  close(): Promise<void>;
}

export const unaudited: Audit = {
  ended: () => undefined,
  reloaded: () => undefined,
  refusal: () => undefined,
  close: async () => await Promise.resolve(),
};
