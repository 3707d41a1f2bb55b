import { decodeBits, rightBit, rightsIn, type RightBits } from '../../domain/access.ts';
import type { Policy, Rights, Traffic } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Route } from '../routing/route.ts';

/** What one caller has in one namespace, and what follows from it; the same for every call until `rights.until`. */
export interface Held {
  readonly rights: Rights;
  /** Decode that opens an answer in which there is nothing of types for which `read` is not held. */
  readonly decodeWithinRead: RightBits;
  trafficOf(workflowType: string | undefined): Traffic;
}

export type HeldBy = (identity: Identity, route: Route) => Held;

/** Types come from callers, so only so many are remembered of each. */
const mostTypes = 1_000;

/** `clock`: milliseconds since the epoch. */
export function createHeld(policy: Policy, clock: () => number): HeldBy {
  const known = new WeakMap<Identity, WeakMap<Route, Held>>();
  return (identity, route) => {
    let ofIdentity = known.get(identity);
    if (ofIdentity === undefined) known.set(identity, (ofIdentity = new WeakMap<Route, Held>()));
    const found = ofIdentity.get(route);
    if (found !== undefined && (found.rights.until === Infinity || clock() < found.rights.until)) return found;
    const made = makeHeld(policy, { identity, route, now: clock() });
    ofIdentity.set(route, made);
    return made;
  };
}

function makeHeld(policy: Policy, { identity, route, now }: { identity: Identity; route: Route; now: number }): Held {
  const { logical: namespace, environment, region } = route;
  const where = { namespace, environment, region };
  const rights = policy.rightsOf(identity, where, now);
  const untyped = policy.trafficOf(identity, where, undefined);
  const byType = new Map<string, Traffic>();
  return {
    rights,
    decodeWithinRead: decodeWithinRead(rights),
    trafficOf(workflowType) {
      if (workflowType === undefined) return untyped;
      const found = byType.get(workflowType);
      if (found !== undefined) return found;
      const traffic = policy.trafficOf(identity, where, workflowType);
      if (byType.size >= mostTypes) byType.clear();
      byType.set(workflowType, traffic);
      return traffic;
    },
  };
}

function decodeWithinRead(rights: Rights): RightBits {
  const readable = JSON.stringify(rights.scopesOf(rightBit.read));
  const isReadWide = (bit: RightBits) => JSON.stringify(rights.scopesOf(rightBit.read | bit)) === readable;
  const typed = rightsIn(rights.somewhere & decodeBits & ~rights.everywhere).filter((right) => isReadWide(rightBit[right]));
  return typed.reduce((bits, right) => bits | rightBit[right], rights.everywhere & decodeBits);
}
