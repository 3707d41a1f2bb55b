import { rightBit, rights, type RightBits } from '../domain/access.ts';
import { isAt, type Clause, type Entry } from './entry.ts';
import type { BreakGlassGrant, Rights, TypePattern, TypeScope } from './rights.ts';
import { everyType, fitsOneOf, isCovered, narrowest, overlapTypes, typesInBoth, type TypePatterns } from './type-patterns.ts';

/** Clauses of one effect, those for every type in one number. */
interface Held {
  everyType: RightBits;
  readonly typed: { readonly bits: RightBits; readonly types: readonly TypePattern[] }[];
}

/** What one caller may do in one place, of the entries that are about both. */
export interface DatedRights extends Rights {
  /** Earliest time that it holds for as well. */
  readonly since: number;
}

export function makeRights(entries: readonly Entry[], now: number): DatedRights {
  const present = entries.filter((entry) => isAt(entry, now));
  const broke = present.filter(({ kind }) => kind === 'break-glass');
  const allowed = heldOf(present.flatMap(({ kind, allow }) => (kind === 'break-glass' ? [] : allow)));
  const broken = heldOf(broke.flatMap(({ allow }) => allow));
  const denied = heldOf(present.flatMap(({ deny }) => deny));
  const found = rightsFrom({ allowed, broken, denied });
  return {
    ...found,
    breakGlassFor: (bits, workflowType) => breakGlassIn(broke, [denied, allowed], { bits: bits & found.breakGlass, workflowType }),
    denialOf: (bits, workflowType) => denialIn(present, bits, workflowType),
    ...validity(entries, now),
  };
}

/** Of these, what is not held for a type. */
export function lackingFor(held: Pick<Rights, 'holds'>, wanted: RightBits, workflowType: string): RightBits {
  return rightsWhere(wanted, (bit) => !held.holds(bit, workflowType));
}

interface Wanted {
  readonly bits: RightBits;
  readonly workflowType: string | undefined;
}

function breakGlassIn(broke: readonly Entry[], taken: readonly Held[], { bits, workflowType }: Wanted): BreakGlassGrant | undefined {
  if (bits === 0) return undefined;
  const isNeeded = (clause: Clause) => {
    const given = clause.bits & bits;
    if (workflowType === undefined) return rightsWhere(given, (bit) => hasMore(heldOf([clause]), taken, bit)) !== 0;
    return fitsOneOf(clause.types, workflowType) && taken.reduce((left, held) => left & ~bitsFor(held, workflowType), given) !== 0;
  };
  const entry = broke.find(({ allow }) => allow.some(isNeeded));
  return entry === undefined ? undefined : breakGlassOf(entry);
}

/** Its name and reason, when a document is break-glass. */
export function breakGlassOf({ kind, name = '', reason = '' }: Entry): BreakGlassGrant | undefined {
  return kind === 'break-glass' ? { name, reason } : undefined;
}

/** What a denial says to whoever it denies. */
export function reasonOf({ kind, reason }: Pick<Entry, 'kind' | 'reason'>, role: string | undefined): string {
  return kind === 'denial' && reason !== undefined ? reason : `The role ${role ?? ''} denies it.`;
}

function denialIn(entries: readonly Entry[], wanted: RightBits, workflowType: string | undefined): string | undefined {
  for (const entry of entries) {
    for (const { bits, types, role } of entry.deny) {
      const isMeant = types === undefined || (workflowType !== undefined && fitsOneOf(types, workflowType));
      if ((bits & wanted) !== 0 && isMeant) return reasonOf(entry, role);
    }
  }
  return undefined;
}

function heldOf(clauses: readonly Clause[]): Held {
  const held: Held = { everyType: 0, typed: [] };
  for (const { bits, types } of clauses) {
    if (types === undefined) held.everyType |= bits;
    else held.typed.push({ bits, types });
  }
  return held;
}

interface HeldRights {
  readonly allowed: Held;
  readonly broken: Held;
  readonly denied: Held;
}

