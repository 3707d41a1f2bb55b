import { operatorService, workflowService } from '../proxy-caller.ts';
import { encode } from '../temporal-messages.ts';

/** A call that needs one right; about a workflow type where `type` names one. */
export interface Probe {
  readonly right: string;
  readonly type?: 'Pay' | 'Secret';
  readonly path: string;
  readonly body: (namespace: string) => Buffer;
}

const execution = (type: string) => ({ workflowId: `running-${type}` });
let started = 0;

function probe(right: string, method: string, message: (type: string) => object, type?: Probe['type']): Probe {
  const service = method.includes('SearchAttributes') ? 'operatorservice' : 'workflowservice';
  const prefix = service === 'operatorservice' ? operatorService : workflowService;
  const body = (namespace: string) => encode(`${service}.v1.${method}Request`, { namespace, ...message(type ?? '') });
  return { right, ...(type === undefined ? {} : { type }), path: prefix + method, body };
}

/** Every action but those of task completions; each answered by Temporal, well or badly, when the right is held. */
export const probes: readonly Probe[] = [
  probe('read', 'DescribeNamespace', () => ({})),
  probe('read', 'CountWorkflowExecutions', () => ({})),
  probe('work', 'PollWorkflowTaskQueue', () => ({ taskQueue: { name: 'nothing-comes' } })),
  probe('deploy', 'SetWorkerDeploymentCurrentVersion', () => ({ deploymentName: 'none', buildId: '1' })),
  probe('administer', 'RemoveSearchAttributes', () => ({ searchAttributes: ['NotThere'] })),
  ...(['Pay', 'Secret'] as const).flatMap((type) => [
    probe('read', 'DescribeWorkflowExecution', () => ({ execution: execution(type) }), type),
    probe('read', 'GetWorkflowExecutionHistory', () => ({ execution: execution(type) }), type),
    probe('query', 'QueryWorkflow', () => ({ execution: execution(type), query: { queryType: 'state' } }), type),
    probe(
      'start',
      'StartWorkflowExecution',
      () => ({
        workflowId: `started-${String(started++)}`,
        workflowType: { name: type },
        taskQueue: { name: 'nobody-works' },
        requestId: String(started),
      }),
      type,
    ),
    probe('signal', 'SignalWorkflowExecution', () => ({ workflowExecution: execution(type), signalName: 'go' }), type),
    probe('terminate', 'RequestCancelWorkflowExecution', () => ({ workflowExecution: execution(type), requestId: 'one' }), type),
    probe('operate', 'ResetWorkflowExecution', () => ({ workflowExecution: execution(type), requestId: 'one', reason: 'trial' }), type),
  ]),
];

const denied = new Set([7, 16]);
const notFound = 5;

/** Denied by the proxy; to a caller held to some types, another type's workflow is not there. */
export function isDenied(status: number | undefined, { type }: Probe): boolean {
  return status !== undefined && (denied.has(status) || (type !== undefined && status === notFound));
}
