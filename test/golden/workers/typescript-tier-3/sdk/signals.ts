import type { $ZodType } from 'zod/v4/core';
import type { Argument, WorkflowContract } from '../contracts/src/define.ts';

/** The signals of a contract by their names, as whoever sends them calls them. */
export type Signals<Contract extends WorkflowContract, Result = void> = {
  readonly [Name in keyof Contract['signals']]: (...input: Argument<Contract['signals'][Name]>) => Promise<Result>;
};

interface Sender<Result> {
  /**
   * Checks before anything leaves: a receiver that cannot read a signal can only drop it, and nobody would be told.
   */
  check: (subject: string, schema: $ZodType, input: unknown) => unknown;
  deliver: (name: string, input: unknown) => Promise<Result>;
}

export function signalsOf<Contract extends WorkflowContract, Result = void>(
  contract: Contract,
  { check, deliver }: Sender<Result>,
): Signals<Contract, Result> {
  const entries = Object.entries(contract.signals).map(([name, schema]) => {
    const subject = `${contract.name} signal ${name}`;
    return [name, async (input: unknown = {}) => deliver(name, check(subject, schema, input))] as const;
  });
  return Object.fromEntries(entries) as unknown as Signals<Contract, Result>;
}
