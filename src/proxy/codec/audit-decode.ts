import { decodeBits } from '../../domain/access.ts';
import type { ProxySnapshot } from '../call/snapshot.ts';
import type { AuthenticationOutcome, Identity } from '../identity/identity.ts';
import type { Observe } from '../observe/observe.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';
import type { Headers } from '../transport/transport.ts';
import { codecMethod } from './codec-method.ts';

export function decodeRefusal({ audit }: ProxySnapshot, identity: Identity): Rejection | undefined {
  return audit.refusal({ method: codecMethod, identity, isBreakGlass: false });
}

/** Callers that are not let in at all. */
export function auditRefusal(
  { audit }: ProxySnapshot,
  rejection: AuthenticationRejection,
  { peer, headers }: Pick<Decoded, 'peer' | 'headers'>,
): void {
  const { identity, status } = rejection;
  const nothing = { route: undefined, decision: undefined, opened: undefined, message: undefined, isCut: false };
  audit.ended({ ...nothing, method: codecMethod, identity, peer, headers, rejection, status });
}

type AuthenticationRejection = Exclude<AuthenticationOutcome, { kind: 'authenticated' }>;

export interface Decoded {
  readonly identity: Identity;
  readonly peer: string;
  readonly headers: Headers;
  /** Namespaces of which payloads were opened, each with how many. */
  readonly opened: ReadonlyMap<Route, number>;
  /** Those of which some were asked for that stay sealed; `undefined`: one that the caller does not see. */
  readonly denied: ReadonlySet<Route | undefined>;
}

const notAllowed = reject(grpcStatus.permissionDenied, 'decode-not-allowed', {
  message: 'Payloads were asked for in clear that their caller may not read; it got them as they were.',
});

/** Reading by break-glass is told aloud here as it is of calls. */
export function auditDecode(
  { audit, access, observe }: Pick<ProxySnapshot, 'audit' | 'access'> & { readonly observe: Pick<Observe, 'glassBroken'> },
  { identity, peer, headers, opened, denied }: Decoded,
): void {
  for (const [route, count] of opened) {
    const breakGlass = access.rightsOf(identity, route).breakGlassFor(decodeBits, undefined);
    if (breakGlass !== undefined) observe.glassBroken({ breakGlass, identity, route });
    const decision = {
      kind: 'allowed' as const,
      message: Buffer.alloc(0),
      decode: decodeBits,
      workflowType: undefined,
      traffic: 'live' as const,
      used: decodeBits,
      breakGlass,
      breakGlassToRead: undefined,
    };
    const counts = { sealed: 0, opened: count, verbatim: 0, plain: 0, withheld: 0, unknownFields: 0 };
    audit.ended({
      method: codecMethod,
      identity,
      route,
      peer,
      decision,
      rejection: undefined,
      headers,
      status: 0,
      opened: counts,
      message: undefined,
      isCut: false,
    });
  }
  const nothing = { decision: undefined, opened: undefined, message: undefined, isCut: false };
  for (const route of denied) {
    audit.ended({ ...nothing, method: codecMethod, identity, route, peer, headers, rejection: notAllowed, status: grpcStatus.ok });
  }
}
