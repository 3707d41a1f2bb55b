import type { IdentitySource } from './config.ts';
import { matches, patternOf, type Pattern, type PatternKind } from '../../domain/patterns.ts';

/** Subjects and what is theirs: the logical namespaces they are let near, and groups. */
export interface Grant {
  readonly pattern: Pattern;
  /** `undefined`: all that are served. */
  readonly namespaces: readonly string[] | undefined;
  readonly groups: readonly string[];
  /** Of the pattern, below its source. */
  readonly path: readonly (string | number)[];
}

/** The grants by pattern of a source; static tokens and local callers have none. */
export function grantsOf(source: IdentitySource): Grant[] {
  if (source.kind === 'static' || source.kind === 'local') return [];
  return source.grants.map((grant, index) => {
    const { field, text, kind } = patternIn(grant);
    return {
      pattern: patternOf(text, source.kind === 'mtls' && field === 'subject' ? 'name' : kind),
      namespaces: grant.namespaces,
      groups: 'groups' in grant ? (grant.groups ?? []) : [],
      path: ['grants', index, field],
    };
  });
}

/** What is granted to one subject. */
export interface Granted {
  readonly namespaces: ReadonlySet<string>;
  readonly groups: readonly string[];
}

/** A grant in which every namespace is named. */
export interface CompiledGrant extends Grant {
  readonly namespaces: readonly string[];
}

/** The namespaces and groups of every grant that matches; `undefined` when none does. */
export function grantedTo(subject: string, grants: readonly CompiledGrant[]): Granted | undefined {
  const found = grants.filter(({ pattern }) => matches(pattern, subject));
  if (found.length === 0) return undefined;
  return { namespaces: new Set(found.flatMap(({ namespaces }) => namespaces)), groups: found.flatMap(({ groups }) => groups) };
}

type GrantConfig = { spiffe: string } | { serviceAccount: string } | { subject: string };

function patternIn(grant: GrantConfig): { field: string; text: string; kind: PatternKind } {
  if ('spiffe' in grant) return { field: 'spiffe', text: grant.spiffe, kind: 'path' };
  if ('serviceAccount' in grant) return { field: 'serviceAccount', text: grant.serviceAccount, kind: 'path' };
  return { field: 'subject', text: grant.subject, kind: 'text' };
}
