import type { SpecialMessage, Treatment } from '../../../src/proxy/wire/table.ts';

/**
 * What the proxy does with the fields of Temporal's messages that could hold something to seal or to translate.
 * Where the descriptors say it themselves (`Payload`, `Payloads`), nothing is listed. Everything else that looks like user
 * data or like a namespace has to be here, or the table is not made. Names are protobuf's, without `temporal.api.`.
 */
export interface FieldDecision {
  /** A treatment of `src/proxy/wire/table.ts`; `clear` is its `plain`. */
  readonly as: Exclude<Treatment, 'plain'> | 'clear';
  readonly because: string;
}

function decide(as: FieldDecision['as'], because: string, names: readonly string[]): [string, FieldDecision][] {
  return names.map((name) => [name, { as, because }]);
}

/** By the whole name of a field. */
export const fieldRules: ReadonlyMap<string, FieldDecision> = new Map([
  ...decide('clear', 'the server indexes search attributes, and answers counts grouped by them', [
    'common.v1.SearchAttributes.indexed_fields',
    'workflowservice.v1.CountWorkflowExecutionsResponse.AggregationGroup.group_values',
    'workflowservice.v1.CountSchedulesResponse.AggregationGroup.group_values',
    'workflowservice.v1.CountActivityExecutionsResponse.AggregationGroup.group_values',
    'workflowservice.v1.CountNexusOperationExecutionsResponse.AggregationGroup.group_values',
  ]),
  ...decide('clear', 'the server itself starts and scales compute by these', [
    'compute.v1.ComputeProvider.details',
    'compute.v1.ComputeScaler.details',
  ]),
  ...decide('nullable', 'a nil value deletes its key; the server has to see that it is nil', ['common.v1.Memo.fields']),

  ...decide('namespace', 'the name of a namespace', [
    'history.v1.WorkflowExecutionStartedEventAttributes.parent_workflow_namespace',
    'history.v1.RequestCancelExternalWorkflowExecutionInitiatedEventAttributes.namespace',
    'history.v1.RequestCancelExternalWorkflowExecutionFailedEventAttributes.namespace',
    'history.v1.ExternalWorkflowExecutionCancelRequestedEventAttributes.namespace',
    'history.v1.StartChildWorkflowExecutionInitiatedEventAttributes.namespace',
    'history.v1.StartChildWorkflowExecutionFailedEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionStartedEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionCompletedEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionFailedEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionCanceledEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionTimedOutEventAttributes.namespace',
    'history.v1.ChildWorkflowExecutionTerminatedEventAttributes.namespace',
    'history.v1.SignalExternalWorkflowExecutionInitiatedEventAttributes.namespace',
    'history.v1.SignalExternalWorkflowExecutionFailedEventAttributes.namespace',
    'history.v1.ExternalWorkflowExecutionSignaledEventAttributes.namespace',
    'command.v1.RequestCancelExternalWorkflowExecutionCommandAttributes.namespace',
    'command.v1.StartChildWorkflowExecutionCommandAttributes.namespace',
    'command.v1.SignalExternalWorkflowExecutionCommandAttributes.namespace',
    'workflowservice.v1.PollActivityTaskQueueResponse.workflow_namespace',
    'namespace.v1.NamespaceInfo.name',
    'nexus.v1.EndpointTarget.Worker.namespace',
    'operatorservice.v1.DeleteNamespaceResponse.deleted_namespace',
    'errordetails.v1.NamespaceNotActiveFailure.namespace',
    'errordetails.v1.NamespaceUnavailableFailure.namespace',
    'errordetails.v1.NamespaceInvalidStateFailure.namespace',
    'errordetails.v1.NamespaceNotFoundFailure.namespace',
  ]),
  ...decide('link-namespace', 'a link may lead to a namespace of somebody else; such a name passes as it is', [
    'common.v1.Link.WorkflowEvent.namespace',
    'common.v1.Link.Activity.namespace',
    'common.v1.Link.Callback.namespace',
    'common.v1.Link.NexusOperation.namespace',
    'common.v1.Link.Workflow.namespace',
  ]),
  ...decide('link-namespace', 'says where a child has failed, which its parent hands on though it may not work there', [
    'failure.v1.ChildWorkflowExecutionFailureInfo.namespace',
  ]),
  ...decide('link-url', 'temporal:///namespaces/NAME/…, of which SDKs make a common.v1.Link', ['nexus.v1.Link.url']),

  ...decide('text', 'what user code threw in a query; it comes back as the message of a gRPC error', [
    'workflowservice.v1.RespondQueryTaskCompletedRequest.error_message',
    'query.v1.WorkflowQueryResult.error_message',
  ]),
  ...decide('opened-text', 'the server may quote a sealed text in it', [
    'google.rpc.Status.message',
    'errordetails.v1.MultiOperationExecutionFailure.OperationStatus.message',
    'errordetails.v1.SystemWorkflowFailure.workflow_error',
  ]),
  ...decide('failure-text', 'what user code threw; it moves into the encoded attributes', [
    'failure.v1.Failure.message',
    'failure.v1.Failure.stack_trace',
  ]),
  ...decide('failure-attributes', 'failure texts move into it, and come back from it', ['failure.v1.Failure.encoded_attributes']),
  ...decide('clear', 'a Nexus failure is made anew as a whole', [
    'nexus.v1.Failure.message',
    'nexus.v1.Failure.stack_trace',
    'nexus.v1.Failure.details',
  ]),
  ...decide('typed', 'a message, whose type another field says', ['google.protobuf.Any.value', 'common.v1.DataBlob.data']),
  ...decide('message', 'its content is walked by its type', [
    'protocol.v1.Message.body',
    'errordetails.v1.MultiOperationExecutionFailure.OperationStatus.details',
    'google.rpc.Status.details',
    'workflowservice.v1.GetWorkflowExecutionHistoryResponse.raw_history',
  ]),
  ...decide('nexus-input', 'the system endpoint takes a request wrapped in a payload, and reads it', [
    'command.v1.ScheduleNexusOperationCommandAttributes.input',
    'history.v1.NexusOperationScheduledEventAttributes.input',
  ]),
  ...decide('clear', 'made and read by the server alone', [
    'common.v1.Callback.Internal.data',
    'schedule.v1.ScheduleInfo.invalid_schedule_error',
    'version.v1.ReleaseInfo.notes',
    'version.v1.Alert.message',
    'deployment.v1.ComputeStatus.ProviderValidationStatus.error_message',
    'errordetails.v1.PermissionDeniedFailure.reason',
    'workflowservice.v1.PollWorkflowExecutionTimeSkippingResponse.failed_reason',
  ]),
  ...decide('clear', 'a time zone file, which the server computes with', ['schedule.v1.ScheduleSpec.timezone_data']),
  ...decide('clear', 'the type of an error, which retry policies name', [
    'common.v1.RetryPolicy.non_retryable_error_types',
    'nexus.v1.HandlerError.error_type',
  ]),
  ...decide('clear', 'an id', [
    'history.v1.WorkflowExecutionUpdateAcceptedEventAttributes.accepted_request_message_id',
    'history.v1.WorkflowExecutionUpdateRejectedEventAttributes.rejected_request_message_id',
    'command.v1.ProtocolMessageCommandAttributes.message_id',
    'update.v1.Acceptance.accepted_request_message_id',
    'update.v1.Rejection.rejected_request_message_id',
    'operatorservice.v1.DeleteNamespaceRequest.namespace_id',
  ]),
  ...decide('clear', 'a note of whoever operates a schedule or a namespace, shown in lists; the threat model names it', [
    'schedule.v1.ScheduleState.notes',
    'schedule.v1.ScheduleListInfo.notes',
    'workflowservice.v1.RegisterNamespaceRequest.description',
    'namespace.v1.NamespaceInfo.description',
    'namespace.v1.UpdateNamespaceInfo.description',
    'workflowservice.v1.CreateWorkflowRuleRequest.description',
    'rules.v1.WorkflowRule.description',
    'history.v1.WorkflowExecutionCancelRequestedEventAttributes.cause',
  ]),
]);

