/* oxlint-disable max-lines */
// Made from Temporal's descriptors by `npm run proxy-table`; a test fails when it is stale. Read by table.ts, which says how.

/** Every message: its plain fields by wire type, then those that are messages, are sealed or are translated. */
export const messageLines = `
activity.v1.ActivityExecutionInfo s1,2,6,21,32,35,36 v4,5,15,27,28,34,40 3.activity_type>common.v1.ActivityType 7.schedule_to_close_timeout>google.protobuf.Duration 8.schedule_to_start_timeout>google.protobuf.Duration 9.start_to_close_timeout>google.protobuf.Duration 10.heartbeat_timeout>google.protobuf.Duration 11.retry_policy>common.v1.RetryPolicy 12.heartbeat_details>common.v1.Payloads 13.last_heartbeat_time>google.protobuf.Timestamp 14.last_started_time>google.protobuf.Timestamp 16.execution_duration>google.protobuf.Duration 17.schedule_time>google.protobuf.Timestamp 18.expiration_time>google.protobuf.Timestamp 19.close_time>google.protobuf.Timestamp 20.last_failure>failure.v1.Failure 22.current_retry_interval>google.protobuf.Duration 23.last_attempt_complete_time>google.protobuf.Timestamp 24.next_attempt_schedule_time>google.protobuf.Timestamp 25.last_deployment_version>deployment.v1.WorkerDeploymentVersion 26.priority>common.v1.Priority 29.search_attributes>common.v1.SearchAttributes 30.header>common.v1.Header 31.user_metadata>sdk.v1.UserMetadata 33.links*>common.v1.Link 37.start_delay>google.protobuf.Duration 38.execution_time>google.protobuf.Timestamp 39.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext 41.started_by_principal>common.v1.ResolvedPrincipal 42.closed_by_principal>common.v1.ResolvedPrincipal 43.last_worker_principal>common.v1.ResolvedPrincipal
activity.v1.ActivityExecutionListInfo s1,2,8 v6,9,10 3.activity_type>common.v1.ActivityType 4.schedule_time>google.protobuf.Timestamp 5.close_time>google.protobuf.Timestamp 7.search_attributes>common.v1.SearchAttributes 11.execution_duration>google.protobuf.Duration 12.execution_time>google.protobuf.Timestamp
activity.v1.ActivityExecutionOutcome v3 1.result~0>common.v1.Payloads 2.failure~0>failure.v1.Failure
activity.v1.ActivityOptions 1.task_queue>taskqueue.v1.TaskQueue 2.schedule_to_close_timeout>google.protobuf.Duration 3.schedule_to_start_timeout>google.protobuf.Duration 4.start_to_close_timeout>google.protobuf.Duration 5.heartbeat_timeout>google.protobuf.Duration 6.retry_policy>common.v1.RetryPolicy 7.priority>common.v1.Priority 8.start_delay>google.protobuf.Duration
activity.v1.CallbackInfo 1.trigger>activity.v1.CallbackInfo.Trigger 2.info>callback.v1.CallbackInfo
activity.v1.CallbackInfo.ActivityClosed
activity.v1.CallbackInfo.Trigger 1.activity_closed~0>activity.v1.CallbackInfo.ActivityClosed
batch.v1.BatchOperationCancelActivities s1,2
batch.v1.BatchOperationCancellation s1
batch.v1.BatchOperationDeleteActivities
batch.v1.BatchOperationDeletion s1
batch.v1.BatchOperationInfo s1 v2,5 3.start_time>google.protobuf.Timestamp 4.close_time>google.protobuf.Timestamp
batch.v1.BatchOperationReset v1,2 s3 4.options>common.v1.ResetOptions 5.post_reset_operations*>workflow.v1.PostResetOperation
batch.v1.BatchOperationResetActivities s1,2 v3,4,5,6,8 7.jitter>google.protobuf.Duration
batch.v1.BatchOperationSignal s1,4 2.input>common.v1.Payloads 3.header>common.v1.Header
batch.v1.BatchOperationTerminateActivities s1,2
batch.v1.BatchOperationTermination s2 1.details>common.v1.Payloads
batch.v1.BatchOperationUnpauseActivities s1,2 v3,4,5 6.jitter>google.protobuf.Duration
batch.v1.BatchOperationUpdateActivityOptions s1,2 v3,6 4.activity_options>activity.v1.ActivityOptions 5.update_mask>google.protobuf.FieldMask
batch.v1.BatchOperationUpdateWorkflowExecutionOptions s1 2.workflow_execution_options>workflow.v1.WorkflowExecutionOptions 3.update_mask>google.protobuf.FieldMask
callback.v1.CallbackInfo v3,4 s8,9 1.callback>common.v1.Callback 2.registration_time>google.protobuf.Timestamp 5.last_attempt_complete_time>google.protobuf.Timestamp 6.last_attempt_failure>failure.v1.Failure 7.next_attempt_schedule_time>google.protobuf.Timestamp
command.v1.CancelTimerCommandAttributes s1
command.v1.CancelWorkflowExecutionCommandAttributes 1.details>common.v1.Payloads
command.v1.Command v1 2.schedule_activity_task_command_attributes~0>command.v1.ScheduleActivityTaskCommandAttributes 3.start_timer_command_attributes~0>command.v1.StartTimerCommandAttributes 4.complete_workflow_execution_command_attributes~0>command.v1.CompleteWorkflowExecutionCommandAttributes 5.fail_workflow_execution_command_attributes~0>command.v1.FailWorkflowExecutionCommandAttributes 6.request_cancel_activity_task_command_attributes~0>command.v1.RequestCancelActivityTaskCommandAttributes 7.cancel_timer_command_attributes~0>command.v1.CancelTimerCommandAttributes 8.cancel_workflow_execution_command_attributes~0>command.v1.CancelWorkflowExecutionCommandAttributes 9.request_cancel_external_workflow_execution_command_attributes~0>command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes 10.record_marker_command_attributes~0>command.v1.RecordMarkerCommandAttributes 11.continue_as_new_workflow_execution_command_attributes~0>command.v1.ContinueAsNewWorkflowExecutionCommandAttributes 12.start_child_workflow_execution_command_attributes~0>command.v1.StartChildWorkflowExecutionCommandAttributes 13.signal_external_workflow_execution_command_attributes~0>command.v1.SignalExternalWorkflowExecutionCommandAttributes 14.upsert_workflow_search_attributes_command_attributes~0>command.v1.UpsertWorkflowSearchAttributesCommandAttributes 15.protocol_message_command_attributes~0>command.v1.ProtocolMessageCommandAttributes 17.modify_workflow_properties_command_attributes~0>command.v1.ModifyWorkflowPropertiesCommandAttributes 18.schedule_nexus_operation_command_attributes~0>command.v1.ScheduleNexusOperationCommandAttributes 19.request_cancel_nexus_operation_command_attributes~0>command.v1.RequestCancelNexusOperationCommandAttributes 301.user_metadata>sdk.v1.UserMetadata 302.event_group_markers*>sdk.v1.EventGroupMarker
command.v1.CompleteWorkflowExecutionCommandAttributes 1.result>common.v1.Payloads
command.v1.ContinueAsNewWorkflowExecutionCommandAttributes v8,15,16 s11 1.workflow_type>common.v1.WorkflowType 2.task_queue>taskqueue.v1.TaskQueue 3.input>common.v1.Payloads 4.workflow_run_timeout>google.protobuf.Duration 5.workflow_task_timeout>google.protobuf.Duration 6.backoff_start_interval>google.protobuf.Duration 7.retry_policy>common.v1.RetryPolicy 9.failure>failure.v1.Failure 10.last_completion_result>common.v1.Payloads 12.header>common.v1.Header 13.memo>common.v1.Memo 14.search_attributes>common.v1.SearchAttributes
command.v1.FailWorkflowExecutionCommandAttributes 1.failure>failure.v1.Failure
command.v1.ModifyWorkflowPropertiesCommandAttributes 1.upserted_memo>common.v1.Memo
command.v1.ProtocolMessageCommandAttributes s1
command.v1.RecordMarkerCommandAttributes s1 2.details%>common.v1.Payloads 3.header>common.v1.Header 4.failure>failure.v1.Failure
command.v1.RequestCancelActivityTaskCommandAttributes v1
command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes s2,3,4,6 v5 1.namespace=namespace
command.v1.RequestCancelNexusOperationCommandAttributes v1
command.v1.ScheduleActivityTaskCommandAttributes s1 v12,13 2.activity_type>common.v1.ActivityType 4.task_queue>taskqueue.v1.TaskQueue 5.header>common.v1.Header 6.input>common.v1.Payloads 7.schedule_to_close_timeout>google.protobuf.Duration 8.schedule_to_start_timeout>google.protobuf.Duration 9.start_to_close_timeout>google.protobuf.Duration 10.heartbeat_timeout>google.protobuf.Duration 11.retry_policy>common.v1.RetryPolicy 14.priority>common.v1.Priority
command.v1.ScheduleNexusOperationCommandAttributes!nexus-operation s1,2,3,6 4.input=nexus-input 5.schedule_to_close_timeout>google.protobuf.Duration 7.schedule_to_start_timeout>google.protobuf.Duration 8.start_to_close_timeout>google.protobuf.Duration
command.v1.SignalExternalWorkflowExecutionCommandAttributes s3,5 v6 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 4.input>common.v1.Payloads 7.header>common.v1.Header
command.v1.StartChildWorkflowExecutionCommandAttributes s2,10,13 v9,11,17 1.namespace=namespace 3.workflow_type>common.v1.WorkflowType 4.task_queue>taskqueue.v1.TaskQueue 5.input>common.v1.Payloads 6.workflow_execution_timeout>google.protobuf.Duration 7.workflow_run_timeout>google.protobuf.Duration 8.workflow_task_timeout>google.protobuf.Duration 12.retry_policy>common.v1.RetryPolicy 14.header>common.v1.Header 15.memo>common.v1.Memo 16.search_attributes>common.v1.SearchAttributes 18.priority>common.v1.Priority 19.versioning_override>workflow.v1.VersioningOverride
command.v1.StartTimerCommandAttributes s1 2.start_to_fire_timeout>google.protobuf.Duration
command.v1.UpsertWorkflowSearchAttributesCommandAttributes 1.search_attributes>common.v1.SearchAttributes
common.v1.ActivityType s1
common.v1.Callback 2.nexus~0>common.v1.Callback.Nexus 3.internal~0>common.v1.Callback.Internal 4.nexus_handler~0>common.v1.Callback.NexusHandler 100.links*>common.v1.Link
common.v1.Callback.Internal s1
common.v1.Callback.Nexus s1,2
common.v1.Callback.NexusHandler s1,2,3 4.source_context=payload
common.v1.DataBlob!blob v1 2.data=typed
common.v1.Execution v1 s2,3
common.v1.FastForwardConfig s1 2.duration>google.protobuf.Duration
common.v1.Header 1.fields%=payload
common.v1.Link 1.workflow_event~0>common.v1.Link.WorkflowEvent 2.batch_job~0>common.v1.Link.BatchJob 3.activity~0>common.v1.Link.Activity 4.nexus_operation~0>common.v1.Link.NexusOperation 5.workflow~0>common.v1.Link.Workflow 6.callback~0>common.v1.Link.Callback
common.v1.Link.Activity s2,3 1.namespace=link-namespace
common.v1.Link.BatchJob s1
common.v1.Link.Callback s3,4 1.namespace=link-namespace 2.execution>common.v1.Execution
common.v1.Link.NexusOperation s2,3 1.namespace=link-namespace
common.v1.Link.Workflow s2,3,4 1.namespace=link-namespace
common.v1.Link.WorkflowEvent s2,3 1.namespace=link-namespace 100.event_ref~0>common.v1.Link.WorkflowEvent.EventReference 101.request_id_ref~0>common.v1.Link.WorkflowEvent.RequestIdReference
common.v1.Link.WorkflowEvent.EventReference v1,2
common.v1.Link.WorkflowEvent.RequestIdReference s1 v2
common.v1.Memo 1.fields%=nullable
common.v1.MeteringMetadata v13
common.v1.OnConflictOptions v1,2,3
common.v1.Payload s1,2,3
common.v1.Payload.ExternalPayloadDetails v1
common.v1.Payloads 1.payloads*=payload
common.v1.Principal s1,2
common.v1.Priority v1 s2 f3
common.v1.ResetOptions v3,10,11 s4 V12 1.first_workflow_task~0>google.protobuf.Empty 2.last_workflow_task~0>google.protobuf.Empty
common.v1.ResolvedPrincipal s1,2
common.v1.RetryPolicy d2 v4 s5 1.initial_interval>google.protobuf.Duration 3.maximum_interval>google.protobuf.Duration
common.v1.SearchAttributes s1
common.v1.TimeSkippingConfig v1,3,4 2.fast_forward_config>common.v1.FastForwardConfig
common.v1.TimeSkippingFastForwardInfo s2 v4 1.fast_forward_duration>google.protobuf.Duration 3.target_time>google.protobuf.Timestamp
common.v1.TimeSkippingInfo v6 1.current_time>google.protobuf.Timestamp 2.effective_config>common.v1.TimeSkippingConfig 4.fast_forward_info>common.v1.TimeSkippingFastForwardInfo
common.v1.TimeSkippingStatePropagation v3 1.initial_skipped_duration>google.protobuf.Duration 2.fast_forward_target_time>google.protobuf.Timestamp
common.v1.WorkerSelector s1
common.v1.WorkerVersionCapabilities s1,4 v2
common.v1.WorkerVersionStamp s1 v3
common.v1.WorkflowExecution s1,2
common.v1.WorkflowType s1
compute.v1.ComputeConfig 1.scaling_groups%>compute.v1.ComputeConfigScalingGroup
compute.v1.ComputeConfigScalingGroup V1 s2 3.provider>compute.v1.ComputeProvider 4.scaler>compute.v1.ComputeScaler
compute.v1.ComputeConfigScalingGroupSummary V1 s2,3
compute.v1.ComputeConfigScalingGroupUpdate 1.scaling_group>compute.v1.ComputeConfigScalingGroup 2.update_mask>google.protobuf.FieldMask
compute.v1.ComputeConfigSummary 1.scaling_groups%>compute.v1.ComputeConfigScalingGroupSummary
compute.v1.ComputeProvider s1,2,10
compute.v1.ComputeScaler s1,2
deployment.v1.ComputeStatus 1.provider_validation>deployment.v1.ComputeStatus.ProviderValidationStatus
deployment.v1.ComputeStatus.ProviderValidationStatus s1 2.last_check_time>google.protobuf.Timestamp
deployment.v1.Deployment s1,2
deployment.v1.DeploymentInfo v5 1.deployment>deployment.v1.Deployment 2.create_time>google.protobuf.Timestamp 3.task_queue_infos*>deployment.v1.DeploymentInfo.TaskQueueInfo 4.metadata%=payload
deployment.v1.DeploymentInfo.TaskQueueInfo s1 v2 3.first_poller_time>google.protobuf.Timestamp
deployment.v1.DeploymentListInfo v3 1.deployment>deployment.v1.Deployment 2.create_time>google.protobuf.Timestamp
deployment.v1.InheritedAutoUpgradeInfo v2,3 1.source_deployment_version>deployment.v1.WorkerDeploymentVersion
deployment.v1.RoutingConfig s1,2 f3 v10 4.current_version_changed_time>google.protobuf.Timestamp 5.ramping_version_changed_time>google.protobuf.Timestamp 6.ramping_version_percentage_changed_time>google.protobuf.Timestamp 7.current_deployment_version>deployment.v1.WorkerDeploymentVersion 9.ramping_deployment_version>deployment.v1.WorkerDeploymentVersion
deployment.v1.UpdateDeploymentMetadata s2 1.upsert_entries%=payload
deployment.v1.VersionDrainageInfo v1 2.last_changed_time>google.protobuf.Timestamp 3.last_checked_time>google.protobuf.Timestamp
deployment.v1.VersionMetadata 1.entries%=payload
deployment.v1.WorkerDeploymentInfo s1,5,6 v7 2.version_summaries*>deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary 3.create_time>google.protobuf.Timestamp 4.routing_config>deployment.v1.RoutingConfig
deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary s1 v3,11 2.create_time>google.protobuf.Timestamp 4.deployment_version>deployment.v1.WorkerDeploymentVersion 5.drainage_info>deployment.v1.VersionDrainageInfo 6.current_since_time>google.protobuf.Timestamp 7.ramping_since_time>google.protobuf.Timestamp 8.routing_update_time>google.protobuf.Timestamp 9.first_activation_time>google.protobuf.Timestamp 10.last_deactivation_time>google.protobuf.Timestamp 12.last_current_time>google.protobuf.Timestamp 13.compute_config>compute.v1.ComputeConfigSummary 14.compute_status>deployment.v1.ComputeStatus
deployment.v1.WorkerDeploymentOptions s1,2 v3
deployment.v1.WorkerDeploymentVersion s1,2
deployment.v1.WorkerDeploymentVersionInfo s1,2,17 f7 v14 3.create_time>google.protobuf.Timestamp 4.routing_changed_time>google.protobuf.Timestamp 5.current_since_time>google.protobuf.Timestamp 6.ramping_since_time>google.protobuf.Timestamp 8.task_queue_infos*>deployment.v1.WorkerDeploymentVersionInfo.VersionTaskQueueInfo 9.drainage_info>deployment.v1.VersionDrainageInfo 10.metadata>deployment.v1.VersionMetadata 11.deployment_version>deployment.v1.WorkerDeploymentVersion 12.first_activation_time>google.protobuf.Timestamp 13.last_deactivation_time>google.protobuf.Timestamp 15.last_current_time>google.protobuf.Timestamp 16.compute_config>compute.v1.ComputeConfig
deployment.v1.WorkerDeploymentVersionInfo.VersionTaskQueueInfo s1 v2
errordetails.v1.ActivityExecutionAlreadyStartedFailure s1,2
errordetails.v1.CancellationAlreadyRequestedFailure
errordetails.v1.ClientVersionNotSupportedFailure s1,2,3
errordetails.v1.MultiOperationExecutionFailure 1.statuses*>errordetails.v1.MultiOperationExecutionFailure.OperationStatus
errordetails.v1.MultiOperationExecutionFailure.OperationStatus v1 2.message=opened-text 3.details*>google.protobuf.Any
errordetails.v1.NamespaceAlreadyExistsFailure
errordetails.v1.NamespaceInvalidStateFailure v2 V3 1.namespace=namespace
errordetails.v1.NamespaceNotActiveFailure s2,3 1.namespace=namespace
errordetails.v1.NamespaceNotFoundFailure 1.namespace=namespace
errordetails.v1.NamespaceUnavailableFailure 1.namespace=namespace
errordetails.v1.NewerBuildExistsFailure s1
errordetails.v1.NexusOperationExecutionAlreadyStartedFailure s1,2
errordetails.v1.NotFoundFailure s1,2
errordetails.v1.PermissionDeniedFailure s1
errordetails.v1.QueryFailedFailure 1.failure>failure.v1.Failure
errordetails.v1.ResourceExhaustedFailure v1,2
errordetails.v1.ServerVersionNotSupportedFailure s1,2
errordetails.v1.SystemWorkflowFailure 1.workflow_execution>common.v1.WorkflowExecution 2.workflow_error=opened-text
errordetails.v1.WorkflowExecutionAlreadyStartedFailure s1,2,3
errordetails.v1.WorkflowNotReadyFailure
errordetails.v1.WorkflowTaskCompletionBufferLostFailure
failure.v1.ActivityFailureInfo v1,2,6 s3,5 4.activity_type>common.v1.ActivityType
failure.v1.ApplicationFailureInfo s1 v2,5 3.details>common.v1.Payloads 4.next_retry_delay>google.protobuf.Duration
failure.v1.CanceledFailureInfo s2 1.details>common.v1.Payloads
failure.v1.ChildWorkflowExecutionFailureInfo v4,5,6 1.namespace=link-namespace 2.workflow_execution>common.v1.WorkflowExecution 3.workflow_type>common.v1.WorkflowType
failure.v1.Failure!failure s2 1.message=failure-text 3.stack_trace=failure-text 4.cause>failure.v1.Failure 5.application_failure_info~0>failure.v1.ApplicationFailureInfo 6.timeout_failure_info~0>failure.v1.TimeoutFailureInfo 7.canceled_failure_info~0>failure.v1.CanceledFailureInfo 8.terminated_failure_info~0>failure.v1.TerminatedFailureInfo 9.server_failure_info~0>failure.v1.ServerFailureInfo 10.reset_workflow_failure_info~0>failure.v1.ResetWorkflowFailureInfo 11.activity_failure_info~0>failure.v1.ActivityFailureInfo 12.child_workflow_execution_failure_info~0>failure.v1.ChildWorkflowExecutionFailureInfo 13.nexus_operation_execution_failure_info~0>failure.v1.NexusOperationFailureInfo 14.nexus_handler_failure_info~0>failure.v1.NexusHandlerFailureInfo 20.encoded_attributes=failure-attributes
failure.v1.NexusHandlerFailureInfo s1 v2
failure.v1.NexusOperationFailureInfo v1 s2,3,4,5,6
failure.v1.ResetWorkflowFailureInfo 1.last_heartbeat_details>common.v1.Payloads
failure.v1.ServerFailureInfo v1
failure.v1.TerminatedFailureInfo s1
failure.v1.TimeoutFailureInfo v1 2.last_heartbeat_details>common.v1.Payloads
filter.v1.StartTimeFilter 1.earliest_time>google.protobuf.Timestamp 2.latest_time>google.protobuf.Timestamp
filter.v1.StatusFilter v1
filter.v1.WorkflowExecutionFilter s1,2
filter.v1.WorkflowTypeFilter s1
google.protobuf.Any!any s1 2.value=typed
google.protobuf.DoubleValue d1
google.protobuf.Duration v1,2
google.protobuf.Empty
google.protobuf.FieldMask s1
google.protobuf.Timestamp v1,2
google.rpc.Status v1 2.message=opened-text 3.details*>google.protobuf.Any
history.v1.ActivityPropertiesModifiedExternallyEventAttributes v1 2.new_retry_policy>common.v1.RetryPolicy
history.v1.ActivityTaskCancelRequestedEventAttributes v1,2
history.v1.ActivityTaskCanceledEventAttributes v2,3,4 s5 1.details>common.v1.Payloads 6.worker_version>common.v1.WorkerVersionStamp
history.v1.ActivityTaskCompletedEventAttributes v2,3 s4 1.result>common.v1.Payloads 5.worker_version>common.v1.WorkerVersionStamp
history.v1.ActivityTaskFailedEventAttributes v2,3,5,7 s4 1.failure>failure.v1.Failure 6.worker_version>common.v1.WorkerVersionStamp
history.v1.ActivityTaskScheduledEventAttributes s1 v11,13 2.activity_type>common.v1.ActivityType 4.task_queue>taskqueue.v1.TaskQueue 5.header>common.v1.Header 6.input>common.v1.Payloads 7.schedule_to_close_timeout>google.protobuf.Duration 8.schedule_to_start_timeout>google.protobuf.Duration 9.start_to_close_timeout>google.protobuf.Duration 10.heartbeat_timeout>google.protobuf.Duration 12.retry_policy>common.v1.RetryPolicy 14.priority>common.v1.Priority
history.v1.ActivityTaskStartedEventAttributes v1,4,7 s2,3 5.last_failure>failure.v1.Failure 6.worker_version>common.v1.WorkerVersionStamp
history.v1.ActivityTaskTimedOutEventAttributes v2,3,4 1.failure>failure.v1.Failure
history.v1.ChildWorkflowExecutionCanceledEventAttributes v5,6 s7 1.details>common.v1.Payloads 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution 4.workflow_type>common.v1.WorkflowType
history.v1.ChildWorkflowExecutionCompletedEventAttributes v5,6 s7 1.result>common.v1.Payloads 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution 4.workflow_type>common.v1.WorkflowType
history.v1.ChildWorkflowExecutionFailedEventAttributes v5,6,7 s8 1.failure>failure.v1.Failure 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution 4.workflow_type>common.v1.WorkflowType
history.v1.ChildWorkflowExecutionStartedEventAttributes v2 s6 1.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution 4.workflow_type>common.v1.WorkflowType 5.header>common.v1.Header
history.v1.ChildWorkflowExecutionTerminatedEventAttributes v4,5 s6 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 3.workflow_type>common.v1.WorkflowType
history.v1.ChildWorkflowExecutionTimedOutEventAttributes v4,5,6 s7 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 3.workflow_type>common.v1.WorkflowType
history.v1.DeclinedTargetVersionUpgrade v2 1.deployment_version>deployment.v1.WorkerDeploymentVersion
history.v1.ExternalWorkflowExecutionCancelRequestedEventAttributes v1 s4 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution
history.v1.ExternalWorkflowExecutionSignaledEventAttributes v1 s4,5 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution
history.v1.History 1.events*>history.v1.HistoryEvent
history.v1.HistoryEvent v1,3,4,5,300 2.event_time>google.protobuf.Timestamp 6.workflow_execution_started_event_attributes~0>history.v1.WorkflowExecutionStartedEventAttributes 7.workflow_execution_completed_event_attributes~0>history.v1.WorkflowExecutionCompletedEventAttributes 8.workflow_execution_failed_event_attributes~0>history.v1.WorkflowExecutionFailedEventAttributes 9.workflow_execution_timed_out_event_attributes~0>history.v1.WorkflowExecutionTimedOutEventAttributes 10.workflow_task_scheduled_event_attributes~0>history.v1.WorkflowTaskScheduledEventAttributes 11.workflow_task_started_event_attributes~0>history.v1.WorkflowTaskStartedEventAttributes 12.workflow_task_completed_event_attributes~0>history.v1.WorkflowTaskCompletedEventAttributes 13.workflow_task_timed_out_event_attributes~0>history.v1.WorkflowTaskTimedOutEventAttributes 14.workflow_task_failed_event_attributes~0>history.v1.WorkflowTaskFailedEventAttributes 15.activity_task_scheduled_event_attributes~0>history.v1.ActivityTaskScheduledEventAttributes 16.activity_task_started_event_attributes~0>history.v1.ActivityTaskStartedEventAttributes 17.activity_task_completed_event_attributes~0>history.v1.ActivityTaskCompletedEventAttributes 18.activity_task_failed_event_attributes~0>history.v1.ActivityTaskFailedEventAttributes 19.activity_task_timed_out_event_attributes~0>history.v1.ActivityTaskTimedOutEventAttributes 20.timer_started_event_attributes~0>history.v1.TimerStartedEventAttributes 21.timer_fired_event_attributes~0>history.v1.TimerFiredEventAttributes 22.activity_task_cancel_requested_event_attributes~0>history.v1.ActivityTaskCancelRequestedEventAttributes 23.activity_task_canceled_event_attributes~0>history.v1.ActivityTaskCanceledEventAttributes 24.timer_canceled_event_attributes~0>history.v1.TimerCanceledEventAttributes 25.marker_recorded_event_attributes~0>history.v1.MarkerRecordedEventAttributes 26.workflow_execution_signaled_event_attributes~0>history.v1.WorkflowExecutionSignaledEventAttributes 27.workflow_execution_terminated_event_attributes~0>history.v1.WorkflowExecutionTerminatedEventAttributes 28.workflow_execution_cancel_requested_event_attributes~0>history.v1.WorkflowExecutionCancelRequestedEventAttributes 29.workflow_execution_canceled_event_attributes~0>history.v1.WorkflowExecutionCanceledEventAttributes 30.request_cancel_external_workflow_execution_initiated_event_attributes~0>history.v1.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes 31.request_cancel_external_workflow_execution_failed_event_attributes~0>history.v1.RequestCancelExternalWorkflowExecutionFailedEventAttributes 32.external_workflow_execution_cancel_requested_event_attributes~0>history.v1.ExternalWorkflowExecutionCancelRequestedEventAttributes 33.workflow_execution_continued_as_new_event_attributes~0>history.v1.WorkflowExecutionContinuedAsNewEventAttributes 34.start_child_workflow_execution_initiated_event_attributes~0>history.v1.StartChildWorkflowExecutionInitiatedEventAttributes 35.start_child_workflow_execution_failed_event_attributes~0>history.v1.StartChildWorkflowExecutionFailedEventAttributes 36.child_workflow_execution_started_event_attributes~0>history.v1.ChildWorkflowExecutionStartedEventAttributes 37.child_workflow_execution_completed_event_attributes~0>history.v1.ChildWorkflowExecutionCompletedEventAttributes 38.child_workflow_execution_failed_event_attributes~0>history.v1.ChildWorkflowExecutionFailedEventAttributes 39.child_workflow_execution_canceled_event_attributes~0>history.v1.ChildWorkflowExecutionCanceledEventAttributes 40.child_workflow_execution_timed_out_event_attributes~0>history.v1.ChildWorkflowExecutionTimedOutEventAttributes 41.child_workflow_execution_terminated_event_attributes~0>history.v1.ChildWorkflowExecutionTerminatedEventAttributes 42.signal_external_workflow_execution_initiated_event_attributes~0>history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes 43.signal_external_workflow_execution_failed_event_attributes~0>history.v1.SignalExternalWorkflowExecutionFailedEventAttributes 44.external_workflow_execution_signaled_event_attributes~0>history.v1.ExternalWorkflowExecutionSignaledEventAttributes 45.upsert_workflow_search_attributes_event_attributes~0>history.v1.UpsertWorkflowSearchAttributesEventAttributes 46.workflow_execution_update_accepted_event_attributes~0>history.v1.WorkflowExecutionUpdateAcceptedEventAttributes 47.workflow_execution_update_rejected_event_attributes~0>history.v1.WorkflowExecutionUpdateRejectedEventAttributes 48.workflow_execution_update_completed_event_attributes~0>history.v1.WorkflowExecutionUpdateCompletedEventAttributes 49.workflow_properties_modified_externally_event_attributes~0>history.v1.WorkflowPropertiesModifiedExternallyEventAttributes 50.activity_properties_modified_externally_event_attributes~0>history.v1.ActivityPropertiesModifiedExternallyEventAttributes 51.workflow_properties_modified_event_attributes~0>history.v1.WorkflowPropertiesModifiedEventAttributes 52.workflow_execution_update_admitted_event_attributes~0>history.v1.WorkflowExecutionUpdateAdmittedEventAttributes 53.nexus_operation_scheduled_event_attributes~0>history.v1.NexusOperationScheduledEventAttributes 54.nexus_operation_started_event_attributes~0>history.v1.NexusOperationStartedEventAttributes 55.nexus_operation_completed_event_attributes~0>history.v1.NexusOperationCompletedEventAttributes 56.nexus_operation_failed_event_attributes~0>history.v1.NexusOperationFailedEventAttributes 57.nexus_operation_canceled_event_attributes~0>history.v1.NexusOperationCanceledEventAttributes 58.nexus_operation_timed_out_event_attributes~0>history.v1.NexusOperationTimedOutEventAttributes 59.nexus_operation_cancel_requested_event_attributes~0>history.v1.NexusOperationCancelRequestedEventAttributes 60.workflow_execution_options_updated_event_attributes~0>history.v1.WorkflowExecutionOptionsUpdatedEventAttributes 61.nexus_operation_cancel_request_completed_event_attributes~0>history.v1.NexusOperationCancelRequestCompletedEventAttributes 62.nexus_operation_cancel_request_failed_event_attributes~0>history.v1.NexusOperationCancelRequestFailedEventAttributes 63.workflow_execution_paused_event_attributes~0>history.v1.WorkflowExecutionPausedEventAttributes 64.workflow_execution_unpaused_event_attributes~0>history.v1.WorkflowExecutionUnpausedEventAttributes 65.workflow_execution_time_skipping_transitioned_event_attributes~0>history.v1.WorkflowExecutionTimeSkippingTransitionedEventAttributes 301.user_metadata>sdk.v1.UserMetadata 302.links*>common.v1.Link 303.principal>common.v1.Principal 304.event_group_markers*>sdk.v1.EventGroupMarker
history.v1.MarkerRecordedEventAttributes s1 v3 2.details%>common.v1.Payloads 4.header>common.v1.Header 5.failure>failure.v1.Failure
history.v1.NexusOperationCancelRequestCompletedEventAttributes v1,2,3
history.v1.NexusOperationCancelRequestFailedEventAttributes v1,2,4 3.failure>failure.v1.Failure
history.v1.NexusOperationCancelRequestedEventAttributes v1,2
history.v1.NexusOperationCanceledEventAttributes v1 s3 2.failure>failure.v1.Failure
history.v1.NexusOperationCompletedEventAttributes v1 s3 2.result=payload
history.v1.NexusOperationFailedEventAttributes v1 s3 2.failure>failure.v1.Failure
history.v1.NexusOperationScheduledEventAttributes!nexus-operation s1,2,3,6,8,9 v7 4.input=nexus-input 5.schedule_to_close_timeout>google.protobuf.Duration 10.schedule_to_start_timeout>google.protobuf.Duration 11.start_to_close_timeout>google.protobuf.Duration
history.v1.NexusOperationStartedEventAttributes v1 s3,4,5
history.v1.NexusOperationTimedOutEventAttributes v1 s3 2.failure>failure.v1.Failure
history.v1.RequestCancelExternalWorkflowExecutionFailedEventAttributes v1,2,5 s6,7 3.namespace=namespace 4.workflow_execution>common.v1.WorkflowExecution
history.v1.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes v1,5 s4,6,7 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution
history.v1.SignalExternalWorkflowExecutionFailedEventAttributes v1,2,5 s6,7 3.namespace=namespace 4.workflow_execution>common.v1.WorkflowExecution
history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes v1,7 s4,6,9 2.namespace=namespace 3.workflow_execution>common.v1.WorkflowExecution 5.input>common.v1.Payloads 8.header>common.v1.Header
history.v1.StartChildWorkflowExecutionFailedEventAttributes s2,5,8 v4,6,7 1.namespace=namespace 3.workflow_type>common.v1.WorkflowType
history.v1.StartChildWorkflowExecutionInitiatedEventAttributes s2,10,14,18 v9,11,12,19 1.namespace=namespace 3.workflow_type>common.v1.WorkflowType 4.task_queue>taskqueue.v1.TaskQueue 5.input>common.v1.Payloads 6.workflow_execution_timeout>google.protobuf.Duration 7.workflow_run_timeout>google.protobuf.Duration 8.workflow_task_timeout>google.protobuf.Duration 13.retry_policy>common.v1.RetryPolicy 15.header>common.v1.Header 16.memo>common.v1.Memo 17.search_attributes>common.v1.SearchAttributes 20.priority>common.v1.Priority 21.time_skipping_config>common.v1.TimeSkippingConfig 23.time_skipping_state_propagation>common.v1.TimeSkippingStatePropagation 24.versioning_override>workflow.v1.VersioningOverride
history.v1.TimerCanceledEventAttributes s1,4 v2,3
history.v1.TimerFiredEventAttributes s1 v2
history.v1.TimerStartedEventAttributes s1 v3 2.start_to_fire_timeout>google.protobuf.Duration
history.v1.UpsertWorkflowSearchAttributesEventAttributes v1 2.search_attributes>common.v1.SearchAttributes
history.v1.WorkflowExecutionCancelRequestedEventAttributes s1,4 v2 3.external_workflow_execution>common.v1.WorkflowExecution
history.v1.WorkflowExecutionCanceledEventAttributes v1 2.details>common.v1.Payloads
history.v1.WorkflowExecutionCompletedEventAttributes v2 s3 1.result>common.v1.Payloads
history.v1.WorkflowExecutionContinuedAsNewEventAttributes s1 v7,9,15,16 2.workflow_type>common.v1.WorkflowType 3.task_queue>taskqueue.v1.TaskQueue 4.input>common.v1.Payloads 5.workflow_run_timeout>google.protobuf.Duration 6.workflow_task_timeout>google.protobuf.Duration 8.backoff_start_interval>google.protobuf.Duration 10.failure>failure.v1.Failure 11.last_completion_result>common.v1.Payloads 12.header>common.v1.Header 13.memo>common.v1.Memo 14.search_attributes>common.v1.SearchAttributes
history.v1.WorkflowExecutionFailedEventAttributes v2,3 s4 1.failure>failure.v1.Failure
history.v1.WorkflowExecutionOptionsUpdatedEventAttributes v2,9 s3,5 1.versioning_override>workflow.v1.VersioningOverride 4.attached_completion_callbacks*>common.v1.Callback 6.priority>common.v1.Priority 7.time_skipping_config>common.v1.TimeSkippingConfig 8.workflow_update_options*>history.v1.WorkflowExecutionOptionsUpdatedEventAttributes.WorkflowUpdateOptionsUpdate
history.v1.WorkflowExecutionOptionsUpdatedEventAttributes.WorkflowUpdateOptionsUpdate s1,2 3.attached_completion_callbacks*>common.v1.Callback
history.v1.WorkflowExecutionPausedEventAttributes s1,2,3
history.v1.WorkflowExecutionSignaledEventAttributes s1,3,7 v5 2.input>common.v1.Payloads 4.header>common.v1.Header 6.external_workflow_execution>common.v1.WorkflowExecution
history.v1.WorkflowExecutionStartedEventAttributes v4,11,18,26,38 s10,14,15,16,20,27,28,32,34 1.workflow_type>common.v1.WorkflowType 2.parent_workflow_namespace=namespace 3.parent_workflow_execution>common.v1.WorkflowExecution 5.task_queue>taskqueue.v1.TaskQueue 6.input>common.v1.Payloads 7.workflow_execution_timeout>google.protobuf.Duration 8.workflow_run_timeout>google.protobuf.Duration 9.workflow_task_timeout>google.protobuf.Duration 12.continued_failure>failure.v1.Failure 13.last_completion_result>common.v1.Payloads 17.retry_policy>common.v1.RetryPolicy 19.workflow_execution_expiration_time>google.protobuf.Timestamp 21.first_workflow_task_backoff>google.protobuf.Duration 22.memo>common.v1.Memo 23.search_attributes>common.v1.SearchAttributes 24.prev_auto_reset_points>workflow.v1.ResetPoints 25.header>common.v1.Header 29.source_version_stamp>common.v1.WorkerVersionStamp 30.completion_callbacks*>common.v1.Callback 31.root_workflow_execution>common.v1.WorkflowExecution 33.versioning_override>workflow.v1.VersioningOverride 35.priority>common.v1.Priority 37.inherited_pinned_version>deployment.v1.WorkerDeploymentVersion 39.inherited_auto_upgrade_info>deployment.v1.InheritedAutoUpgradeInfo 40.declined_target_version_upgrade>history.v1.DeclinedTargetVersionUpgrade 41.time_skipping_config>common.v1.TimeSkippingConfig 43.time_skipping_state_propagation>common.v1.TimeSkippingStatePropagation 44.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
history.v1.WorkflowExecutionTerminatedEventAttributes s1,3 2.details>common.v1.Payloads
history.v1.WorkflowExecutionTimeSkippingTransitionedEventAttributes v2 1.target_time>google.protobuf.Timestamp 3.wall_clock_time>google.protobuf.Timestamp
history.v1.WorkflowExecutionTimedOutEventAttributes v1 s2
history.v1.WorkflowExecutionUnpausedEventAttributes s1,2,3
history.v1.WorkflowExecutionUpdateAcceptedEventAttributes s1,2 v3 4.accepted_request>update.v1.Request
history.v1.WorkflowExecutionUpdateAdmittedEventAttributes v2 1.request>update.v1.Request
history.v1.WorkflowExecutionUpdateCompletedEventAttributes v3 1.meta>update.v1.Meta 2.outcome>update.v1.Outcome
history.v1.WorkflowExecutionUpdateRejectedEventAttributes s1,2 v3 4.rejected_request>update.v1.Request 5.failure>failure.v1.Failure
history.v1.WorkflowPropertiesModifiedEventAttributes v1 2.upserted_memo>common.v1.Memo
history.v1.WorkflowPropertiesModifiedExternallyEventAttributes s1 2.new_workflow_task_timeout>google.protobuf.Duration 3.new_workflow_run_timeout>google.protobuf.Duration 4.new_workflow_execution_timeout>google.protobuf.Duration 5.upserted_memo>common.v1.Memo
history.v1.WorkflowTaskCompletedEventAttributes v1,2,8 s3,4,9,10 5.worker_version>common.v1.WorkerVersionStamp 6.sdk_metadata>sdk.v1.WorkflowTaskCompletedMetadata 7.deployment>deployment.v1.Deployment 11.deployment_version>deployment.v1.WorkerDeploymentVersion 13.metering_metadata>common.v1.MeteringMetadata
history.v1.WorkflowTaskFailedEventAttributes v1,2,3,8 s5,6,7,9 4.failure>failure.v1.Failure 10.worker_version>common.v1.WorkerVersionStamp
history.v1.WorkflowTaskScheduledEventAttributes v3 1.task_queue>taskqueue.v1.TaskQueue 2.start_to_close_timeout>google.protobuf.Duration
history.v1.WorkflowTaskStartedEventAttributes v1,4,5,7,9 s2,3 V8 6.worker_version>common.v1.WorkerVersionStamp
history.v1.WorkflowTaskTimedOutEventAttributes v1,2,3
namespace.v1.BadBinaries 1.binaries%>namespace.v1.BadBinaryInfo
namespace.v1.BadBinaryInfo s1,2 3.create_time>google.protobuf.Timestamp
namespace.v1.NamespaceConfig v3,5 s4,6,7 1.workflow_execution_retention_ttl>google.protobuf.Duration 2.bad_binaries>namespace.v1.BadBinaries
namespace.v1.NamespaceFilter v1
namespace.v1.NamespaceInfo v2,100 s3,4,5,6 1.name=namespace 7.capabilities>namespace.v1.NamespaceInfo.Capabilities 8.limits>namespace.v1.NamespaceInfo.Limits
namespace.v1.NamespaceInfo.Capabilities v1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17
namespace.v1.NamespaceInfo.Limits v1,2,3
namespace.v1.UpdateNamespaceInfo s1,2,3 v4
nexus.v1.CancelOperationRequest s1,2,3,4
nexus.v1.CancelOperationResponse
nexus.v1.Endpoint v1 s2,6 3.spec>nexus.v1.EndpointSpec 4.created_time>google.protobuf.Timestamp 5.last_modified_time>google.protobuf.Timestamp
nexus.v1.EndpointSpec s1 2.description=payload 3.target>nexus.v1.EndpointTarget
nexus.v1.EndpointTarget 1.worker~0>nexus.v1.EndpointTarget.Worker 2.external~0>nexus.v1.EndpointTarget.External
nexus.v1.EndpointTarget.External s1
nexus.v1.EndpointTarget.Worker s2 1.namespace=namespace
nexus.v1.Failure!nexus-failure s1,2,3,4 5.cause>nexus.v1.Failure
nexus.v1.HandlerError s1 v3 2.failure>nexus.v1.Failure
nexus.v1.Link s2 1.url=link-url
nexus.v1.NexusOperationExecutionCancellationInfo v2,3 s7,8 1.requested_time>google.protobuf.Timestamp 4.last_attempt_complete_time>google.protobuf.Timestamp 5.last_attempt_failure>failure.v1.Failure 6.next_attempt_schedule_time>google.protobuf.Timestamp
nexus.v1.NexusOperationExecutionInfo s1,2,3,4,5,20,21,22,25,28 v6,7,11,23,29 8.schedule_to_close_timeout>google.protobuf.Duration 9.schedule_to_start_timeout>google.protobuf.Duration 10.start_to_close_timeout>google.protobuf.Duration 12.schedule_time>google.protobuf.Timestamp 13.expiration_time>google.protobuf.Timestamp 14.close_time>google.protobuf.Timestamp 15.last_attempt_complete_time>google.protobuf.Timestamp 16.last_attempt_failure>failure.v1.Failure 17.next_attempt_schedule_time>google.protobuf.Timestamp 18.execution_duration>google.protobuf.Duration 19.cancellation_info>nexus.v1.NexusOperationExecutionCancellationInfo 24.search_attributes>common.v1.SearchAttributes 26.user_metadata>sdk.v1.UserMetadata 27.links*>common.v1.Link
nexus.v1.NexusOperationExecutionListInfo s1,2,3,4,5 v8,10,12 6.schedule_time>google.protobuf.Timestamp 7.close_time>google.protobuf.Timestamp 9.search_attributes>common.v1.SearchAttributes 11.execution_duration>google.protobuf.Duration
nexus.v1.PropagatedSerializationContext s1,2,3
nexus.v1.Request s1,10 2.scheduled_time>google.protobuf.Timestamp 3.start_operation~0>nexus.v1.StartOperationRequest 4.cancel_operation~0>nexus.v1.CancelOperationRequest 100.capabilities>nexus.v1.Request.Capabilities
nexus.v1.Request.Capabilities v1
nexus.v1.Response 1.start_operation~0>nexus.v1.StartOperationResponse 2.cancel_operation~0>nexus.v1.CancelOperationResponse
nexus.v1.StartOperationRequest s1,2,3,4,6 5.payload=payload 7.links*>nexus.v1.Link
nexus.v1.StartOperationResponse 1.sync_success~0>nexus.v1.StartOperationResponse.Sync 2.async_success~0>nexus.v1.StartOperationResponse.Async 3.operation_error~0>nexus.v1.UnsuccessfulOperationError 4.failure~0>failure.v1.Failure
nexus.v1.StartOperationResponse.Async s1,3 2.links*>nexus.v1.Link
nexus.v1.StartOperationResponse.Sync 1.payload=payload 2.links*>nexus.v1.Link
nexus.v1.UnsuccessfulOperationError s1 2.failure>nexus.v1.Failure
nexusoperation.v1.CallbackInfo 1.trigger>nexusoperation.v1.CallbackInfo.Trigger 2.info>callback.v1.CallbackInfo
nexusoperation.v1.CallbackInfo.OperationCompleted
nexusoperation.v1.CallbackInfo.Trigger 1.operation_completed>nexusoperation.v1.CallbackInfo.OperationCompleted
nexusoperation.v1.OnConflictOptions v1,2,3
operatorservice.v1.AddOrUpdateRemoteClusterRequest s1,3 v2,4
operatorservice.v1.AddOrUpdateRemoteClusterResponse
operatorservice.v1.AddSearchAttributesRequest s1 2.namespace=namespace
operatorservice.v1.AddSearchAttributesResponse
operatorservice.v1.ClusterMetadata s1,2,3,7 v4,5,6,8
operatorservice.v1.CreateNexusEndpointRequest 1.spec>nexus.v1.EndpointSpec
operatorservice.v1.CreateNexusEndpointResponse 1.endpoint>nexus.v1.Endpoint
operatorservice.v1.DeleteNamespaceRequest s2 1.namespace=namespace 3.namespace_delete_delay>google.protobuf.Duration
operatorservice.v1.DeleteNamespaceResponse 1.deleted_namespace=namespace
operatorservice.v1.DeleteNexusEndpointRequest s1 v2
operatorservice.v1.DeleteNexusEndpointResponse
operatorservice.v1.GetNexusEndpointRequest s1
operatorservice.v1.GetNexusEndpointResponse 1.endpoint>nexus.v1.Endpoint
operatorservice.v1.ListClustersRequest v1 s2
operatorservice.v1.ListClustersResponse s4 1.clusters*>operatorservice.v1.ClusterMetadata
operatorservice.v1.ListNexusEndpointsRequest v1 s2,3
operatorservice.v1.ListNexusEndpointsResponse s1 2.endpoints*>nexus.v1.Endpoint
operatorservice.v1.ListSearchAttributesRequest 1.namespace=namespace
operatorservice.v1.ListSearchAttributesResponse s1,2,3
operatorservice.v1.RemoveRemoteClusterRequest s1
operatorservice.v1.RemoveRemoteClusterResponse
operatorservice.v1.RemoveSearchAttributesRequest s1 2.namespace=namespace
operatorservice.v1.RemoveSearchAttributesResponse
operatorservice.v1.UpdateNexusEndpointRequest s1 v2 3.spec>nexus.v1.EndpointSpec
operatorservice.v1.UpdateNexusEndpointResponse 1.endpoint>nexus.v1.Endpoint
protocol.v1.Message s1,2 v3,4 5.body>google.protobuf.Any
query.v1.QueryRejected v1
query.v1.WorkflowQuery s1 2.query_args>common.v1.Payloads 3.header>common.v1.Header
query.v1.WorkflowQueryResult v1 2.answer>common.v1.Payloads 3.error_message=text 4.failure>failure.v1.Failure
replication.v1.ClusterReplicationConfig s1 2.replication_ramp_duration>google.protobuf.Duration
replication.v1.FailoverStatus v2 1.failover_time>google.protobuf.Timestamp
replication.v1.NamespaceReplicationConfig s1 v3 2.clusters*>replication.v1.ClusterReplicationConfig
rules.v1.WorkflowRule s3,4 1.create_time>google.protobuf.Timestamp 2.spec>rules.v1.WorkflowRuleSpec
rules.v1.WorkflowRuleAction 1.activity_pause~0>rules.v1.WorkflowRuleAction.ActionActivityPause
rules.v1.WorkflowRuleAction.ActionActivityPause
rules.v1.WorkflowRuleSpec s1,3 2.activity_start~0>rules.v1.WorkflowRuleSpec.ActivityStartingTrigger 4.actions*>rules.v1.WorkflowRuleAction 5.expiration_time>google.protobuf.Timestamp
rules.v1.WorkflowRuleSpec.ActivityStartingTrigger s1
schedule.v1.BackfillRequest v3 1.start_time>google.protobuf.Timestamp 2.end_time>google.protobuf.Timestamp
schedule.v1.CalendarSpec s1,2,3,4,5,6,7,8
schedule.v1.IntervalSpec 1.interval>google.protobuf.Duration 2.phase>google.protobuf.Duration
schedule.v1.Range v1,2,3
schedule.v1.Schedule 1.spec>schedule.v1.ScheduleSpec 2.action>schedule.v1.ScheduleAction 3.policies>schedule.v1.SchedulePolicies 4.state>schedule.v1.ScheduleState
schedule.v1.ScheduleAction 1.start_workflow~0>workflow.v1.NewWorkflowExecutionInfo
schedule.v1.ScheduleActionResult v12 1.schedule_time>google.protobuf.Timestamp 2.actual_time>google.protobuf.Timestamp 11.start_workflow_result>common.v1.WorkflowExecution
schedule.v1.ScheduleInfo v1,2,3,10,11,12 s8 4.recent_actions*>schedule.v1.ScheduleActionResult 5.future_action_times*>google.protobuf.Timestamp 6.create_time>google.protobuf.Timestamp 7.update_time>google.protobuf.Timestamp 9.running_workflows*>common.v1.WorkflowExecution 13.time_skipping_info>common.v1.TimeSkippingInfo
schedule.v1.ScheduleListEntry s1 2.memo>common.v1.Memo 3.search_attributes>common.v1.SearchAttributes 4.info>schedule.v1.ScheduleListInfo
schedule.v1.ScheduleListInfo s3 v4,7 1.spec>schedule.v1.ScheduleSpec 2.workflow_type>common.v1.WorkflowType 5.recent_actions*>schedule.v1.ScheduleActionResult 6.future_action_times*>google.protobuf.Timestamp
schedule.v1.SchedulePatch s3,4 1.trigger_immediately>schedule.v1.TriggerImmediatelyRequest 2.backfill_request*>schedule.v1.BackfillRequest 5.time_skipping_config>common.v1.TimeSkippingConfig
schedule.v1.SchedulePolicies v1,3,4 2.catchup_window>google.protobuf.Duration
schedule.v1.ScheduleSpec s8,10,11 1.calendar*>schedule.v1.CalendarSpec 2.interval*>schedule.v1.IntervalSpec 3.exclude_calendar*>schedule.v1.CalendarSpec 4.start_time>google.protobuf.Timestamp 5.end_time>google.protobuf.Timestamp 6.jitter>google.protobuf.Duration 7.structured_calendar*>schedule.v1.StructuredCalendarSpec 9.exclude_structured_calendar*>schedule.v1.StructuredCalendarSpec
schedule.v1.ScheduleState s1 v2,3,4
schedule.v1.StructuredCalendarSpec s8 1.second*>schedule.v1.Range 2.minute*>schedule.v1.Range 3.hour*>schedule.v1.Range 4.day_of_month*>schedule.v1.Range 5.month*>schedule.v1.Range 6.year*>schedule.v1.Range 7.day_of_week*>schedule.v1.Range
schedule.v1.TriggerImmediatelyRequest v1 2.scheduled_time>google.protobuf.Timestamp
sdk.v1.EventGroupMarker 1.label~0>sdk.v1.EventGroupMarker.Label 2.inbound_event~0>sdk.v1.EventGroupMarker.InboundEvent 3.inbound_update~0>sdk.v1.EventGroupMarker.InboundUpdate
sdk.v1.EventGroupMarker.InboundEvent v1
sdk.v1.EventGroupMarker.InboundUpdate s1
sdk.v1.EventGroupMarker.Label!user-metadata s1 2.label=payload
sdk.v1.UserMetadata!user-metadata 1.summary=payload 2.details=payload
sdk.v1.WorkerConfig v1 2.simple_poller_behavior~0>sdk.v1.WorkerConfig.SimplePollerBehavior 3.autoscaling_poller_behavior~0>sdk.v1.WorkerConfig.AutoscalingPollerBehavior
sdk.v1.WorkerConfig.AutoscalingPollerBehavior v1,2,3
sdk.v1.WorkerConfig.SimplePollerBehavior v1
sdk.v1.WorkflowTaskCompletedMetadata V1,2 s3,4
taskqueue.v1.BuildIdAssignmentRule s1 3.percentage_ramp~0>taskqueue.v1.RampByPercentage
taskqueue.v1.BuildIdReachability s1 2.task_queue_reachability*>taskqueue.v1.TaskQueueReachability
taskqueue.v1.CompatibleBuildIdRedirectRule s1,2
taskqueue.v1.CompatibleVersionSet s1
taskqueue.v1.ConcurrencyLimit v1
taskqueue.v1.ConcurrencyLimitConfig 1.concurrency_limit>taskqueue.v1.ConcurrencyLimit 2.metadata>taskqueue.v1.ConfigMetadata
taskqueue.v1.ConfigMetadata s1,2 3.update_time>google.protobuf.Timestamp
taskqueue.v1.PollerGroupInfo s1 f2
taskqueue.v1.PollerGroupsInfo v1 2.poller_groups*>taskqueue.v1.PollerGroupInfo
taskqueue.v1.PollerInfo s2 d3 1.last_access_time>google.protobuf.Timestamp 4.worker_version_capabilities>common.v1.WorkerVersionCapabilities 5.deployment_options>deployment.v1.WorkerDeploymentOptions
taskqueue.v1.PollerPoolInfo v1
taskqueue.v1.PollerScalingDecision v1
taskqueue.v1.RampByPercentage f1
taskqueue.v1.RateLimit f1
taskqueue.v1.RateLimitConfig 1.rate_limit>taskqueue.v1.RateLimit 2.metadata>taskqueue.v1.ConfigMetadata
taskqueue.v1.StickyExecutionAttributes 1.worker_task_queue>taskqueue.v1.TaskQueue 2.schedule_to_start_timeout>google.protobuf.Duration
taskqueue.v1.TaskIdBlock v1,2
taskqueue.v1.TaskQueue s1,3 v2
taskqueue.v1.TaskQueueConfig s3 1.queue_rate_limit>taskqueue.v1.RateLimitConfig 2.fairness_keys_rate_limit_default>taskqueue.v1.RateLimitConfig 4.queue_concurrency_limit>taskqueue.v1.ConcurrencyLimitConfig
taskqueue.v1.TaskQueueMetadata 1.max_tasks_per_second>google.protobuf.DoubleValue
taskqueue.v1.TaskQueuePartitionMetadata s1,2
taskqueue.v1.TaskQueueReachability s1 V2
taskqueue.v1.TaskQueueStats v1,5 f3,4 2.approximate_backlog_age>google.protobuf.Duration
taskqueue.v1.TaskQueueStatus v1,2,3 d4 5.task_id_block>taskqueue.v1.TaskIdBlock
taskqueue.v1.TaskQueueTypeInfo 1.pollers*>taskqueue.v1.PollerInfo 2.stats>taskqueue.v1.TaskQueueStats
taskqueue.v1.TaskQueueVersionInfo v2 1.types_info%v>taskqueue.v1.TaskQueueTypeInfo
taskqueue.v1.TaskQueueVersionSelection s1 v2,3
taskqueue.v1.TaskQueueVersioningInfo s1,2 f3 4.update_time>google.protobuf.Timestamp 7.current_deployment_version>deployment.v1.WorkerDeploymentVersion 9.ramping_deployment_version>deployment.v1.WorkerDeploymentVersion
taskqueue.v1.TimestampedBuildIdAssignmentRule 1.rule>taskqueue.v1.BuildIdAssignmentRule 2.create_time>google.protobuf.Timestamp
taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule 1.rule>taskqueue.v1.CompatibleBuildIdRedirectRule 2.create_time>google.protobuf.Timestamp
update.v1.Acceptance s1 v2 3.accepted_request>update.v1.Request
update.v1.Input s2 1.header>common.v1.Header 3.args>common.v1.Payloads
update.v1.Meta s1,2
update.v1.Outcome 1.success~0>common.v1.Payloads 2.failure~0>failure.v1.Failure
update.v1.Rejection s1 v2 3.rejected_request>update.v1.Request 4.failure>failure.v1.Failure
update.v1.Request s3 1.meta>update.v1.Meta 2.input>update.v1.Input 4.completion_callbacks*>common.v1.Callback 5.links*>common.v1.Link 6.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
update.v1.Response 1.meta>update.v1.Meta 2.outcome>update.v1.Outcome
update.v1.UpdateRef s2 1.workflow_execution>common.v1.WorkflowExecution
update.v1.WaitPolicy v1
version.v1.Alert s1 v2
version.v1.ReleaseInfo s1,3 2.release_time>google.protobuf.Timestamp
version.v1.VersionInfo s3 1.current>version.v1.ReleaseInfo 2.recommended>version.v1.ReleaseInfo 4.alerts*>version.v1.Alert 5.last_update_time>google.protobuf.Timestamp
worker.v1.EnvironmentInfo 1.runtimes*>worker.v1.EnvironmentInfo.Runtime 2.hosting_environments*>worker.v1.EnvironmentInfo.HostingEnvironment 3.platform>worker.v1.EnvironmentInfo.Platform
worker.v1.EnvironmentInfo.HostingEnvironment v1 s2
worker.v1.EnvironmentInfo.LinuxPlatform s1 v2,3
worker.v1.EnvironmentInfo.MacOSPlatform s1 v2
worker.v1.EnvironmentInfo.Platform 1.linux~0>worker.v1.EnvironmentInfo.LinuxPlatform 2.macos~0>worker.v1.EnvironmentInfo.MacOSPlatform 3.windows~0>worker.v1.EnvironmentInfo.WindowsPlatform
worker.v1.EnvironmentInfo.Runtime v1 s2
worker.v1.EnvironmentInfo.WindowsPlatform s1 v2,3
worker.v1.PluginInfo s1,2
worker.v1.StorageDriverInfo s1
worker.v1.WorkerHeartbeat s1,2,4,6,7 v8,20,21,22 3.host_info>worker.v1.WorkerHostInfo 5.deployment_version>deployment.v1.WorkerDeploymentVersion 9.start_time>google.protobuf.Timestamp 10.heartbeat_time>google.protobuf.Timestamp 11.elapsed_since_last_heartbeat>google.protobuf.Duration 12.workflow_task_slots_info>worker.v1.WorkerSlotsInfo 13.activity_task_slots_info>worker.v1.WorkerSlotsInfo 14.nexus_task_slots_info>worker.v1.WorkerSlotsInfo 15.local_activity_slots_info>worker.v1.WorkerSlotsInfo 16.workflow_poller_info>worker.v1.WorkerPollerInfo 17.workflow_sticky_poller_info>worker.v1.WorkerPollerInfo 18.activity_poller_info>worker.v1.WorkerPollerInfo 19.nexus_poller_info>worker.v1.WorkerPollerInfo 23.plugins*>worker.v1.PluginInfo 24.drivers*>worker.v1.StorageDriverInfo 25.environment>worker.v1.EnvironmentInfo
worker.v1.WorkerHostInfo s1,2,5 f3,4
worker.v1.WorkerInfo 1.worker_heartbeat>worker.v1.WorkerHeartbeat
worker.v1.WorkerListInfo s1,2,3,5,6,9,10,11 v7 4.deployment_version>deployment.v1.WorkerDeploymentVersion 8.start_time>google.protobuf.Timestamp 12.plugins*>worker.v1.PluginInfo 13.drivers*>worker.v1.StorageDriverInfo
worker.v1.WorkerPollerInfo v1,3,4 2.last_successful_poll_time>google.protobuf.Timestamp
worker.v1.WorkerSlotsInfo v1,2,4,5,6,7 s3
workflow.v1.CallbackInfo v4,5 s9,10 1.callback>common.v1.Callback 2.trigger>workflow.v1.CallbackInfo.Trigger 3.registration_time>google.protobuf.Timestamp 6.last_attempt_complete_time>google.protobuf.Timestamp 7.last_attempt_failure>failure.v1.Failure 8.next_attempt_schedule_time>google.protobuf.Timestamp
workflow.v1.CallbackInfo.Trigger 1.workflow_closed~0>workflow.v1.CallbackInfo.WorkflowClosed 2.update_workflow_execution_completed~0>workflow.v1.CallbackInfo.UpdateWorkflowExecutionCompleted
workflow.v1.CallbackInfo.UpdateWorkflowExecutionCompleted s1
workflow.v1.CallbackInfo.WorkflowClosed
workflow.v1.DeploymentTransition 1.deployment>deployment.v1.Deployment
workflow.v1.DeploymentVersionTransition s1 2.deployment_version>deployment.v1.WorkerDeploymentVersion
workflow.v1.NewWorkflowExecutionInfo s1,10 v8 2.workflow_type>common.v1.WorkflowType 3.task_queue>taskqueue.v1.TaskQueue 4.input>common.v1.Payloads 5.workflow_execution_timeout>google.protobuf.Duration 6.workflow_run_timeout>google.protobuf.Duration 7.workflow_task_timeout>google.protobuf.Duration 9.retry_policy>common.v1.RetryPolicy 11.memo>common.v1.Memo 12.search_attributes>common.v1.SearchAttributes 13.header>common.v1.Header 14.user_metadata>sdk.v1.UserMetadata 15.versioning_override>workflow.v1.VersioningOverride 16.priority>common.v1.Priority
workflow.v1.NexusOperationCancellationInfo v2,3 s7 1.requested_time>google.protobuf.Timestamp 4.last_attempt_complete_time>google.protobuf.Timestamp 5.last_attempt_failure>failure.v1.Failure 6.next_attempt_schedule_time>google.protobuf.Timestamp
workflow.v1.OnConflictOptions v1,2,3
workflow.v1.PendingActivityInfo s1,12,14,21 v3,7,8,19 2.activity_type>common.v1.ActivityType 4.heartbeat_details>common.v1.Payloads 5.last_heartbeat_time>google.protobuf.Timestamp 6.last_started_time>google.protobuf.Timestamp 9.scheduled_time>google.protobuf.Timestamp 10.expiration_time>google.protobuf.Timestamp 11.last_failure>failure.v1.Failure 13.use_workflow_build_id~0>google.protobuf.Empty 15.last_worker_version_stamp>common.v1.WorkerVersionStamp 16.current_retry_interval>google.protobuf.Duration 17.last_attempt_complete_time>google.protobuf.Timestamp 18.next_attempt_schedule_time>google.protobuf.Timestamp 20.last_deployment>deployment.v1.Deployment 22.priority>common.v1.Priority 23.pause_info>workflow.v1.PendingActivityInfo.PauseInfo 24.activity_options>activity.v1.ActivityOptions 25.last_deployment_version>deployment.v1.WorkerDeploymentVersion
workflow.v1.PendingActivityInfo.PauseInfo 1.pause_time>google.protobuf.Timestamp 2.manual~0>workflow.v1.PendingActivityInfo.PauseInfo.Manual 4.rule~0>workflow.v1.PendingActivityInfo.PauseInfo.Rule
workflow.v1.PendingActivityInfo.PauseInfo.Manual s1,2
workflow.v1.PendingActivityInfo.PauseInfo.Rule s1,2,3
workflow.v1.PendingChildExecutionInfo s1,2,3 v4,5
workflow.v1.PendingNexusOperationInfo s1,2,3,4,14,15 v7,8,13 5.schedule_to_close_timeout>google.protobuf.Duration 6.scheduled_time>google.protobuf.Timestamp 9.last_attempt_complete_time>google.protobuf.Timestamp 10.last_attempt_failure>failure.v1.Failure 11.next_attempt_schedule_time>google.protobuf.Timestamp 12.cancellation_info>workflow.v1.NexusOperationCancellationInfo 16.schedule_to_start_timeout>google.protobuf.Duration 17.start_to_close_timeout>google.protobuf.Duration
workflow.v1.PendingWorkflowTaskInfo v1,5 2.scheduled_time>google.protobuf.Timestamp 3.original_scheduled_time>google.protobuf.Timestamp 4.started_time>google.protobuf.Timestamp
workflow.v1.PostResetOperation 1.signal_workflow~0>workflow.v1.PostResetOperation.SignalWorkflow 2.update_workflow_options~0>workflow.v1.PostResetOperation.UpdateWorkflowOptions
workflow.v1.PostResetOperation.SignalWorkflow s1 2.input>common.v1.Payloads 3.header>common.v1.Header 4.links*>common.v1.Link
workflow.v1.PostResetOperation.UpdateWorkflowOptions 1.workflow_execution_options>workflow.v1.WorkflowExecutionOptions 2.update_mask>google.protobuf.FieldMask
workflow.v1.RequestIdInfo v1,2,3
workflow.v1.ResetPointInfo s1,2,7 v3,6 4.create_time>google.protobuf.Timestamp 5.expire_time>google.protobuf.Timestamp
workflow.v1.ResetPoints 1.points*>workflow.v1.ResetPointInfo
workflow.v1.VersioningOverride v1,4 s9 2.deployment>deployment.v1.Deployment 3.pinned~0>workflow.v1.VersioningOverride.PinnedOverride 5.one_time~0>workflow.v1.VersioningOverride.OneTimeOverride
workflow.v1.VersioningOverride.OneTimeOverride 1.target_deployment_version>deployment.v1.WorkerDeploymentVersion
workflow.v1.VersioningOverride.PinnedOverride v1 2.version>deployment.v1.WorkerDeploymentVersion
workflow.v1.WorkflowExecutionConfig 1.task_queue>taskqueue.v1.TaskQueue 2.workflow_execution_timeout>google.protobuf.Duration 3.workflow_run_timeout>google.protobuf.Duration 4.default_workflow_task_timeout>google.protobuf.Duration 5.user_metadata>sdk.v1.UserMetadata
workflow.v1.WorkflowExecutionExtendedInfo v3 s6 1.execution_expiration_time>google.protobuf.Timestamp 2.run_expiration_time>google.protobuf.Timestamp 4.last_reset_time>google.protobuf.Timestamp 5.original_start_time>google.protobuf.Timestamp 7.request_id_infos%>workflow.v1.RequestIdInfo 8.pause_info>workflow.v1.WorkflowExecutionPauseInfo 9.time_skipping_info>common.v1.TimeSkippingInfo 10.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflow.v1.WorkflowExecutionInfo v5,6,14,15,25,26 s7,13,19,20,21,23 1.execution>common.v1.WorkflowExecution 2.type>common.v1.WorkflowType 3.start_time>google.protobuf.Timestamp 4.close_time>google.protobuf.Timestamp 8.parent_execution>common.v1.WorkflowExecution 9.execution_time>google.protobuf.Timestamp 10.memo>common.v1.Memo 11.search_attributes>common.v1.SearchAttributes 12.auto_reset_points>workflow.v1.ResetPoints 16.most_recent_worker_version_stamp>common.v1.WorkerVersionStamp 17.execution_duration>google.protobuf.Duration 18.root_execution>common.v1.WorkflowExecution 22.versioning_info>workflow.v1.WorkflowExecutionVersioningInfo 24.priority>common.v1.Priority
workflow.v1.WorkflowExecutionOptions 1.versioning_override>workflow.v1.VersioningOverride 2.priority>common.v1.Priority 3.time_skipping_config>common.v1.TimeSkippingConfig
workflow.v1.WorkflowExecutionPauseInfo s1,3 2.paused_time>google.protobuf.Timestamp
workflow.v1.WorkflowExecutionVersioningInfo v1,8,9 s5 2.deployment>deployment.v1.Deployment 3.versioning_override>workflow.v1.VersioningOverride 4.deployment_transition>workflow.v1.DeploymentTransition 6.version_transition>workflow.v1.DeploymentVersionTransition 7.deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.CountActivityExecutionsRequest s2 1.namespace=namespace
workflowservice.v1.CountActivityExecutionsResponse v1 2.groups*>workflowservice.v1.CountActivityExecutionsResponse.AggregationGroup
workflowservice.v1.CountActivityExecutionsResponse.AggregationGroup s1 v2
workflowservice.v1.CountNexusOperationExecutionsRequest s2 1.namespace=namespace
workflowservice.v1.CountNexusOperationExecutionsResponse v1 2.groups*>workflowservice.v1.CountNexusOperationExecutionsResponse.AggregationGroup
workflowservice.v1.CountNexusOperationExecutionsResponse.AggregationGroup s1 v2
workflowservice.v1.CountSchedulesRequest s2 1.namespace=namespace
workflowservice.v1.CountSchedulesResponse v1 2.groups*>workflowservice.v1.CountSchedulesResponse.AggregationGroup
workflowservice.v1.CountSchedulesResponse.AggregationGroup s1 v2
workflowservice.v1.CountWorkersRequest s2 v3 1.namespace=namespace
workflowservice.v1.CountWorkersResponse v1
workflowservice.v1.CountWorkflowExecutionsRequest s2 1.namespace=namespace
workflowservice.v1.CountWorkflowExecutionsResponse v1 2.groups*>workflowservice.v1.CountWorkflowExecutionsResponse.AggregationGroup
workflowservice.v1.CountWorkflowExecutionsResponse.AggregationGroup s1 v2
workflowservice.v1.CreateScheduleRequest s2,5,6 1.namespace=namespace 3.schedule>schedule.v1.Schedule 4.initial_patch>schedule.v1.SchedulePatch 7.memo>common.v1.Memo 8.search_attributes>common.v1.SearchAttributes
workflowservice.v1.CreateScheduleResponse s1
workflowservice.v1.CreateWorkerDeploymentRequest s2,4,5 1.namespace=namespace
workflowservice.v1.CreateWorkerDeploymentResponse s1
workflowservice.v1.CreateWorkerDeploymentVersionRequest s3,5 1.namespace=namespace 2.deployment_version>deployment.v1.WorkerDeploymentVersion 4.compute_config>compute.v1.ComputeConfig
workflowservice.v1.CreateWorkerDeploymentVersionResponse
workflowservice.v1.CreateWorkflowRuleRequest v3 s4,5,6 1.namespace=namespace 2.spec>rules.v1.WorkflowRuleSpec
workflowservice.v1.CreateWorkflowRuleResponse s2 1.rule>rules.v1.WorkflowRule
workflowservice.v1.DeleteActivityExecutionRequest s2,3 1.namespace=namespace
workflowservice.v1.DeleteActivityExecutionResponse
workflowservice.v1.DeleteNexusOperationExecutionRequest s2,3 1.namespace=namespace
workflowservice.v1.DeleteNexusOperationExecutionResponse
workflowservice.v1.DeleteScheduleRequest s2,3 1.namespace=namespace
workflowservice.v1.DeleteScheduleResponse
workflowservice.v1.DeleteWorkerDeploymentRequest s2,3 1.namespace=namespace
workflowservice.v1.DeleteWorkerDeploymentResponse
workflowservice.v1.DeleteWorkerDeploymentVersionRequest s2,4 v3 1.namespace=namespace 5.deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.DeleteWorkerDeploymentVersionResponse
workflowservice.v1.DeleteWorkflowExecutionRequest 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution
workflowservice.v1.DeleteWorkflowExecutionResponse
workflowservice.v1.DeleteWorkflowRuleRequest s2 1.namespace=namespace
workflowservice.v1.DeleteWorkflowRuleResponse
workflowservice.v1.DeprecateNamespaceRequest s2 1.namespace=namespace
workflowservice.v1.DeprecateNamespaceResponse
workflowservice.v1.DescribeActivityExecutionRequest s2,3,6 v4,5,7,8 1.namespace=namespace
workflowservice.v1.DescribeActivityExecutionResponse s1,5 2.info>activity.v1.ActivityExecutionInfo 3.input>common.v1.Payloads 4.outcome>activity.v1.ActivityExecutionOutcome 6.callbacks*>activity.v1.CallbackInfo
workflowservice.v1.DescribeBatchOperationRequest s2 1.namespace=namespace
workflowservice.v1.DescribeBatchOperationResponse v1,3,6,7,8 s2,9,10,11 4.start_time>google.protobuf.Timestamp 5.close_time>google.protobuf.Timestamp 12.executions*>common.v1.Execution
workflowservice.v1.DescribeDeploymentRequest 1.namespace=namespace 2.deployment>deployment.v1.Deployment
workflowservice.v1.DescribeDeploymentResponse 1.deployment_info>deployment.v1.DeploymentInfo
workflowservice.v1.DescribeNamespaceRequest s2 v3 1.namespace=namespace
workflowservice.v1.DescribeNamespaceResponse v4,5 1.namespace_info>namespace.v1.NamespaceInfo 2.config>namespace.v1.NamespaceConfig 3.replication_config>replication.v1.NamespaceReplicationConfig 6.failover_history*>replication.v1.FailoverStatus 7.poller_group_infos*>taskqueue.v1.PollerGroupInfo 8.poller_groups_info>taskqueue.v1.PollerGroupsInfo
workflowservice.v1.DescribeNexusOperationExecutionRequest s2,3,6 v4,5 1.namespace=namespace
workflowservice.v1.DescribeNexusOperationExecutionResponse s1,6 2.info>nexus.v1.NexusOperationExecutionInfo 3.input=payload 4.result~0=payload 5.failure~0>failure.v1.Failure 7.completion_callbacks*>nexusoperation.v1.CallbackInfo
workflowservice.v1.DescribeScheduleRequest s2 1.namespace=namespace
workflowservice.v1.DescribeScheduleResponse s5 1.schedule>schedule.v1.Schedule 2.info>schedule.v1.ScheduleInfo 3.memo>common.v1.Memo 4.search_attributes>common.v1.SearchAttributes
workflowservice.v1.DescribeTaskQueueRequest v3,4,5,8,9,10,11 V7 1.namespace=namespace 2.task_queue>taskqueue.v1.TaskQueue 6.versions>taskqueue.v1.TaskQueueVersionSelection
workflowservice.v1.DescribeTaskQueueResponse 1.pollers*>taskqueue.v1.PollerInfo 2.task_queue_status>taskqueue.v1.TaskQueueStatus 3.versions_info%>taskqueue.v1.TaskQueueVersionInfo 4.versioning_info>taskqueue.v1.TaskQueueVersioningInfo 5.stats>taskqueue.v1.TaskQueueStats 6.config>taskqueue.v1.TaskQueueConfig 7.effective_rate_limit>workflowservice.v1.DescribeTaskQueueResponse.EffectiveRateLimit 8.stats_by_priority_key%v>taskqueue.v1.TaskQueueStats
workflowservice.v1.DescribeTaskQueueResponse.EffectiveRateLimit f1 v2
workflowservice.v1.DescribeWorkerDeploymentRequest s2 1.namespace=namespace
workflowservice.v1.DescribeWorkerDeploymentResponse s1 2.worker_deployment_info>deployment.v1.WorkerDeploymentInfo
workflowservice.v1.DescribeWorkerDeploymentVersionRequest s2 v4 1.namespace=namespace 3.deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.DescribeWorkerDeploymentVersionResponse 1.worker_deployment_version_info>deployment.v1.WorkerDeploymentVersionInfo 2.version_task_queues*>workflowservice.v1.DescribeWorkerDeploymentVersionResponse.VersionTaskQueue
workflowservice.v1.DescribeWorkerDeploymentVersionResponse.VersionTaskQueue s1 v2 3.stats>taskqueue.v1.TaskQueueStats 4.stats_by_priority_key%v>taskqueue.v1.TaskQueueStats
workflowservice.v1.DescribeWorkerRequest s2 1.namespace=namespace
workflowservice.v1.DescribeWorkerResponse 1.worker_info>worker.v1.WorkerInfo
workflowservice.v1.DescribeWorkflowExecutionRequest 1.namespace=namespace 2.execution>common.v1.WorkflowExecution
workflowservice.v1.DescribeWorkflowExecutionResponse 1.execution_config>workflow.v1.WorkflowExecutionConfig 2.workflow_execution_info>workflow.v1.WorkflowExecutionInfo 3.pending_activities*>workflow.v1.PendingActivityInfo 4.pending_children*>workflow.v1.PendingChildExecutionInfo 5.pending_workflow_task>workflow.v1.PendingWorkflowTaskInfo 6.callbacks*>workflow.v1.CallbackInfo 7.pending_nexus_operations*>workflow.v1.PendingNexusOperationInfo 8.workflow_extended_info>workflow.v1.WorkflowExecutionExtendedInfo
workflowservice.v1.DescribeWorkflowRuleRequest s2 1.namespace=namespace
workflowservice.v1.DescribeWorkflowRuleResponse 1.rule>rules.v1.WorkflowRule
workflowservice.v1.ExecuteMultiOperationRequest s3 1.namespace=namespace 2.operations*>workflowservice.v1.ExecuteMultiOperationRequest.Operation
workflowservice.v1.ExecuteMultiOperationRequest.Operation 1.start_workflow~0>workflowservice.v1.StartWorkflowExecutionRequest 2.update_workflow~0>workflowservice.v1.UpdateWorkflowExecutionRequest
workflowservice.v1.ExecuteMultiOperationResponse 1.responses*>workflowservice.v1.ExecuteMultiOperationResponse.Response
workflowservice.v1.ExecuteMultiOperationResponse.Response 1.start_workflow~0>workflowservice.v1.StartWorkflowExecutionResponse 2.update_workflow~0>workflowservice.v1.UpdateWorkflowExecutionResponse
workflowservice.v1.FetchWorkerConfigRequest s2,3,7 1.namespace=namespace 6.selector>common.v1.WorkerSelector
workflowservice.v1.FetchWorkerConfigResponse 1.worker_config>sdk.v1.WorkerConfig
workflowservice.v1.GetClusterInfoRequest
workflowservice.v1.GetClusterInfoResponse s1,2,3,5,7,8 v6,9,10 4.version_info>version.v1.VersionInfo
workflowservice.v1.GetCurrentDeploymentRequest s2 1.namespace=namespace
workflowservice.v1.GetCurrentDeploymentResponse 1.current_deployment_info>deployment.v1.DeploymentInfo
workflowservice.v1.GetDeploymentReachabilityRequest 1.namespace=namespace 2.deployment>deployment.v1.Deployment
workflowservice.v1.GetDeploymentReachabilityResponse v2 1.deployment_info>deployment.v1.DeploymentInfo 3.last_update_time>google.protobuf.Timestamp
workflowservice.v1.GetSearchAttributesRequest
workflowservice.v1.GetSearchAttributesResponse s1
workflowservice.v1.GetSystemInfoRequest
workflowservice.v1.GetSystemInfoResponse s1 2.capabilities>workflowservice.v1.GetSystemInfoResponse.Capabilities
workflowservice.v1.GetSystemInfoResponse.Capabilities v1,2,3,4,5,6,7,8,9,10,11,12,13
workflowservice.v1.GetWorkerBuildIdCompatibilityRequest s2 v3 1.namespace=namespace
workflowservice.v1.GetWorkerBuildIdCompatibilityResponse 1.major_version_sets*>taskqueue.v1.CompatibleVersionSet
workflowservice.v1.GetWorkerTaskReachabilityRequest s2,3 v4 1.namespace=namespace
workflowservice.v1.GetWorkerTaskReachabilityResponse 1.build_id_reachability*>taskqueue.v1.BuildIdReachability
workflowservice.v1.GetWorkerVersioningRulesRequest s2 1.namespace=namespace
workflowservice.v1.GetWorkerVersioningRulesResponse s3 1.assignment_rules*>taskqueue.v1.TimestampedBuildIdAssignmentRule 2.compatible_redirect_rules*>taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule
workflowservice.v1.GetWorkflowExecutionHistoryRequest v3,5,6,7 s4 1.namespace=namespace 2.execution>common.v1.WorkflowExecution
workflowservice.v1.GetWorkflowExecutionHistoryResponse s3 v4 1.history>history.v1.History 2.raw_history*>common.v1.DataBlob 5.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest v3 s4 1.namespace=namespace 2.execution>common.v1.WorkflowExecution
workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse s3 1.history>history.v1.History
workflowservice.v1.ListActivityExecutionsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListActivityExecutionsResponse s2 1.executions*>activity.v1.ActivityExecutionListInfo
workflowservice.v1.ListArchivedWorkflowExecutionsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListArchivedWorkflowExecutionsResponse s2 1.executions*>workflow.v1.WorkflowExecutionInfo
workflowservice.v1.ListBatchOperationsRequest v2 s3 1.namespace=namespace
workflowservice.v1.ListBatchOperationsResponse s2 1.operation_info*>batch.v1.BatchOperationInfo
workflowservice.v1.ListClosedWorkflowExecutionsRequest v2 s3 1.namespace=namespace 4.start_time_filter>filter.v1.StartTimeFilter 5.execution_filter~0>filter.v1.WorkflowExecutionFilter 6.type_filter~0>filter.v1.WorkflowTypeFilter 7.status_filter~0>filter.v1.StatusFilter
workflowservice.v1.ListClosedWorkflowExecutionsResponse s2 1.executions*>workflow.v1.WorkflowExecutionInfo
workflowservice.v1.ListDeploymentsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListDeploymentsResponse s1 2.deployments*>deployment.v1.DeploymentListInfo
workflowservice.v1.ListNamespacesRequest v1 s2 3.namespace_filter>namespace.v1.NamespaceFilter
workflowservice.v1.ListNamespacesResponse s2 1.namespaces*>workflowservice.v1.DescribeNamespaceResponse
workflowservice.v1.ListNexusOperationExecutionsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListNexusOperationExecutionsResponse s2 1.operations*>nexus.v1.NexusOperationExecutionListInfo
workflowservice.v1.ListOpenWorkflowExecutionsRequest v2 s3 1.namespace=namespace 4.start_time_filter>filter.v1.StartTimeFilter 5.execution_filter~0>filter.v1.WorkflowExecutionFilter 6.type_filter~0>filter.v1.WorkflowTypeFilter
workflowservice.v1.ListOpenWorkflowExecutionsResponse s2 1.executions*>workflow.v1.WorkflowExecutionInfo
workflowservice.v1.ListScheduleMatchingTimesRequest s2 1.namespace=namespace 3.start_time>google.protobuf.Timestamp 4.end_time>google.protobuf.Timestamp
workflowservice.v1.ListScheduleMatchingTimesResponse 1.start_time*>google.protobuf.Timestamp
workflowservice.v1.ListSchedulesRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListSchedulesResponse s2 1.schedules*>schedule.v1.ScheduleListEntry
workflowservice.v1.ListTaskQueuePartitionsRequest 1.namespace=namespace 2.task_queue>taskqueue.v1.TaskQueue
workflowservice.v1.ListTaskQueuePartitionsResponse 1.activity_task_queue_partitions*>taskqueue.v1.TaskQueuePartitionMetadata 2.workflow_task_queue_partitions*>taskqueue.v1.TaskQueuePartitionMetadata
workflowservice.v1.ListWorkerDeploymentsRequest v2 s3 1.namespace=namespace
workflowservice.v1.ListWorkerDeploymentsResponse s1 2.worker_deployments*>workflowservice.v1.ListWorkerDeploymentsResponse.WorkerDeploymentSummary
workflowservice.v1.ListWorkerDeploymentsResponse.WorkerDeploymentSummary s1 2.create_time>google.protobuf.Timestamp 3.routing_config>deployment.v1.RoutingConfig 4.latest_version_summary>deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary 5.current_version_summary>deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary 6.ramping_version_summary>deployment.v1.WorkerDeploymentInfo.WorkerDeploymentVersionSummary
workflowservice.v1.ListWorkersRequest v2,5 s3,4 1.namespace=namespace
workflowservice.v1.ListWorkersResponse s2 1.workers_info*>worker.v1.WorkerInfo 3.workers*>worker.v1.WorkerListInfo
workflowservice.v1.ListWorkflowExecutionsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ListWorkflowExecutionsResponse s2 1.executions*>workflow.v1.WorkflowExecutionInfo
workflowservice.v1.ListWorkflowRulesRequest s2 1.namespace=namespace
workflowservice.v1.ListWorkflowRulesResponse s2 1.rules*>rules.v1.WorkflowRule
workflowservice.v1.PatchScheduleRequest s2,4,5 1.namespace=namespace 3.patch>schedule.v1.SchedulePatch
workflowservice.v1.PatchScheduleResponse
workflowservice.v1.PauseActivityExecutionRequest s2,3,4,5,6,7,8 1.namespace=namespace
workflowservice.v1.PauseActivityExecutionResponse
workflowservice.v1.PauseActivityRequest s3,4,5,6,7 1.namespace=namespace 2.execution>common.v1.WorkflowExecution
workflowservice.v1.PauseActivityResponse
workflowservice.v1.PauseWorkflowExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.PauseWorkflowExecutionResponse
workflowservice.v1.PollActivityExecutionRequest s2,3 1.namespace=namespace
workflowservice.v1.PollActivityExecutionResponse s1 2.outcome>activity.v1.ActivityExecutionOutcome 3.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.PollActivityTaskQueueRequest s3,8,9,10 1.namespace=namespace 2.task_queue>taskqueue.v1.TaskQueue 4.task_queue_metadata>taskqueue.v1.TaskQueueMetadata 5.worker_version_capabilities>common.v1.WorkerVersionCapabilities 6.deployment_options>deployment.v1.WorkerDeploymentOptions 11.poller_pool_info>taskqueue.v1.PollerPoolInfo
workflowservice.v1.PollActivityTaskQueueResponse s1,6,20 v13 2.workflow_namespace=namespace 3.workflow_type>common.v1.WorkflowType 4.workflow_execution>common.v1.WorkflowExecution 5.activity_type>common.v1.ActivityType 7.header>common.v1.Header 8.input>common.v1.Payloads 9.heartbeat_details>common.v1.Payloads 10.scheduled_time>google.protobuf.Timestamp 11.current_attempt_scheduled_time>google.protobuf.Timestamp 12.started_time>google.protobuf.Timestamp 14.schedule_to_close_timeout>google.protobuf.Duration 15.start_to_close_timeout>google.protobuf.Duration 16.heartbeat_timeout>google.protobuf.Duration 17.retry_policy>common.v1.RetryPolicy 18.poller_scaling_decision>taskqueue.v1.PollerScalingDecision 19.priority>common.v1.Priority 21.poller_group_infos*>taskqueue.v1.PollerGroupInfo 22.poller_groups_info>taskqueue.v1.PollerGroupsInfo 23.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.PollNexusOperationExecutionRequest s2,3 v4 1.namespace=namespace
workflowservice.v1.PollNexusOperationExecutionResponse s1,3 v2 4.result~0=payload 5.failure~0>failure.v1.Failure 6.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.PollNexusTaskQueueRequest s2,8,9 1.namespace=namespace 3.task_queue>taskqueue.v1.TaskQueue 4.worker_version_capabilities>common.v1.WorkerVersionCapabilities 6.deployment_options>deployment.v1.WorkerDeploymentOptions 7.worker_heartbeat*>worker.v1.WorkerHeartbeat 10.poller_pool_info>taskqueue.v1.PollerPoolInfo
workflowservice.v1.PollNexusTaskQueueResponse s1,4 2.request>nexus.v1.Request 3.poller_scaling_decision>taskqueue.v1.PollerScalingDecision 5.poller_group_infos*>taskqueue.v1.PollerGroupInfo 6.poller_groups_info>taskqueue.v1.PollerGroupsInfo
workflowservice.v1.PollWorkflowExecutionTimeSkippingRequest s3 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution
workflowservice.v1.PollWorkflowExecutionTimeSkippingResponse v1 s2 3.fast_forward_info>common.v1.TimeSkippingFastForwardInfo
workflowservice.v1.PollWorkflowExecutionUpdateRequest s3 1.namespace=namespace 2.update_ref>update.v1.UpdateRef 4.wait_policy>update.v1.WaitPolicy
workflowservice.v1.PollWorkflowExecutionUpdateResponse v2 1.outcome>update.v1.Outcome 3.update_ref>update.v1.UpdateRef 4.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.PollWorkflowTaskQueueRequest s3,4,8,9,10 1.namespace=namespace 2.task_queue>taskqueue.v1.TaskQueue 5.worker_version_capabilities>common.v1.WorkerVersionCapabilities 6.deployment_options>deployment.v1.WorkerDeploymentOptions 11.poller_pool_info>taskqueue.v1.PollerPoolInfo
workflowservice.v1.PollWorkflowTaskQueueResponse s1,9,17 v4,5,6,7 2.workflow_execution>common.v1.WorkflowExecution 3.workflow_type>common.v1.WorkflowType 8.history>history.v1.History 10.query>query.v1.WorkflowQuery 11.workflow_execution_task_queue>taskqueue.v1.TaskQueue 12.scheduled_time>google.protobuf.Timestamp 13.started_time>google.protobuf.Timestamp 14.queries%>query.v1.WorkflowQuery 15.messages*>protocol.v1.Message 16.poller_scaling_decision>taskqueue.v1.PollerScalingDecision 18.poller_group_infos*>taskqueue.v1.PollerGroupInfo 19.poller_groups_info>taskqueue.v1.PollerGroupsInfo
workflowservice.v1.QueryWorkflowRequest v4 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 3.query>query.v1.WorkflowQuery
workflowservice.v1.QueryWorkflowResponse 1.query_result>common.v1.Payloads 2.query_rejected>query.v1.QueryRejected 3.link>common.v1.Link
workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest s2,3,4,6,7 1.namespace=namespace 5.details>common.v1.Payloads
workflowservice.v1.RecordActivityTaskHeartbeatByIdResponse v1,2,3
workflowservice.v1.RecordActivityTaskHeartbeatRequest s1,3,5 2.details>common.v1.Payloads 4.namespace=namespace
workflowservice.v1.RecordActivityTaskHeartbeatResponse v1,2,3
workflowservice.v1.RecordWorkerHeartbeatRequest s2,4 1.namespace=namespace 3.worker_heartbeat*>worker.v1.WorkerHeartbeat
workflowservice.v1.RecordWorkerHeartbeatResponse
workflowservice.v1.RegisterNamespaceRequest s2,3,6,7,8,11,13 v9,10,12 1.namespace=namespace 4.workflow_execution_retention_period>google.protobuf.Duration 5.clusters*>replication.v1.ClusterReplicationConfig
workflowservice.v1.RegisterNamespaceResponse
workflowservice.v1.RequestCancelActivityExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.RequestCancelActivityExecutionResponse
workflowservice.v1.RequestCancelNexusOperationExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.RequestCancelNexusOperationExecutionResponse
workflowservice.v1.RequestCancelWorkflowExecutionRequest s3,4,5,6 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 7.links*>common.v1.Link
workflowservice.v1.RequestCancelWorkflowExecutionResponse
workflowservice.v1.ResetActivityExecutionRequest s2,3,4,5,9,10 v6,8,11 1.namespace=namespace 7.jitter>google.protobuf.Duration
workflowservice.v1.ResetActivityExecutionResponse
workflowservice.v1.ResetActivityRequest s3,4,5 v6,7,9,10 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 8.jitter>google.protobuf.Duration
workflowservice.v1.ResetActivityResponse
workflowservice.v1.ResetStickyTaskQueueRequest 1.namespace=namespace 2.execution>common.v1.WorkflowExecution
workflowservice.v1.ResetStickyTaskQueueResponse
workflowservice.v1.ResetWorkflowExecutionRequest s3,5,9 v4,6 V7 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 8.post_reset_operations*>workflow.v1.PostResetOperation
workflowservice.v1.ResetWorkflowExecutionResponse s1
workflowservice.v1.RespondActivityTaskCanceledByIdRequest s2,3,4,6,8 1.namespace=namespace 5.details>common.v1.Payloads 7.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondActivityTaskCanceledByIdResponse
workflowservice.v1.RespondActivityTaskCanceledRequest s1,3,8 2.details>common.v1.Payloads 4.namespace=namespace 5.worker_version>common.v1.WorkerVersionStamp 6.deployment>deployment.v1.Deployment 7.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondActivityTaskCanceledResponse
workflowservice.v1.RespondActivityTaskCompletedByIdRequest s2,3,4,6,7 1.namespace=namespace 5.result>common.v1.Payloads
workflowservice.v1.RespondActivityTaskCompletedByIdResponse
workflowservice.v1.RespondActivityTaskCompletedRequest s1,3,8 2.result>common.v1.Payloads 4.namespace=namespace 5.worker_version>common.v1.WorkerVersionStamp 6.deployment>deployment.v1.Deployment 7.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondActivityTaskCompletedResponse
workflowservice.v1.RespondActivityTaskFailedByIdRequest s2,3,4,6,8 v9 1.namespace=namespace 5.failure>failure.v1.Failure=4096 7.last_heartbeat_details>common.v1.Payloads
workflowservice.v1.RespondActivityTaskFailedByIdResponse 1.failures*>failure.v1.Failure
workflowservice.v1.RespondActivityTaskFailedRequest s1,3,9 v10 2.failure>failure.v1.Failure=4096 4.namespace=namespace 5.last_heartbeat_details>common.v1.Payloads 6.worker_version>common.v1.WorkerVersionStamp 7.deployment>deployment.v1.Deployment 8.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondActivityTaskFailedResponse 1.failures*>failure.v1.Failure
workflowservice.v1.RespondNexusTaskCompletedRequest s2,3,5 1.namespace=namespace 4.response>nexus.v1.Response
workflowservice.v1.RespondNexusTaskCompletedResponse
workflowservice.v1.RespondNexusTaskFailedRequest s2,3,6 1.namespace=namespace 4.error>nexus.v1.HandlerError 5.failure>failure.v1.Failure
workflowservice.v1.RespondNexusTaskFailedResponse
workflowservice.v1.RespondQueryTaskCompletedRequest s1,9 v2,8 3.query_result>common.v1.Payloads 4.error_message=text 6.namespace=namespace 7.failure>failure.v1.Failure
workflowservice.v1.RespondQueryTaskCompletedResponse
workflowservice.v1.RespondWorkflowTaskCompletedRequest s1,3,7,18,19,20 v5,6,16,21,22 2.commands*>command.v1.Command 4.sticky_attributes>taskqueue.v1.StickyExecutionAttributes 8.query_results%>query.v1.WorkflowQueryResult 9.namespace=namespace 10.worker_version_stamp>common.v1.WorkerVersionStamp 11.messages*>protocol.v1.Message 12.sdk_metadata>sdk.v1.WorkflowTaskCompletedMetadata 13.metering_metadata>common.v1.MeteringMetadata 14.capabilities>workflowservice.v1.RespondWorkflowTaskCompletedRequest.Capabilities 15.deployment>deployment.v1.Deployment 17.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondWorkflowTaskCompletedRequest.Capabilities v1
workflowservice.v1.RespondWorkflowTaskCompletedResponse v3 1.workflow_task>workflowservice.v1.PollWorkflowTaskQueueResponse 2.activity_tasks*>workflowservice.v1.PollActivityTaskQueueResponse
workflowservice.v1.RespondWorkflowTaskFailedRequest s1,4,5,11 v2 3.failure>failure.v1.Failure 6.namespace=namespace 7.messages*>protocol.v1.Message 8.worker_version>common.v1.WorkerVersionStamp 9.deployment>deployment.v1.Deployment 10.deployment_options>deployment.v1.WorkerDeploymentOptions
workflowservice.v1.RespondWorkflowTaskFailedResponse
workflowservice.v1.ScanWorkflowExecutionsRequest v2 s3,4 1.namespace=namespace
workflowservice.v1.ScanWorkflowExecutionsResponse s2 1.executions*>workflow.v1.WorkflowExecutionInfo
workflowservice.v1.SetCurrentDeploymentRequest s3 1.namespace=namespace 2.deployment>deployment.v1.Deployment 4.update_metadata>deployment.v1.UpdateDeploymentMetadata
workflowservice.v1.SetCurrentDeploymentResponse 1.current_deployment_info>deployment.v1.DeploymentInfo 2.previous_deployment_info>deployment.v1.DeploymentInfo
workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest s2,3,4,5,7 v6,9 1.namespace=namespace
workflowservice.v1.SetWorkerDeploymentCurrentVersionResponse s1,2 3.previous_deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.SetWorkerDeploymentManagerRequest s2,3,5,6 v4 1.namespace=namespace
workflowservice.v1.SetWorkerDeploymentManagerResponse s1,2
workflowservice.v1.SetWorkerDeploymentRampingVersionRequest s2,3,5,6,8 f4 v7,10 1.namespace=namespace
workflowservice.v1.SetWorkerDeploymentRampingVersionResponse s1,2 f3 4.previous_deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.ShutdownWorkerRequest s2,3,4,6,7 V8 1.namespace=namespace 5.worker_heartbeat>worker.v1.WorkerHeartbeat
workflowservice.v1.ShutdownWorkerResponse
workflowservice.v1.SignalWithStartWorkflowExecutionRequest s2,9,10,12,14,16 v11,22 1.namespace=namespace 3.workflow_type>common.v1.WorkflowType 4.task_queue>taskqueue.v1.TaskQueue 5.input>common.v1.Payloads 6.workflow_execution_timeout>google.protobuf.Duration 7.workflow_run_timeout>google.protobuf.Duration 8.workflow_task_timeout>google.protobuf.Duration 13.signal_input>common.v1.Payloads 15.retry_policy>common.v1.RetryPolicy 17.memo>common.v1.Memo 18.search_attributes>common.v1.SearchAttributes 19.header>common.v1.Header 20.workflow_start_delay>google.protobuf.Duration 23.user_metadata>sdk.v1.UserMetadata 24.links*>common.v1.Link 25.versioning_override>workflow.v1.VersioningOverride 26.priority>common.v1.Priority 27.time_skipping_config>common.v1.TimeSkippingConfig
workflowservice.v1.SignalWithStartWorkflowExecutionResponse s1,4 v2 3.signal_link>common.v1.Link
workflowservice.v1.SignalWorkflowExecutionRequest s3,5,6,7 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 4.input>common.v1.Payloads 8.header>common.v1.Header 10.links*>common.v1.Link
workflowservice.v1.SignalWorkflowExecutionResponse 1.link>common.v1.Link
workflowservice.v1.StartActivityExecutionRequest s2,3,4 v13,14,24 1.namespace=namespace 5.activity_type>common.v1.ActivityType 6.task_queue>taskqueue.v1.TaskQueue 7.schedule_to_close_timeout>google.protobuf.Duration 8.schedule_to_start_timeout>google.protobuf.Duration 9.start_to_close_timeout>google.protobuf.Duration 10.heartbeat_timeout>google.protobuf.Duration 11.retry_policy>common.v1.RetryPolicy 12.input>common.v1.Payloads 15.search_attributes>common.v1.SearchAttributes 16.header>common.v1.Header 17.user_metadata>sdk.v1.UserMetadata 18.priority>common.v1.Priority 19.completion_callbacks*>common.v1.Callback 20.links*>common.v1.Link 21.on_conflict_options>common.v1.OnConflictOptions 22.start_delay>google.protobuf.Duration 23.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.StartActivityExecutionResponse s1 v2 3.link>common.v1.Link 4.eager_activity_task>workflowservice.v1.PollActivityTaskQueueResponse
workflowservice.v1.StartBatchOperationRequest s2,3,4 f6 1.namespace=namespace 5.executions*>common.v1.WorkflowExecution 10.termination_operation~0>batch.v1.BatchOperationTermination 11.signal_operation~0>batch.v1.BatchOperationSignal 12.cancellation_operation~0>batch.v1.BatchOperationCancellation 13.deletion_operation~0>batch.v1.BatchOperationDeletion 14.reset_operation~0>batch.v1.BatchOperationReset 15.update_workflow_options_operation~0>batch.v1.BatchOperationUpdateWorkflowExecutionOptions 16.unpause_activities_operation~0>batch.v1.BatchOperationUnpauseActivities 17.reset_activities_operation~0>batch.v1.BatchOperationResetActivities 18.update_activity_options_operation~0>batch.v1.BatchOperationUpdateActivityOptions 19.cancel_activities_operation~0>batch.v1.BatchOperationCancelActivities 20.terminate_activities_operation~0>batch.v1.BatchOperationTerminateActivities 21.delete_activities_operation~0>batch.v1.BatchOperationDeleteActivities 22.target_executions*>common.v1.Execution
workflowservice.v1.StartBatchOperationResponse
workflowservice.v1.StartNexusOperationExecutionRequest s2,3,4,5,6,7,15 v12,13 1.namespace=namespace 8.schedule_to_close_timeout>google.protobuf.Duration 9.schedule_to_start_timeout>google.protobuf.Duration 10.start_to_close_timeout>google.protobuf.Duration 11.input=payload 14.search_attributes>common.v1.SearchAttributes 16.user_metadata>sdk.v1.UserMetadata 17.on_conflict_options>nexusoperation.v1.OnConflictOptions 18.completion_callbacks*>common.v1.Callback 19.links*>common.v1.Link
workflowservice.v1.StartNexusOperationExecutionResponse s1 v2
workflowservice.v1.StartWorkflowExecutionRequest s2,9,10,13 v11,17,22 1.namespace=namespace 3.workflow_type>common.v1.WorkflowType 4.task_queue>taskqueue.v1.TaskQueue 5.input>common.v1.Payloads 6.workflow_execution_timeout>google.protobuf.Duration 7.workflow_run_timeout>google.protobuf.Duration 8.workflow_task_timeout>google.protobuf.Duration 12.retry_policy>common.v1.RetryPolicy 14.memo>common.v1.Memo 15.search_attributes>common.v1.SearchAttributes 16.header>common.v1.Header 18.continued_failure>failure.v1.Failure 19.last_completion_result>common.v1.Payloads 20.workflow_start_delay>google.protobuf.Duration 21.completion_callbacks*>common.v1.Callback 23.user_metadata>sdk.v1.UserMetadata 24.links*>common.v1.Link 25.versioning_override>workflow.v1.VersioningOverride 26.on_conflict_options>workflow.v1.OnConflictOptions 27.priority>common.v1.Priority 28.eager_worker_deployment_options>deployment.v1.WorkerDeploymentOptions 29.time_skipping_config>common.v1.TimeSkippingConfig 30.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext 31.time_skipping_state_propagation>common.v1.TimeSkippingStatePropagation
workflowservice.v1.StartWorkflowExecutionResponse s1,6 v3,5 2.eager_workflow_task>workflowservice.v1.PollWorkflowTaskQueueResponse 4.link>common.v1.Link
workflowservice.v1.StopBatchOperationRequest s2,3,4 1.namespace=namespace
workflowservice.v1.StopBatchOperationResponse
workflowservice.v1.TerminateActivityExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.TerminateActivityExecutionResponse
workflowservice.v1.TerminateNexusOperationExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.TerminateNexusOperationExecutionResponse
workflowservice.v1.TerminateWorkflowExecutionRequest s3,5,6 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 4.details>common.v1.Payloads 7.links*>common.v1.Link
workflowservice.v1.TerminateWorkflowExecutionResponse
workflowservice.v1.TriggerWorkflowRuleRequest s3,4 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 5.spec~0>rules.v1.WorkflowRuleSpec
workflowservice.v1.TriggerWorkflowRuleResponse v1
workflowservice.v1.UnpauseActivityExecutionRequest s2,3,4,5,8,10,11 1.namespace=namespace 9.jitter>google.protobuf.Duration
workflowservice.v1.UnpauseActivityExecutionResponse
workflowservice.v1.UnpauseActivityRequest s3,4,5 v6,7,8 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 9.jitter>google.protobuf.Duration
workflowservice.v1.UnpauseActivityResponse
workflowservice.v1.UnpauseWorkflowExecutionRequest s2,3,4,5,6 1.namespace=namespace
workflowservice.v1.UnpauseWorkflowExecutionResponse
workflowservice.v1.UpdateActivityExecutionOptionsRequest s2,3,4,5,9,10 v8 1.namespace=namespace 6.activity_options>activity.v1.ActivityOptions 7.update_mask>google.protobuf.FieldMask
workflowservice.v1.UpdateActivityExecutionOptionsResponse 1.activity_options>activity.v1.ActivityOptions
workflowservice.v1.UpdateActivityOptionsRequest s3,6,7 v8,9 1.namespace=namespace 2.execution>common.v1.WorkflowExecution 4.activity_options>activity.v1.ActivityOptions 5.update_mask>google.protobuf.FieldMask
workflowservice.v1.UpdateActivityOptionsResponse 1.activity_options>activity.v1.ActivityOptions
workflowservice.v1.UpdateNamespaceRequest s5,6 v7 1.namespace=namespace 2.update_info>namespace.v1.UpdateNamespaceInfo 3.config>namespace.v1.NamespaceConfig 4.replication_config>replication.v1.NamespaceReplicationConfig
workflowservice.v1.UpdateNamespaceResponse v4,5 1.namespace_info>namespace.v1.NamespaceInfo 2.config>namespace.v1.NamespaceConfig 3.replication_config>replication.v1.NamespaceReplicationConfig
workflowservice.v1.UpdateScheduleRequest s2,4,5,6 1.namespace=namespace 3.schedule>schedule.v1.Schedule 7.search_attributes>common.v1.SearchAttributes 8.memo>common.v1.Memo
workflowservice.v1.UpdateScheduleResponse
workflowservice.v1.UpdateTaskQueueConfigRequest s2,3,7,8 v4 1.namespace=namespace 5.update_queue_rate_limit>workflowservice.v1.UpdateTaskQueueConfigRequest.RateLimitUpdate 6.update_fairness_key_rate_limit_default>workflowservice.v1.UpdateTaskQueueConfigRequest.RateLimitUpdate 9.update_queue_concurrency_limit>workflowservice.v1.UpdateTaskQueueConfigRequest.ConcurrencyLimitUpdate
workflowservice.v1.UpdateTaskQueueConfigRequest.ConcurrencyLimitUpdate s2 1.concurrency_limit>taskqueue.v1.ConcurrencyLimit
workflowservice.v1.UpdateTaskQueueConfigRequest.RateLimitUpdate s2 1.rate_limit>taskqueue.v1.RateLimit
workflowservice.v1.UpdateTaskQueueConfigResponse 1.config>taskqueue.v1.TaskQueueConfig
workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest s2,3,5,6 1.namespace=namespace 4.add_new_compatible_build_id~0>workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest.AddNewCompatibleVersion 7.merge_sets~0>workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest.MergeSets
workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest.AddNewCompatibleVersion s1,2 v3
workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest.MergeSets s1,2
workflowservice.v1.UpdateWorkerBuildIdCompatibilityResponse
workflowservice.v1.UpdateWorkerConfigRequest s2,3,7 1.namespace=namespace 4.worker_config>sdk.v1.WorkerConfig 5.update_mask>google.protobuf.FieldMask 6.selector>common.v1.WorkerSelector
workflowservice.v1.UpdateWorkerConfigResponse 1.worker_config~0>sdk.v1.WorkerConfig
workflowservice.v1.UpdateWorkerDeploymentVersionComputeConfigRequest s3,4,7 1.namespace=namespace 2.deployment_version>deployment.v1.WorkerDeploymentVersion 6.compute_config_scaling_groups%>compute.v1.ComputeConfigScalingGroupUpdate
workflowservice.v1.UpdateWorkerDeploymentVersionComputeConfigResponse
workflowservice.v1.UpdateWorkerDeploymentVersionMetadataRequest s2,4,6 1.namespace=namespace 3.upsert_entries%=payload 5.deployment_version>deployment.v1.WorkerDeploymentVersion
workflowservice.v1.UpdateWorkerDeploymentVersionMetadataResponse 1.metadata>deployment.v1.VersionMetadata
workflowservice.v1.UpdateWorkerVersioningRulesRequest s2,3 1.namespace=namespace 4.insert_assignment_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.InsertBuildIdAssignmentRule 5.replace_assignment_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.ReplaceBuildIdAssignmentRule 6.delete_assignment_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.DeleteBuildIdAssignmentRule 7.add_compatible_redirect_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.AddCompatibleBuildIdRedirectRule 8.replace_compatible_redirect_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.ReplaceCompatibleBuildIdRedirectRule 9.delete_compatible_redirect_rule~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.DeleteCompatibleBuildIdRedirectRule 10.commit_build_id~0>workflowservice.v1.UpdateWorkerVersioningRulesRequest.CommitBuildId
workflowservice.v1.UpdateWorkerVersioningRulesRequest.AddCompatibleBuildIdRedirectRule 1.rule>taskqueue.v1.CompatibleBuildIdRedirectRule
workflowservice.v1.UpdateWorkerVersioningRulesRequest.CommitBuildId s1 v2
workflowservice.v1.UpdateWorkerVersioningRulesRequest.DeleteBuildIdAssignmentRule v1,2
workflowservice.v1.UpdateWorkerVersioningRulesRequest.DeleteCompatibleBuildIdRedirectRule s1
workflowservice.v1.UpdateWorkerVersioningRulesRequest.InsertBuildIdAssignmentRule v1 2.rule>taskqueue.v1.BuildIdAssignmentRule
workflowservice.v1.UpdateWorkerVersioningRulesRequest.ReplaceBuildIdAssignmentRule v1,3 2.rule>taskqueue.v1.BuildIdAssignmentRule
workflowservice.v1.UpdateWorkerVersioningRulesRequest.ReplaceCompatibleBuildIdRedirectRule 1.rule>taskqueue.v1.CompatibleBuildIdRedirectRule
workflowservice.v1.UpdateWorkerVersioningRulesResponse s3 1.assignment_rules*>taskqueue.v1.TimestampedBuildIdAssignmentRule 2.compatible_redirect_rules*>taskqueue.v1.TimestampedCompatibleBuildIdRedirectRule
workflowservice.v1.UpdateWorkflowExecutionOptionsRequest s5 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 3.workflow_execution_options>workflow.v1.WorkflowExecutionOptions 4.update_mask>google.protobuf.FieldMask
workflowservice.v1.UpdateWorkflowExecutionOptionsResponse 1.workflow_execution_options>workflow.v1.WorkflowExecutionOptions 2.update_time>google.protobuf.Timestamp
workflowservice.v1.UpdateWorkflowExecutionRequest s3 1.namespace=namespace 2.workflow_execution>common.v1.WorkflowExecution 4.wait_policy>update.v1.WaitPolicy 5.request>update.v1.Request
workflowservice.v1.UpdateWorkflowExecutionResponse v3 1.update_ref>update.v1.UpdateRef 2.outcome>update.v1.Outcome 4.link>common.v1.Link 5.propagated_nexus_serialization_context>nexus.v1.PropagatedSerializationContext
workflowservice.v1.ValidateWorkerDeploymentVersionComputeConfigRequest s3,7 1.namespace=namespace 2.deployment_version>deployment.v1.WorkerDeploymentVersion 6.compute_config_scaling_groups%>compute.v1.ComputeConfigScalingGroupUpdate
workflowservice.v1.ValidateWorkerDeploymentVersionComputeConfigResponse
`;

