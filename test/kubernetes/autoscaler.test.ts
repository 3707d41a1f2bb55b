import { describe, expect, test } from 'vitest';
import type { WorkerDocument } from '../../src/domain/config-documents.ts';
import type { Scaling, TierLevel } from '../../src/domain/platform.ts';
import { planAutoscaler, type Autoscaler } from '../../src/kubernetes/autoscaler.ts';
import { serviceDocuments, type ServiceOptions } from './documents.ts';

const both = [{ name: 'orders', workflows: ['CreateOrder'], activities: ['pay'] }];
const activitiesOnly = [
  { name: 'gpu-large', activities: ['render'] },
  { name: 'gpu-small', activities: ['shrink'] },
];

describe('the kind', () => {
  test.each<{ tier: TierLevel; kind: Autoscaler['kind'] }>([
    { tier: 0, kind: 'HorizontalPodAutoscaler' },
    { tier: 1, kind: 'HorizontalPodAutoscaler' },
    { tier: 2, kind: 'ScaledObject' },
    { tier: 3, kind: 'ScaledObject' },
  ])('of tier $tier is $kind', ({ tier, kind }) => {
    expect(plan({ tier }).kind).toBe(kind);
  });

  test.each<{ title: string; options: ServiceOptions }>([
    { title: 'as many replicas at least as at most', options: { spec: { scaling: scaled({ replicas: { minimum: 3, maximum: 3 } }) } } },
    { title: 'no queue that serves anything', options: { taskQueues: [{ name: 'empty' }] } },
  ])('is none for $title', ({ options }) => {
    expect(plan(options).kind).toBe('none');
  });
});

describe('a HorizontalPodAutoscaler', () => {
  test('looks at each kind of slot the worker uses, and at no other', () => {
    expect(workerTypes(both)).toEqual(['WorkflowWorker', 'ActivityWorker']);
    expect(workerTypes(activitiesOnly)).toEqual(['ActivityWorker']);
  });

  test('aims at the slot use the document names, and grows when more waits than the free slots would take', () => {
    const { metrics } = plan({ spec: { scaling: scaled({ slotUtilisation: 0.65, workflowSlots: 40, activitySlots: 1 }) } });
    expect(metrics.map(({ utilisation, backlog }) => ({ utilisation, backlog }))).toEqual([
      { utilisation: '650m', backlog: 14 },
      { utilisation: '650m', backlog: 1 },
    ]);
  });

  test('selects one version where there are versions', () => {
    const { metrics } = plan({ taskQueues: activitiesOnly }, { deploymentName: 'image-render', buildId: 'v7' });
    expect(metrics[0]?.selector).toEqual({
      environment: 'production',
      worker: 'image-render',
      worker_type: 'ActivityWorker',
      build_id: 'v7',
    });
  });
});

describe('a ScaledObject', () => {
  test('counts, per task queue, the kinds of task the worker serves there', () => {
    const mixed = [...both, { name: 'payments', activities: ['refund'] }, { name: 'reports', workflows: ['Report'] }];
    const { triggers } = plan({ tier: 2, taskQueues: mixed });
    expect(triggers.map(({ taskQueue, queueTypes }) => [taskQueue, queueTypes])).toEqual([
      ['orders', 'workflow,activity'],
      ['payments', 'activity'],
      ['reports', 'workflow'],
    ]);
    expect(triggers[0]).toEqual({
      endpoint: 'proxy.platform.svc:7233',
      namespace: 'images',
      taskQueue: 'orders',
      queueTypes: 'workflow,activity',
      targetQueueSize: '15',
      activationTargetQueueSize: '0',
    });
  });

  test('keeps one pod at least unless it may go to zero', () => {
    expect(plan({ tier: 2 })).toMatchObject({ minimum: 2, fromZero: false });
    expect(
      plan({ tier: 3, spec: { scaling: scaled({ signal: 'backlog-from-zero', replicas: { minimum: 0, maximum: 5 } }) } }),
    ).toMatchObject({
      minimum: 1,
      maximum: 5,
      fromZero: true,
    });
  });

  test('from zero stays up while workflows run on its own queue', () => {
    const { triggers } = plan({ tier: 3 });
    expect(
      triggers.map((trigger) => [trigger['taskQueue'], trigger['includeRunningWorkflowCount'], trigger['workflowTaskQueueForCount']]),
    ).toEqual([
      ['greetings', 'true', undefined],
      ['greetings-activities', undefined, undefined],
    ]);
  });

  test("from zero, with activities alone, stays up while the service's workflows run", () => {
    const { triggers } = plan({ tier: 3, taskQueues: activitiesOnly });
    expect(
      triggers.map((trigger) => [trigger['taskQueue'], trigger['includeRunningWorkflowCount'], trigger['workflowTaskQueueForCount']]),
    ).toEqual([
      ['gpu-large', 'true', 'greetings'],
      ['gpu-small', undefined, undefined],
    ]);
  });

  test('asks for the backlog of one version where there are versions', () => {
    const { triggers } = plan({ tier: 2 }, { deploymentName: 'image-render', buildId: 'v7' });
    for (const trigger of triggers) expect(trigger).toMatchObject({ workerDeploymentName: 'image-render', workerDeploymentBuildId: 'v7' });
  });

  test('waits as many seconds before pods go as the document says', () => {
    expect(plan({ tier: 2, spec: { scaling: scaled({ scaleDownWindow: '2m' }) } }).window).toBe(120);
  });
});

function plan(options: ServiceOptions, version?: { deploymentName: string; buildId: string }): Autoscaler {
  const { workers, workflows } = serviceDocuments(options);
  const [worker] = workers;
  if (worker === undefined) throw new Error('there is no worker');
  return planAutoscaler({ worker, workflows, environment: 'production', address: 'proxy.platform.svc:7233', version });
}

function workerTypes(taskQueues: WorkerDocument['spec']['taskQueues']): unknown[] {
  return plan({ taskQueues }).metrics.map(({ selector }) => selector['worker_type']);
}

function scaled(change: Partial<Scaling>): Scaling {
  const [worker] = serviceDocuments().workers;
  if (worker === undefined) throw new Error('there is no worker');
  return { ...worker.spec.scaling, ...change };
}
