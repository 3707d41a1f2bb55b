import { Field, Type, type Root } from 'protobufjs';

/**
 * What go.temporal.io/api v1.64.3 has and the descriptors of the TypeScript SDK 1.24.0 have not: message, number, name, type.
 * The Python SDK sends some of it already, and an unknown field in a request is refused.
 */
const newerFields = `
temporal.api.activity.v1.ActivityExecutionInfo 39 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.activity.v1.ActivityExecutionInfo 40 eager_execution_accepted bool
temporal.api.activity.v1.ActivityExecutionInfo 41 started_by_principal temporal.api.common.v1.ResolvedPrincipal
temporal.api.activity.v1.ActivityExecutionInfo 42 closed_by_principal temporal.api.common.v1.ResolvedPrincipal
temporal.api.activity.v1.ActivityExecutionInfo 43 last_worker_principal temporal.api.common.v1.ResolvedPrincipal
temporal.api.callback.v1.CallbackInfo 9 request_id string
temporal.api.common.v1.Callback 4 nexus_handler temporal.api.common.v1.Callback.NexusHandler oneof:variant
temporal.api.common.v1.Callback.NexusHandler 1 task_queue_name string
temporal.api.common.v1.Callback.NexusHandler 2 service string
temporal.api.common.v1.Callback.NexusHandler 3 operation string
temporal.api.common.v1.Callback.NexusHandler 4 source_context temporal.api.common.v1.Payload
temporal.api.common.v1.Link 6 callback temporal.api.common.v1.Link.Callback oneof:variant
temporal.api.common.v1.Link.Callback 1 namespace string
temporal.api.common.v1.Link.Callback 2 execution temporal.api.common.v1.Execution
temporal.api.common.v1.Link.Callback 3 component_path string repeated
temporal.api.common.v1.Link.Callback 4 request_id string
temporal.api.common.v1.ResolvedPrincipal 1 type string
temporal.api.common.v1.ResolvedPrincipal 2 name_at_write_time string
temporal.api.compute.v1.ComputeConfigScalingGroup 2 region_ids string repeated
temporal.api.compute.v1.ComputeConfigScalingGroupSummary 3 region_ids string repeated
temporal.api.history.v1.ActivityTaskFailedEventAttributes 7 cause int32
temporal.api.history.v1.WorkflowExecutionStartedEventAttributes 44 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.nexus.v1.PropagatedSerializationContext 1 endpoint string
temporal.api.nexus.v1.PropagatedSerializationContext 2 service string
temporal.api.nexus.v1.PropagatedSerializationContext 3 operation string
temporal.api.nexusoperation.v1.CallbackInfo 1 trigger temporal.api.nexusoperation.v1.CallbackInfo.Trigger
temporal.api.nexusoperation.v1.CallbackInfo 2 info temporal.api.callback.v1.CallbackInfo
temporal.api.nexusoperation.v1.CallbackInfo.Trigger 1 operation_completed temporal.api.nexusoperation.v1.CallbackInfo.OperationCompleted
temporal.api.nexusoperation.v1.OnConflictOptions 1 attach_request_id bool
temporal.api.nexusoperation.v1.OnConflictOptions 2 attach_completion_callbacks bool
temporal.api.nexusoperation.v1.OnConflictOptions 3 attach_links bool
temporal.api.replication.v1.ClusterReplicationConfig 2 replication_ramp_duration google.protobuf.Duration
temporal.api.schedule.v1.ScheduleInfo 13 time_skipping_info temporal.api.common.v1.TimeSkippingInfo
temporal.api.schedule.v1.SchedulePatch 5 time_skipping_config temporal.api.common.v1.TimeSkippingConfig
temporal.api.taskqueue.v1.ConcurrencyLimit 1 concurrent_tasks int32
temporal.api.taskqueue.v1.ConcurrencyLimitConfig 1 concurrency_limit temporal.api.taskqueue.v1.ConcurrencyLimit
temporal.api.taskqueue.v1.ConcurrencyLimitConfig 2 metadata temporal.api.taskqueue.v1.ConfigMetadata
temporal.api.taskqueue.v1.PollerPoolInfo 1 target_pollers int32
temporal.api.taskqueue.v1.TaskQueueConfig 4 queue_concurrency_limit temporal.api.taskqueue.v1.ConcurrencyLimitConfig
temporal.api.update.v1.Request 6 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.worker.v1.WorkerPollerInfo 4 target_pollers int32
temporal.api.workflow.v1.CallbackInfo 10 request_id string
temporal.api.workflow.v1.WorkflowExecutionExtendedInfo 10 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.DescribeNexusOperationExecutionResponse 7 completion_callbacks temporal.api.nexusoperation.v1.CallbackInfo repeated
temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryResponse 5 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.PollActivityExecutionResponse 3 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.PollActivityTaskQueueRequest 11 poller_pool_info temporal.api.taskqueue.v1.PollerPoolInfo
temporal.api.workflowservice.v1.PollActivityTaskQueueResponse 23 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.PollNexusOperationExecutionResponse 6 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.PollNexusTaskQueueRequest 10 poller_pool_info temporal.api.taskqueue.v1.PollerPoolInfo
temporal.api.workflowservice.v1.PollWorkflowExecutionUpdateResponse 4 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.PollWorkflowTaskQueueRequest 11 poller_pool_info temporal.api.taskqueue.v1.PollerPoolInfo
temporal.api.workflowservice.v1.RespondActivityTaskFailedByIdRequest 9 cause int32
temporal.api.workflowservice.v1.RespondActivityTaskFailedRequest 10 cause int32
temporal.api.workflowservice.v1.StartActivityExecutionRequest 23 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.StartActivityExecutionRequest 24 request_eager_execution bool
temporal.api.workflowservice.v1.StartActivityExecutionResponse 4 eager_activity_task temporal.api.workflowservice.v1.PollActivityTaskQueueResponse
temporal.api.workflowservice.v1.StartNexusOperationExecutionRequest 17 on_conflict_options temporal.api.nexusoperation.v1.OnConflictOptions
temporal.api.workflowservice.v1.StartNexusOperationExecutionRequest 18 completion_callbacks temporal.api.common.v1.Callback repeated
temporal.api.workflowservice.v1.StartNexusOperationExecutionRequest 19 links temporal.api.common.v1.Link repeated
temporal.api.workflowservice.v1.StartWorkflowExecutionRequest 30 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
temporal.api.workflowservice.v1.StartWorkflowExecutionRequest 31 time_skipping_state_propagation temporal.api.common.v1.TimeSkippingStatePropagation
temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest 9 update_queue_concurrency_limit temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest.ConcurrencyLimitUpdate
temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest.ConcurrencyLimitUpdate 1 concurrency_limit temporal.api.taskqueue.v1.ConcurrencyLimit
temporal.api.workflowservice.v1.UpdateTaskQueueConfigRequest.ConcurrencyLimitUpdate 2 reason string
temporal.api.workflowservice.v1.UpdateWorkflowExecutionResponse 5 propagated_nexus_serialization_context temporal.api.nexus.v1.PropagatedSerializationContext
`;

