import { catalogue, type ErrorCode } from './catalogue.ts';
import type { ExitCode } from './exit-code.ts';

/** One thing that is wrong, and where. `line` and `column` count from 1. */
export interface Problem {
  file?: string;
  line?: number;
  column?: number;
  /** Dotted path of the field, such as `spec.tiers.0.replicas`. */
  field?: string;
  message: string;
}

export interface ToolErrorOptions {
  /** One imperative sentence that mends it, and whether anything was written. */
  hint?: string;
  problems?: readonly Problem[];
  cause?: unknown;
}

/** An error that a person can act on. Everything else that is thrown is our bug and exits 70. */
export class ToolError extends Error {
  override readonly name = 'ToolError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly problems: readonly Problem[];

  constructor(code: ErrorCode, message: string, options: ToolErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }

  get exit(): ExitCode {
    return catalogue[this.code].exit;
  }
}