/** By the last part of its name, in any message. */
export const nameRules: ReadonlyMap<string, FieldDecision> = new Map([
  ...decide('clear', 'a token of the server, which only the server reads', [
    'task_token',
    'next_page_token',
    'conflict_token',
    'long_poll_token',
  ]),
  ...decide('clear', 'an id, which no namespace is called by', ['namespace_id', 'parent_namespace_id', 'parent_workflow_namespace_id']),
  ...decide('clear', 'why an operator did something, shown in lists and event logs; the threat model names it', [
    'reason',
    'blocked_reason',
    'canceled_reason',
  ]),
]);

/** Requests whose failure the server keeps only when it is no larger, in bytes: `limit.mutableStateActivityFailureSize.error`. */
export const fittedFields: ReadonlyMap<string, number> = new Map([
  ['workflowservice.v1.RespondActivityTaskFailedRequest.failure', 4096],
  ['workflowservice.v1.RespondActivityTaskFailedByIdRequest.failure', 4096],
]);

/** Messages that are more than the sum of their fields. */
export const specialMessages: ReadonlyMap<string, SpecialMessage> = new Map<string, SpecialMessage>([
  ['failure.v1.Failure', 'failure'],
  ['nexus.v1.Failure', 'nexus-failure'],
  ['sdk.v1.UserMetadata', 'user-metadata'],
  ['sdk.v1.EventGroupMarker.Label', 'user-metadata'],
  ['google.protobuf.Any', 'any'],
  ['common.v1.DataBlob', 'blob'],
  ['command.v1.ScheduleNexusOperationCommandAttributes', 'nexus-operation'],
  ['history.v1.NexusOperationScheduledEventAttributes', 'nexus-operation'],
]);
