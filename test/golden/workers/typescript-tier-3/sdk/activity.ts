import * as temporal from '@temporalio/activity';
import type { ActivityContract, Argument, Received, Sent } from '../contracts/src/define.ts';
import { mark } from './implementation.ts';
import { check, receive, send } from './payloads.ts';

export interface ActivityContext<Contract extends ActivityContract = ActivityContract> {
  /** Says that the attempt is alive and how far it is. Cancellation is only heard by activities that call it. */
  heartbeat: (...details: Argument<NonNullable<Contract['heartbeatDetails']>>) => void;
  /** What the attempt before this one said last; nothing on a first attempt, or when it no longer fits the schema. */
  lastHeartbeat: () => Received<NonNullable<Contract['heartbeatDetails']>> | undefined;
  /** Aborted when the activity is cancelled, times out, or its worker shuts down. */
  signal: AbortSignal;
  /** Waits, and throws as soon as the activity is cancelled. */
  sleep: typeof temporal.sleep;
  log: temporal.Context['log'];
  info: temporal.Info;
  /** All of the official SDK. */
  temporal: typeof temporal;
}

type Body<Contract extends ActivityContract> = (
  input: Received<Contract['input']>,
  context: ActivityContext<Contract>,
) => Sent<Contract['output']> | Promise<Sent<Contract['output']>>;

/** What the worker registers; call it in tests through `MockActivityEnvironment`. */
export type ActivityImplementation<Contract extends ActivityContract> = (
  ...input: Argument<Contract['input']>
) => Promise<Sent<Contract['output']>>;

/** The body of an activity: gets its parsed input, and what it returns is checked before it is sent. */
export function implement<Contract extends ActivityContract>(
  contract: Contract,
  body: Body<Contract>,
): ActivityImplementation<Contract> {
  const { name } = contract;
  async function activity(...sent: unknown[]): Promise<Sent<Contract['output']>> {
    const input = receive(`${name} input`, contract.input, sent[0]) as Received<Contract['input']>;
    const output = await body(input, contextOf(contract));
    return send(`${name} output`, contract.output, output);
  }
  return mark(activity, { contract });
}

function contextOf<Contract extends ActivityContract>(contract: Contract): ActivityContext<Contract> {
  const current = temporal.Context.current();
  const { heartbeatDetails: schema, name } = contract;
  return {
    heartbeat: (...details) => {
      if (schema !== undefined) send(`${name} heartbeat details`, schema, details[0] ?? {});
      current.heartbeat(details[0]);
    },
    lastHeartbeat: () => {
      const details: unknown = current.info.heartbeatDetails;
      if (schema === undefined || details === undefined) return details as undefined;
      const checked = check(`${name} heartbeat details`, schema, details);
      return checked.valid ? (checked.value as never) : undefined;
    },
    signal: current.cancellationSignal,
    sleep: temporal.sleep,
    log: current.log,
    info: current.info,
    temporal,
  };
}
