import { decodeBits, rightBit, type RightBits } from '../../domain/access.ts';
import type { DomainKeys } from '../../keys/keys.ts';
import type { Rights } from '../../policy/policy.ts';
import type { Identity } from '../identity/identity.ts';
import type { Route, Routes } from '../routing/route.ts';
import type { Readable, ReadableDomains } from '../wire/rewriting.ts';
import type { Access } from './access.ts';

export interface Reader {
  readonly identity: Identity;
  readonly route: Route;
  /** Of the call, in its namespace. */
  readonly decode: RightBits;
}

export interface ReadableInput {
  readonly routes: Routes;
  /** Of the route's domain. */
  readonly keys: DomainKeys | undefined;
  readonly access: Access;
}

export interface ReadableOutcome {
  readonly readable: Readable;
  /** Milliseconds since the epoch at which it may be another. */
  readonly until: number;
}

/** Some of a namespace's payloads and not all: of some workflow types, or of one kind. What such a caller sends must not be a copy of the others. */
export function readsInPart({ everywhere, somewhere }: Pick<Rights, 'everywhere' | 'somewhere'>): boolean {
  return (somewhere & decodeBits) !== 0 && (everywhere & decodeBits) !== decodeBits;
}

const nothing: ReadableDomains = new Set<string>();

/**
 * What a caller reads in clear. A payload that came by a `payloadFlow` is for the workers of the namespace that the flow leads to;
 * whoever only reads there has to have the right in the namespace it was sealed in, too.
 */
export function readableOf({ identity, route, decode }: Reader, { routes, keys, access }: ReadableInput): ReadableOutcome {
  const sources = keys?.sources() ?? [];
  const here = access.rightsOf(identity, route);
  const isWorker = (here.everywhere & rightBit.work) !== 0;
  const there = isWorker ? [] : sources.map((domain) => ({ domain, ...decodeIn(domain, { identity, routes, access }) }));
  const readableBy = (bit: RightBits): ReadableDomains => {
    if ((decode & bit) === 0) return nothing;
    const open = there.filter(({ bits }) => (bits & bit) !== 0);
    return open.length === there.length ? undefined : new Set([keys?.domain ?? '', ...open.map(({ domain }) => domain)]);
  };
  return {
    readable: {
      data: readableBy(rightBit['decode:data']),
      failure: readableBy(rightBit['decode:failure']),
      metadata: readableBy(rightBit['decode:metadata']),
    },
    until: sources.length === 0 ? Infinity : Math.min(here.until, ...there.map(({ until }) => until)),
  };
}

/** Rights in the namespace of a key domain, in the caller's own place: it is let near no other. */
function decodeIn(domain: string, { identity, routes, access }: Pick<ReadableInput, 'routes' | 'access'> & { identity: Identity }) {
  const route = routes.of(identity).find(({ keyDomain }) => keyDomain === domain);
  if (route === undefined) return { bits: 0, until: Infinity };
  const { everywhere, until } = access.rightsOf(identity, route);
  return { bits: everywhere, until };
}
