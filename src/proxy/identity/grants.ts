import type { IdentitySource } from './config.ts';
import { matches, patternOf, type Pattern, type PatternKind } from './patterns.ts';

/** Subjects and the logical namespaces they may work in. */
export interface Grant {
  readonly pattern: Pattern;
  readonly namespaces: readonly string[];
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
      path: ['grants', index, field],
    };
  });
}

/** The namespaces of every grant that matches; `undefined` when none does. */
export function grantedTo(subject: string, grants: readonly Grant[]): ReadonlySet<string> | undefined {
  const found = grants.filter(({ pattern }) => matches(pattern, subject));
  return found.length === 0 ? undefined : new Set(found.flatMap(({ namespaces }) => namespaces));
}

type GrantConfig = { spiffe: string } | { serviceAccount: string } | { subject: string };

function patternIn(grant: GrantConfig): { field: string; text: string; kind: PatternKind } {
  if ('spiffe' in grant) return { field: 'spiffe', text: grant.spiffe, kind: 'path' };
  if ('serviceAccount' in grant) return { field: 'serviceAccount', text: grant.serviceAccount, kind: 'path' };
  return { field: 'subject', text: grant.subject, kind: 'text' };
}
