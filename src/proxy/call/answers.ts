import { percentEncode } from '../percent-encode.ts';
import { grpcStatus, reject, tooLarge, type Rejection } from '../rejection.ts';
import type { UnaryResponse } from '../transport/transport.ts';
import type { KeysProblem, Refused } from './rewrite-with-keys.ts';

const refusedRequests: Readonly<Record<Refused['reason'], { status: Rejection['status']; says: string }>> = {
  malformed: { status: grpcStatus.invalidArgument, says: 'is not valid protobuf' },
  'too-deep': { status: grpcStatus.invalidArgument, says: 'is nested too deeply' },
  'unknown-field': {
    status: grpcStatus.invalidArgument,
    says: 'is a field this proxy does not know, so it cannot tell what is in it or asked for by it; the proxy has to be upgraded before the SDK',
  },
  'unknown-namespace': {
    status: grpcStatus.permissionDenied,
    says: 'names a namespace this identity may not use, or into which no payloadFlow leads',
  },
  'payload-too-large': { status: grpcStatus.resourceExhausted, says: '' },
  'foreign-deployment': { status: grpcStatus.invalidArgument, says: 'holds a payload that was sealed by another deployment' },
  'foreign-domain': {
    status: grpcStatus.invalidArgument,
    says: 'holds a payload that was sealed for another namespace, environment or residency zone',
  },
  tampered: { status: grpcStatus.invalidArgument, says: 'holds a sealed payload that was changed' },
  'unknown-key': { status: grpcStatus.invalidArgument, says: 'holds a payload that was sealed with a key nobody knows here' },
  'retired-key': { status: grpcStatus.invalidArgument, says: 'holds a payload whose key is retired' },
};

/** Why a request is not sent on. */
export function refusedRequest({ reason, place, detail }: Refused): Rejection {
  // SDKs stop retrying, and fail the task, only on a message that begins as this one does.
  if (reason === 'payload-too-large') return tooLarge(`${detail}, at ${place}`);
  const { status, says } = refusedRequests[reason];
  return reject(status, reason, { message: `${place} ${says}.`, detail: `${place}: ${detail}` });
}

/** Where a caller reads some payloads, it could read every other by a copy of its ciphertext. */
export const sealedPayload = reject(grpcStatus.permissionDenied, 'sealed-payload', {
  message: 'The request holds a payload that is sealed already. A caller who may read only some payloads here sends them in clear.',
});

/** Why a call is not made for want of keys. An outage passes, and nothing has happened yet; a refusal needs a person. */
export function withoutKeys({ kind, detail }: KeysProblem): Rejection {
  if (kind === 'unavailable')
    return reject(grpcStatus.unavailable, 'keys-unavailable', { message: 'Encryption keys are unavailable; try again.', detail });
  return reject(grpcStatus.failedPrecondition, 'keys-refused', {
    message: 'The key provider does not let this proxy use the keys of this namespace.',
    detail,
  });
}

/** Why an answer of Temporal's is not handed on; FAILED_PRECONDITION, because SDKs retry DATA_LOSS and UNKNOWN without end. */
export function unopenedResponse(reason: string, detail: string): Rejection {
  return reject(grpcStatus.failedPrecondition, `response-${reason}`, {
    message: "Temporal's answer holds a payload that cannot be opened here.",
    detail,
  });
}

export function rejectionResponse({ status, message, statusDetails }: Rejection): UnaryResponse {
  const statusMessage = percentEncode(message);
  if (statusDetails === undefined) return { status, statusMessage };
  return { status, statusMessage, trailers: { 'grpc-status-details-bin': statusDetails.toString('base64') } };
}
