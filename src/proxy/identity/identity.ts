import type { Rejection } from '../rejection.ts';
import type { Headers, Peer } from '../transport/transport.ts';

/** Where a caller runs, from its issuer or SPIFFE mapping; never from anything it can set. */
export interface Place {
  readonly cluster: string | undefined;
  readonly environment: string;
  readonly region: string;
}

/** Who calls. One object per token or certificate for as long as it is cached, so it can key a WeakMap. */
export interface Identity {
  /** Name of the identity source in the config that vouches for it. */
  readonly source: string;
  /** Such as `ada@example.com`, `images/image-render`, `spiffe://eu-1.example.com/ns/images/sa/image-render`. */
  readonly subject: string;
  readonly place: Place;
  /** Logical names that its source lets it come near; what it may do there is policy's. */
  readonly namespaces: ReadonlySet<string>;
  /** As its token or its source's config names them; empty when neither names any. */
  readonly groups: ReadonlySet<string>;
  readonly kind: 'person' | 'service';
}

/** `identity` of a rejection: somebody vouches for the caller, and it is not let in all the same. */
export type AuthenticationOutcome = { kind: 'authenticated'; identity: Identity } | (Rejection & { readonly identity?: Identity });

export interface Authenticator {
  /** At once for a caller that is known already, else as a promise. Never rejects. */
  authenticate(headers: Headers, peer: Peer): AuthenticationOutcome | Promise<AuthenticationOutcome>;
  close(): void;
}
