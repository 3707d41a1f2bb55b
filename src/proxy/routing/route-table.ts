import type { Identity } from '../identity/identity.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import { placeName } from './place-name.ts';
import type { Route, Routes } from './route.ts';

const mostNames = 5;

interface PlaceTable {
  readonly byLogical: Map<string, Route>;
  readonly byPhysical: Map<string, string>;
}

/** What one identity may reach; made once per identity, so that a call looks up and builds nothing. */
interface CallerTable {
  readonly place: PlaceTable | undefined;
  readonly upstream: string | undefined;
  readonly byLogical: Map<string, Route>;
  readonly routes: readonly Route[];
}

/** Whether a caller may know of a namespace. */
export type Sees = (identity: Identity, route: Route) => boolean;

/**
 * Takes routes of which the config's rules have made sure that logical and physical names are a bijection. What `sees` leaves out is
 * answered as if it were not there; it is asked each time, since rights come and go with time.
 */
export function createRoutes(routes: readonly Route[], upstreams: Iterable<string>, sees: Sees = () => true): Routes {
  const places = placeTables(routes, upstreams);
  const callers = new WeakMap<Identity, CallerTable>();
  const callerOf = (identity: Identity): CallerTable => {
    const known = callers.get(identity);
    if (known !== undefined) return known;
    const table = callerTable(identity, places);
    callers.set(identity, table);
    return table;
  };
  return {
    find(identity, logical) {
      const table = callerOf(identity);
      const route = table.byLogical.get(logical);
      if (route !== undefined && sees(identity, route)) return route;
      return refusal(identity, logical, { ...table, routes: table.routes.filter((one) => sees(identity, one)) });
    },
    of: (identity) => callerOf(identity).routes.filter((route) => sees(identity, route)),
    logicalOf: (identity, physical) => callerOf(identity).place?.byPhysical.get(physical),
    upstreamOf: (identity) => callerOf(identity).upstream ?? unserved(identity),
  };
}

function placeTables(routes: readonly Route[], upstreams: Iterable<string>): Map<string, PlaceTable> {
  const places = new Map<string, PlaceTable>();
  for (const upstream of upstreams) places.set(upstream, { byLogical: new Map(), byPhysical: new Map() });
  for (const route of routes) {
    places.get(route.upstream)?.byLogical.set(route.logical, route);
    places.get(route.upstream)?.byPhysical.set(route.physical, route.logical);
  }
  return places;
}

function callerTable({ place, namespaces }: Identity, places: ReadonlyMap<string, PlaceTable>): CallerTable {
  const name = placeName(place);
  const table = places.get(name);
  const routes = [...(table?.byLogical.values() ?? [])].filter(({ logical }) => namespaces.has(logical));
  return {
    place: table,
    upstream: table === undefined ? undefined : name,
    byLogical: new Map(routes.map((route) => [route.logical, route])),
    routes,
  };
}

/** A namespace that is not there and one that is not granted are told apart in the log alone. */
function refusal(identity: Identity, logical: string, { place, byLogical, routes }: CallerTable): Rejection {
  if (logical === '') return reject(grpcStatus.invalidArgument, 'no-namespace', { message: 'the namespace is missing' });
  if (place === undefined) return unserved(identity);
  const isGranted = identity.namespaces.has(logical) && !byLogical.has(logical);
  const why = isGranted || !place.byLogical.has(logical) ? 'is not served in' : 'is not granted in';
  return reject(grpcStatus.permissionDenied, isGranted ? 'namespace-elsewhere' : 'namespace-not-granted', {
    message: `${shown(identity.subject)} may not use namespace ${shown(logical)} (nothing grants it here, or there is none)${alternatives(routes)}`,
    detail: `${shown(logical)} ${why} ${placeName(identity.place)}`,
  });
}

/** Most often a client was told no namespace, and has sent the usual `default`. */
function alternatives(routes: readonly Route[]): string {
  if (routes.length === 0) return '. Ask the platform team.';
  const names = routes.slice(0, mostNames).map(({ logical }) => logical);
  return `. Granted here: ${names.join(', ')}${routes.length > mostNames ? ', …' : ''}.`;
}

function unserved({ place }: Identity): Rejection {
  return reject(grpcStatus.permissionDenied, 'place-not-served', {
    message: 'this proxy does not serve the place that this caller runs in',
    detail: `no upstream serves ${placeName(place)}`,
  });
}

/** What a caller sent, cut and without what a terminal or a log would act on. */
function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100)).slice(1, -1);
}
