/** What a call does, for whoever decides who may make it. A method that is not listed keeps the table from being made. */
const methodsByAction: Readonly<Record<string, string>> = {
  local: 'GetSystemInfo GetClusterInfo ListNamespaces GetSearchAttributes ListSearchAttributes',
  read: `
    DescribeNamespace DescribeWorkflowExecution DescribeTaskQueue DescribeSchedule DescribeDeployment DescribeWorkerDeploymentVersion
    DescribeWorkerDeployment DescribeBatchOperation DescribeWorkflowRule DescribeWorker DescribeActivityExecution
    DescribeNexusOperationExecution GetWorkflowExecutionHistory GetWorkflowExecutionHistoryReverse GetWorkerBuildIdCompatibility
    GetWorkerVersioningRules GetWorkerTaskReachability GetDeploymentReachability GetCurrentDeployment ListOpenWorkflowExecutions
    ListClosedWorkflowExecutions ListWorkflowExecutions ListArchivedWorkflowExecutions ListTaskQueuePartitions ListScheduleMatchingTimes
    ListSchedules ListDeployments ListWorkerDeployments ListBatchOperations ListWorkflowRules ListWorkers ListActivityExecutions
    ListNexusOperationExecutions ScanWorkflowExecutions CountWorkflowExecutions CountSchedules CountWorkers CountActivityExecutions
    CountNexusOperationExecutions PollWorkflowExecutionUpdate PollActivityExecution PollNexusOperationExecution
    PollWorkflowExecutionTimeSkipping ValidateWorkerDeploymentVersionComputeConfig`,
  query: 'QueryWorkflow',
  start: 'StartWorkflowExecution StartActivityExecution StartNexusOperationExecution',
  signal: 'SignalWorkflowExecution UpdateWorkflowExecution',
  'start signal': 'SignalWithStartWorkflowExecution ExecuteMultiOperation',
  terminate: `
    RequestCancelWorkflowExecution RequestCancelActivityExecution RequestCancelNexusOperationExecution TerminateWorkflowExecution
    TerminateActivityExecution TerminateNexusOperationExecution`,
  operate: `
    ResetWorkflowExecution ResetActivity ResetActivityExecution DeleteWorkflowExecution DeleteActivityExecution
    DeleteNexusOperationExecution PauseActivity PauseActivityExecution PauseWorkflowExecution UnpauseActivity UnpauseActivityExecution
    UnpauseWorkflowExecution UpdateActivityOptions UpdateActivityExecutionOptions UpdateWorkflowExecutionOptions DeleteSchedule
    PatchSchedule StartBatchOperation StopBatchOperation TriggerWorkflowRule`,
  'operate start': 'CreateSchedule UpdateSchedule',
  work: `
    PollWorkflowTaskQueue PollActivityTaskQueue PollNexusTaskQueue RespondWorkflowTaskCompleted RespondWorkflowTaskFailed
    RespondActivityTaskCompleted RespondActivityTaskFailed RespondActivityTaskCanceled RespondQueryTaskCompleted
    RespondNexusTaskCompleted RespondNexusTaskFailed RecordActivityTaskHeartbeat ResetStickyTaskQueue ShutdownWorker
    RecordWorkerHeartbeat FetchWorkerConfig`,
  'work operate': `
    RecordActivityTaskHeartbeatById RespondActivityTaskCompletedById RespondActivityTaskFailedById RespondActivityTaskCanceledById`,
  deploy: `
    UpdateWorkerBuildIdCompatibility UpdateWorkerVersioningRules SetCurrentDeployment SetWorkerDeploymentCurrentVersion
    DeleteWorkerDeployment DeleteWorkerDeploymentVersion SetWorkerDeploymentRampingVersion CreateWorkerDeployment
    CreateWorkerDeploymentVersion UpdateWorkerDeploymentVersionComputeConfig UpdateWorkerDeploymentVersionMetadata
    SetWorkerDeploymentManager UpdateTaskQueueConfig UpdateWorkerConfig`,
  administer: 'UpdateNamespace DeprecateNamespace AddSearchAttributes RemoveSearchAttributes CreateWorkflowRule DeleteWorkflowRule',
  platform: `
    RegisterNamespace DeleteNamespace AddOrUpdateRemoteCluster RemoveRemoteCluster ListClusters GetNexusEndpoint CreateNexusEndpoint
    UpdateNexusEndpoint DeleteNexusEndpoint ListNexusEndpoints`,
};

/** Actions by the method's name; `*ById` calls are made by workers and by operators, and either may. */
export const methodActions: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(methodsByAction).flatMap(([actions, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): [string, string[]] => [name, actions.split(' ')]),
  ),
);

/** Calls that the server holds on to until something happens, beside the polls for tasks; some only when a field asks for it. */
export const waitingMethods: ReadonlyMap<string, { readonly when?: string }> = new Map<string, { when?: string }>([
  ['GetWorkflowExecutionHistory', { when: 'wait_new_event' }],
  ['DescribeActivityExecution', { when: 'long_poll_token' }],
  ['DescribeNexusOperationExecution', { when: 'long_poll_token' }],
  ['PollWorkflowExecutionUpdate', {}],
  ['PollActivityExecution', {}],
  ['PollNexusOperationExecution', {}],
  ['PollWorkflowExecutionTimeSkipping', {}],
  ['UpdateWorkflowExecution', {}],
  ['ExecuteMultiOperation', {}],
  ['QueryWorkflow', {}],
]);
