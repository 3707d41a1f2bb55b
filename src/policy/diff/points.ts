import type { RightBits } from '../../domain/access.ts';
import { covers, type Pattern } from '../../domain/patterns.ts';
import { coversTypes } from '../cover.ts';
import { isInPlace, type Entry } from '../entry.ts';
import type { TypePattern } from '../rights.ts';

/** Where a right is looked at. Patterns stand for all that they match and no narrower one names. */
export interface Point {
  readonly namespace: Pattern;
  readonly environment: string;
  readonly region: string;
  readonly type: TypePattern;
}

/** What entries say at a point. */
export interface Said {
  /** Not denied by the same callers' entries. */
  readonly allowed: RightBits;
  readonly denied: RightBits;
}

/** Of entries that are about the callers in question. */
export function saidAt(entries: readonly Entry[], point: Point): Said {
  let allowed = 0;
  let denied = 0;
  for (const entry of entries) {
    if (!isInPlace(entry, point)) continue;
    allowed |= bitsFor(entry.allow, point.type);
    denied |= bitsFor(entry.deny, point.type);
  }
  return { allowed: allowed & ~denied, denied };
}

export function inNamespace(entries: readonly Entry[], namespace: Pattern): Entry[] {
  return entries.filter(({ namespaces }) => namespaces.some((pattern) => covers(pattern, namespace)));
}

function bitsFor(clauses: Entry['allow'], type: TypePattern): RightBits {
  return clauses.reduce((bits, clause) => (coversTypes(clause.types, [type]) ? bits | clause.bits : bits), 0);
}
