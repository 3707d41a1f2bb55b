import { grpcStatus, reject, type Rejection } from '../../rejection.ts';
import type { TypedRequest } from '../by-type.ts';
import { isOfSystem } from '../system-workflows.ts';

/** Whether the caller is held to types at all: if not, a type only says what it may read in clear. */
export function isScoped({ rights, needed }: TypedRequest): boolean {
  return (rights.everywhere & needed) !== needed;
}

/** Temporal's own workflows tell of those of every type: nobody who is held to types has to do with them. */
export function permits(request: TypedRequest, workflowType: string): boolean {
  return !isScoped(request) || (!isOfSystem(workflowType) && request.rights.holds(request.needed, workflowType));
}

/**
 * The caller is told the same of what is not there and of what is of another type: else it would learn ids of foreign workflows. SDKs turn
 * NOT_FOUND into the error that programs wait for where there is nothing.
 */
export function notHere(request: TypedRequest, what: 'workflow execution' | 'schedule', foreignType?: string): Rejection {
  const refusal = request.refuse();
  const message = `There is no such ${what}, or it is of another type. ${refusal.message}`;
  if (foreignType === undefined) return reject(grpcStatus.notFound, 'not-found', { message, detail: `there is no such ${what}` });
  return reject(grpcStatus.notFound, refusal.reason, { message, detail: `${refusal.detail}; this is of ${JSON.stringify(foreignType)}` });
}

export const repeated = reject(grpcStatus.invalidArgument, 'repeated-field', {
  message: 'A field that says what this call is about comes more than once, or where it does not belong.',
});

export const unnamed = reject(grpcStatus.invalidArgument, 'id-missing', {
  message: 'The request does not say which workflow, type or schedule it is about.',
});
