import { scheduleActivity, scheduleLocalActivity } from '@temporalio/workflow';
import type { ActivityOptions, LocalActivityOptions } from '@temporalio/workflow';
import type { ActivityContract, Argument, Received } from '../../contracts/src/define.ts';
import { receive } from '../payloads.ts';
import { defined } from './defined.ts';

export type Activities = Record<string, ActivityContract>;

/** Calls by the names a workflow gave them; the last argument overrides timeouts and retries of the contract. */
export type ActivityCalls<Used extends Activities> = {
  readonly [Name in keyof Used]: (
    ...args: [...input: Argument<Used[Name]['input']>, overrides?: Omit<ActivityOptions, 'taskQueue'>]
  ) => Promise<Received<Used[Name]['output']>>;
};

export type LocalActivityCalls<Used extends Activities> = {
  readonly [Name in keyof Used]: (
    ...args: [...input: Argument<Used[Name]['input']>, overrides?: LocalActivityOptions]
  ) => Promise<Received<Used[Name]['output']>>;
};

/** Activities that run on their own task queue, whichever worker serves it. */
export function activityCalls<Used extends Activities>(used: Used): ActivityCalls<Used> {
  return callsOf(used, (contract) => {
    const { taskQueue, startToCloseTimeout, scheduleToCloseTimeout, scheduleToStartTimeout } = contract;
    const timeouts = { startToCloseTimeout, scheduleToCloseTimeout, scheduleToStartTimeout };
    const { heartbeatTimeout, retry, priority } = contract;
    const options = defined({ taskQueue, ...timeouts, heartbeatTimeout, retry, priority });
    return (input, overrides) => scheduleActivity(contract.name, [input], { ...options, ...overrides });
  }) as ActivityCalls<Used>;
}

/** Activities that run inside the workflow's own worker: quicker, but a workflow task must wait for them. */
export function localActivityCalls<Used extends Activities>(used: Used): LocalActivityCalls<Used> {
  return callsOf(used, (contract) => {
    const { startToCloseTimeout, scheduleToCloseTimeout, retry } = contract;
    const options = defined({ startToCloseTimeout, scheduleToCloseTimeout, retry });
    return (input, overrides) => scheduleLocalActivity(contract.name, [input], { ...options, ...overrides });
  }) as LocalActivityCalls<Used>;
}

type Schedule = (input: unknown, overrides: object | undefined) => Promise<unknown>;

function callsOf(used: Activities, scheduleOf: (contract: ActivityContract) => Schedule): Record<string, unknown> {
  const calls = Object.entries(used).map(([key, contract]) => {
    const schedule = scheduleOf(contract);
    const subject = `${contract.name} output`;
    async function call(input: unknown = {}, overrides?: object): Promise<unknown> {
      return receive(subject, contract.output, await schedule(input, overrides));
    }
    return [key, call] as const;
  });
  return Object.fromEntries(calls);
}