function rightsFrom({ allowed, broken, denied }: HeldRights): Omit<Rights, 'until' | 'breakGlassFor' | 'denialOf'> {
  const granted: Held = { everyType: allowed.everyType | broken.everyType, typed: [...allowed.typed, ...broken.typed] };
  const grantedForSome = typedBits(granted);
  const everywhere = granted.everyType & ~denied.everyType & ~typedBits(denied);
  const candidates = (granted.everyType | grantedForSome) & ~denied.everyType;
  const left = (held: Held, taken: readonly Held[]) => rightsWhere(candidates, (bit) => hasMore(held, taken, bit));
  const somewhere = grantedForSome === 0 ? candidates : left(granted, [denied]);
  const breakGlass = broken.everyType === 0 && broken.typed.length === 0 ? 0 : left(broken, [denied, allowed]);
  return {
    everywhere,
    somewhere,
    breakGlass,
    breakGlassByType: breakGlass === 0 ? 0 : breakGlass & left(allowed, [denied]),
    holds: (bits, workflowType) => {
      if ((everywhere & bits) === bits) return true;
      return (somewhere & bits) === bits && (bitsFor(granted, workflowType) & ~bitsFor(denied, workflowType) & bits) === bits;
    },
    denies: (bits, workflowType) => (bitsFor(denied, workflowType) & bits) !== 0,
    scopesOf: (bits) => ((somewhere & bits) === bits ? scopesOf(granted, denied, bits) : []),
  };
}

function typedBits({ typed }: Held): RightBits {
  return typed.reduce((bits, clause) => bits | clause.bits, 0);
}

function rightsWhere(candidates: RightBits, has: (bit: RightBits) => boolean): RightBits {
  return rights.reduce((bits, right) => ((candidates & rightBit[right]) !== 0 && has(rightBit[right]) ? bits | rightBit[right] : bits), 0);
}

/** Whether some type has this right in `held` and in none of `taken`. */
function hasMore(held: Held, taken: readonly Held[], bit: RightBits): boolean {
  const gone = taken.flatMap((each) => patternsOf(each, bit));
  return patternsOf(held, bit).some((pattern) => !isCovered(pattern, gone));
}

function patternsOf(held: Held, bit: RightBits): readonly TypePattern[] {
  if ((held.everyType & bit) !== 0) return [everyType];
  return held.typed.flatMap(({ bits, types }) => ((bits & bit) === 0 ? [] : types));
}

function bitsFor({ everyType: always, typed }: Held, workflowType: string): RightBits {
  let found = always;
  for (const { bits, types } of typed) if ((found & bits) !== bits && fitsOneOf(types, workflowType)) found |= bits;
  return found;
}

/** One scope at most: what is allowed for each of the rights is what is allowed for all of them. */
function scopesOf(granted: Held, denied: Held, wanted: RightBits): TypeScope[] {
  let allowed: TypePatterns;
  const gone: TypePattern[] = [];
  for (const right of rights) {
    const bit = rightBit[right];
    if ((wanted & bit) === 0) continue;
    if ((granted.everyType & bit) === 0) allowed = typesInBoth(allowed, narrowest(patternsOf(granted, bit)));
    gone.push(...patternsOf(denied, bit));
  }
  const left = (allowed ?? [everyType]).filter((pattern) => !isCovered(pattern, gone));
  return left.length === 0 ? [] : [{ allowed: left, denied: narrowest(gone.filter((pattern) => overlapTypes([pattern], left))) }];
}

function validity(entries: readonly Entry[], now: number): Pick<DatedRights, 'since' | 'until'> {
  const turns = entries.flatMap(({ from, until }) => [from, until]);
  return {
    since: turns.reduce((latest, turn) => (turn <= now ? Math.max(latest, turn) : latest), -Infinity),
    until: turns.reduce((first, turn) => (turn > now ? Math.min(first, turn) : first), Infinity),
  };
}
