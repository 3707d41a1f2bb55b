import type { AuditEvent } from '../event.ts';

/** An event, and the line of JSON that it is written as, with its line end. */
export interface AuditLine {
  readonly event: AuditEvent;
  readonly text: string;
}

export interface DeliveryOutcome {
  /** Lines from the first on that are over and done with. */
  readonly taken: number;
  /** Of these, how many the other side will not have, now or later. Which of them it does not always say. */
  readonly refused: number;
  /** Why it will not. */
  readonly refusal?: string;
  /** Why the rest has to be tried again; `wait`: milliseconds the other side has asked for. */
  readonly failure: { readonly detail: string; readonly wait?: number } | undefined;
}

/** Hands lines to where they are kept. One call runs at a time. */
export interface Delivery {
  /** `file`, as metrics and the log name it. */
  readonly name: string;
  /** Most lines of one call, and most characters. */
  readonly batch: { readonly lines: number; readonly characters: number };
  /** Milliseconds that lines are gathered for. */
  readonly gather: number;
  /** Longest pause between two tries, in milliseconds. */
  readonly longestPause: number;
  /** Without lines after a failure that took all of them: whatever is left to be done is tried again. May reject: that is a failure too. */
  deliver(lines: readonly AuditLine[]): Promise<DeliveryOutcome>;
  close(): Promise<void>;
}

export function delivered(taken: number): DeliveryOutcome {
  return { taken, refused: 0, failure: undefined };
}
