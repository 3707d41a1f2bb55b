import type { ActivityContract, WorkflowContract } from '../contracts/src/define.ts';

/** Marks what `implement` returns, so that the bootstrap can tell which contract a function fulfils. */
const implementation = Symbol.for('managed-temporal.dev/implementation');
const localActivities = Symbol.for('managed-temporal.dev/local-activities');

interface Mark {
  contract: ActivityContract | WorkflowContract;
  /** Names of the activities a workflow runs inside its own worker. */
  localActivities?: readonly string[];
}

export function mark<Body extends (...args: never[]) => unknown>(body: Body, made: Mark): Body {
  return Object.assign(body, {
    [implementation]: made.contract,
    [localActivities]: made.localActivities ?? [],
  });
}

/** The contract a function was made for, or nothing when it did not come from `implement`. */
export function markOf(body: unknown): Required<Mark> | undefined {
  if (typeof body !== 'function') return undefined;
  const marks = body as unknown as Record<symbol, unknown>;
  const contract = marks[implementation] as Mark['contract'] | undefined;
  if (contract === undefined) return undefined;
  return { contract, localActivities: marks[localActivities] as string[] };
}
