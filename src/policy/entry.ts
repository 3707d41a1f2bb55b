import type { RightBits } from '../domain/access.ts';
import { matches, type Pattern } from '../domain/patterns.ts';
import type { Who } from '../domain/who.ts';
import type { Where } from './rights.ts';
import type { TypePatterns } from './type-patterns.ts';

export interface Place {
  readonly file: string;
  /** From 1, as `column`. */
  readonly line: number;
  readonly column: number;
}

/** Rights for some workflow types. */
export interface Clause {
  readonly bits: RightBits;
  readonly types: TypePatterns;
  /** The role that says it. */
  readonly role: string | undefined;
  readonly place: Place;
}

/** What documents compile to: some callers may, or may not, do something in some places. */
export interface Entry {
  readonly kind: 'grant' | 'denial' | 'break-glass' | 'namespace';
  readonly place: Place;
  /** Everybody when undefined. */
  readonly to: readonly Who[] | undefined;
  readonly namespaces: readonly Pattern[];
  readonly environments: ReadonlySet<string> | undefined;
  readonly regions: ReadonlySet<string> | undefined;
  readonly allow: readonly Clause[];
  readonly deny: readonly Clause[];
  /** The grant or denial itself names workflow types. */
  readonly narrowed: boolean;
  /** Milliseconds since the epoch. */
  readonly from: number;
  readonly until: number;
  /** Name of the role, or of the document for break-glass and namespaces. */
  readonly name: string | undefined;
  readonly reason: string | undefined;
}

/** Where something counts. */
export type Scope = Pick<Entry, 'namespaces' | 'environments' | 'regions'>;

export function isIn({ namespaces, environments, regions }: Scope, where: Where): boolean {
  return isInPlace({ environments, regions }, where) && namespaces.some((pattern) => matches(pattern, where.namespace));
}

export function isInPlace(
  { environments, regions }: Omit<Scope, 'namespaces'>,
  { environment, region }: Omit<Where, 'namespace'>,
): boolean {
  return environments?.has(environment) !== false && regions?.has(region) !== false;
}

export function isAt({ from, until }: Pick<Entry, 'from' | 'until'>, now: number): boolean {
  return from <= now && now < until;
}
