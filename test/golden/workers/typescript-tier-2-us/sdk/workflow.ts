import * as temporal from '@temporalio/workflow';
import type { Received, SearchAttributeValues, Sent, WorkflowContract } from '../contracts/src/define.ts';
import { mark } from './implementation.ts';
import { receive, send } from './payloads.ts';
import { searchAttributePairs } from './search-attributes.ts';
import { activityCalls, localActivityCalls } from './workflow/activities.ts';
import type { Activities, ActivityCalls, LocalActivityCalls } from './workflow/activities.ts';
import { childCalls, external, type ChildCalls, type Children } from './workflow/children.ts';
import { setHandlers, type Handlers } from './workflow/handlers.ts';

/** What a workflow calls, under the names it likes. */
export interface Uses<Acts extends Activities, Locals extends Activities, Kids extends Children> {
  activities?: Acts;
  /** Run inside this workflow's own worker, so the worker must serve them. */
  localActivities?: Locals;
  /** May hold the workflow's own contract. */
  children?: Kids;
}

export interface WorkflowContext<
  Contract extends WorkflowContract = WorkflowContract,
  Acts extends Activities = Activities,
  Locals extends Activities = Activities,
  Kids extends Children = Children,
> {
  activities: ActivityCalls<Acts>;
  localActivities: LocalActivityCalls<Locals>;
  children: ChildCalls<Kids>;
  /** Another run in this namespace, to signal or to cancel. */
  external: typeof external;
  /** Sets the handler of every signal, query and update; do it before the first `await`. */
  handle: (handlers: Handlers<Contract>) => void;
  /** Ends this run and goes on in a fresh one, with an empty history. Never returns. */
  continueAsNew: (input: Sent<Contract['input']>, options?: temporal.ContinueAsNewOptions) => Promise<never>;
  upsertSearchAttributes: (values: SearchAttributeValues<Contract['searchAttributes']>) => void;
  sleep: typeof temporal.sleep;
  condition: typeof temporal.condition;
  log: typeof temporal.log;
  info: temporal.WorkflowInfo;
  /** All of the official SDK: cancellation scopes, timers, patches, Nexus, and whatever it learns next. */
  temporal: typeof temporal;
}

type Body<Contract extends WorkflowContract, Context> = (
  input: Received<Contract['input']>,
  context: Context,
) => Promise<Sent<Contract['output']>>;

/** What the worker registers, under the contract's name. */
export type WorkflowImplementation<Contract extends WorkflowContract> = (
  input: Sent<Contract['input']>,
) => Promise<Sent<Contract['output']>>;

type None = Record<never, never>;

/** The body of a workflow: gets its parsed input, and what it returns is checked before it is sent. */
export function implement<Contract extends WorkflowContract>(
  contract: Contract,
  body: Body<Contract, WorkflowContext<Contract, None, None, None>>,
): WorkflowImplementation<Contract>;
export function implement<
  Contract extends WorkflowContract,
  Acts extends Activities = None,
  Locals extends Activities = None,
  Kids extends Children = None,
>(
  contract: Contract,
  uses: Uses<Acts, Locals, Kids>,
  body: Body<Contract, WorkflowContext<Contract, Acts, Locals, Kids>>,
): WorkflowImplementation<Contract>;
export function implement<Contract extends WorkflowContract>(
  contract: Contract,
  ...rest: [Body<Contract, never>] | [Uses<Activities, Activities, Children>, Body<Contract, never>]
): WorkflowImplementation<Contract> {
  const [uses, body] = rest.length === 1 ? [{}, rest[0]] : rest;
  const calls = {
    activities: activityCalls(uses.activities ?? {}),
    localActivities: localActivityCalls(uses.localActivities ?? {}),
    children: childCalls(uses.children ?? {}),
  };
  async function workflow(sent: Sent<Contract['input']>): Promise<Sent<Contract['output']>> {
    const info = temporal.workflowInfo();
    refuseOtherQueue(contract, info.taskQueue);
    const input = receive(`${contract.name} input`, contract.input, sent) as Received<Contract['input']>;
    const output = await body(input, { ...calls, ...contextOf(contract, info) } as never);
    return send(`${contract.name} output`, contract.output, output);
  }
  const localActivities = Object.values(uses.localActivities ?? {}).map(({ name }) => name);
  return mark(workflow, { contract, localActivities });
}

function contextOf(contract: WorkflowContract, info: temporal.WorkflowInfo) {
  return {
    external,
    handle: (handlers: Handlers<WorkflowContract>) => setHandlers(contract, handlers),
    continueAsNew: (input: unknown, options: temporal.ContinueAsNewOptions = {}) => {
      send(`${contract.name} input`, contract.input, input);
      const next = { taskQueue: contract.taskQueue, ...options };
      return temporal.makeContinueAsNewFunc<(again: unknown) => Promise<unknown>>(next)(input);
    },
    upsertSearchAttributes: (values: Record<string, unknown>) => {
      temporal.upsertSearchAttributes(searchAttributePairs(contract.searchAttributes, values) ?? []);
    },
    sleep: temporal.sleep,
    condition: temporal.condition,
    log: temporal.log,
    info,
    temporal,
  };
}

/**
 * A worker shares one bundle between its queues, so the SDK alone would run a workflow on a queue that does not list
 * it. A plain error, because it fails the task and not the run: mending the contract or the caller lets the run go on.
 */
function refuseOtherQueue({ name, taskQueue }: WorkflowContract, actual: string): void {
  if (actual === taskQueue) return;
  throw new Error(
    `${name} is declared on task queue '${taskQueue}' and was started on '${actual}'. ` +
      'Start it through its contract; runs that began before a move need the old queue.',
  );
}
