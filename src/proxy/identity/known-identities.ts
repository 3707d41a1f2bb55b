import { createBoundedCache, type BoundedCache } from './bounded-cache.ts';
import type { AuthenticationOutcome, Identity, Place } from './identity.ts';

/** One object per source and subject, so that a renewed token or another connection finds what was derived from it before. */
export interface Identities {
  of(input: { source: { name: string; place: Place }; subject: string; namespaces: ReadonlySet<string> }): AuthenticationOutcome;
}

export function createIdentities(size: number): Identities {
  const bySource = new Map<string, BoundedCache<string, AuthenticationOutcome>>();
  return {
    of({ source, subject, namespaces }) {
      let known = bySource.get(source.name);
      if (known === undefined) {
        known = createBoundedCache(size);
        bySource.set(source.name, known);
      }
      let outcome = known.get(subject);
      if (outcome === undefined) {
        const identity: Identity = { source: source.name, subject, place: source.place, namespaces, groups: new Set(), kind: 'service' };
        outcome = { kind: 'authenticated', identity };
        known.set(subject, outcome);
      }
      return outcome;
    },
  };
}
