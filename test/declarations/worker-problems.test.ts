import { expect, test } from 'vitest';
import { planConfig } from '../../src/declarations/plan.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Declarations } from '../../src/domain/declarations.ts';
import type { ManagedWorker } from '../../src/domain/managed-worker.ts';
import type { Platform } from '../../src/domain/platform.ts';
import { activity, declarations, worker, workflow } from '../support/declared.ts';
import { failure } from '../support/failure.ts';

const platform = builtinPlatform.spec;
const plan = (declared: Declarations, changes: Partial<ManagedWorker> = {}, changed: Partial<Platform> = {}) =>
  planConfig({
    declarations: declared,
    worker: { ...worker, ...changes },
    platform: { ...platform, ...changed },
    manifests: 'kubernetes@1.0.0',
  });
const sample = declarations([activity('render')], [workflow('CreateImage')]);

const refusal = (changes: Partial<ManagedWorker>, changed: Partial<Platform> = {}) =>
  failure(() => plan(sample, changes, changed))
    .split('\n')
    .slice(1, -1);

const place = (path: readonly string[]) => ({ file: 'worker.yaml', line: path.length, column: 5, message: '' });

test.each([
  {
    title: 'more pollers to begin with than at most',
    changes: { workers: { 'image-render': { scaling: { pollers: { initial: 200 } } } } },
    problems: ['worker.yaml  workers.image-render.scaling.pollers.initial: initial is 200, above maximum, which is 100'],
  },
  {
    title: 'fewer pollers to begin with than at least',
    changes: { workers: { 'image-render': { scaling: { pollers: { minimum: 5, initial: 2 } } } } },
    problems: ['worker.yaml  workers.image-render.scaling.pollers.minimum: minimum is 5, above initial, which is 2'],
  },
  {
    title: 'more pollers at least than at most',
    changes: { workers: { 'image-render': { scaling: { pollers: { minimum: 5, initial: 5, maximum: 4 } } } } },
    problems: [
      'worker.yaml  workers.image-render.scaling.pollers.minimum: minimum is 5, above maximum, which is 4',
      'worker.yaml  workers.image-render.scaling.pollers.initial: initial is 5, above maximum, which is 4',
    ],
  },
  {
    title: 'more replicas at least than at most',
    changes: { workers: { 'image-render': { scaling: { replicas: { minimum: 21 } } } } },
    problems: ['worker.yaml  workers.image-render.scaling.replicas.minimum: minimum is 21, above maximum, which is 20'],
  },
  {
    title: 'more than the quota',
    changes: { rateLimits: { actionsPerSecond: 401, requestsPerSecond: 801 } },
    problems: [
      "worker.yaml  rateLimits.actionsPerSecond: 401 is above the platform's quota of 400",
      "worker.yaml  rateLimits.requestsPerSecond: 801 is above the platform's quota of 800",
    ],
  },
  {
    title: 'a rate of nothing',
    changes: { rateLimits: { actionsPerSecond: 0 } },
    problems: ['worker.yaml  rateLimits.actionsPerSecond: 0 is too low; at least 1'],
  },
  {
    title: 'a retention above the limit and an unknown region',
    changes: { retention: '91d', regions: ['mars'] },
    problems: [
      "worker.yaml  retention: '91d' is above the platform's maximum of 90d",
      'worker.yaml  regions: mars is not a region of this platform; it has eu, us',
    ],
  },
])('$title is refused', ({ changes, problems }) => {
  expect(refusal(changes)).toEqual(problems.map((problem) => `  ${problem}`));
});

test('limits themselves are within the limits', () => {
  const workers = {
    'image-render': { scaling: { pollers: { minimum: 9, initial: 9, maximum: 9 }, replicas: { minimum: 20, maximum: 20 } } },
  };
  expect(plan(sample, { workers, rateLimits: { actionsPerSecond: 400, requestsPerSecond: 1 } }).workers).toHaveLength(1);
});

test('a role must be one of the platform’s', () => {
  const access = [
    { owner: 'team-video', role: 'reader' },
    { owner: 'team-audio', role: 'boss' },
  ];
  const role = { description: 'reads', rights: ['read' as const] };
  const roles = { reader: role, owner: role };
  expect(refusal({ access }, { roles })).toEqual([
    "  worker.yaml  access.1.role: 'boss' is not a role of this platform; it has owner, reader",
  ]);
  expect(refusal({ access: access.slice(0, 1) }, { roles: {} })).toEqual([
    "  worker.yaml  access.0.role: 'reader' is not a role of this platform; it has none; its platform file makes some under spec.roles",
  ]);
});

test('the error says whose file it is, and that nothing was written', () => {
  const text = failure(() => plan(sample, { retention: '91d' })).split('\n');
  expect(text[0]).toBe('error WORKER_INVALID  worker.yaml asks for what the platform does not allow');
  expect(text.at(-1)).toBe('  Mend worker.yaml and run `config` again. Nothing was written.');
});

test('places come from whoever read the file', () => {
  const input = { declarations: sample, worker: { ...worker, retention: '91d' }, platform, manifests: 'kubernetes@1.0.0', place };
  expect(failure(() => planConfig(input))).toContain("\n  worker.yaml:1:5  '91d' is above");
});
