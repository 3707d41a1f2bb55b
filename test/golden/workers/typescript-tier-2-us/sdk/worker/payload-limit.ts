import { ApplicationFailure, RawValue } from '@temporalio/common';
import type { ActivityInboundCallsInterceptor, WorkerOptions } from '@temporalio/worker';
import type { Environment } from '../connection.ts';
import { ConfigError } from './config-error.ts';

/** Temporal's own limit, less what the proxy adds when it seals a payload. */
const usual = 2 * 1024 * 1024 - 4096;

export const payloadTooLarge = 'PayloadTooLarge';

/** Bytes a result may have: `TEMPORAL_PAYLOAD_LIMIT`, for a platform whose proxy and server take more. */
export function payloadLimitOf({ TEMPORAL_PAYLOAD_LIMIT: text = '' }: Environment): number {
  if (text === '') return usual;
  if (/^[1-9]\d{0,9}$/.test(text)) return Number(text);
  throw new ConfigError([`TEMPORAL_PAYLOAD_LIMIT is '${text}'. Set it to a number of bytes.`]);
}

/**
 * Fails an activity for good when its result is too large to be taken. The SDK would send it, be refused, and say
 * nothing: the activity would time out and run again and again.
 */
export function limitResults(options: WorkerOptions, limit: number): WorkerOptions {
  // Only whoever converts or compresses payloads knows what is sent in the end.
  if (options.dataConverter !== undefined) return options;
  const { interceptors = {} } = options;
  const inbound: ActivityInboundCallsInterceptor = {
    execute: async (input, next) => withinLimit(await next(input), limit),
  };
  return {
    ...options,
    interceptors: { ...interceptors, activity: [() => ({ inbound }), ...(interceptors.activity ?? [])] },
  };
}

function withinLimit(result: unknown, limit: number): RawValue {
  // The payload is what the SDK goes on with, so that a result is converted once.
  const raw = result instanceof RawValue ? result : new RawValue(result);
  const size = raw.payload.data?.length ?? 0;
  if (size <= limit) return raw;
  throw ApplicationFailure.nonRetryable(
    `The result has ${size} bytes, and ${limit} is the most that can be sent. Store it elsewhere and return where it is.`,
    payloadTooLarge,
  );
}
