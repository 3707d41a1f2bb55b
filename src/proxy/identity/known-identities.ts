import { createBoundedCache, type BoundedCache } from './bounded-cache.ts';
import type { AuthenticationOutcome, Identity, Place } from './identity.ts';

export interface KnownCaller {
  readonly source: { readonly name: string; readonly place: Place; readonly callers: Identity['kind'] };
  readonly subject: string;
  readonly namespaces: ReadonlySet<string>;
  readonly groups: readonly string[];
}

/**
 * One object per source and subject, so that a renewed token or another connection finds what was derived from it before; a new one
 * once its groups are others, so that nothing derived from the old ones is found.
 */
export interface Identities {
  of(caller: KnownCaller): AuthenticationOutcome;
}

interface Known {
  readonly outcome: AuthenticationOutcome;
  readonly groups: ReadonlySet<string>;
}

export function createIdentities(size: number): Identities {
  const bySource = new Map<string, BoundedCache<string, Known>>();
  return {
    of({ source, subject, namespaces, groups }) {
      let known = bySource.get(source.name);
      if (known === undefined) {
        known = createBoundedCache(size);
        bySource.set(source.name, known);
      }
      const found = known.get(subject);
      if (found !== undefined && isSame(found.groups, groups)) return found.outcome;
      const { name, place, callers } = source;
      const identity: Identity = { source: name, subject, place, namespaces, groups: new Set(groups), kind: callers };
      const made: Known = { outcome: { kind: 'authenticated', identity }, groups: identity.groups };
      known.set(subject, made);
      return made.outcome;
    },
  };
}

function isSame(known: ReadonlySet<string>, groups: readonly string[]): boolean {
  return new Set(groups).size === known.size && groups.every((group) => known.has(group));
}
