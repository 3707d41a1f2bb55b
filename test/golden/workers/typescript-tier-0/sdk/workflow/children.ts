import { getExternalWorkflowHandle, startChild } from '@temporalio/workflow';
import type { ChildWorkflowHandle, ChildWorkflowOptions, ExternalWorkflowHandle } from '@temporalio/workflow';
import type { Received, SearchAttributeValues, Sent, WorkflowContract } from '../../contracts/src/define.ts';
import { receive, send } from '../payloads.ts';
import { searchAttributePairs } from '../search-attributes.ts';
import { signalsOf, type Signals } from '../signals.ts';
import { defined } from './defined.ts';

export type Children = Record<string, WorkflowContract>;

export interface ChildOptions<Contract extends WorkflowContract> extends Omit<
  ChildWorkflowOptions,
  'workflowId' | 'taskQueue' | 'searchAttributes' | 'typedSearchAttributes' | 'typeInfo'
> {
  /** Default: made up, the same on every replay. */
  id?: string;
  searchAttributes?: SearchAttributeValues<Contract['searchAttributes']>;
}

export interface ChildRun<Contract extends WorkflowContract> {
  readonly id: string;
  readonly signal: Signals<Contract>;
  result(): Promise<Received<Contract['output']>>;
  /** The official SDK's handle. */
  readonly temporal: ChildWorkflowHandle<(input: Sent<Contract['input']>) => Promise<Sent<Contract['output']>>>;
}

export interface ChildCall<Contract extends WorkflowContract> {
  /** Resolves when the child has started. */
  start(input: Sent<Contract['input']>, options?: ChildOptions<Contract>): Promise<ChildRun<Contract>>;
  /** Resolves with the child's result. */
  execute(input: Sent<Contract['input']>, options?: ChildOptions<Contract>): Promise<Received<Contract['output']>>;
}

export type ChildCalls<Used extends Children> = { readonly [Name in keyof Used]: ChildCall<Used[Name]> };

export function childCalls<Used extends Children>(used: Used): ChildCalls<Used> {
  return Object.fromEntries(
    Object.entries(used).map(([key, contract]) => [key, childCall(contract)] as const),
  ) as unknown as ChildCalls<Used>;
}

function childCall<Contract extends WorkflowContract>(contract: Contract): ChildCall<Contract> {
  async function start(
    input: Sent<Contract['input']>,
    options: ChildOptions<Contract> = {},
  ): Promise<ChildRun<Contract>> {
    const handle = await startChild(contract.name, { ...childOptions(contract, options), args: [input] });
    return {
      id: handle.workflowId,
      signal: signalsOf(contract, { check: send, deliver: (name, sent) => handle.signal(name, sent) }),
      result: async () => {
        return receive(`${contract.name} output`, contract.output, await handle.result()) as Received<
          Contract['output']
        >;
      },
      temporal: handle as unknown as ChildRun<Contract>['temporal'],
    };
  }
  return { start, execute: async (input, options) => (await start(input, options)).result() };
}

function childOptions<Contract extends WorkflowContract>(
  contract: Contract,
  { id, searchAttributes, memo, ...rest }: ChildOptions<Contract>,
): ChildWorkflowOptions {
  return {
    ...defined({
      taskQueue: contract.taskQueue,
      workflowIdReusePolicy: contract.idReusePolicy,
      workflowExecutionTimeout: contract.executionTimeout,
      workflowRunTimeout: contract.runTimeout,
      workflowTaskTimeout: contract.taskTimeout,
      retry: contract.retry,
      priority: contract.priority,
      workflowId: id,
      memo: contract.memo === undefined && memo === undefined ? undefined : { ...contract.memo, ...memo },
      typedSearchAttributes: searchAttributePairs(contract.searchAttributes, searchAttributes),
    }),
    ...rest,
  };
}

export interface External<Contract extends WorkflowContract> {
  readonly signal: Signals<Contract>;
  cancel(): Promise<void>;
  /** The official SDK's handle. */
  readonly temporal: ExternalWorkflowHandle;
}

/** Another run in this namespace, to signal or to cancel. */
export function external<Contract extends WorkflowContract>(
  contract: Contract,
  id: string,
  runId?: string,
): External<Contract> {
  const handle = getExternalWorkflowHandle(id, runId);
  return {
    signal: signalsOf(contract, { check: send, deliver: (name, sent) => handle.signal(name, sent) }),
    cancel: () => handle.cancel(),
    temporal: handle,
  };
}
