import { covers, overlaps, patternOf, type Pattern } from '../domain/patterns.ts';
import type { Who } from '../domain/who.ts';
import type { Clause, Entry, Scope } from './entry.ts';
import { isCovered, overlapTypes, type TypePatterns } from './type-patterns.ts';

/** Whether `outer` is about every caller and every place that `inner` is about. */
export function coversEntry(outer: Entry, inner: Entry): boolean {
  return coversScope(outer, inner) && coversCallers(outer.to, inner.to) && outer.from <= inner.from && inner.until <= outer.until;
}

/** Whether some caller in some place may be meant by both: a group and a subject may be of one caller. */
export function mayMeet(one: Entry, other: Entry): boolean {
  return scopesMeet(one, other) && (one.to ?? [undefined]).some((a) => (other.to ?? [undefined]).some((b) => callersMeet(a, b)));
}

/** Whether what these clauses say, all together, holds for every right and type of `clause`. */
export function isSaidBy(clause: Clause, clauses: readonly Clause[]): boolean {
  const types = clause.types ?? [undefined];
  return types.every((type) => {
    const said = clauses.filter((other) => coversTypes(other.types, type === undefined ? undefined : [type]));
    return (clause.bits & ~said.reduce((bits, other) => bits | other.bits, 0)) === 0;
  });
}

export function clausesMeet(one: Clause, other: Clause): boolean {
  return (one.bits & other.bits) !== 0 && overlapTypes(one.types, other.types);
}

export function coversTypes(outer: TypePatterns, inner: TypePatterns): boolean {
  if (outer === undefined || inner === undefined) return outer === undefined;
  return inner.every((pattern) => isCovered(pattern, outer));
}

function coversScope(outer: Scope, inner: Scope): boolean {
  return (
    coversNames(outer.environments, inner.environments) &&
    coversNames(outer.regions, inner.regions) &&
    inner.namespaces.every((name) => outer.namespaces.some((pattern) => covers(pattern, name)))
  );
}

function coversNames(outer: ReadonlySet<string> | undefined, inner: ReadonlySet<string> | undefined): boolean {
  if (outer === undefined) return true;
  return inner !== undefined && [...inner].every((name) => outer.has(name));
}

function coversCallers(outer: readonly Who[] | undefined, inner: readonly Who[] | undefined): boolean {
  if (outer === undefined) return true;
  return inner !== undefined && inner.every((one) => isAbout(outer, one));
}

function coversCaller(outer: Who, inner: Who): boolean {
  if ('group' in outer) return 'group' in inner && outer.group === inner.group;
  if ('callers' in outer) return 'callers' in inner && outer.callers === inner.callers;
  if (!('subject' in inner)) return false;
  return (
    (outer.source === undefined || outer.source === inner.source) && covers(subjectPattern(outer.subject), subjectPattern(inner.subject))
  );
}

/** Whether some of these stand for every caller that `who` does. */
export function isAbout(to: readonly Who[], who: Who): boolean {
  return to.some((one) => coversCaller(one, who));
}

function scopesMeet(one: Scope, other: Scope): boolean {
  return (
    namesMeet(one.environments, other.environments) &&
    namesMeet(one.regions, other.regions) &&
    one.namespaces.some((a) => other.namespaces.some((b) => overlaps(a, b)))
  );
}

function namesMeet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return one === undefined || other === undefined || [...one].some((name) => other.has(name));
}

function callersMeet(one: Who | undefined, other: Who | undefined): boolean {
  if (one === undefined || other === undefined) return true;
  if ('callers' in one && 'callers' in other) return one.callers === other.callers;
  if (!('subject' in one && 'subject' in other)) return true;
  const sameSource = one.source === undefined || other.source === undefined || one.source === other.source;
  return sameSource && overlaps(subjectPattern(one.subject), subjectPattern(other.subject));
}

function subjectPattern(subject: string): Pattern {
  return patternOf(subject, 'path');
}
