import type { $ZodType, output } from 'zod/v4/core';
import { check } from '../payloads.ts';

/** What was about to be sent, or has come back, does not fit its contract. */
export class InvalidPayloadError extends Error {
  override readonly name = 'InvalidPayloadError';
}

/** Checks and returns what the caller wrote, unchanged: the receiver parses it. Nothing has been sent when it throws. */
export function sending<Value>(subject: string, schema: $ZodType, value: Value): Value {
  const checked = check(subject, schema, value);
  if (!checked.valid) throw new InvalidPayloadError(checked.problem);
  return value;
}

export function received<Schema extends $ZodType>(subject: string, schema: Schema, value: unknown): output<Schema> {
  const checked = check(subject, schema, value);
  if (!checked.valid) throw new InvalidPayloadError(checked.problem);
  return checked.value;
}
