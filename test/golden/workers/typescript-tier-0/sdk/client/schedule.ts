import { ScheduleOverlapPolicy, type Client, type ScheduleHandle, type ScheduleOptions } from '@temporalio/client';
import type { Duration, Sent, WorkflowContract } from '../../contracts/src/define.ts';
import { sending } from './payload.ts';
import { workflowOptions, type StartOptions } from './start-options.ts';

const overlapPolicies = {
  skip: ScheduleOverlapPolicy.SKIP,
  'buffer-one': ScheduleOverlapPolicy.BUFFER_ONE,
  'buffer-all': ScheduleOverlapPolicy.BUFFER_ALL,
  'cancel-other': ScheduleOverlapPolicy.CANCEL_OTHER,
  'terminate-other': ScheduleOverlapPolicy.TERMINATE_OTHER,
  'allow-all': ScheduleOverlapPolicy.ALLOW_ALL,
} as const;

export interface ScheduleInput<Contract extends WorkflowContract> {
  /** Of the schedule. Each run's id is `workflowId`, or this one, with the time appended. */
  id: string;
  workflowId?: string;
  spec: ScheduleOptions['spec'];
  input: Sent<Contract['input']>;
  /** What happens when the run before has not ended. Default: `skip`. */
  overlap?: keyof typeof overlapPolicies;
  /** How late a run may still be started after an outage. */
  catchupWindow?: Duration;
  pauseOnFailure?: boolean;
  /** Options of each run. */
  run?: Omit<StartOptions<Contract>, 'id' | 'idReusePolicy' | 'idConflictPolicy' | 'startDelay'>;
  state?: NonNullable<ScheduleOptions['state']>;
}

/** Creates the schedule; the handle changes, pauses, triggers and deletes it. */
export async function createSchedule<Contract extends WorkflowContract>(
  client: Client,
  contract: Contract,
  schedule: ScheduleInput<Contract>,
): Promise<ScheduleHandle> {
  const { id, workflowId = id, spec, input, overlap = 'skip', state } = schedule;
  sending(`${contract.name} input`, contract.input, input);
  // Reuse and conflict policies are the schedule's own business: `overlap`.
  const { workflowIdReusePolicy, workflowIdConflictPolicy, ...options } = workflowOptions(contract, {
    ...schedule.run,
    id: workflowId,
  });
  return client.schedule.create({
    scheduleId: id,
    spec,
    action: { type: 'startWorkflow', workflowType: contract.name, args: [input], ...options },
    policies: {
      overlap: overlapPolicies[overlap],
      ...(schedule.catchupWindow === undefined ? {} : { catchupWindow: schedule.catchupWindow }),
      ...(schedule.pauseOnFailure === undefined ? {} : { pauseOnFailure: schedule.pauseOnFailure }),
    },
    ...(state === undefined ? {} : { state }),
  });
}
