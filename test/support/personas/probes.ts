import { operatorService, workflowService } from '../proxy-caller.ts';
import { encode } from '../temporal-messages.ts';

/** A call that needs one right; about a workflow type where `type` names one. */
export interface Probe {
  readonly right: string;
  readonly type?: 'Pay' | 'Secret';
  readonly path: string;
  readonly body: (namespace: string) => Buffer;
}

interface ProbeInput {
  readonly method: string;
  readonly message: object;
}

function probe(right: string, { method, message }: ProbeInput, type?: Probe['type']): Probe {
  const service = method.includes('SearchAttributes') ? 'operatorservice' : 'workflowservice';
  const prefix = service === 'operatorservice' ? operatorService : workflowService;
  const body = (namespace: string) => encode(`${service}.v1.${method}Request`, { namespace, ...message });
  return { right, ...(type === undefined ? {} : { type }), path: prefix + method, body };
}

/** Every action but those of task completions; each answered by Temporal, well or badly, when the right is held. */
export const probes: readonly Probe[] = [
  probe('read', { method: 'ListSchedules', message: {} }),
  probe('read', { method: 'CountWorkflowExecutions', message: {} }),
  probe('work', { method: 'PollWorkflowTaskQueue', message: { taskQueue: { name: 'nothing-comes' } } }),
  probe('deploy', { method: 'SetWorkerDeploymentCurrentVersion', message: { deploymentName: 'none', buildId: '1' } }),
  probe('administer', { method: 'RemoveSearchAttributes', message: { searchAttributes: ['NotThere'] } }),
  ...probesOf('Pay'),
  ...probesOf('Secret'),
];

function probesOf(type: 'Pay' | 'Secret'): Probe[] {
  const execution = { workflowId: `running-${type}` };
  const ofRun = { workflowExecution: execution, requestId: 'one', reason: 'trial' };
  const started = { workflowId: `started-${type}`, workflowIdConflictPolicy: 2, requestId: 'one' };
  return [
    probe('read', { method: 'DescribeWorkflowExecution', message: { execution } }, type),
    probe('read', { method: 'GetWorkflowExecutionHistory', message: { execution } }, type),
    probe('query', { method: 'QueryWorkflow', message: { execution, query: { queryType: 'state' } } }, type),
    probe(
      'start',
      { method: 'StartWorkflowExecution', message: { ...started, workflowType: { name: type }, taskQueue: { name: 'nobody-works' } } },
      type,
    ),
    probe('signal', { method: 'SignalWorkflowExecution', message: { workflowExecution: execution, signalName: 'go' } }, type),
    probe('terminate', { method: 'RequestCancelWorkflowExecution', message: ofRun }, type),
    probe('operate', { method: 'ResetWorkflowExecution', message: ofRun }, type),
  ];
}

const denied = new Set([7, 16]);
const notFound = 5;

/** Denied by the proxy; to a caller held to some types, another type's workflow is not there. */
export function isDenied(status: number | undefined, { type }: Probe): boolean {
  return status !== undefined && (denied.has(status) || (type !== undefined && status === notFound));
}
