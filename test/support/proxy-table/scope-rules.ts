/** Which workflow types a call is about, as far as it says so itself. A method that is not listed keeps the table from being made. */
const methodsByScope: Readonly<Record<string, string>> = {
  // The request names the type. One that also signals or ends what it finds under its id is about the type it finds as well.
  request: 'StartWorkflowExecution SignalWithStartWorkflowExecution ExecuteMultiOperation',
  // It names one execution.
  execution: `
    DescribeWorkflowExecution QueryWorkflow SignalWorkflowExecution UpdateWorkflowExecution PollWorkflowExecutionUpdate
    PollWorkflowExecutionTimeSkipping RequestCancelWorkflowExecution TerminateWorkflowExecution ResetWorkflowExecution
    DeleteWorkflowExecution PauseWorkflowExecution UnpauseWorkflowExecution UpdateWorkflowExecutionOptions UpdateActivityOptions
    PauseActivity UnpauseActivity ResetActivity TriggerWorkflowRule RecordActivityTaskHeartbeatById RespondActivityTaskCompletedById
    RespondActivityTaskFailedById RespondActivityTaskCanceledById`,
  // It names one execution, and its answer holds all that happened in it.
  history: 'GetWorkflowExecutionHistory GetWorkflowExecutionHistoryReverse',
  // It names a schedule, which starts workflows of one type; Create and Update name the type that it will start.
  schedule: 'CreateSchedule UpdateSchedule DescribeSchedule PatchSchedule DeleteSchedule ListScheduleMatchingTimes',
  // It lists schedules, of which each entry names a type.
  schedules: 'ListSchedules',
  // It finds executions by a query.
  query: 'ListWorkflowExecutions ListArchivedWorkflowExecutions ScanWorkflowExecutions CountWorkflowExecutions',
  // It finds executions by fields of its own.
  filter: 'ListOpenWorkflowExecutions ListClosedWorkflowExecutions',
  // It does something to many executions, by a query or by their ids.
  batch: 'StartBatchOperation',
  // Nothing of a workflow is in it: whoever holds the right for some type may call it.
  namespace: `
    DescribeNamespace DescribeTaskQueue ListTaskQueuePartitions GetWorkerBuildIdCompatibility GetWorkerVersioningRules
    GetWorkerTaskReachability GetDeploymentReachability GetCurrentDeployment DescribeDeployment DescribeWorkerDeployment
    DescribeWorkerDeploymentVersion ListDeployments ListWorkerDeployments ValidateWorkerDeploymentVersionComputeConfig
    DescribeWorkflowRule ListWorkflowRules ListWorkers CountWorkers DescribeWorker
    ListSearchAttributes GetSearchAttributes GetSystemInfo GetClusterInfo ListNamespaces`,
  // It is about things that have no workflow type, about all of a namespace, or a worker's: refused unless the right holds for every type.
  none: `
    CountSchedules StopBatchOperation DescribeBatchOperation ListBatchOperations
    StartActivityExecution DescribeActivityExecution PollActivityExecution ListActivityExecutions CountActivityExecutions
    RequestCancelActivityExecution TerminateActivityExecution DeleteActivityExecution PauseActivityExecution ResetActivityExecution
    UnpauseActivityExecution UpdateActivityExecutionOptions
    StartNexusOperationExecution DescribeNexusOperationExecution PollNexusOperationExecution ListNexusOperationExecutions
    CountNexusOperationExecutions RequestCancelNexusOperationExecution TerminateNexusOperationExecution DeleteNexusOperationExecution
    PollWorkflowTaskQueue PollActivityTaskQueue PollNexusTaskQueue RespondWorkflowTaskCompleted RespondWorkflowTaskFailed
    RespondActivityTaskCompleted RespondActivityTaskFailed RespondActivityTaskCanceled RespondQueryTaskCompleted
    RespondNexusTaskCompleted RespondNexusTaskFailed RecordActivityTaskHeartbeat ResetStickyTaskQueue ShutdownWorker
    RecordWorkerHeartbeat FetchWorkerConfig
    UpdateWorkerBuildIdCompatibility UpdateWorkerVersioningRules SetCurrentDeployment SetWorkerDeploymentCurrentVersion
    DeleteWorkerDeployment DeleteWorkerDeploymentVersion SetWorkerDeploymentRampingVersion CreateWorkerDeployment
    CreateWorkerDeploymentVersion UpdateWorkerDeploymentVersionComputeConfig UpdateWorkerDeploymentVersionMetadata
    SetWorkerDeploymentManager UpdateTaskQueueConfig UpdateWorkerConfig
    UpdateNamespace DeprecateNamespace AddSearchAttributes RemoveSearchAttributes CreateWorkflowRule DeleteWorkflowRule
    RegisterNamespace DeleteNamespace AddOrUpdateRemoteCluster RemoveRemoteCluster ListClusters GetNexusEndpoint CreateNexusEndpoint
    UpdateNexusEndpoint DeleteNexusEndpoint ListNexusEndpoints`,
};

/** By the method's name. */
export const methodScopes: ReadonlyMap<string, string> = new Map(
  Object.entries(methodsByScope).flatMap(([scope, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): [string, string] => [name, scope]),
  ),
);

/** Where a request says what it is about, as field names on the way; of those that a request has, the first counts. */
export const placesInRequests: Readonly<Record<string, readonly string[]>> = {
  type: ['workflow_type.name', 'operations.start_workflow.workflow_type.name', 'schedule.action.start_workflow.workflow_type.name'],
  workflow: [
    'workflow_execution.workflow_id',
    'execution.workflow_id',
    'update_ref.workflow_execution.workflow_id',
    'operations.start_workflow.workflow_id',
    'workflow_id',
  ],
  run: ['workflow_execution.run_id', 'execution.run_id', 'update_ref.workflow_execution.run_id', 'run_id'],
  schedule: ['schedule_id'],
  query: ['visibility_query', 'query'],
};

/** What has to be there for a scope to be made out. */
export const placesNeeded: Readonly<Record<string, readonly string[]>> = {
  request: ['type', 'workflow'],
  execution: ['workflow', 'run'],
  history: ['workflow', 'run'],
  schedule: ['schedule'],
  query: ['query'],
  batch: ['query'],
};
