import { apiVersion, type PlatformDocument, type Scaling, type Tier } from './platform.ts';

const environments = ['staging', 'production'];
const regions = ['eu', 'us'];
const places = environments.flatMap((environment) => regions.map((region) => ({ environment, region })));

/**
 * What serves until a company has a `temporal-platform.yaml` of its own. The figures per tier are this project's
 * defaults; Temporal documents which levers there are, not where to set them.
 */
export const builtinPlatform: PlatformDocument = {
  apiVersion,
  kind: 'Platform',
  metadata: { name: 'built-in' },
  spec: {
    environments,
    regions,
    clusters: regions.map((region) => ({ name: `${region}-1`, region, environments, context: `${region}-1` })),
    temporal: places.map((place) => ({ ...place, address: `temporal-frontend.temporal-${place.environment}-${place.region}.svc:7233` })),
    physicalNamespace: '{namespace}-{environment}-{region}',
    proxy: places.map((place) => ({ ...place, address: 'temporal-proxy.temporal-platform.svc:7233' })),
    retention: { minimum: 1, maximum: 90, default: 14 },
    tiers: {
      0: tier({
        description: 'revenue or safety stops with it, pages around the clock',
        alertSeverity: 'page',
        availability: 99.95,
        cpu: '1',
        memory: '2Gi',
        workflowSlots: 40,
        activitySlots: 100,
        pollers: [2, 10, 100],
        replicas: [3, 30],
        signal: 'slots',
        slotUtilisation: 0.6,
        scaleDownWindow: '600s',
        shutdownGrace: '60s',
      }),
      1: tier({
        description: 'customer-facing, pages around the clock',
        alertSeverity: 'page',
        availability: 99.9,
        cpu: '1',
        memory: '1Gi',
        workflowSlots: 40,
        activitySlots: 100,
        pollers: [1, 5, 100],
        replicas: [3, 20],
        signal: 'slots',
        slotUtilisation: 0.7,
        scaleDownWindow: '300s',
        shutdownGrace: '60s',
      }),
      2: tier({
        description: 'internal, pages in business hours',
        alertSeverity: 'page-business-hours',
        availability: 99.5,
        cpu: '500m',
        memory: '1Gi',
        workflowSlots: 20,
        activitySlots: 50,
        pollers: [1, 5, 50],
        replicas: [2, 10],
        signal: 'backlog',
        slotUtilisation: 0.7,
        scaleDownWindow: '300s',
        shutdownGrace: '30s',
      }),
      3: tier({
        description: 'best effort, opens a ticket',
        alertSeverity: 'ticket',
        availability: 99,
        cpu: '250m',
        memory: '512Mi',
        workflowSlots: 10,
        activitySlots: 20,
        pollers: [1, 2, 20],
        replicas: [1, 5],
        signal: 'backlog-from-zero',
        slotUtilisation: 0.7,
        scaleDownWindow: '300s',
        shutdownGrace: '10s',
      }),
    },
    defaultTier: 2,
    imageRegistry: 'registry.example.com/workers',
    codeOwners: '@example/{owner}',
    links: {
      logs: 'https://logs.example.com/?workflow={workflowId}&run={runId}',
      traces: 'https://traces.example.com/?workflow={workflowId}&run={runId}',
    },
    notifications: {},
    roles: {
      caller: { description: 'starts and signals workflows and reads how they go', rights: ['read', 'query', 'start', 'signal'] },
      reader: { description: 'reads how workflows go', rights: ['read', 'query'] },
    },
    quotas: { actionsPerSecond: 400, requestsPerSecond: 800 },
  },
};

interface TierFigures
  extends
    Pick<Tier, 'description' | 'alertSeverity'>,
    Pick<Scaling, 'workflowSlots' | 'activitySlots' | 'signal' | 'slotUtilisation' | 'scaleDownWindow' | 'shutdownGrace'> {
  availability: number;
  cpu: string;
  memory: string;
  pollers: [minimum: number, initial: number, maximum: number];
  replicas: [minimum: number, maximum: number];
}

function tier(figures: TierFigures): Tier {
  const { description, alertSeverity, availability, cpu, memory, pollers, replicas, ...scaling } = figures;
  return {
    description,
    resources: { cpu, memory },
    scaling: {
      ...scaling,
      pollers: { minimum: pollers[0], initial: pollers[1], maximum: pollers[2] },
      replicas: { minimum: replicas[0], maximum: replicas[1] },
    },
    slo: { availability },
    alertSeverity,
    decodeRights: 'owner',
  };
}
