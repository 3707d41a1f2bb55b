import type { WorkflowOptions } from '@temporalio/client';
import type { Duration, Priority, Retry, SearchAttributeValues, WorkflowContract } from '../../contracts/src/define.ts';
import { searchAttributePairs } from '../search-attributes.ts';

export interface StartOptions<Contract extends WorkflowContract> {
  /** What the run is about, such as an order number: starting it twice is then refused. */
  id: string;
  searchAttributes?: SearchAttributeValues<Contract['searchAttributes']>;
  memo?: Record<string, unknown>;
  idReusePolicy?: NonNullable<WorkflowContract['idReusePolicy']>;
  idConflictPolicy?: NonNullable<WorkflowContract['idConflictPolicy']>;
  executionTimeout?: Duration;
  runTimeout?: Duration;
  taskTimeout?: Duration;
  retry?: Retry;
  priority?: Priority;
  startDelay?: Duration;
  /** One line for the UI. */
  summary?: string;
  /** Any option of the official SDK. */
  temporal?: Partial<WorkflowOptions>;
}

/** The official SDK's options: the contract's, then the caller's, then the caller's official ones. */
export function workflowOptions<Contract extends WorkflowContract>(
  contract: Contract,
  options: StartOptions<Contract>,
): WorkflowOptions {
  const { memo, searchAttributes } = options;
  const set = {
    ...optionsOf(contract),
    ...optionsOf(options),
    startDelay: options.startDelay,
    staticSummary: options.summary,
    memo: contract.memo === undefined && memo === undefined ? undefined : { ...contract.memo, ...memo },
    typedSearchAttributes: searchAttributePairs(contract.searchAttributes, searchAttributes),
  };
  return { ...defined(set), workflowId: options.id, taskQueue: contract.taskQueue, ...options.temporal };
}

type Shared = Pick<
  StartOptions<WorkflowContract>,
  'idReusePolicy' | 'idConflictPolicy' | 'executionTimeout' | 'runTimeout' | 'taskTimeout' | 'retry' | 'priority'
>;

function optionsOf(from: Shared): Partial<WorkflowOptions> {
  return defined({
    workflowIdReusePolicy: from.idReusePolicy,
    workflowIdConflictPolicy: from.idConflictPolicy,
    workflowExecutionTimeout: from.executionTimeout,
    workflowRunTimeout: from.runTimeout,
    workflowTaskTimeout: from.taskTimeout,
    retry: from.retry,
    priority: from.priority,
  });
}

function defined(options: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
