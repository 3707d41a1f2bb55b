import type { WorkflowHandle } from '@temporalio/client';
import type { Argument, Received, UpdateContract, WorkflowContract } from '../../contracts/src/define.ts';
import { signalsOf, type Signals } from '../signals.ts';
import { received, sending } from './payload.ts';

export type Queries<Contract extends WorkflowContract> = {
  readonly [Name in keyof Contract['queries']]: (
    ...input: Argument<Contract['queries'][Name]['input']>
  ) => Promise<Received<Contract['queries'][Name]['output']>>;
};

export interface UpdateOptions {
  /** Makes the update idempotent: the same id twice is one update. */
  updateId?: string;
}

export type Updates<Contract extends WorkflowContract> = {
  readonly [Name in keyof Contract['updates']]: (
    ...args: [...input: Argument<Contract['updates'][Name]['input']>, options?: UpdateOptions]
  ) => Promise<Received<Contract['updates'][Name]['output']>>;
};

/** One workflow execution, seen from outside. */
export interface Run<Contract extends WorkflowContract> {
  readonly id: string;
  readonly signal: Signals<Contract>;
  readonly query: Queries<Contract>;
  readonly update: Updates<Contract>;
  /** Waits for the end, continue-as-new included. */
  result(): Promise<Received<Contract['output']>>;
  /** Asks it to stop; it may tidy up first. */
  cancel(): Promise<void>;
  /** Stops it at once; nothing in it gets to tidy up. */
  terminate(reason?: string): Promise<void>;
  /** The official SDK's handle. */
  readonly temporal: WorkflowHandle;
}

export function runOf<Contract extends WorkflowContract>(contract: Contract, handle: WorkflowHandle): Run<Contract> {
  return {
    id: handle.workflowId,
    signal: signalsOf(contract, { check: sending, deliver: (name, input) => handle.signal(name, input) }),
    query: queriesOf(contract, handle),
    update: updatesOf(contract, async (name, input, options) => {
      return updateOutput(contract, name, await handle.executeUpdate(name, { args: [input], ...options }));
    }) as Updates<Contract>,
    result: async () => received(`${contract.name} output`, contract.output, await handle.result()) as never,
    cancel: async () => void (await handle.cancel()),
    terminate: async (reason) => void (await handle.terminate(reason)),
    temporal: handle,
  };
}

function queriesOf<Contract extends WorkflowContract>(contract: Contract, handle: WorkflowHandle): Queries<Contract> {
  const calls = Object.entries(contract.queries).map(([name, query]) => {
    const subject = `${contract.name} query ${name}`;
    const { input: schema, output } = query;
    async function call(input: unknown = {}): Promise<unknown> {
      const args = schema === undefined ? [] : [sending(`${subject} input`, schema, input)];
      return received(`${subject} output`, output, await handle.query(name, ...args));
    }
    return [name, call] as const;
  });
  return Object.fromEntries(calls) as never;
}

/** `deliver` sends the update and gives what its caller gets. */
export function updatesOf(
  contract: WorkflowContract,
  deliver: (name: string, input: unknown, options: UpdateOptions) => Promise<unknown>,
): Record<string, unknown> {
  const calls = Object.entries(contract.updates).map(([name, { input: schema }]) => {
    const subject = `${contract.name} update ${name} input`;
    return [
      name,
      async (input: unknown = {}, options: UpdateOptions = {}) =>
        deliver(name, sending(subject, schema, input), options),
    ] as const;
  });
  return Object.fromEntries(calls);
}

/** The parsed answer of an update. */
export function updateOutput(contract: WorkflowContract, name: string, answer: unknown): unknown {
  const { output } = contract.updates[name] as UpdateContract;
  return received(`${contract.name} update ${name} output`, output, answer);
}
