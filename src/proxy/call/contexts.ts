import type { DomainKeys } from '../../keys/keys.ts';
import type { RightBits } from '../../domain/access.ts';
import { readableOf } from '../authorize/readable.ts';
import type { Identity } from '../identity/identity.ts';
import type { Route } from '../routing/route.ts';
import type { OpenContext, SealContext } from '../wire/rewriting.ts';
import type { ProxySnapshot } from './snapshot.ts';

/** What the messages of one caller in one namespace are rewritten with. */
export interface Contexts {
  readonly keys: DomainKeys | undefined;
  readonly seal: SealContext;
  /** For the result of an activity, on whose size Temporal itself rules: it fails the activity for good, where a refusal would have it time out. */
  readonly sealResult: SealContext;
  readonly open: OpenContext;
  /** Milliseconds since the epoch at which a right that they follow from may begin or end. */
  readonly until: number;
}

export interface ContextsInput {
  readonly identity: Identity;
  readonly route: Route;
  /** Rights to read in clear that hold for all that the answer may show. */
  readonly decode: RightBits;
}

const known = new WeakMap<Identity, WeakMap<Route, Map<RightBits, Contexts>>>();

/** The same object for every call of this caller in this namespace, while its rights last; a reload makes new routes, and with them new contexts. */
export function contextsOf(snapshot: ProxySnapshot, caller: ContextsInput): Contexts {
  const { identity, route, decode } = caller;
  let ofIdentity = known.get(identity);
  if (ofIdentity === undefined) known.set(identity, (ofIdentity = new WeakMap()));
  let ofRoute = ofIdentity.get(route);
  if (ofRoute === undefined) ofIdentity.set(route, (ofRoute = new Map<RightBits, Contexts>()));
  let contexts = ofRoute.get(decode);
  if (contexts === undefined || (contexts.until !== Infinity && contexts.until <= Date.now())) {
    ofRoute.set(decode, (contexts = makeContexts(snapshot, caller)));
  }
  return contexts;
}

function makeContexts(snapshot: ProxySnapshot, { identity, route, decode }: ContextsInput): Contexts {
  const { routes, keys: domains, limits, access } = snapshot;
  const keys = route.keyDomain === undefined ? undefined : domains.get(route.keyDomain);
  const toPhysical = (logical: string) => {
    const target = routes.find(identity, logical);
    return target.kind === 'route' && canRead(target, route, domains) ? target.physical : undefined;
  };
  const { readable, until } = readableOf({ identity, route, decode }, { routes, keys, access });
  const isStrict = keys !== undefined || access.isPolicy;
  const seal = { keys, isStrict, toPhysical, maximumPayloadBytes: limits.payloadBytes, maximumSealedBytes: limits.messageBytes };
  return {
    keys,
    seal,
    sealResult: { ...seal, maximumPayloadBytes: Infinity },
    open: { keys, toLogical: (physical) => routes.logicalOf(identity, physical) ?? physical, readable },
    until,
  };
}

/** Whether what is sealed in one namespace opens in the other: a signal that does not would stop the workflow it reaches, for good. */
function canRead(target: Route, route: Route, domains: ProxySnapshot['keys']): boolean {
  if (route.keyDomain === undefined) return true;
  return target.keyDomain !== undefined && domains.get(target.keyDomain)?.opensFrom(route.keyDomain) === true;
}
