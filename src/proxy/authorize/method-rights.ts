import type { AccessAction } from '../../domain/access.ts';
import { methods } from '../wire/methods.ts';
import { askedAtStart } from './method-plan.ts';

/** What a call of a method takes, as far as its name says it. */
export interface MethodRights {
  readonly method: string;
  readonly actions: readonly AccessAction[];
  /** Any one of them is enough. */
  readonly isEither: boolean;
  /** Answered by the proxy itself, from what the caller may see. */
  readonly isLocal: boolean;
  /** Rights that fields of the call may take besides. */
  readonly hidden: readonly { readonly field: string; readonly right: AccessAction }[];
}

type Hidden = MethodRights['hidden'][number];

const startFields: Hidden[] = [
  { field: 'an id reuse or conflict policy that terminates', right: 'terminate' },
  { field: 'request_eager_execution', right: 'work' },
  { field: 'completion_callbacks', right: 'work' },
];
const scheduleFields: Hidden[] = [{ field: 'an overlap policy that cancels or terminates', right: 'terminate' }];
const batchFields: Hidden[] = (['terminate', 'signal', 'operate'] as const).map((right) => ({
  field: `a batch that is to ${right}`,
  right,
}));
const commandFields: Hidden[] = (['start', 'signal', 'terminate'] as const).map((right) => ({
  field: `commands that ${right} in another namespace, there`,
  right,
}));

const hiddenIn: Readonly<Record<string, Hidden[] | undefined>> = {
  StartWorkflowExecution: startFields,
  SignalWithStartWorkflowExecution: startFields,
  ExecuteMultiOperation: startFields,
  CreateSchedule: scheduleFields,
  UpdateSchedule: scheduleFields,
  PatchSchedule: [...scheduleFields, { field: 'trigger_immediately, backfill_request', right: 'start' }],
  StartBatchOperation: batchFields,
  ResetWorkflowExecution: [{ field: 'post_reset_operations that signal', right: 'signal' }],
  RespondWorkflowTaskCompleted: commandFields,
};

/** `undefined` for a method that there is not: it is not relayed. */
export function methodRights(name: string): MethodRights | undefined {
  const method = [...methods.values()].find((one) => one.name === name);
  if (method === undefined) return undefined;
  const own = method.actions.filter((action) => action !== 'local');
  const actions: readonly AccessAction[] = askedAtStart.has(name) ? [...own, 'work'] : own;
  return {
    method: name,
    actions,
    isEither: actions.length > 1 && actions.includes('work'),
    isLocal: actions.length === 0,
    hidden: hiddenIn[name] ?? [],
  };
}
