/**
 * The part of KEDA's ScaledObject that our templates use, as a structural schema: names, types and required fields
 * follow config/crd/bases/keda.sh_scaledobjects.yaml of kedacore/keda, the meaning of the `temporal` trigger's metadata
 * https://keda.sh/docs/2.21/scalers/temporal/. Anything else is an unknown field, which strict validation refuses.
 */
const integer = { type: 'integer', format: 'int32' };
const text = { type: 'string' };

const rules = {
  type: 'object',
  properties: {
    stabilizationWindowSeconds: integer,
    selectPolicy: text,
    policies: {
      type: 'array',
      items: {
        type: 'object',
        required: ['periodSeconds', 'type', 'value'],
        properties: { type: text, value: integer, periodSeconds: integer },
      },
    },
  },
};

const spec = {
  type: 'object',
  required: ['scaleTargetRef', 'triggers'],
  properties: {
    scaleTargetRef: { type: 'object', required: ['name'], properties: { apiVersion: text, kind: text, name: text } },
    pollingInterval: integer,
    cooldownPeriod: integer,
    idleReplicaCount: integer,
    minReplicaCount: integer,
    maxReplicaCount: integer,
    advanced: {
      type: 'object',
      properties: {
        horizontalPodAutoscalerConfig: {
          type: 'object',
          properties: { behavior: { type: 'object', properties: { scaleDown: rules, scaleUp: rules } } },
        },
      },
    },
    triggers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['metadata', 'type'],
        properties: { type: text, name: text, metadata: { type: 'object', additionalProperties: text } },
      },
    },
  },
};

export const scaledObjectDefinition = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'scaledobjects.keda.sh' },
  spec: {
    group: 'keda.sh',
    scope: 'Namespaced',
    names: { kind: 'ScaledObject', listKind: 'ScaledObjectList', plural: 'scaledobjects', singular: 'scaledobject' },
    versions: [
      {
        name: 'v1alpha1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            required: ['spec'],
            properties: { apiVersion: text, kind: text, metadata: { type: 'object' }, spec },
          },
        },
      },
    ],
  },
};

/** What the `temporal` trigger's metadata may hold (KEDA 2.21); KEDA itself ignores any other key in silence. */
export const temporalTriggerKeys = new Set([
  'activationTargetQueueSize',
  'endpoint',
  'includeRunningWorkflowCount',
  'namespace',
  'queueTypes',
  'targetQueueSize',
  'taskQueue',
  'workerDeploymentBuildId',
  'workerDeploymentName',
  'workflowTaskQueueForCount',
]);
