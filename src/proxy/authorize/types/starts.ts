import type { Allowed, Decision } from '../access.ts';
import type { TypedRequest } from '../by-type.ts';
import type { Rejection } from '../../rejection.ts';
import { numbersAt, textAt } from './places.ts';
import type { FoundRun, Runs } from './runs.ts';
import { isScoped, permits, repeated, unnamed } from './typed-call.ts';

/** Field numbers of StartWorkflowExecutionRequest, and of the id that the update of an ExecuteMultiOperationRequest is for. */
const [reusePolicy, conflictPolicy, updatedWorkflow] = [11, 22, [2, 2, 2, 1]];
/**
 * WorkflowIdReusePolicies that leave alone what they find: all but TERMINATE_IF_RUNNING, and what is not known here, such as a number that
 * servers cut to it. WorkflowIdConflictPolicies that do: none said, and FAIL.
 */
const [harmlessReuses, harmlessConflicts] = [new Set([0, 1, 2, 3]), new Set([0, 1])];

/**
 * A call that names the type it starts. Where it may signal, update, end or join what already runs under its id, that has to be of a type
 * in scope as well. Another workflow may take the id between the question and the call.
 */
export function decideStart(request: TypedRequest, runs: Runs): Decision {
  const { method, message, route } = request;
  const workflowType = textAt(message, method.scope.type);
  const workflowId = textAt(message, method.scope.workflow);
  if (workflowType === undefined || workflowId === undefined) return repeated;
  if (workflowType === '' || workflowId === '') return unnamed;
  if (!permits(request, workflowType)) return request.refuse(workflowType);
  if (!touchesRunning(request)) return request.allow({ workflowType });
  if (method.name === 'ExecuteMultiOperation' && textAt(message, updatedWorkflow) !== workflowId) return repeated;
  return {
    kind: 'unresolved',
    traffic: request.traffic,
    resolve: (ask, done) => runs.find({ route, workflowId, runId: '' }, ask, (found) => done(decideBeside(request, workflowType, found))),
  };
}

function touchesRunning({ method, message }: TypedRequest): boolean {
  if (method.name !== 'StartWorkflowExecution') return true;
  return (
    numbersAt(message, reusePolicy).some((policy) => !harmlessReuses.has(policy)) ||
    numbersAt(message, conflictPolicy).some((policy) => !harmlessConflicts.has(policy))
  );
}

function decideBeside(request: TypedRequest, workflowType: string, found: FoundRun): Allowed | Rejection {
  if (found.kind === 'rejected') return isScoped(request) ? found : request.allow({});
  if (found.kind === 'none' || !found.isOpen || found.workflowType === workflowType) return request.allow({ workflowType });
  return permits(request, found.workflowType) ? request.allow({ types: [workflowType, found.workflowType] }) : request.refuse();
}
