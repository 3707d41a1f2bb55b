import { encodeField, encodeNumber, encodeText } from '../../domain/protobuf-wire.ts';
import type { Traffic } from '../../policy/policy.ts';
import { grpcStatus, reject, type Rejection } from '../rejection.ts';
import type { Rate } from './limit-rules.ts';

interface Exceeded {
  /** Logical name. */
  readonly namespace: string;
  readonly traffic: Traffic;
  readonly rate: Rate;
  /** Whose limit it is. */
  readonly of: 'namespace' | 'caller';
}

/**
 * RESOURCE_EXHAUSTED as Temporal itself says it, with the details that SDKs read: they wait longer before they call again than after
 * other errors. None of them reads a hint of how long.
 */
export function limitExceeded({ namespace, traffic, rate, of }: Exceeded): Rejection {
  const whose = of === 'caller' ? `this caller in namespace ${namespace}` : `namespace ${namespace}`;
  const allowed = `${rate.requestsPerSecond} calls a second`;
  const message =
    traffic === 'backfill' && of === 'namespace'
      ? `Backfill in namespace ${namespace} uses what live calls leave of ${allowed}, and they leave nothing now.`
      : `The limit of ${whose} is used up: ${allowed}.`;
  return { ...reject(grpcStatus.resourceExhausted, `limit-${of}`, { message }), statusDetails: details(message) };
}

export const limitsUnknown: Rejection = reject(grpcStatus.unavailable, 'limits-unavailable', {
  message: 'This proxy does not know how much of the limit is left, because the store it shares limits through is away; try again.',
});

export const unknownTraffic: Rejection = reject(grpcStatus.invalidArgument, 'traffic-header', {
  message: 'the temporal-proxy-traffic header is neither live nor backfill',
});

/** temporal.api.enums.v1: RESOURCE_EXHAUSTED_CAUSE_RPS_LIMIT and RESOURCE_EXHAUSTED_SCOPE_NAMESPACE. */
const failure = Buffer.concat([encodeNumber(1, 1), encodeNumber(2, 1)]);
const typeUrl = 'type.googleapis.com/temporal.api.errordetails.v1.ResourceExhaustedFailure';

/** A google.rpc.Status. */
function details(message: string): Buffer {
  const any = Buffer.concat([encodeText(1, typeUrl), encodeField(2, failure)]);
  return Buffer.concat([encodeNumber(1, grpcStatus.resourceExhausted), encodeText(2, message), encodeField(3, any)]);
}
