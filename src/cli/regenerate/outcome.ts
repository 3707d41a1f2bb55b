import { exitCode } from '../../errors/exit-code.ts';
import { ToolError } from '../../errors/tool-error.ts';
import type { Branch, Made, WorkerPlan } from '../../regenerate/regenerate.ts';

export type State = 'current' | 'clean' | 'merged' | 'conflict' | 'refused' | 'held' | 'left' | 'failed';

/** What of a plan is shown. */
export type ShownPlan = Omit<WorkerPlan, 'record' | 'next' | 'keptBase'>;

/** What became of one worker. */
export interface Outcome {
  root: string;
  state: State;
  exit: number;
  written: boolean;
  plan?: ShownPlan;
  made?: Made;
  branch?: Branch;
  error?: unknown;
}

/** What a plan comes to, before anything is done. */
export function stateOf({ hold, refusals, steps, isCurrent }: WorkerPlan): State {
  if (isCurrent) return 'current';
  if (hold !== undefined) return 'held';
  if (refusals.length > 0) return 'refused';
  if (steps.some(({ conflict }) => conflict !== undefined)) return 'conflict';
  return steps.some(({ kind }) => kind === 'merge') ? 'merged' : 'clean';
}

/** A plan without any file's bytes: a thousand can be kept until all is done. */
export function slimPlan({ record: _record, next: _next, keptBase: _kept, ...plan }: WorkerPlan): ShownPlan {
  const bytes = new Uint8Array();
  const steps = plan.steps.map(({ before, after, conflict, ...step }) => ({
    ...step,
    before: before === undefined ? undefined : { ...before, bytes },
    after: after === undefined ? undefined : { ...after, bytes },
    ...(conflict === undefined ? {} : { conflict: { ...conflict, theirs: undefined } }),
  }));
  return { ...plan, steps };
}

/** The exit code that a state alone leads to. */
export function exitOf(state: State): number {
  return state === 'conflict' || state === 'refused' ? exitCode.person : exitCode.done;
}

export function failed(root: string, error: unknown): Outcome {
  return { root, state: 'failed', exit: error instanceof ToolError ? error.exit : exitCode.bug, written: false, error };
}

const gravity = [exitCode.interrupted, exitCode.bug, exitCode.misuse, exitCode.remote, exitCode.person, exitCode.findings] as const;

/** The gravest of several workers' exit codes. */
export function worstExit(outcomes: readonly Pick<Outcome, 'exit'>[]): number {
  return gravity.find((code) => outcomes.some(({ exit }) => exit === code)) ?? exitCode.done;
}

/** Tools that are not installed or out of reach are a thing for later, and recorded; what cannot be read or resolved is a thing to mend. */
export function madeExit({ error, locks = [] }: Made): number {
  if (error !== undefined && error.code !== 'TOOLCHAIN_MISSING') return error.exit;
  return locks.some((lock) => lock.kind === 'unmade' && !lock.isLater) ? exitCode.misuse : exitCode.done;
}
