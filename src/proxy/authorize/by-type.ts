import type { RightBits } from '../../domain/access.ts';
import type { Rights, Traffic } from '../../policy/policy.ts';
import type { Rejection } from '../rejection.ts';
import type { AccessRequest, Allowed, Decision } from './access.ts';

/**
 * A call that depends on a workflow type: its caller holds `needed` for some types, not for every one. Or it holds them for every type
 * and decode for some: then the type alone says what may be read in clear, and nothing is refused for it.
 */
export interface TypedRequest extends AccessRequest {
  readonly rights: Rights;
  /** All of these have to be held for each type that the call is about. Those hidden in its fields are among them. */
  readonly needed: RightBits;
  /** Of a call whose type is not known yet, such as the questions it takes to know it. */
  readonly traffic: Traffic;
  /** The decision of a call that may be made. It is not asked again whether `workflowType` is allowed. */
  allow(about: TypedCall): Allowed;
  /** Why the call is not made: `workflowType` is not allowed, or, where it is not given, nobody can say which one it is about. */
  refuse(workflowType?: string): Rejection;
}

export interface TypedCall {
  /** What goes on instead of `message`. */
  readonly message?: Buffer;
  /** The one type that the call is about. */
  readonly workflowType?: string;
  /** Those that the call is about, when it is about more than one: what is read of them is read by what holds for every type. */
  readonly types?: readonly string[];
  /** Its answer shows nothing of types for which `read` is not held: then decode that is held for the same types opens it. */
  readonly isWithinRead?: boolean;
  readonly checkAnswer?: NonNullable<Allowed['checkAnswer']>;
}

/** Decides a call by the types it is about, or says what Temporal has to be asked first. */
export type DecideByType = (request: TypedRequest) => Decision;
