import { decodeBits, rightsIn, type RightBits } from '../../domain/access.ts';
import { cleanText } from '../audit/clean-text.ts';
import type { Identity } from '../identity/identity.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Route } from '../routing/route.ts';

export interface Lacking {
  readonly identity: Identity;
  readonly route: Route;
  readonly missing: RightBits;
  /** Of what it was to be done to, when the caller has named it. */
  readonly workflowType?: string | undefined;
  /** What a rule says that denies it in so many words. */
  readonly denial?: string | undefined;
  /** Of `missing`, those that the method itself does not take. */
  readonly hidden?: RightBits;
}

/** `ada@example.com may not start in namespace payroll (no role grants it). Ask team-people, its owner.` */
export function refuseLacking(lacking: Lacking): Rejection {
  const { identity, route, missing, workflowType, denial, hidden = 0 } = lacking;
  const what = rightsIn(missing).join(' and ');
  const why = (missing & hidden) === 0 ? '' : ', which a field of this request asks for,';
  const of = workflowType === undefined || workflowType === '' ? '' : ` ${shown(workflowType)}`;
  const because = denial === undefined ? ' (no role grants it).' : `: ${sentence(denial)}`;
  return reject(grpcStatus.permissionDenied, denial === undefined ? 'not-allowed' : 'denied', {
    message: `${identity.subject} may not ${what}${why}${of} in namespace ${route.logical}${because} Ask ${route.owner}, its owner.`,
    detail: `${identity.source}/${identity.subject} lacks ${what} in ${route.logical} ${route.environment}/${route.region}`,
  });
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

/** What a caller sent, cut and without what a terminal or a log would act on. */
function shown(name: string): string {
  return cleanText(name.slice(0, 100));
}

/** Held for some workflow types; what it is about is not to be told, or is none of them. */
export function refuseForSomeTypes({ identity, route, missing }: Pick<Lacking, 'identity' | 'route' | 'missing'>): Rejection {
  const what = rightsIn(missing).join(' and ');
  return reject(grpcStatus.permissionDenied, 'type-not-allowed', {
    message: `${identity.subject} may ${what} in namespace ${route.logical} for some workflow types alone, and this is not sure to be about one of them. Ask ${route.owner}, its owner.`,
    detail: `${identity.source}/${identity.subject} holds ${what} for some types in ${route.logical}`,
  });
}

/** A worker that could not read its tasks would fail every workflow. */
export function refuseWithoutDecode({ identity, route, missing }: Pick<Lacking, 'identity' | 'route' | 'missing'>): Rejection {
  const lacks = (missing & decodeBits) === decodeBits ? 'decode' : rightsIn(missing).join(' and ');
  return reject(grpcStatus.permissionDenied, 'work-without-decode', {
    message: `${identity.subject} may not work in namespace ${route.logical} without ${lacks}, which takes reading tasks. Ask ${route.owner}, its owner.`,
    detail: `${identity.source}/${identity.subject} has work and lacks ${lacks} in ${route.logical}`,
  });
}

export const malformed = reject(grpcStatus.invalidArgument, 'malformed', {
  message: 'The request is not valid protobuf, or has a field twice that may come once.',
});

export const otherNamespace = reject(grpcStatus.invalidArgument, 'inner-namespace', {
  message: 'A request within this one names another namespace.',
});

export const unknownSystemCall = reject(grpcStatus.permissionDenied, 'unknown-system-call', {
  message: 'A command calls something of Temporal that this proxy does not know.',
});
