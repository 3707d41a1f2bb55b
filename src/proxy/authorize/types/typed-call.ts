import { grpcStatus, reject, type Rejection } from '../../rejection.ts';
import type { TypedRequest } from '../by-type.ts';

/** Whether the caller is held to types at all: if not, a type only says what it may read in clear. */
export function isScoped({ rights, needed }: TypedRequest): boolean {
  return (rights.everywhere & needed) !== needed;
}

export function permits(request: TypedRequest, workflowType: string): boolean {
  return !isScoped(request) || request.rights.holds(request.needed, workflowType);
}

/**
 * The same for what is not there and for what is of another type, so that the answer does not tell ids of foreign workflows. SDKs turn
 * NOT_FOUND into the error that programs wait for where there is nothing.
 */
export function notHere(request: TypedRequest, what: string): Rejection {
  const refusal = request.refuse();
  return {
    ...refusal,
    status: grpcStatus.notFound,
    message: `There is no such ${what} that this caller has to do with. ${refusal.message}`,
  };
}

export const repeated = reject(grpcStatus.invalidArgument, 'repeated-field', {
  message: 'A field that says what this call is about comes more than once, or where it does not belong.',
});

export const unnamed = reject(grpcStatus.invalidArgument, 'id-missing', {
  message: 'The request does not say which workflow, type or schedule it is about.',
});
