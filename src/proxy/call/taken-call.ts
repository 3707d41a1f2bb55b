import type { Identity } from '../identity/identity.ts';
import type { Route } from '../routing/route.ts';
import type { Headers } from '../transport/transport.ts';
import type { Method } from '../wire/methods.ts';
import type { WantedPayloads } from './wanted-payloads.ts';

/** A call whose caller and message are known. */
export interface TakenCall {
  readonly method: Method;
  readonly identity: Identity;
  readonly message: Buffer;
}

/** A call whose namespace is known. */
export interface PlacedCall extends TakenCall {
  readonly route: Route;
  /** For Temporal. */
  readonly metadata: Headers;
  readonly wanted: WantedPayloads;
}
