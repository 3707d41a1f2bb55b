import type { RightBits } from '../domain/access.ts';

/** Who asks, as far as policy looks at it. */
export interface Caller {
  /** Name of the identity source that vouches for it. */
  readonly source: string;
  readonly subject: string;
  readonly groups: ReadonlySet<string>;
  readonly kind: 'person' | 'service';
}

/** A namespace by its logical name, in one place. */
export interface Where {
  readonly namespace: string;
  readonly environment: string;
  readonly region: string;
}

/** A workflow type by its name, or all that begin alike: visibility queries can say no more. */
export interface TypePattern {
  readonly kind: 'exact' | 'prefix';
  readonly text: string;
}

/** Types of which one of `allowed` fits and none of `denied`. `allowed` has the empty prefix when every type is allowed. */
export interface TypeScope {
  readonly allowed: readonly TypePattern[];
  readonly denied: readonly TypePattern[];
}

/** A break-glass document, as audit and alarms name it. */
export interface BreakGlassGrant {
  readonly name: string;
  readonly reason: string;
}

/** What one caller may do in one namespace; the same object for every call, until a reload or `until`. */
export interface Rights {
  /** Held for every workflow type. */
  readonly everywhere: RightBits;
  /** Held for some workflow type; all of `everywhere` are in it. */
  readonly somewhere: RightBits;
  /** Of `somewhere`, those that break-glass alone gives, for some type. */
  readonly breakGlass: RightBits;
  /** Milliseconds since the epoch at which a time-boxed grant begins or ends; Infinity when there is none. */
  readonly until: number;
  /** Of `breakGlass`, those that the caller has for other types without it: whether it was needed shows once a call's type is known. */
  readonly breakGlassByType: RightBits;
  /**
   * The first break-glass document that gives one of these where nothing else does, at this moment: for a type, or, where there is none,
   * for some type. `undefined`: none is needed.
   */
  breakGlassFor(bits: RightBits, workflowType: string | undefined): BreakGlassGrant | undefined;
  /** Whether all of these are held for a type. */
  holds(bits: RightBits, workflowType: string): boolean;
  /** Whether one of these is denied in so many words for a type: that holds against whatever else is allowed. */
  denies(bits: RightBits, workflowType: string): boolean;
  /** The reason that a denial of one of these gives, for a type or, where there is none, for every type; `undefined`: no rule denies it. */
  denialOf(bits: RightBits, workflowType: string | undefined): string | undefined;
  /** For which types all of these are held; several scopes when more than one grant leads there: a type has to be in one of them. */
  scopesOf(bits: RightBits): readonly TypeScope[];
}

/** Decides who may do what. Everything is deduced from documents; nothing is asked of anybody. */
export interface Policy {
  /** `now`: milliseconds since the epoch. */
  rightsOf(caller: Caller, where: Where, now: number): Rights;
  /** The class of traffic of a caller's call; `workflowType` undefined when it is about none. */
  trafficOf(caller: Caller, where: Where, workflowType: string | undefined): Traffic;
}

/** Backfill makes way for live work. */
export type Traffic = 'live' | 'backfill';
