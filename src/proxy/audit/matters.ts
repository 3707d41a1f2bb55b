import { bitsOf, decodeBits, rightBit, type RightBits } from '../../domain/access.ts';
import { actionBits } from '../authorize/action-bits.ts';
import type { Identity } from '../identity/identity.ts';
import { grpcStatus, type Rejection } from '../rejection.ts';
import type { Method } from '../wire/methods.ts';
import type { AuditedCall, CallToAudit } from './audit.ts';

/** What changes something, or hands something over to others; reading is written down where a person gets payloads in clear. */
const changing = bitsOf(['start', 'signal', 'terminate', 'operate', 'deploy', 'administer', 'platform']);

/** Calls of workers: as many as there is work, and all of them made with one right. */
const isOfWorkers = (bits: RightBits): boolean => (bits & rightBit.work) !== 0;

/** Why an answer or a request was stopped, for want of something that passes by itself or that was never there. */
const passing: ReadonlySet<string> = new Set(['not-found', 'keys-refused', 'response-keys-refused', 'response-keys-unavailable']);

const refusing: ReadonlySet<number> = new Set([
  grpcStatus.invalidArgument,
  // What is not to be told from what is not there.
  grpcStatus.notFound,
  grpcStatus.permissionDenied,
  grpcStatus.failedPrecondition,
  grpcStatus.unimplemented,
  grpcStatus.unauthenticated,
]);

/**
 * Whether the proxy has refused a call for what its caller is, may do or has sent. How much somebody may do is no such reason,
 * and neither is something that was not to be had.
 */
export function isDenial({ status, reason }: Rejection): boolean {
  return refusing.has(status) && !passing.has(reason);
}

/** Rights of an allowed call that are written down; 0: the call is not, as far as this goes. */
export function writtenRights(call: AuditedCall): RightBits {
  const { method, identity, decision } = call;
  if (decision === undefined || method === undefined || identity === undefined) return 0;
  const { used, breakGlass } = decision;
  const decoded = decodedRights(call);
  const isChange = changesSomething(method, identity) && (used & changing) !== 0;
  return breakGlass !== undefined || isChange || decoded !== 0 ? used | decoded : 0;
}

/** Of a person that has got payloads in clear. */
function decodedRights({ identity, decision, opened }: AuditedCall): RightBits {
  const isReader = identity?.kind === 'person' && opened !== undefined && opened.opened > 0;
  return isReader ? (decision?.decode ?? 0) & decodeBits : 0;
}

/** Before the call is made: whether its event will be written down if it goes well. Of people nobody knows what they will read. */
export function willBeWritten({ method, identity, isBreakGlass }: CallToAudit): boolean {
  return isBreakGlass || identity.kind === 'person' || changesSomething(method, identity);
}

/** Workers complete by id what they could complete by token. */
function changesSomething(method: Method, { kind }: Pick<Identity, 'kind'>): boolean {
  const bits = actionBits(method);
  return (bits & changing) !== 0 && (kind === 'person' || !isOfWorkers(bits));
}
