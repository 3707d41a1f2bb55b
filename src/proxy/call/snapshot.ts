import type { DomainKeys } from '../../keys/keys.ts';
import type { Audit } from '../audit/audit.ts';
import type { Access } from '../authorize/access.ts';
import type { Authenticator } from '../identity/identity.ts';
import type { Limiter } from '../limit/limiter.ts';
import type { Routes } from '../routing/route.ts';
import type { Upstream } from '../transport/transport.ts';

/** All that one call is decided by. A call takes it once, at its HEADERS, and keeps it whatever is reloaded meanwhile. */
export interface ProxySnapshot {
  readonly authenticator: Authenticator;
  readonly routes: Routes;
  /** By id of the key domain; every `keyDomain` that a route names is here. */
  readonly keys: ReadonlyMap<string, DomainKeys>;
  /** By name, `production/eu`; every `upstream` that a route names is here. */
  readonly upstreams: ReadonlyMap<string, Upstream>;
  readonly limits: ProxyLimits;
  readonly access: Access;
  readonly limiter: Limiter;
  readonly audit: Audit;
}

export interface ProxyLimits {
  /** Bytes of a request's message, as it comes in and as it goes on. */
  readonly messageBytes: number;
  /** Bytes of a response's message, as the upstream sends it and as it goes back. */
  readonly responseBytes: number;
  /** Bytes of one payload once it is sealed. */
  readonly payloadBytes: number;
  /** Bytes of messages that all calls together may hold. */
  readonly bytesInFlight: number;
  readonly streamsPerConnection: number;
  /** Milliseconds. */
  readonly connectionAge: number;
  /** Milliseconds a poll is held while its keys are unavailable. */
  readonly pollHold: number;
}
