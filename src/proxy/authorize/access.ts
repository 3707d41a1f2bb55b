import type { RightBits } from '../../domain/access.ts';
import type { BreakGlassGrant, Rights, Traffic } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Method } from '../wire/methods.ts';

/** A call of a namespace, before anything of it is sealed. */
export interface AccessRequest {
  readonly method: Method;
  readonly identity: Identity;
  readonly route: Route;
  /** With logical names, as the caller has sent it. */
  readonly message: Buffer;
}

export interface Allowed {
  readonly kind: 'allowed';
  /** What goes on instead of the caller's message: the run pinned, the query rebuilt, the caller named. */
  readonly message: Buffer;
  /** Rights to read in clear that hold for all that this call's answer may show. */
  readonly decode: RightBits;
  /** The type that the call is about, when it is about one. */
  readonly workflowType: string | undefined;
  readonly traffic: Traffic;
  /** Rights that it takes, those hidden in its fields with them; where either of two is enough, the one that is held. */
  readonly used: RightBits;
  /** Set when nothing else allows it: audited and told aloud. */
  readonly breakGlass: BreakGlassGrant | undefined;
  /** Set when nothing else allows some of `decode`: the same, once something of the answer is opened. */
  readonly breakGlassToRead: BreakGlassGrant | undefined;
  /** What has to be seen of an answer of Temporal's, still sealed, before it is opened: `undefined` when nothing has. */
  readonly checkAnswer?: (message: Buffer) => Buffer | Rejection;
}

/** Some of Temporal has to be asked first, such as the type of the workflow that an id is of. */
export interface Unresolved {
  readonly kind: 'unresolved';
  readonly traffic: Traffic;
  /** `ask` makes a call upstream in the same namespace, as the proxy itself. `done` is called once. */
  resolve(ask: Ask, done: (decision: Allowed | Rejection) => void): void;
}

/** `request` and the answer are messages with physical names, as Temporal has them; `undefined`: no answer, with the rejection. */
export type Ask = (methodName: string, request: Buffer, done: (answer: Buffer | Rejection) => void) => void;

export type Decision = Allowed | Unresolved | Rejection;

/** Who may do what, of one config. Nothing here throws. */
export interface Access {
  /** Calls are judged by what is in them, so that none may hold what nobody can judge. */
  readonly isPolicy: boolean;
  decide(request: AccessRequest): Decision;
  /** Of one caller in one namespace; the same object until it is out of date. */
  rightsOf(identity: Identity, route: Route): Rights;
  /** Whether `ListNamespaces` shows it, and whether a call may be made in it at all. */
  sees(identity: Identity, route: Route): boolean;
}