/** Their names, as the rules have them. */
export const newerFieldNames: ReadonlySet<string> = new Set(
  newerFields
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([message = '', , name]) => `${message.replace('temporal.api.', '')}.${name}`),
);

/** Adds them to the SDK's descriptors; one that has come there meanwhile stays as it is there. */
export function addNewerFields(root: Root): void {
  for (const line of newerFields.trim().split('\n')) {
    const [message = '', number = '', name = '', type = '', rule] = line.split(' ');
    for (const named of [message, type]) if (named.startsWith('temporal.')) ensureType(root, named);
    const camelCase = name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    addField(root.lookupType(message), new Field(camelCase, Number(number), type, rule === 'repeated' ? rule : undefined), rule);
  }
}

function addField(message: Type, field: Field, rule: string | undefined): void {
  if (message.fieldsById[field.id] !== undefined) return;
  const oneof = rule?.startsWith('oneof:') === true ? message.oneofs[rule.slice('oneof:'.length)] : undefined;
  if (oneof === undefined) message.add(field);
  else oneof.add(field);
}

function ensureType(root: Root, name: string): void {
  if (root.lookup(name) !== null) return;
  const [own = '', ...outer] = name.split('.').toReversed();
  const place = outer.toReversed();
  const parent = root.lookup(place);
  if (parent instanceof Type) parent.add(new Type(own));
  else root.define(place).add(new Type(own));
}
