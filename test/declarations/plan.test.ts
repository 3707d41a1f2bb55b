import { describe, expect, test } from 'vitest';
import { planConfig } from '../../src/declarations/plan.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { namespaceDocument, workerDocument, workflowDocument } from '../../src/domain/config-documents.ts';
import type { Declarations } from '../../src/domain/declarations.ts';
import type { ManagedWorker } from '../../src/domain/managed-worker.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { activity, declarations, worker, workflow } from '../support/declared.ts';

const platform = builtinPlatform.spec;
const plan = (declared: Declarations, changes: Partial<ManagedWorker> = {}, changed: Partial<Platform> = {}) =>
  planConfig({
    declarations: declared,
    worker: { ...worker, ...changes },
    platform: { ...platform, ...changed },
    manifests: 'kubernetes@1.0.0',
  });
const sample = declarations([activity('render')], [workflow('CreateImage')]);

const tuned = (tuning: NonNullable<ManagedWorker['workers']>[string]) =>
  plan(sample, { workers: { 'image-render': tuning } }).workers[0]?.spec;

const owner = { to: { group: 'team-images' }, rights: ['read', 'query', 'start', 'signal', 'terminate', 'operate'] };
const readBy = (to: object, tier = 1) => ({ to, rights: ['decode'], because: `tier ${tier}` });
const accessIn = (changes: Partial<ManagedWorker>, changed: Partial<Platform> = {}, declared = sample) =>
  plan(declared, changes, changed).namespace.spec.access;
const tiersWith = (decodeRights: 'company' | 'owner-and-support') => ({ ...platform.tiers, 1: { ...platform.tiers[1], decodeRights } });

