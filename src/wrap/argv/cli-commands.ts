/** Versions of the official CLI that the table below is made of. */
export const tableVersions = ['1.5.1', '1.9.1'] as const;

/**
 * Every command of the official CLI with the flags that are its own; those of the commands above it are its too. A flag is
 * `name`, or `name=` when it takes a value, then its short form and other names behind `|`. `#n`: it takes up to n arguments.
 * Made by `test/support/write-cli-table.mjs`.
 */
export const cliCommands: Readonly<Record<string, string>> = {
  '': 'client-connect-timeout= color= command-timeout= config-file= disable-config-env disable-config-file env-file= env= log-format= log-level= no-json-shorthand-payloads output=|o profile= time-format=',
  activity:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'activity cancel': 'activity-id=|a query=|q reason= rps= run-id=|r yes|y',
  'activity complete': 'activity-id=|a result= run-id=|r workflow-id=|w',
  'activity count': 'query=|q',
  'activity delete': 'activity-id=|a query=|q reason= rps= run-id=|r yes|y',
  'activity describe': 'activity-id=|a raw run-id=|r',
  'activity execute':
    'activity-id=|a fairness-key= fairness-weight= headers= heartbeat-timeout= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i priority-key= retry-backoff-coefficient= retry-initial-interval= retry-maximum-attempts= retry-maximum-interval= schedule-to-close-timeout= schedule-to-start-timeout= search-attribute= start-delay= start-to-close-timeout= static-details= static-summary= task-queue=|t type=',
  'activity fail': 'activity-id=|a detail= reason= run-id=|r workflow-id=|w',
  'activity list': 'limit= page-size= query=|q',
  'activity pause': 'activity-id=|a activity-type= identity= reason= run-id=|r workflow-id=|w',
  'activity reset':
    'activity-id=|a activity-type= clear-heartbeat-details headers= jitter= keep-paused match-all query=|q reason= reset-attempts reset-heartbeats restore-original-options rps= run-id=|r workflow-id=|w yes|y',
  'activity result': 'activity-id=|a run-id=|r',
  'activity start':
    'activity-id=|a fairness-key= fairness-weight= headers= heartbeat-timeout= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i priority-key= retry-backoff-coefficient= retry-initial-interval= retry-maximum-attempts= retry-maximum-interval= schedule-to-close-timeout= schedule-to-start-timeout= search-attribute= start-delay= start-to-close-timeout= static-details= static-summary= task-queue=|t type=',
  'activity terminate': 'activity-id=|a query=|q reason= rps= run-id=|r yes|y',
  'activity unpause':
    'activity-id=|a activity-type= headers= jitter= match-all query=|q reason= reset-attempts reset-heartbeats rps= run-id=|r workflow-id=|w yes|y',
  'activity update-options':
    'activity-id=|a activity-type= headers= heartbeat-timeout= match-all query=|q reason= restore-original-options retry-backoff-coefficient= retry-initial-interval= retry-maximum-attempts= retry-maximum-interval= rps= run-id=|r schedule-to-close-timeout= schedule-to-start-timeout= start-delay= start-to-close-timeout= task-queue= workflow-id=|w yes|y',
  batch:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'batch describe': 'job-id=',
  'batch list': 'limit=',
  'batch terminate': 'job-id= reason=',
  config: '',
  'config delete': 'prop=|p',
  'config delete-profile': '',
  'config get': 'prop=|p',
  'config list': '',
  'config set': 'prop=|p value=|v',
  env: '',
  'env delete': '#1 key=|k',
  'env get': '#1 key=|k',
  'env list': '',
  'env set': '#2 key=|k value=|v',
  nexus:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'nexus operation': '',
  'nexus operation cancel': 'operation-id= reason= run-id=|r',
  'nexus operation count': 'query=|q',
  'nexus operation describe': 'operation-id= raw run-id=|r',
  'nexus operation execute':
    'endpoint= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i operation-id= operation= schedule-to-close-timeout= schedule-to-start-timeout= search-attribute= service= start-to-close-timeout= static-summary=',
  'nexus operation list': 'limit= page-size= query=|q',
  'nexus operation result': 'operation-id= run-id=|r',
  'nexus operation start':
    'endpoint= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i operation-id= operation= schedule-to-close-timeout= schedule-to-start-timeout= search-attribute= service= start-to-close-timeout= static-summary=',
  'nexus operation terminate': 'operation-id= reason= run-id=|r',
  operator:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'operator cluster': '',
  'operator cluster describe': 'detail',
  'operator cluster health': '',
  'operator cluster list': 'limit=',
  'operator cluster remove': 'name=',
  'operator cluster system': '',
  'operator cluster upsert': 'enable-connection enable-replication frontend-address=',
  'operator namespace': '',
  'operator namespace create':
    '#1 active-cluster= cluster= data= description= email= global history-archival-state= history-uri= retention= visibility-archival-state= visibility-uri=',
  'operator namespace delete': '#1 yes|y',
  'operator namespace describe': '#1 namespace-id=',
  'operator namespace list': '',
  'operator namespace update':
    '#1 active-cluster= cluster= data= description= email= history-archival-state= history-uri= promote-global replication-state= retention= visibility-archival-state= visibility-uri=',
  'operator nexus': '',
  'operator nexus endpoint': '',
  'operator nexus endpoint create': 'description-file= description= name= target-namespace= target-task-queue= target-url=',
  'operator nexus endpoint delete': 'name=',
  'operator nexus endpoint get': 'name=',
  'operator nexus endpoint list': '',
  'operator nexus endpoint update':
    'description-file= description= name= target-namespace= target-task-queue= target-url= unset-description',
  'operator search-attribute': '',
  'operator search-attribute create': 'name= type=',
  'operator search-attribute list': '',
  'operator search-attribute remove': 'name= yes|y',
  schedule:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'schedule backfill': 'end-time= overlap-policy= schedule-id=|s start-time=',
  'schedule create':
    'calendar= catchup-window= cron= end-time= execution-timeout= fairness-key= fairness-weight= headers= input-base64 input-file= input-meta= input=|i interval= jitter= memo= notes= overlap-policy= pause-on-failure paused priority-key= remaining-actions= run-timeout= schedule-id=|s schedule-memo= schedule-search-attribute= search-attribute= start-time= static-details= static-summary= task-queue=|t task-timeout= time-zone= type=|name workflow-id=|w',
  'schedule delete': 'schedule-id=|s',
  'schedule describe': 'schedule-id=|s',
  'schedule list': 'long|l query=|q really-long',
  'schedule list-matching-times': 'end-time= schedule-id=|s start-time=',
  'schedule toggle': 'pause reason= schedule-id=|s unpause',
  'schedule trigger': 'overlap-policy= schedule-id=|s',
  'schedule update':
    'calendar= catchup-window= cron= end-time= execution-timeout= fairness-key= fairness-weight= headers= input-base64 input-file= input-meta= input=|i interval= jitter= memo= notes= overlap-policy= pause-on-failure paused priority-key= remaining-actions= run-timeout= schedule-id=|s schedule-memo= schedule-search-attribute= search-attribute= start-time= static-details= static-summary= task-queue=|t task-timeout= time-zone= type=|name workflow-id=|w',
  server: '',
  'server start-dev':
    'db-filename=|f dynamic-config-value= headless http-port= ip= log-config metrics-port= namespace=|n port=|p search-attribute= sqlite-pragma= ui-asset-path= ui-codec-endpoint= ui-disable-news-fetch ui-ip= ui-port= ui-public-path=',
  'task-queue':
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'task-queue config': '',
  'task-queue config get': 'task-queue-type= task-queue=|t',
  'task-queue config set':
    'fairness-key-rps-limit-default= fairness-key-rps-limit-reason= fairness-key-weight-clear-all fairness-key-weight= queue-rps-limit-reason= queue-rps-limit= task-queue-type= task-queue=|t',
  'task-queue describe':
    'disable-stats legacy-mode partitions-legacy= report-config report-reachability select-all-active select-build-id= select-unversioned task-queue-type-legacy= task-queue-type= task-queue=|t',
  'task-queue get-build-id-reachability': 'build-id= reachability-type= task-queue=|t',
  'task-queue get-build-ids': 'max-sets= task-queue=|t',
  'task-queue list-partition': 'task-queue=|t',
  'task-queue update-build-ids': '',
  'task-queue update-build-ids add-new-compatible': 'build-id= existing-compatible-build-id= set-as-default task-queue=|t',
  'task-queue update-build-ids add-new-default': 'build-id= task-queue=|t',
  'task-queue update-build-ids promote-id-in-set': 'build-id= task-queue=|t',
  'task-queue update-build-ids promote-set': 'build-id= task-queue=|t',
  'task-queue versioning': 'task-queue=|t',
  'task-queue versioning add-redirect-rule': 'source-build-id= target-build-id= yes|y',
  'task-queue versioning commit-build-id': 'build-id= force yes|y',
  'task-queue versioning delete-assignment-rule': 'force rule-index=|i yes|y',
  'task-queue versioning delete-redirect-rule': 'source-build-id= yes|y',
  'task-queue versioning get-rules': '',
  'task-queue versioning insert-assignment-rule': 'build-id= percentage= rule-index=|i yes|y',
  'task-queue versioning replace-assignment-rule': 'build-id= force percentage= rule-index=|i yes|y',
  'task-queue versioning replace-redirect-rule': 'source-build-id= target-build-id= yes|y',
  worker:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'worker count': 'include-system-workers query=|q',
  'worker deployment': '',
  'worker deployment create': 'name=|d',
  'worker deployment create-version':
    'aws-agentcore-assume-role-arn= aws-agentcore-assume-role-external-id= aws-agentcore-endpoint-arn= aws-agentcore-skip-role-and-external-id aws-lambda-assume-role-arn= aws-lambda-assume-role-external-id= aws-lambda-function-arn= aws-lambda-skip-role-and-external-id build-id= deployment-name= gcp-cloud-run-initial-instances= gcp-cloud-run-max-instances= gcp-cloud-run-min-instances= gcp-cloud-run-project= gcp-cloud-run-region= gcp-cloud-run-scale-down-stabilization-duration= gcp-cloud-run-service-account= gcp-cloud-run-utilization-target= gcp-cloud-run-worker-pool=',
  'worker deployment delete': 'name=|d',
  'worker deployment delete-version': 'build-id= deployment-name= skip-drainage',
  'worker deployment describe': 'name=|d',
  'worker deployment describe-version': 'build-id= deployment-name= report-task-queue-stats',
  'worker deployment list': '',
  'worker deployment manager-identity': '',
  'worker deployment manager-identity set': 'deployment-name= manager-identity= self yes|y',
  'worker deployment manager-identity unset': 'deployment-name= yes|y',
  'worker deployment set-current-version': 'allow-no-pollers build-id= deployment-name= ignore-missing-task-queues unversioned yes|y',
  'worker deployment set-ramping-version':
    'allow-no-pollers build-id= delete deployment-name= ignore-missing-task-queues percentage= unversioned yes|y',
  'worker deployment update-metadata-version': 'build-id= deployment-name= metadata= remove-entries=',
  'worker deployment update-version-compute-config':
    'aws-agentcore-assume-role-arn= aws-agentcore-assume-role-external-id= aws-agentcore-endpoint-arn= aws-agentcore-skip-role-and-external-id aws-lambda-assume-role-arn= aws-lambda-assume-role-external-id= aws-lambda-function-arn= aws-lambda-skip-role-and-external-id build-id= deployment-name= gcp-cloud-run-initial-instances= gcp-cloud-run-max-instances= gcp-cloud-run-min-instances= gcp-cloud-run-project= gcp-cloud-run-region= gcp-cloud-run-scale-down-stabilization-duration= gcp-cloud-run-service-account= gcp-cloud-run-utilization-target= gcp-cloud-run-worker-pool= remove',
  'worker deployment update-version-metadata': 'build-id= deployment-name= metadata= remove-entries=',
  'worker describe': 'worker-instance-key=',
  'worker list': 'include-system-workers limit= query=|q',
  workflow:
    'address= api-key= client-authority= codec-auth= codec-endpoint= codec-header= grpc-meta= identity= namespace=|n tls tls-ca-data= tls-ca-path= tls-cert-data= tls-cert-path= tls-disable-host-verification tls-key-data= tls-key-path= tls-server-name=',
  'workflow cancel': 'headers= query=|q reason= rps= run-id=|r workflow-id=|w yes|y',
  'workflow count': 'query=|q',
  'workflow delete': 'headers= query=|q reason= rps= run-id=|r workflow-id=|w yes|y',
  'workflow describe': 'raw reset-points run-id=|r workflow-id=|w',
  'workflow execute':
    'cron= detailed execution-timeout= fail-existing fairness-key= fairness-weight= headers= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i memo= priority-key= run-timeout= search-attribute= start-delay= static-details= static-summary= task-queue=|t task-timeout= type=|name workflow-id=|w',
  'workflow execute-update-with-start':
    'cron= execution-timeout= fail-existing fairness-key= fairness-weight= headers= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i memo= priority-key= run-id=|r run-timeout= search-attribute= start-delay= static-details= static-summary= task-queue=|t task-timeout= type=|name update-first-execution-run-id= update-id= update-input-base64 update-input-file= update-input-meta= update-input= update-name=|update-type workflow-id=|w',
  'workflow fix-history-json': 'source=|s target=|t',
  'workflow list': 'archived limit= page-size= query=|q',
  'workflow metadata': 'headers= reject-condition= run-id=|r workflow-id=|w',
  'workflow pause': 'reason= run-id=|r workflow-id=|w',
  'workflow query': 'headers= input-base64 input-file= input-meta= input=|i name=|type reject-condition= run-id=|r workflow-id=|w',
  'workflow reset': 'build-id= event-id=|e query=|q reapply-exclude= reapply-type= reason= run-id=|r type=|t workflow-id=|w yes|y',
  'workflow reset with-workflow-update-options':
    'versioning-override-behavior= versioning-override-build-id= versioning-override-deployment-name=',
  'workflow result': 'run-id=|r workflow-id=|w',
  'workflow show': 'detailed follow|f reverse run-id=|r workflow-id=|w',
  'workflow signal':
    'headers= input-base64 input-file= input-meta= input=|i name=|type query=|q reason= rps= run-id=|r workflow-id=|w yes|y',
  'workflow signal-with-start':
    'cron= execution-timeout= fail-existing fairness-key= fairness-weight= headers= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i memo= priority-key= run-timeout= search-attribute= signal-input-base64 signal-input-file= signal-input-meta= signal-input= signal-name=|signal-type start-delay= static-details= static-summary= task-queue=|t task-timeout= type=|name workflow-id=|w',
  'workflow stack': 'reject-condition= run-id=|r workflow-id=|w',
  'workflow start':
    'cron= execution-timeout= fail-existing fairness-key= fairness-weight= headers= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i memo= priority-key= run-timeout= search-attribute= start-delay= static-details= static-summary= task-queue=|t task-timeout= type=|name workflow-id=|w',
  'workflow start-update-with-start':
    'cron= execution-timeout= fail-existing fairness-key= fairness-weight= headers= id-conflict-policy= id-reuse-policy= input-base64 input-file= input-meta= input=|i memo= priority-key= run-id=|r run-timeout= search-attribute= start-delay= static-details= static-summary= task-queue=|t task-timeout= type=|name update-first-execution-run-id= update-id= update-input-base64 update-input-file= update-input-meta= update-input= update-name=|update-type update-wait-for-stage= workflow-id=|w',
  'workflow terminate': 'query=|q reason= rps= run-id=|r workflow-id=|w yes|y',
  'workflow trace': 'concurrency= depth= fold= no-fold run-id=|r workflow-id=|w',
  'workflow unpause': 'reason= run-id=|r workflow-id=|w',
  'workflow update': '',
  'workflow update describe': 'run-id=|r update-id= workflow-id=|w',
  'workflow update execute':
    'first-execution-run-id= headers= input-base64 input-file= input-meta= input=|i name=|type run-id=|r update-id= workflow-id=|w',
  'workflow update result': 'run-id=|r update-id= workflow-id=|w',
  'workflow update start':
    'first-execution-run-id= headers= input-base64 input-file= input-meta= input=|i name=|type run-id=|r update-id= wait-for-stage= workflow-id=|w',
  'workflow update-options':
    'headers= query=|q reason= rps= run-id=|r versioning-override-behavior= versioning-override-build-id= versioning-override-deployment-name= workflow-id=|w yes|y',
};
