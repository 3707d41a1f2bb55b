import { decodeTakenBy, rightsIn, type Right, type RightBits } from '../domain/access.ts';
import { isAt, type Clause, type Entry, type Place } from './entry.ts';
import { breakGlassOf, lackingFor, makeRights, reasonOf } from './make-rights.ts';
import type { BreakGlassGrant, Caller, Rights, Where } from './rights.ts';
import { fitsOneOf, writtenType } from './type-patterns.ts';

/** May this caller do this here? */
export interface Question {
  readonly caller: Caller;
  readonly where: Where;
  /** All of them are needed. */
  readonly bits: RightBits;
  /** Undefined: for every type. */
  readonly workflowType: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** One statement of the documents that counts for a question. */
export interface Counting {
  readonly effect: 'allow' | 'deny';
  readonly kind: Entry['kind'];
  /** Of the grant, denial, break-glass or entry of `spec.access`. */
  readonly place: Place;
  /** Of the statement in a role, when it is one's. */
  readonly statement: Place | undefined;
  /** Role that is granted, or name of the break-glass or Namespace document. */
  readonly name: string | undefined;
  /** Role that says it: the one granted, or one that it includes. */
  readonly role: string | undefined;
  /** Of the rights in question. */
  readonly rights: readonly Right[];
  /** As written; undefined for every type. */
  readonly workflowTypes: readonly string[] | undefined;
  readonly reason: string | undefined;
}

/** What denies in so many words. */
export interface Denial {
  readonly reason: string;
  readonly place: Place;
}

export type Verdict =
  | 'allowed'
  /** Only for some workflow types, and the question is for every one. */
  | 'some-types'
  | 'denied'
  | 'not-granted'
  /** `work` is held, and decode is not: a worker would replay what it cannot read. */
  | 'work-without-decode';

export interface Explanation {
  readonly verdict: Verdict;
  /** Of those asked for, what the caller does not hold. */
  readonly missing: readonly Right[];
  /** Denials first. */
  readonly counting: readonly Counting[];
  /** `undefined` when it is allowed, or simply granted to nobody. */
  readonly denial: Denial | undefined;
  /** Without which it would not be allowed. */
  readonly breakGlass: readonly BreakGlassGrant[];
}

/** What a caller holds of these rights. `work` takes decode with it. */
export function verdictOf(held: Rights, { bits, workflowType }: Pick<Question, 'bits' | 'workflowType'>): Verdict {
  const needsDecode = (decodeTakenBy(bits) & ~held.everywhere) !== 0;
  if (workflowType === undefined ? (held.everywhere & bits) === bits : held.holds(bits, workflowType)) {
    return needsDecode ? 'work-without-decode' : 'allowed';
  }
  if (workflowType === undefined && (held.somewhere & bits) === bits && held.scopesOf(bits).length > 0) return 'some-types';
  // Without a type: no type is called the empty one, so what denies it denies every type.
  return held.denies(bits, workflowType ?? '') ? 'denied' : 'not-granted';
}

function missingIn(held: Rights, { bits, workflowType }: Question): RightBits {
  return workflowType === undefined ? bits & ~held.everywhere : lackingFor(held, bits, workflowType);
}

/** Explains from the entries that are about the caller and the place. */
export function explainOf(entries: readonly Entry[], question: Question): Explanation {
  const present = entries.filter((entry) => isAt(entry, question.now));
  const counting = present.flatMap((entry) => [
    ...entry.deny.map((clause) => countingOf(entry, clause, 'deny')),
    ...entry.allow.map((clause) => countingOf(entry, clause, 'allow')),
  ]);
  // What denies or grants decode decides about work as well.
  const shown = question.bits | decodeTakenBy(question.bits);
  const relevant = counting
    .filter(({ clause: { bits, types } }) => {
      const { workflowType } = question;
      return (bits & shown) !== 0 && (workflowType === undefined || fitsOneOf(types, workflowType));
    })
    .map(({ clause, ...rest }) => ({ ...rest, rights: rightsIn(clause.bits & shown) }));
  const sorted = [...relevant.filter(({ effect }) => effect === 'deny'), ...relevant.filter(({ effect }) => effect === 'allow')];
  const held = makeRights(present, question.now);
  const verdict = verdictOf(held, question);
  return {
    verdict,
    missing: rightsIn(missingIn(held, question)),
    counting: sorted,
    denial: verdict === 'allowed' || verdict === 'not-granted' ? undefined : denialIn(sorted),
    breakGlass: verdict === 'allowed' ? breakGlassIn(present, question) : [],
  };
}

function countingOf(entry: Entry, clause: Clause, effect: Counting['effect']) {
  const { kind, place, name, reason } = entry;
  const workflowTypes = clause.types?.map(writtenType);
  const statement = clause.role === undefined ? undefined : clause.place;
  return { effect, kind, place, name, reason, role: clause.role, statement, workflowTypes, clause };
}

function denialIn([first]: readonly Counting[]): Denial | undefined {
  if (first === undefined || first.effect === 'allow') return undefined;
  return { place: first.statement ?? first.place, reason: reasonOf(first, first.role) };
}

function breakGlassIn(entries: readonly Entry[], question: Question): BreakGlassGrant[] {
  const { workflowType, now } = question;
  const without = makeRights(
    entries.filter(({ kind }) => kind !== 'break-glass'),
    now,
  );
  if (verdictOf(without, question) === 'allowed') return [];
  const forEvery = (workflowType === undefined ? question.bits : 0) | decodeTakenBy(question.bits);
  const lacking = forEvery & ~without.everywhere;
  const lackingForType = workflowType === undefined ? 0 : lackingFor(without, question.bits, workflowType);
  const helps = ({ bits, types }: Clause) =>
    ((bits & lacking) !== 0 && types === undefined) ||
    ((bits & lackingForType) !== 0 && workflowType !== undefined && fitsOneOf(types, workflowType));
  return entries.flatMap((entry) => (entry.allow.some(helps) ? (breakGlassOf(entry) ?? []) : []));
}