/** Every method: action, request, response, and what else the proxy has to know of it. */
export const methodLines = `
WorkflowService/RegisterNamespace platform workflowservice.v1.RegisterNamespaceRequest workflowservice.v1.RegisterNamespaceResponse namespace=1 scope=none
WorkflowService/DescribeNamespace read workflowservice.v1.DescribeNamespaceRequest workflowservice.v1.DescribeNamespaceResponse namespace=1 scope=namespace
WorkflowService/ListNamespaces local workflowservice.v1.ListNamespacesRequest workflowservice.v1.ListNamespacesResponse scope=namespace
WorkflowService/UpdateNamespace administer workflowservice.v1.UpdateNamespaceRequest workflowservice.v1.UpdateNamespaceResponse namespace=1 scope=none
WorkflowService/DeprecateNamespace administer workflowservice.v1.DeprecateNamespaceRequest workflowservice.v1.DeprecateNamespaceResponse namespace=1 scope=none
WorkflowService/StartWorkflowExecution start workflowservice.v1.StartWorkflowExecutionRequest workflowservice.v1.StartWorkflowExecutionResponse namespace=1 task=2workflow scope=request type=3.1 workflow=2
WorkflowService/ExecuteMultiOperation start+signal workflowservice.v1.ExecuteMultiOperationRequest workflowservice.v1.ExecuteMultiOperationResponse namespace=1 waits scope=request type=2.1.3.1 workflow=2.1.2
WorkflowService/GetWorkflowExecutionHistory read workflowservice.v1.GetWorkflowExecutionHistoryRequest workflowservice.v1.GetWorkflowExecutionHistoryResponse namespace=1 waits=5 scope=history workflow=2.1 run=2.2
WorkflowService/GetWorkflowExecutionHistoryReverse read workflowservice.v1.GetWorkflowExecutionHistoryReverseRequest workflowservice.v1.GetWorkflowExecutionHistoryReverseResponse namespace=1 scope=history workflow=2.1 run=2.2
WorkflowService/PollWorkflowTaskQueue work workflowservice.v1.PollWorkflowTaskQueueRequest workflowservice.v1.PollWorkflowTaskQueueResponse namespace=1 poll=workflow scope=none
WorkflowService/RespondWorkflowTaskCompleted work workflowservice.v1.RespondWorkflowTaskCompletedRequest workflowservice.v1.RespondWorkflowTaskCompletedResponse namespace=9 token=1 task=1workflow task=2*activity scope=none
WorkflowService/RespondWorkflowTaskFailed work workflowservice.v1.RespondWorkflowTaskFailedRequest workflowservice.v1.RespondWorkflowTaskFailedResponse namespace=6 token=1 scope=none
WorkflowService/PollActivityTaskQueue work workflowservice.v1.PollActivityTaskQueueRequest workflowservice.v1.PollActivityTaskQueueResponse namespace=1 poll=activity scope=none
WorkflowService/RecordActivityTaskHeartbeat work workflowservice.v1.RecordActivityTaskHeartbeatRequest workflowservice.v1.RecordActivityTaskHeartbeatResponse namespace=4 token=1 scope=none
WorkflowService/RecordActivityTaskHeartbeatById work+operate workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest workflowservice.v1.RecordActivityTaskHeartbeatByIdResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/RespondActivityTaskCompleted work workflowservice.v1.RespondActivityTaskCompletedRequest workflowservice.v1.RespondActivityTaskCompletedResponse namespace=4 token=1 scope=none
WorkflowService/RespondActivityTaskCompletedById work+operate workflowservice.v1.RespondActivityTaskCompletedByIdRequest workflowservice.v1.RespondActivityTaskCompletedByIdResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/RespondActivityTaskFailed work workflowservice.v1.RespondActivityTaskFailedRequest workflowservice.v1.RespondActivityTaskFailedResponse namespace=4 token=1 scope=none
WorkflowService/RespondActivityTaskFailedById work+operate workflowservice.v1.RespondActivityTaskFailedByIdRequest workflowservice.v1.RespondActivityTaskFailedByIdResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/RespondActivityTaskCanceled work workflowservice.v1.RespondActivityTaskCanceledRequest workflowservice.v1.RespondActivityTaskCanceledResponse namespace=4 token=1 scope=none
WorkflowService/RespondActivityTaskCanceledById work+operate workflowservice.v1.RespondActivityTaskCanceledByIdRequest workflowservice.v1.RespondActivityTaskCanceledByIdResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/RequestCancelWorkflowExecution terminate workflowservice.v1.RequestCancelWorkflowExecutionRequest workflowservice.v1.RequestCancelWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/SignalWorkflowExecution signal workflowservice.v1.SignalWorkflowExecutionRequest workflowservice.v1.SignalWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/SignalWithStartWorkflowExecution start+signal workflowservice.v1.SignalWithStartWorkflowExecutionRequest workflowservice.v1.SignalWithStartWorkflowExecutionResponse namespace=1 scope=request type=3.1 workflow=2
WorkflowService/ResetWorkflowExecution operate workflowservice.v1.ResetWorkflowExecutionRequest workflowservice.v1.ResetWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/TerminateWorkflowExecution terminate workflowservice.v1.TerminateWorkflowExecutionRequest workflowservice.v1.TerminateWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/DeleteWorkflowExecution operate workflowservice.v1.DeleteWorkflowExecutionRequest workflowservice.v1.DeleteWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/ListOpenWorkflowExecutions read workflowservice.v1.ListOpenWorkflowExecutionsRequest workflowservice.v1.ListOpenWorkflowExecutionsResponse namespace=1 scope=filter
WorkflowService/ListClosedWorkflowExecutions read workflowservice.v1.ListClosedWorkflowExecutionsRequest workflowservice.v1.ListClosedWorkflowExecutionsResponse namespace=1 scope=filter
WorkflowService/ListWorkflowExecutions read workflowservice.v1.ListWorkflowExecutionsRequest workflowservice.v1.ListWorkflowExecutionsResponse namespace=1 scope=query query=4
WorkflowService/ListArchivedWorkflowExecutions read workflowservice.v1.ListArchivedWorkflowExecutionsRequest workflowservice.v1.ListArchivedWorkflowExecutionsResponse namespace=1 scope=query query=4
WorkflowService/ScanWorkflowExecutions read workflowservice.v1.ScanWorkflowExecutionsRequest workflowservice.v1.ScanWorkflowExecutionsResponse namespace=1 scope=query query=4
WorkflowService/CountWorkflowExecutions read workflowservice.v1.CountWorkflowExecutionsRequest workflowservice.v1.CountWorkflowExecutionsResponse namespace=1 scope=query query=2
WorkflowService/GetSearchAttributes local workflowservice.v1.GetSearchAttributesRequest workflowservice.v1.GetSearchAttributesResponse scope=namespace
WorkflowService/RespondQueryTaskCompleted work workflowservice.v1.RespondQueryTaskCompletedRequest workflowservice.v1.RespondQueryTaskCompletedResponse namespace=6 token=1 scope=none
WorkflowService/ResetStickyTaskQueue work workflowservice.v1.ResetStickyTaskQueueRequest workflowservice.v1.ResetStickyTaskQueueResponse namespace=1 scope=none
WorkflowService/ShutdownWorker work workflowservice.v1.ShutdownWorkerRequest workflowservice.v1.ShutdownWorkerResponse namespace=1 scope=none
WorkflowService/QueryWorkflow query workflowservice.v1.QueryWorkflowRequest workflowservice.v1.QueryWorkflowResponse namespace=1 waits scope=execution workflow=2.1 run=2.2
WorkflowService/DescribeWorkflowExecution read workflowservice.v1.DescribeWorkflowExecutionRequest workflowservice.v1.DescribeWorkflowExecutionResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/DescribeTaskQueue read workflowservice.v1.DescribeTaskQueueRequest workflowservice.v1.DescribeTaskQueueResponse namespace=1 scope=namespace
WorkflowService/GetClusterInfo local workflowservice.v1.GetClusterInfoRequest workflowservice.v1.GetClusterInfoResponse scope=namespace
WorkflowService/GetSystemInfo local workflowservice.v1.GetSystemInfoRequest workflowservice.v1.GetSystemInfoResponse scope=namespace
WorkflowService/ListTaskQueuePartitions read workflowservice.v1.ListTaskQueuePartitionsRequest workflowservice.v1.ListTaskQueuePartitionsResponse namespace=1 scope=namespace
WorkflowService/CreateSchedule operate+start workflowservice.v1.CreateScheduleRequest workflowservice.v1.CreateScheduleResponse namespace=1 scope=schedule type=3.2.1.2.1 schedule=2
WorkflowService/DescribeSchedule read workflowservice.v1.DescribeScheduleRequest workflowservice.v1.DescribeScheduleResponse namespace=1 scope=schedule schedule=2
WorkflowService/UpdateSchedule operate+start workflowservice.v1.UpdateScheduleRequest workflowservice.v1.UpdateScheduleResponse namespace=1 scope=schedule type=3.2.1.2.1 schedule=2
WorkflowService/PatchSchedule operate workflowservice.v1.PatchScheduleRequest workflowservice.v1.PatchScheduleResponse namespace=1 scope=schedule schedule=2
WorkflowService/ListScheduleMatchingTimes read workflowservice.v1.ListScheduleMatchingTimesRequest workflowservice.v1.ListScheduleMatchingTimesResponse namespace=1 scope=schedule schedule=2
WorkflowService/DeleteSchedule operate workflowservice.v1.DeleteScheduleRequest workflowservice.v1.DeleteScheduleResponse namespace=1 scope=schedule schedule=2
WorkflowService/ListSchedules read workflowservice.v1.ListSchedulesRequest workflowservice.v1.ListSchedulesResponse namespace=1 scope=schedules
WorkflowService/CountSchedules read workflowservice.v1.CountSchedulesRequest workflowservice.v1.CountSchedulesResponse namespace=1 scope=none
WorkflowService/UpdateWorkerBuildIdCompatibility deploy workflowservice.v1.UpdateWorkerBuildIdCompatibilityRequest workflowservice.v1.UpdateWorkerBuildIdCompatibilityResponse namespace=1 scope=none
WorkflowService/GetWorkerBuildIdCompatibility read workflowservice.v1.GetWorkerBuildIdCompatibilityRequest workflowservice.v1.GetWorkerBuildIdCompatibilityResponse namespace=1 scope=namespace
WorkflowService/UpdateWorkerVersioningRules deploy workflowservice.v1.UpdateWorkerVersioningRulesRequest workflowservice.v1.UpdateWorkerVersioningRulesResponse namespace=1 scope=none
WorkflowService/GetWorkerVersioningRules read workflowservice.v1.GetWorkerVersioningRulesRequest workflowservice.v1.GetWorkerVersioningRulesResponse namespace=1 scope=namespace
WorkflowService/GetWorkerTaskReachability read workflowservice.v1.GetWorkerTaskReachabilityRequest workflowservice.v1.GetWorkerTaskReachabilityResponse namespace=1 scope=namespace
WorkflowService/DescribeDeployment read workflowservice.v1.DescribeDeploymentRequest workflowservice.v1.DescribeDeploymentResponse namespace=1 scope=namespace
WorkflowService/DescribeWorkerDeploymentVersion read workflowservice.v1.DescribeWorkerDeploymentVersionRequest workflowservice.v1.DescribeWorkerDeploymentVersionResponse namespace=1 scope=namespace
WorkflowService/ListDeployments read workflowservice.v1.ListDeploymentsRequest workflowservice.v1.ListDeploymentsResponse namespace=1 scope=namespace
WorkflowService/GetDeploymentReachability read workflowservice.v1.GetDeploymentReachabilityRequest workflowservice.v1.GetDeploymentReachabilityResponse namespace=1 scope=namespace
WorkflowService/GetCurrentDeployment read workflowservice.v1.GetCurrentDeploymentRequest workflowservice.v1.GetCurrentDeploymentResponse namespace=1 scope=namespace
WorkflowService/SetCurrentDeployment deploy workflowservice.v1.SetCurrentDeploymentRequest workflowservice.v1.SetCurrentDeploymentResponse namespace=1 scope=none
WorkflowService/SetWorkerDeploymentCurrentVersion deploy workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest workflowservice.v1.SetWorkerDeploymentCurrentVersionResponse namespace=1 scope=none
WorkflowService/DescribeWorkerDeployment read workflowservice.v1.DescribeWorkerDeploymentRequest workflowservice.v1.DescribeWorkerDeploymentResponse namespace=1 scope=namespace
WorkflowService/DeleteWorkerDeployment deploy workflowservice.v1.DeleteWorkerDeploymentRequest workflowservice.v1.DeleteWorkerDeploymentResponse namespace=1 scope=none
WorkflowService/DeleteWorkerDeploymentVersion deploy workflowservice.v1.DeleteWorkerDeploymentVersionRequest workflowservice.v1.DeleteWorkerDeploymentVersionResponse namespace=1 scope=none
WorkflowService/SetWorkerDeploymentRampingVersion deploy workflowservice.v1.SetWorkerDeploymentRampingVersionRequest workflowservice.v1.SetWorkerDeploymentRampingVersionResponse namespace=1 scope=none
WorkflowService/ListWorkerDeployments read workflowservice.v1.ListWorkerDeploymentsRequest workflowservice.v1.ListWorkerDeploymentsResponse namespace=1 scope=namespace
WorkflowService/CreateWorkerDeployment deploy workflowservice.v1.CreateWorkerDeploymentRequest workflowservice.v1.CreateWorkerDeploymentResponse namespace=1 scope=none
WorkflowService/CreateWorkerDeploymentVersion deploy workflowservice.v1.CreateWorkerDeploymentVersionRequest workflowservice.v1.CreateWorkerDeploymentVersionResponse namespace=1 scope=none
WorkflowService/UpdateWorkerDeploymentVersionComputeConfig deploy workflowservice.v1.UpdateWorkerDeploymentVersionComputeConfigRequest workflowservice.v1.UpdateWorkerDeploymentVersionComputeConfigResponse namespace=1 scope=none
WorkflowService/ValidateWorkerDeploymentVersionComputeConfig read workflowservice.v1.ValidateWorkerDeploymentVersionComputeConfigRequest workflowservice.v1.ValidateWorkerDeploymentVersionComputeConfigResponse namespace=1 scope=namespace
WorkflowService/UpdateWorkerDeploymentVersionMetadata deploy workflowservice.v1.UpdateWorkerDeploymentVersionMetadataRequest workflowservice.v1.UpdateWorkerDeploymentVersionMetadataResponse namespace=1 scope=none
WorkflowService/SetWorkerDeploymentManager deploy workflowservice.v1.SetWorkerDeploymentManagerRequest workflowservice.v1.SetWorkerDeploymentManagerResponse namespace=1 scope=none
WorkflowService/UpdateWorkflowExecution signal workflowservice.v1.UpdateWorkflowExecutionRequest workflowservice.v1.UpdateWorkflowExecutionResponse namespace=1 waits scope=execution workflow=2.1 run=2.2
WorkflowService/PollWorkflowExecutionUpdate read workflowservice.v1.PollWorkflowExecutionUpdateRequest workflowservice.v1.PollWorkflowExecutionUpdateResponse namespace=1 waits scope=execution workflow=2.1.1 run=2.1.2
WorkflowService/StartBatchOperation operate workflowservice.v1.StartBatchOperationRequest workflowservice.v1.StartBatchOperationResponse namespace=1 scope=batch query=2
WorkflowService/StopBatchOperation operate workflowservice.v1.StopBatchOperationRequest workflowservice.v1.StopBatchOperationResponse namespace=1 scope=none
WorkflowService/DescribeBatchOperation read workflowservice.v1.DescribeBatchOperationRequest workflowservice.v1.DescribeBatchOperationResponse namespace=1 scope=none
WorkflowService/ListBatchOperations read workflowservice.v1.ListBatchOperationsRequest workflowservice.v1.ListBatchOperationsResponse namespace=1 scope=none
WorkflowService/PollNexusTaskQueue work workflowservice.v1.PollNexusTaskQueueRequest workflowservice.v1.PollNexusTaskQueueResponse namespace=1 poll=nexus scope=none
WorkflowService/RespondNexusTaskCompleted work workflowservice.v1.RespondNexusTaskCompletedRequest workflowservice.v1.RespondNexusTaskCompletedResponse namespace=1 token=3 scope=none
WorkflowService/RespondNexusTaskFailed work workflowservice.v1.RespondNexusTaskFailedRequest workflowservice.v1.RespondNexusTaskFailedResponse namespace=1 token=3 scope=none
WorkflowService/UpdateActivityOptions operate workflowservice.v1.UpdateActivityOptionsRequest workflowservice.v1.UpdateActivityOptionsResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/UpdateWorkflowExecutionOptions operate workflowservice.v1.UpdateWorkflowExecutionOptionsRequest workflowservice.v1.UpdateWorkflowExecutionOptionsResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/PauseActivity operate workflowservice.v1.PauseActivityRequest workflowservice.v1.PauseActivityResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/UnpauseActivity operate workflowservice.v1.UnpauseActivityRequest workflowservice.v1.UnpauseActivityResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/ResetActivity operate workflowservice.v1.ResetActivityRequest workflowservice.v1.ResetActivityResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/CreateWorkflowRule administer workflowservice.v1.CreateWorkflowRuleRequest workflowservice.v1.CreateWorkflowRuleResponse namespace=1 scope=none
WorkflowService/DescribeWorkflowRule read workflowservice.v1.DescribeWorkflowRuleRequest workflowservice.v1.DescribeWorkflowRuleResponse namespace=1 scope=namespace
WorkflowService/DeleteWorkflowRule administer workflowservice.v1.DeleteWorkflowRuleRequest workflowservice.v1.DeleteWorkflowRuleResponse namespace=1 scope=none
WorkflowService/ListWorkflowRules read workflowservice.v1.ListWorkflowRulesRequest workflowservice.v1.ListWorkflowRulesResponse namespace=1 scope=namespace
WorkflowService/TriggerWorkflowRule operate workflowservice.v1.TriggerWorkflowRuleRequest workflowservice.v1.TriggerWorkflowRuleResponse namespace=1 scope=execution workflow=2.1 run=2.2
WorkflowService/RecordWorkerHeartbeat work workflowservice.v1.RecordWorkerHeartbeatRequest workflowservice.v1.RecordWorkerHeartbeatResponse namespace=1 scope=none
WorkflowService/ListWorkers read workflowservice.v1.ListWorkersRequest workflowservice.v1.ListWorkersResponse namespace=1 scope=namespace
WorkflowService/CountWorkers read workflowservice.v1.CountWorkersRequest workflowservice.v1.CountWorkersResponse namespace=1 scope=namespace
WorkflowService/UpdateTaskQueueConfig deploy workflowservice.v1.UpdateTaskQueueConfigRequest workflowservice.v1.UpdateTaskQueueConfigResponse namespace=1 scope=none
WorkflowService/FetchWorkerConfig work workflowservice.v1.FetchWorkerConfigRequest workflowservice.v1.FetchWorkerConfigResponse namespace=1 scope=none
WorkflowService/UpdateWorkerConfig deploy workflowservice.v1.UpdateWorkerConfigRequest workflowservice.v1.UpdateWorkerConfigResponse namespace=1 scope=none
WorkflowService/DescribeWorker read workflowservice.v1.DescribeWorkerRequest workflowservice.v1.DescribeWorkerResponse namespace=1 scope=namespace
WorkflowService/PauseWorkflowExecution operate workflowservice.v1.PauseWorkflowExecutionRequest workflowservice.v1.PauseWorkflowExecutionResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/UnpauseWorkflowExecution operate workflowservice.v1.UnpauseWorkflowExecutionRequest workflowservice.v1.UnpauseWorkflowExecutionResponse namespace=1 scope=execution workflow=2 run=3
WorkflowService/StartActivityExecution start workflowservice.v1.StartActivityExecutionRequest workflowservice.v1.StartActivityExecutionResponse namespace=1 task=4activity scope=none
WorkflowService/StartNexusOperationExecution start workflowservice.v1.StartNexusOperationExecutionRequest workflowservice.v1.StartNexusOperationExecutionResponse namespace=1 scope=none
WorkflowService/DescribeActivityExecution read workflowservice.v1.DescribeActivityExecutionRequest workflowservice.v1.DescribeActivityExecutionResponse namespace=1 waits=6 scope=none
WorkflowService/DescribeNexusOperationExecution read workflowservice.v1.DescribeNexusOperationExecutionRequest workflowservice.v1.DescribeNexusOperationExecutionResponse namespace=1 waits=6 scope=none
WorkflowService/PollActivityExecution read workflowservice.v1.PollActivityExecutionRequest workflowservice.v1.PollActivityExecutionResponse namespace=1 waits scope=none
WorkflowService/PollNexusOperationExecution read workflowservice.v1.PollNexusOperationExecutionRequest workflowservice.v1.PollNexusOperationExecutionResponse namespace=1 waits scope=none
WorkflowService/ListActivityExecutions read workflowservice.v1.ListActivityExecutionsRequest workflowservice.v1.ListActivityExecutionsResponse namespace=1 scope=none
WorkflowService/ListNexusOperationExecutions read workflowservice.v1.ListNexusOperationExecutionsRequest workflowservice.v1.ListNexusOperationExecutionsResponse namespace=1 scope=none
WorkflowService/CountActivityExecutions read workflowservice.v1.CountActivityExecutionsRequest workflowservice.v1.CountActivityExecutionsResponse namespace=1 scope=none
WorkflowService/CountNexusOperationExecutions read workflowservice.v1.CountNexusOperationExecutionsRequest workflowservice.v1.CountNexusOperationExecutionsResponse namespace=1 scope=none
WorkflowService/RequestCancelActivityExecution terminate workflowservice.v1.RequestCancelActivityExecutionRequest workflowservice.v1.RequestCancelActivityExecutionResponse namespace=1 scope=none
WorkflowService/RequestCancelNexusOperationExecution terminate workflowservice.v1.RequestCancelNexusOperationExecutionRequest workflowservice.v1.RequestCancelNexusOperationExecutionResponse namespace=1 scope=none
WorkflowService/TerminateActivityExecution terminate workflowservice.v1.TerminateActivityExecutionRequest workflowservice.v1.TerminateActivityExecutionResponse namespace=1 scope=none
WorkflowService/DeleteActivityExecution operate workflowservice.v1.DeleteActivityExecutionRequest workflowservice.v1.DeleteActivityExecutionResponse namespace=1 scope=none
WorkflowService/PauseActivityExecution operate workflowservice.v1.PauseActivityExecutionRequest workflowservice.v1.PauseActivityExecutionResponse namespace=1 scope=none
WorkflowService/ResetActivityExecution operate workflowservice.v1.ResetActivityExecutionRequest workflowservice.v1.ResetActivityExecutionResponse namespace=1 scope=none
WorkflowService/UnpauseActivityExecution operate workflowservice.v1.UnpauseActivityExecutionRequest workflowservice.v1.UnpauseActivityExecutionResponse namespace=1 scope=none
WorkflowService/UpdateActivityExecutionOptions operate workflowservice.v1.UpdateActivityExecutionOptionsRequest workflowservice.v1.UpdateActivityExecutionOptionsResponse namespace=1 scope=none
WorkflowService/TerminateNexusOperationExecution terminate workflowservice.v1.TerminateNexusOperationExecutionRequest workflowservice.v1.TerminateNexusOperationExecutionResponse namespace=1 scope=none
WorkflowService/DeleteNexusOperationExecution operate workflowservice.v1.DeleteNexusOperationExecutionRequest workflowservice.v1.DeleteNexusOperationExecutionResponse namespace=1 scope=none
WorkflowService/PollWorkflowExecutionTimeSkipping read workflowservice.v1.PollWorkflowExecutionTimeSkippingRequest workflowservice.v1.PollWorkflowExecutionTimeSkippingResponse namespace=1 waits scope=execution workflow=2.1 run=2.2
OperatorService/AddSearchAttributes administer operatorservice.v1.AddSearchAttributesRequest operatorservice.v1.AddSearchAttributesResponse namespace=2 scope=none
OperatorService/RemoveSearchAttributes administer operatorservice.v1.RemoveSearchAttributesRequest operatorservice.v1.RemoveSearchAttributesResponse namespace=2 scope=none
OperatorService/ListSearchAttributes local operatorservice.v1.ListSearchAttributesRequest operatorservice.v1.ListSearchAttributesResponse namespace=1 scope=namespace
OperatorService/DeleteNamespace platform operatorservice.v1.DeleteNamespaceRequest operatorservice.v1.DeleteNamespaceResponse namespace=1 scope=none
OperatorService/AddOrUpdateRemoteCluster platform operatorservice.v1.AddOrUpdateRemoteClusterRequest operatorservice.v1.AddOrUpdateRemoteClusterResponse scope=none
OperatorService/RemoveRemoteCluster platform operatorservice.v1.RemoveRemoteClusterRequest operatorservice.v1.RemoveRemoteClusterResponse scope=none
OperatorService/ListClusters platform operatorservice.v1.ListClustersRequest operatorservice.v1.ListClustersResponse scope=none
OperatorService/GetNexusEndpoint platform operatorservice.v1.GetNexusEndpointRequest operatorservice.v1.GetNexusEndpointResponse scope=none
OperatorService/CreateNexusEndpoint platform operatorservice.v1.CreateNexusEndpointRequest operatorservice.v1.CreateNexusEndpointResponse scope=none
OperatorService/UpdateNexusEndpoint platform operatorservice.v1.UpdateNexusEndpointRequest operatorservice.v1.UpdateNexusEndpointResponse scope=none
OperatorService/DeleteNexusEndpoint platform operatorservice.v1.DeleteNexusEndpointRequest operatorservice.v1.DeleteNexusEndpointResponse scope=none
OperatorService/ListNexusEndpoints platform operatorservice.v1.ListNexusEndpointsRequest operatorservice.v1.ListNexusEndpointsResponse scope=none
`;