describe('documents', () => {
  test('a service has one namespace, with what the platform and its tier give', () => {
    expect(plan(sample).namespace).toEqual({
      apiVersion: 'managed-temporal.dev/v1',
      kind: 'Namespace',
      metadata: { name: 'images', owner: 'team-images' },
      spec: {
        retention: '14d',
        environments: ['staging', 'production'],
        regions: ['eu', 'us'],
        rateLimits: { actionsPerSecond: 400, requestsPerSecond: 800 },
        access: expect.any(Array) as unknown,
      },
    });
  });

  test('regions come in the order of the platform, and only those of the worker', () => {
    expect(plan(sample, { regions: ['us', 'eu'] }).namespace.spec.regions).toEqual(['eu', 'us']);
    expect(plan(sample, { regions: ['us'] }).namespace.spec.regions).toEqual(['us']);
  });

  test('wishes for rate limits replace the quota one by one', () => {
    expect(plan(sample, { rateLimits: { actionsPerSecond: 10 } }).namespace.spec.rateLimits).toEqual({
      actionsPerSecond: 10,
      requestsPerSecond: 800,
    });
    expect(plan(sample, { rateLimits: { requestsPerSecond: 20 } }).namespace.spec.rateLimits).toEqual({
      actionsPerSecond: 400,
      requestsPerSecond: 20,
    });
  });

  describe('access', () => {
    test('the team owns it, its tier says who reads payloads, its deployments work in it', () => {
      expect(accessIn({})).toEqual([
        { ...owner, because: 'team-images owns it' },
        readBy({ group: 'team-images' }),
        { to: { subject: 'images/image-render' }, rights: ['work', 'decode'], because: 'worker image-render' },
      ]);
    });

    test('each deployment is a caller of its own; one that works in another namespace is none here', () => {
      const declared = declarations(
        [activity('render', { worker: 'image-gpu' })],
        [workflow('Crop'), workflow('Bill', { namespace: 'billing', worker: 'biller', taskQueue: 'bills' })],
      );
      const subjects = accessIn({ workers: { 'image-gpu': {}, biller: {} } }, {}, declared).flatMap(({ to }) =>
        'subject' in to ? [to.subject] : [],
      );
      expect(subjects).toEqual(['images/image-gpu', 'images/image-render']);
    });

    test('decode rights of the company and of support', () => {
      expect(accessIn({}, { tiers: tiersWith('company') })).toContainEqual(readBy({ callers: 'people' }));
      const support = accessIn({}, { tiers: tiersWith('owner-and-support'), access: { supportGroup: 'support' } });
      expect(support).toContainEqual(readBy({ group: 'support' }));
      expect(support).toContainEqual(readBy({ group: 'team-images' }));
    });

    test('what worker.yaml adds comes last, sorted by owner and role, each once, with the rights of the role', () => {
      const access = [
        { owner: 'team-video', role: 'reader' },
        { owner: 'team-audio', role: 'reader' },
        { owner: 'team-audio', role: 'caller' },
        { owner: 'team-video', role: 'reader' },
      ];
      expect(accessIn({ access }).slice(3)).toEqual([
        {
          to: { group: 'team-audio' },
          rights: ['read', 'query', 'start', 'signal'],
          because: 'worker.yaml gives team-audio the role caller',
        },
        { to: { group: 'team-audio' }, rights: ['read', 'query'], because: 'worker.yaml gives team-audio the role reader' },
        { to: { group: 'team-video' }, rights: ['read', 'query'], because: 'worker.yaml gives team-video the role reader' },
      ]);
    });

    test('a deployment whose code is a client too gets a role beside its work', () => {
      const access = [{ worker: 'image-render', role: 'caller' }];
      expect(accessIn({ access }).at(-1)).toEqual({
        to: { subject: 'images/image-render' },
        rights: ['read', 'query', 'start', 'signal'],
        because: 'worker.yaml gives worker image-render the role caller',
      });
      expect(() => accessIn({ access: [{ worker: 'image-rendr', role: 'caller' }] })).toThrow('do not fit together');
    });

    test('a platform names groups and ServiceAccounts its own way', () => {
      const named = accessIn({}, { access: { group: 'sso:{owner}', serviceAccount: 'workers-{namespace}/{owner}-{worker}' } });
      expect(named.map(({ to }) => to)).toEqual([
        { group: 'sso:team-images' },
        { group: 'sso:team-images' },
        { subject: 'workers-images/team-images-image-render' },
      ]);
    });
  });

  test('every workflow type has a document, sorted by name', () => {
    const declared = declarations([], [workflow('Zoom'), workflow('Crop', { namespace: 'images', taskQueue: 'crops' })]);
    expect(plan(declared).workflows).toEqual([
      {
        apiVersion: 'managed-temporal.dev/v1',
        kind: 'Workflow',
        metadata: { name: 'Crop', owner: 'team-images' },
        spec: {
          namespace: 'images',
          taskQueue: 'crops',
          input: 'schemas/Crop/input.json',
          output: 'schemas/Crop/output.json',
          source: 'contracts/src/workflows/Crop.ts:20',
        },
      },
      expect.objectContaining({ metadata: { name: 'Zoom', owner: 'team-images' } }),
    ]);
  });

  test('all queues of the service’s own worker are one Worker document, everything in it sorted', () => {
    const declared = declarations(
      [activity('render'), activity('crop'), activity('notify', { taskQueue: 'image-orders' })],
      [workflow('CreateImage'), workflow('Crop')],
    );
    const { workers } = plan(declared);
    expect(workers).toHaveLength(1);
    expect(workers[0]).toEqual({
      apiVersion: 'managed-temporal.dev/v1',
      kind: 'Worker',
      metadata: { name: 'image-render', owner: 'team-images', tier: 1 },
      spec: {
        namespace: 'images',
        manifests: 'kubernetes@1.0.0',
        taskQueues: [
          { name: 'image-gpu', activities: ['crop', 'render'] },
          { name: 'image-orders', workflows: ['CreateImage', 'Crop'], activities: ['notify'] },
        ],
        scaling: platform.tiers[1].scaling,
        resources: platform.tiers[1].resources,
        versioning: 'none',
      },
    });
  });

  test('a contract that names a worker has that worker, in that worker’s namespace', () => {
    const gpu = activity('render', { worker: 'image-gpu', namespace: 'pictures' });
    const { workers, namespace } = plan(declarations([gpu], [workflow('CreateImage')]), { workers: { 'image-gpu': {} } });
    expect(workers.map(({ metadata, spec }) => [metadata.name, spec.namespace, spec.taskQueues])).toEqual([
      ['image-gpu', 'pictures', [{ name: 'image-gpu', activities: ['render'] }]],
      ['image-render', 'images', [{ name: 'image-orders', workflows: ['CreateImage'] }]],
    ]);
    expect(namespace.metadata.name).toBe('images');
  });

  test('the same task queue in two namespaces is two queues', () => {
    const gpu = activity('render', { worker: 'image-gpu', namespace: 'pictures', taskQueue: 'image-orders' });
    expect(plan(declarations([gpu], [workflow('CreateImage')]), { workers: { 'image-gpu': {} } }).workers).toHaveLength(2);
  });

  test('a service that declares nothing has no worker', () => {
    expect(plan(declarations([]))).toMatchObject({ workflows: [], workers: [], namespace: { metadata: { name: 'images' } } });
  });

  test('an activity and a workflow may share a name', () => {
    expect(plan(declarations([activity('Render')], [workflow('Render')])).workers).toHaveLength(1);
  });

  test('every document is one that readers take', () => {
    const { namespace, workflows, workers } = plan(sample);
    expect(namespaceDocument.parse(namespace)).toEqual(namespace);
    expect(workflows.map((document) => workflowDocument.parse(document))).toEqual(workflows);
    expect(workers.map((document) => workerDocument.parse(document))).toEqual(workers);
  });
});

describe('tuning', () => {
  test('fields that worker.yaml sets replace the tier’s one by one', () => {
    const spec = tuned({
      resources: { cpu: '2' },
      scaling: { workflowSlots: 7, pollers: { maximum: 50 }, replicas: { minimum: 4 }, shutdownGrace: '5m' },
      versioning: 'pinned',
    });
    expect(spec?.resources).toEqual({ cpu: '2', memory: '1Gi' });
    expect(spec?.scaling).toEqual({
      ...platform.tiers[1].scaling,
      workflowSlots: 7,
      pollers: { minimum: 1, initial: 5, maximum: 50 },
      replicas: { minimum: 4, maximum: 20 },
      shutdownGrace: '5m',
    });
    expect(spec?.versioning).toBe('pinned');
  });

  test('a field that is there but undefined hides no default', () => {
    expect(tuned({ resources: { cpu: undefined }, scaling: { activitySlots: undefined } })).toMatchObject({
      resources: platform.tiers[1].resources,
      scaling: { activitySlots: 100 },
    });
  });

  test.each([
    { title: 'below the new minimum is raised', pollers: { minimum: 8 }, initial: 8 },
    { title: 'above the new maximum is lowered', pollers: { maximum: 3 }, initial: 3 },
    { title: 'between both stays', pollers: { minimum: 2, maximum: 9 }, initial: 5 },
    { title: 'that is set stays as it is', pollers: { initial: 6 }, initial: 6 },
  ])('an initial number of pollers $title', ({ pollers, initial }) => {
    expect(tuned({ scaling: { pollers } })?.scaling.pollers.initial).toBe(initial);
  });
});
