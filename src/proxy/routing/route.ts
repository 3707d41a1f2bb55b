import type { Identity } from '../identity/identity.ts';
import type { Rejection } from '../rejection.ts';

/** Where the calls of one namespace go, for callers of one environment and region. */
export interface Route {
  readonly kind: 'route';
  readonly logical: string;
  readonly physical: string;
  readonly owner: string;
  readonly environment: string;
  readonly region: string;
  /** Name of the upstream in the compiled config, `production/eu`. */
  readonly upstream: string;
  /** Id of the key domain; absent: payloads of this namespace pass in clear, because its config says so. */
  readonly keyDomain: string | undefined;
}

export interface Routes {
  find(identity: Identity, logical: string): Route | Rejection;
  /** The namespaces this identity may work in, in its place. */
  of(identity: Identity): readonly Route[];
  /** Logical name of a physical one in the caller's place; `undefined` when it is none of ours. A bijection with `find`. */
  logicalOf(identity: Identity, physical: string): string | undefined;
  /** The upstream that serves the caller's place, for calls without a namespace. */
  upstreamOf(identity: Identity): string | Rejection;
}