/** Every message of requests that bears authority: fields that take a right, name another namespace or say who calls. Read by authority.ts. */
export const authorityLines = `
batch.v1.BatchOperationCancelActivities 1@
batch.v1.BatchOperationCancellation 1@
batch.v1.BatchOperationDeletion 1@
batch.v1.BatchOperationReset 3@ 5*>workflow.v1.PostResetOperation
batch.v1.BatchOperationResetActivities 1@
batch.v1.BatchOperationSignal 4@
batch.v1.BatchOperationTerminateActivities 1@
batch.v1.BatchOperationTermination 2@
batch.v1.BatchOperationUnpauseActivities 1@
batch.v1.BatchOperationUpdateActivityOptions 1@
batch.v1.BatchOperationUpdateWorkflowExecutionOptions 1@
command.v1.Command 9:terminate,1,0>command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes 11:start,0,1>command.v1.ContinueAsNewWorkflowExecutionCommandAttributes 12:start,1,3>command.v1.StartChildWorkflowExecutionCommandAttributes 13:signal,1,0>command.v1.SignalExternalWorkflowExecutionCommandAttributes 18:nexus
command.v1.StartChildWorkflowExecutionCommandAttributes 11?4,4=terminate
common.v1.OnConflictOptions 2!work
nexusoperation.v1.OnConflictOptions 2!work
schedule.v1.BackfillRequest 3?6,4=terminate,5=terminate
schedule.v1.Schedule 2>schedule.v1.ScheduleAction 3>schedule.v1.SchedulePolicies
schedule.v1.ScheduleAction 1>workflow.v1.NewWorkflowExecutionInfo
schedule.v1.SchedulePatch 1!start>schedule.v1.TriggerImmediatelyRequest 2*!start>schedule.v1.BackfillRequest
schedule.v1.SchedulePolicies 1?6,4=terminate,5=terminate
schedule.v1.TriggerImmediatelyRequest 1?6,4=terminate,5=terminate
update.v1.Meta 2@
update.v1.Request 1>update.v1.Meta 4*!work
worker.v1.WorkerHeartbeat 2@
workflow.v1.NewWorkflowExecutionInfo 8?4,4=terminate
workflow.v1.OnConflictOptions 2!work
workflow.v1.PostResetOperation 1!signal 2!operate
workflowservice.v1.CreateScheduleRequest 3>schedule.v1.Schedule 4>schedule.v1.SchedulePatch 5@
workflowservice.v1.CreateWorkerDeploymentRequest 4@
workflowservice.v1.CreateWorkerDeploymentVersionRequest 3@
workflowservice.v1.CreateWorkflowRuleRequest 5@
workflowservice.v1.DeleteScheduleRequest 3@
workflowservice.v1.DeleteWorkerDeploymentRequest 3@
workflowservice.v1.DeleteWorkerDeploymentVersionRequest 4@
workflowservice.v1.ExecuteMultiOperationRequest 2*>workflowservice.v1.ExecuteMultiOperationRequest.Operation
workflowservice.v1.ExecuteMultiOperationRequest.Operation 1&>workflowservice.v1.StartWorkflowExecutionRequest 2&>workflowservice.v1.UpdateWorkflowExecutionRequest
workflowservice.v1.FetchWorkerConfigRequest 2@
workflowservice.v1.PatchScheduleRequest 3>schedule.v1.SchedulePatch 4@
workflowservice.v1.PauseActivityExecutionRequest 5@
workflowservice.v1.PauseActivityRequest 3@
workflowservice.v1.PauseWorkflowExecutionRequest 4@
workflowservice.v1.PollActivityTaskQueueRequest 3@
workflowservice.v1.PollNexusTaskQueueRequest 2@ 7*>worker.v1.WorkerHeartbeat
workflowservice.v1.PollWorkflowExecutionUpdateRequest 3@
workflowservice.v1.PollWorkflowTaskQueueRequest 3@
workflowservice.v1.RecordActivityTaskHeartbeatByIdRequest 6@
workflowservice.v1.RecordActivityTaskHeartbeatRequest 3@
workflowservice.v1.RecordWorkerHeartbeatRequest 2@ 3*>worker.v1.WorkerHeartbeat
workflowservice.v1.RequestCancelActivityExecutionRequest 4@
workflowservice.v1.RequestCancelNexusOperationExecutionRequest 4@
workflowservice.v1.RequestCancelWorkflowExecutionRequest 3@
workflowservice.v1.ResetActivityExecutionRequest 5@
workflowservice.v1.ResetActivityRequest 3@
workflowservice.v1.ResetWorkflowExecutionRequest 8*>workflow.v1.PostResetOperation 9@
workflowservice.v1.RespondActivityTaskCanceledByIdRequest 6@
workflowservice.v1.RespondActivityTaskCanceledRequest 3@
workflowservice.v1.RespondActivityTaskCompletedByIdRequest 6@
workflowservice.v1.RespondActivityTaskCompletedRequest 3@
workflowservice.v1.RespondActivityTaskFailedByIdRequest 6@
workflowservice.v1.RespondActivityTaskFailedRequest 3@
workflowservice.v1.RespondNexusTaskCompletedRequest 2@
workflowservice.v1.RespondNexusTaskFailedRequest 2@
workflowservice.v1.RespondWorkflowTaskCompletedRequest 2*>command.v1.Command 3@
workflowservice.v1.RespondWorkflowTaskFailedRequest 4@
workflowservice.v1.SetCurrentDeploymentRequest 3@
workflowservice.v1.SetWorkerDeploymentCurrentVersionRequest 5@
workflowservice.v1.SetWorkerDeploymentManagerRequest 6@
workflowservice.v1.SetWorkerDeploymentRampingVersionRequest 6@
workflowservice.v1.ShutdownWorkerRequest 3@ 5>worker.v1.WorkerHeartbeat
workflowservice.v1.SignalWithStartWorkflowExecutionRequest 9@ 11?4,4=terminate 22?3,3=terminate
workflowservice.v1.SignalWorkflowExecutionRequest 5@
workflowservice.v1.StartActivityExecutionRequest 2@ 13?3 14?2 19*!work 21>common.v1.OnConflictOptions 24!work
workflowservice.v1.StartBatchOperationRequest 10!terminate>batch.v1.BatchOperationTermination 11!signal>batch.v1.BatchOperationSignal 12!terminate>batch.v1.BatchOperationCancellation 13!operate>batch.v1.BatchOperationDeletion 14!operate>batch.v1.BatchOperationReset 15!operate>batch.v1.BatchOperationUpdateWorkflowExecutionOptions 16!operate>batch.v1.BatchOperationUnpauseActivities 17!operate>batch.v1.BatchOperationResetActivities 18!operate>batch.v1.BatchOperationUpdateActivityOptions 19!terminate>batch.v1.BatchOperationCancelActivities 20!terminate>batch.v1.BatchOperationTerminateActivities 21!operate
workflowservice.v1.StartNexusOperationExecutionRequest 2@ 12?3 13?2 17>nexusoperation.v1.OnConflictOptions 18*!work
workflowservice.v1.StartWorkflowExecutionRequest 9@ 11?4,4=terminate 17!work 21*!work 22?3,3=terminate 26>workflow.v1.OnConflictOptions
workflowservice.v1.StopBatchOperationRequest 4@
workflowservice.v1.TerminateActivityExecutionRequest 4@
workflowservice.v1.TerminateNexusOperationExecutionRequest 4@
workflowservice.v1.TerminateWorkflowExecutionRequest 5@
workflowservice.v1.TriggerWorkflowRuleRequest 3@
workflowservice.v1.UnpauseActivityExecutionRequest 5@
workflowservice.v1.UnpauseActivityRequest 3@
workflowservice.v1.UnpauseWorkflowExecutionRequest 4@
workflowservice.v1.UpdateActivityExecutionOptionsRequest 5@
workflowservice.v1.UpdateActivityOptionsRequest 3@
workflowservice.v1.UpdateScheduleRequest 3>schedule.v1.Schedule 5@
workflowservice.v1.UpdateTaskQueueConfigRequest 2@
workflowservice.v1.UpdateWorkerConfigRequest 2@
workflowservice.v1.UpdateWorkerDeploymentVersionComputeConfigRequest 3@
workflowservice.v1.UpdateWorkerDeploymentVersionMetadataRequest 6@
workflowservice.v1.UpdateWorkflowExecutionOptionsRequest 5@
workflowservice.v1.UpdateWorkflowExecutionRequest 5>update.v1.Request
workflowservice.v1.ValidateWorkerDeploymentVersionComputeConfigRequest 3@
`;
