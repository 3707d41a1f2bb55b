import { ApplicationFailure } from '@temporalio/common';
import { config, safeParse, toDotPath, type $ZodType, type output } from 'zod/v4/core';
import english from 'zod/v4/locales/en.js';

// zod/mini comes without messages: every problem would read "Invalid input".
config(english());

export const invalidPayload = 'InvalidPayload';
const mostProblems = 10;

export type Checked<Schema extends $ZodType> =
  | { valid: true; value: output<Schema> }
  | { valid: false; problem: string };

/** Parses what was received. `subject` is what a person would call it: `Greet input`. */
export function check<Schema extends $ZodType>(subject: string, schema: Schema, sent: unknown): Checked<Schema> {
  try {
    const result = safeParse(schema, sent);
    if (result.success) return { valid: true, value: result.data };
    const problems = result.error.issues.map(({ path, message }) => {
      return path.length === 0 ? message : `${toDotPath(path)}: ${message}`;
    });
    const more = problems.length > mostProblems ? `; and ${problems.length - mostProblems} more` : '';
    return { valid: false, problem: `${subject} is invalid: ${problems.slice(0, mostProblems).join('; ')}${more}` };
  } catch (error) {
    // A refinement that throws would otherwise fail the workflow task, which is retried for ever.
    return { valid: false, problem: `${subject} could not be checked: ${String(error)}` };
  }
}

/** The parsed value, or a failure that no retry can mend and that names the path. */
export function receive<Schema extends $ZodType>(subject: string, schema: Schema, sent: unknown): output<Schema> {
  const checked = check(subject, schema, sent);
  if (checked.valid) return checked.value;
  throw ApplicationFailure.nonRetryable(checked.problem, invalidPayload);
}

/** Checks what is about to be sent and returns it as it is: the receiver parses it, and transforms must run once. */
export function send<Value>(subject: string, schema: $ZodType, value: Value): Value {
  receive(subject, schema, value);
  return value;
}
