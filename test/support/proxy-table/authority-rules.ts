/**
 * Fields of requests that bear authority: what they ask for takes a right of its own, they name another namespace, or they say who
 * calls. Whatever looks as if it might is here, or the table is not made. Names are protobuf's, without `temporal.api.`.
 */
export interface AuthorityDecision {
  /**
   * `clear`: bears none. `identity`: says who calls. `set`: being there takes `right`. `values`: some values of an enum take rights.
   * `command`: a worker's command, which takes `right` where it is carried out. `nexus`: one that may wrap a request to Temporal.
   * `request`: a request within a request, in the same namespace.
   */
  readonly as: 'clear' | 'identity' | 'set' | 'values' | 'command' | 'nexus' | 'request';
  readonly right?: string;
  /** By the value's name. */
  readonly values?: Readonly<Record<string, string>>;
  readonly because: string;
}

type Decided = Omit<AuthorityDecision, 'because'>;

function decide(decision: Decided, because: string, names: readonly string[]): [string, AuthorityDecision][] {
  return names.map((name) => [name, { ...decision, because }]);
}

/** By the whole name of a field. */
export const authorityRules: ReadonlyMap<string, AuthorityDecision> = new Map([
  ...decide(
    { as: 'values', values: { WORKFLOW_ID_REUSE_POLICY_TERMINATE_IF_RUNNING: 'terminate' } },
    'a start that terminates the run it finds under its id',
    [
      'workflowservice.v1.StartWorkflowExecutionRequest.workflow_id_reuse_policy',
      'workflowservice.v1.SignalWithStartWorkflowExecutionRequest.workflow_id_reuse_policy',
      'command.v1.StartChildWorkflowExecutionCommandAttributes.workflow_id_reuse_policy',
      'workflow.v1.NewWorkflowExecutionInfo.workflow_id_reuse_policy',
    ],
  ),
  ...decide(
    { as: 'values', values: { WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING: 'terminate' } },
    'a start that terminates the run it finds under its id',
    [
      'workflowservice.v1.StartWorkflowExecutionRequest.workflow_id_conflict_policy',
      'workflowservice.v1.SignalWithStartWorkflowExecutionRequest.workflow_id_conflict_policy',
    ],
  ),
  ...decide(
    { as: 'values', values: { SCHEDULE_OVERLAP_POLICY_CANCEL_OTHER: 'terminate', SCHEDULE_OVERLAP_POLICY_TERMINATE_OTHER: 'terminate' } },
    'a schedule that ends the run before',
    [
      'schedule.v1.SchedulePolicies.overlap_policy',
      'schedule.v1.TriggerImmediatelyRequest.overlap_policy',
      'schedule.v1.BackfillRequest.overlap_policy',
    ],
  ),
  ...decide({ as: 'values', values: {} }, 'it never ends what it finds; a value that is not known yet might', [
    'workflowservice.v1.StartActivityExecutionRequest.id_reuse_policy',
    'workflowservice.v1.StartActivityExecutionRequest.id_conflict_policy',
    'workflowservice.v1.StartNexusOperationExecutionRequest.id_reuse_policy',
    'workflowservice.v1.StartNexusOperationExecutionRequest.id_conflict_policy',
  ]),
  ...decide({ as: 'set', right: 'work' }, 'its answer brings a task', [
    'workflowservice.v1.StartWorkflowExecutionRequest.request_eager_execution',
    'workflowservice.v1.StartActivityExecutionRequest.request_eager_execution',
  ]),
  ...decide({ as: 'set', right: 'work' }, 'Temporal calls whatever it names, with the result', [
    'workflowservice.v1.StartWorkflowExecutionRequest.completion_callbacks',
    'workflowservice.v1.StartActivityExecutionRequest.completion_callbacks',
    'workflowservice.v1.StartNexusOperationExecutionRequest.completion_callbacks',
    'update.v1.Request.completion_callbacks',
  ]),
  ...decide({ as: 'set', right: 'work' }, 'it attaches callbacks to a run that is there already', [
    'workflow.v1.OnConflictOptions.attach_completion_callbacks',
    'common.v1.OnConflictOptions.attach_completion_callbacks',
    'nexusoperation.v1.OnConflictOptions.attach_completion_callbacks',
  ]),
  ...decide({ as: 'clear' }, 'a worker asks for the task that it would be given anyway', [
    'command.v1.ScheduleActivityTaskCommandAttributes.request_eager_execution',
  ]),
  ...decide({ as: 'clear' }, 'says how the worker that starts it is deployed', [
    'workflowservice.v1.StartWorkflowExecutionRequest.eager_worker_deployment_options',
  ]),
  ...decide({ as: 'clear' }, 'when and how often something is tried, or how long a call waits', [
    'workflowservice.v1.StartWorkflowExecutionRequest.retry_policy',
    'workflowservice.v1.SignalWithStartWorkflowExecutionRequest.retry_policy',
    'workflowservice.v1.StartActivityExecutionRequest.retry_policy',
    'workflow.v1.NewWorkflowExecutionInfo.retry_policy',
    'activity.v1.ActivityOptions.retry_policy',
    'command.v1.ScheduleActivityTaskCommandAttributes.retry_policy',
    'command.v1.ContinueAsNewWorkflowExecutionCommandAttributes.retry_policy',
    'command.v1.StartChildWorkflowExecutionCommandAttributes.retry_policy',
    'workflowservice.v1.UpdateWorkflowExecutionRequest.wait_policy',
    'workflowservice.v1.PollWorkflowExecutionUpdateRequest.wait_policy',
  ]),
  ...decide({ as: 'clear' }, 'what becomes of a child when the worker’s own workflow ends', [
    'command.v1.StartChildWorkflowExecutionCommandAttributes.parent_close_policy',
  ]),

  ...decide({ as: 'set', right: 'terminate' }, 'the same as the call of that name, many times', [
    'workflowservice.v1.StartBatchOperationRequest.termination_operation',
    'workflowservice.v1.StartBatchOperationRequest.cancellation_operation',
    'workflowservice.v1.StartBatchOperationRequest.cancel_activities_operation',
    'workflowservice.v1.StartBatchOperationRequest.terminate_activities_operation',
  ]),
  ...decide({ as: 'set', right: 'signal' }, 'the same as the call of that name, many times', [
    'workflowservice.v1.StartBatchOperationRequest.signal_operation',
  ]),
  ...decide({ as: 'set', right: 'operate' }, 'the same as the call of that name, many times', [
    'workflowservice.v1.StartBatchOperationRequest.deletion_operation',
    'workflowservice.v1.StartBatchOperationRequest.reset_operation',
    'workflowservice.v1.StartBatchOperationRequest.update_workflow_options_operation',
    'workflowservice.v1.StartBatchOperationRequest.unpause_activities_operation',
    'workflowservice.v1.StartBatchOperationRequest.reset_activities_operation',
    'workflowservice.v1.StartBatchOperationRequest.update_activity_options_operation',
    'workflowservice.v1.StartBatchOperationRequest.delete_activities_operation',
  ]),
  ...decide({ as: 'set', right: 'signal' }, 'the reset run is signalled', ['workflow.v1.PostResetOperation.signal_workflow']),
  ...decide({ as: 'set', right: 'operate' }, 'the options of the reset run are changed', [
    'workflow.v1.PostResetOperation.update_workflow_options',
  ]),
  ...decide({ as: 'clear' }, 'a schedule starts workflows in its own namespace', ['schedule.v1.ScheduleAction.start_workflow']),
  ...decide({ as: 'clear' }, 'part of the request it is in; what bears authority in it is listed by itself', [
    'workflowservice.v1.UpdateWorkflowExecutionRequest.request',
  ]),
  ...decide({ as: 'set', right: 'start' }, 'a schedule starts workflows at once; to pause one, or to let it go on, starts none', [
    'schedule.v1.SchedulePatch.trigger_immediately',
    'schedule.v1.SchedulePatch.backfill_request',
  ]),
  ...decide({ as: 'request' }, 'a call within the call; Temporal takes both in one namespace', [
    'workflowservice.v1.ExecuteMultiOperationRequest.Operation.start_workflow',
    'workflowservice.v1.ExecuteMultiOperationRequest.Operation.update_workflow',
  ]),

  ...decide({ as: 'command', right: 'start' }, 'a workflow starts another', [
    'command.v1.Command.start_child_workflow_execution_command_attributes',
    'command.v1.Command.continue_as_new_workflow_execution_command_attributes',
  ]),
  ...decide({ as: 'command', right: 'signal' }, 'a workflow signals another', [
    'command.v1.Command.signal_external_workflow_execution_command_attributes',
  ]),
  ...decide({ as: 'command', right: 'terminate' }, 'a workflow cancels another', [
    'command.v1.Command.request_cancel_external_workflow_execution_command_attributes',
  ]),
  ...decide({ as: 'nexus' }, 'operations of the system endpoint are calls to Temporal', [
    'command.v1.Command.schedule_nexus_operation_command_attributes',
  ]),
  ...decide({ as: 'clear' }, 'stays within the workflow of the task', [
    'command.v1.Command.schedule_activity_task_command_attributes',
    'command.v1.Command.start_timer_command_attributes',
    'command.v1.Command.complete_workflow_execution_command_attributes',
    'command.v1.Command.fail_workflow_execution_command_attributes',
    'command.v1.Command.request_cancel_activity_task_command_attributes',
    'command.v1.Command.cancel_timer_command_attributes',
    'command.v1.Command.cancel_workflow_execution_command_attributes',
    'command.v1.Command.record_marker_command_attributes',
    'command.v1.Command.upsert_workflow_search_attributes_command_attributes',
    'command.v1.Command.protocol_message_command_attributes',
    'command.v1.Command.modify_workflow_properties_command_attributes',
    'command.v1.Command.request_cancel_nexus_operation_command_attributes',
  ]),
  ...decide({ as: 'clear' }, 'read with its command, which is judged where it names', [
    'command.v1.StartChildWorkflowExecutionCommandAttributes.namespace',
    'command.v1.SignalExternalWorkflowExecutionCommandAttributes.namespace',
    'command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes.namespace',
  ]),
  ...decide({ as: 'clear' }, 'says where something comes from, and leads nowhere', [
    'common.v1.Link.WorkflowEvent.namespace',
    'common.v1.Link.Activity.namespace',
    'common.v1.Link.Callback.namespace',
    'common.v1.Link.NexusOperation.namespace',
    'common.v1.Link.Workflow.namespace',
    'common.v1.Link.callback',
    'failure.v1.ChildWorkflowExecutionFailureInfo.namespace',
  ]),
  ...decide({ as: 'clear' }, 'of a method that is the platform’s alone', [
    'workflowservice.v1.ListNamespacesRequest.namespace_filter',
    'workflowservice.v1.RegisterNamespaceRequest.is_global_namespace',
    'workflowservice.v1.UpdateNamespaceRequest.promote_namespace',
    'operatorservice.v1.DeleteNamespaceRequest.namespace_id',
    'operatorservice.v1.DeleteNamespaceRequest.namespace_delete_delay',
    'nexus.v1.EndpointTarget.Worker.namespace',
  ]),

  ...decide({ as: 'identity' }, 'who updates a workflow', ['update.v1.Meta.identity']),
  ...decide({ as: 'identity' }, 'who does it to each workflow', [
    'batch.v1.BatchOperationTermination.identity',
    'batch.v1.BatchOperationSignal.identity',
    'batch.v1.BatchOperationCancellation.identity',
    'batch.v1.BatchOperationDeletion.identity',
    'batch.v1.BatchOperationReset.identity',
    'batch.v1.BatchOperationUpdateWorkflowExecutionOptions.identity',
    'batch.v1.BatchOperationUnpauseActivities.identity',
    'batch.v1.BatchOperationResetActivities.identity',
    'batch.v1.BatchOperationUpdateActivityOptions.identity',
    'batch.v1.BatchOperationCancelActivities.identity',
    'batch.v1.BatchOperationTerminateActivities.identity',
  ]),
  ...decide({ as: 'identity' }, 'who runs the worker', ['worker.v1.WorkerHeartbeat.worker_identity']),
  ...decide({ as: 'clear' }, 'whom the caller names as the manager of a deployment; the caller stands in `identity`', [
    'workflowservice.v1.SetWorkerDeploymentManagerRequest.manager_identity',
  ]),
  ...decide({ as: 'clear' }, 'whose failure it was that a worker hands on', [
    'failure.v1.CanceledFailureInfo.identity',
    'failure.v1.TerminatedFailureInfo.identity',
    'failure.v1.ActivityFailureInfo.identity',
  ]),
]);

/** Messages of whose alternatives each has to be decided: another one would do something else. */
export const decidedAlternatives: ReadonlySet<string> = new Set([
  'workflowservice.v1.StartBatchOperationRequest.operation',
  'workflowservice.v1.ExecuteMultiOperationRequest.Operation.operation',
  'workflow.v1.PostResetOperation.variant',
  'schedule.v1.ScheduleAction.action',
  'command.v1.Command.attributes',
]);
