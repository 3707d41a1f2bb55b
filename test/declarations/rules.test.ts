import { expect, test } from 'vitest';
import { planConfig } from '../../src/declarations/plan.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { DeclaredActivity, DeclaredWorkflow } from '../../src/domain/declarations.ts';
import type { ManagedWorker } from '../../src/domain/managed-worker.ts';
import { activity, declarations, worker, workflow } from '../support/declared.ts';
import { failure } from '../support/failure.ts';

interface Case {
  title: string;
  activities?: DeclaredActivity[];
  workflows?: DeclaredWorkflow[];
  changes?: Partial<ManagedWorker>;
  problems: string[];
}

const at = (file: string, line: number) => ({ source: { file, line, column: 1 }, fields: {} });
const implemented = (...files: string[]) => ({ implementations: files.map((file) => ({ source: { file, line: 3 }, symbol: 'default' })) });
const long = 'a'.repeat(101);
const plan = ({ activities = [], workflows = [], changes = {} }: Omit<Case, 'title' | 'problems'>) =>
  planConfig({
    declarations: declarations(activities, workflows),
    worker: { ...worker, ...changes },
    platform: builtinPlatform.spec,
    manifests: 'kubernetes@1.0.0',
  });

test.each<Case>([
  {
    title: 'a workflow declared twice',
    workflows: [workflow('Crop'), workflow('Crop', at('contracts/src/workflows/again.ts', 7))],
    problems: [
      "contracts/src/workflows/again.ts:7:1  workflow 'Crop' is declared twice; the other is at contracts/src/workflows/Crop.ts:20",
    ],
  },
  {
    title: 'an activity declared three times',
    activities: [activity('crop'), activity('crop', at('contracts/src/x.ts', 1)), activity('crop', at('contracts/src/x.ts', 2))],
    problems: [
      "contracts/src/x.ts:1:1  activity 'crop' is declared twice; the other is at contracts/src/activities/crop.ts:10",
      "contracts/src/x.ts:2:1  activity 'crop' is declared twice; the other is at contracts/src/activities/crop.ts:10",
    ],
  },
  {
    title: 'names that differ in capitals alone',
    workflows: [workflow('Crop'), workflow('CROP', at('contracts/src/x.ts', 1))],
    problems: [
      "contracts/src/x.ts:1:1  workflow 'CROP' differs from 'Crop' at contracts/src/workflows/Crop.ts:20 in capitals alone, which not every file system tells apart",
    ],
  },
  {
    title: 'no implementation',
    activities: [activity('crop', implemented())],
    workflows: [workflow('Crop', implemented())],
    problems: [
      "contracts/src/activities/crop.ts:10:1  activity 'crop' has no implementation; write `export default implement(crop, …)` in a file of src/ that ends in .impl.ts",
      "contracts/src/workflows/Crop.ts:20:1  workflow 'Crop' has no implementation; write `export default implement(crop, …)` in a file of src/ that ends in .impl.ts",
    ],
  },
  {
    title: 'no implementation in Python',
    activities: [activity('crop', implemented())],
    changes: { language: 'python' },
    problems: [
      "contracts/src/activities/crop.ts:10:1  activity 'crop' has no implementation; write `@implements(crop)` over its body in src/",
    ],
  },
  {
    title: 'two implementations',
    workflows: [workflow('Crop', implemented('src/b.impl.ts', 'src/a.impl.ts'))],
    problems: [
      "contracts/src/workflows/Crop.ts:20:1  workflow 'Crop' has 2 implementations, src/a.impl.ts:3 and src/b.impl.ts:3; keep one",
    ],
  },
  {
    title: 'a queue without worker: none is named',
    activities: [activity('crop', { worker: '' })],
    problems: ["contracts/src/activities/crop.ts:13:3  task queue 'image-gpu' has no worker: worker is empty"],
  },
  {
    title: 'a queue without worker: the own one serves another namespace',
    activities: [activity('crop', { namespace: 'videos' })],
    problems: [
      "contracts/src/activities/crop.ts:14:3  task queue 'image-gpu' has no worker in namespace 'videos': worker 'image-render' serves namespace 'images' (worker.yaml)",
    ],
  },
  {
    title: 'a queue without worker: the named one serves another namespace',
    activities: [activity('crop', { worker: 'gpu', namespace: 'videos' }), activity('draw', { worker: 'gpu', namespace: 'pictures' })],
    changes: { workers: { gpu: {} } },
    problems: [
      "contracts/src/activities/draw.ts:14:3  task queue 'image-gpu' has no worker in namespace 'pictures': worker 'gpu' serves namespace 'videos' (contracts/src/activities/crop.ts:10)",
    ],
  },
  {
    title: 'a queue with two workers',
    activities: [activity('crop'), activity('draw', { worker: 'gpu' })],
    changes: { workers: { gpu: {} } },
    problems: [
      "contracts/src/activities/draw.ts:13:3  task queue 'image-gpu' has two workers, 'gpu' here and 'image-render' at contracts/src/activities/crop.ts:10; name one",
    ],
  },
  {
    title: 'an unknown worker',
    activities: [activity('crop', { worker: 'gpu' })],
    changes: { workers: { 'image-render': {} } },
    problems: [
      "contracts/src/activities/crop.ts:13:3  worker 'gpu' is unknown; add it under workers in worker.yaml, or leave worker out for 'image-render'",
    ],
  },
  {
    title: 'an unknown worker called like a method of every object',
    activities: [activity('crop', { worker: 'constructor' })],
    problems: [
      "contracts/src/activities/crop.ts:13:3  worker 'constructor' is unknown; add it under workers in worker.yaml, or leave worker out for 'image-render'",
    ],
  },
  {
    title: 'a worker that no contract names',
    activities: [activity('crop')],
    changes: { workers: { 'image-render': {}, gpu: {} } },
    problems: ["worker.yaml  workers.gpu: no contract names worker 'gpu'; remove it, or name it in a contract"],
  },
  {
    title: 'a task queue that no one can write',
    activities: [activity('crop', { taskQueue: 'image gpu' }), activity('draw', { taskQueue: '' })],
    problems: [
      "contracts/src/activities/crop.ts:12:3  'image gpu' cannot be a task queue: use letters, digits and . _ / -, at most 200 characters",
      "contracts/src/activities/draw.ts:12:3  '' cannot be a task queue: use letters, digits and . _ / -, at most 200 characters",
    ],
  },
  {
    title: 'a namespace with capitals',
    activities: [activity('crop', { namespace: 'Videos', worker: 'gpu' })],
    changes: { workers: { gpu: {} } },
    problems: ["contracts/src/activities/crop.ts:14:3  namespace 'Videos' has capitals; use videos"],
  },
  {
    title: 'names that cannot be exported',
    activities: [activity('2d', at('contracts/src/a.ts', 1)), activity('then', at('contracts/src/a.ts', 2))],
    workflows: [
      workflow('Create-Image', at('contracts/src/b.ts', 1)),
      workflow('default', at('contracts/src/b.ts', 2)),
      workflow('activities', at('contracts/src/b.ts', 3)),
      workflow(long, at('contracts/src/b.ts', 4)),
    ],
    problems: [
      "contracts/src/a.ts:1:1  '2d' cannot be an activity: use letters, digits and underscores, beginning with a letter",
      "contracts/src/a.ts:2:1  'then' cannot be an activity: the name is reserved",
      "contracts/src/b.ts:1:1  'Create-Image' cannot be a workflow type: use letters, digits and underscores, beginning with a letter",
      "contracts/src/b.ts:2:1  'default' cannot be a workflow type: the name is reserved",
      "contracts/src/b.ts:3:1  'activities' cannot be a workflow type: the name is reserved",
      `contracts/src/b.ts:4:1  '${long}' cannot be a workflow type: it has 101 characters, at most 100 are taken`,
    ],
  },
  {
    title: 'handlers that cannot be file names',
    workflows: [
      workflow('Crop', {
        signals: { 'add name': { input: {} }, ok: { input: {} } },
        // oxlint-disable-next-line unicorn/no-thenable -- that a query cannot be called so is what is tested
        queries: { then: { output: {} } },
        updates: { ä: { input: {}, output: {} } },
      }),
    ],
    problems: [
      "contracts/src/workflows/Crop.ts:25:3  'add name' cannot be a signal: use letters, digits and underscores, beginning with a letter",
      "contracts/src/workflows/Crop.ts:26:3  'then' cannot be a query: the name is reserved",
      "contracts/src/workflows/Crop.ts:27:3  'ä' cannot be an update: use letters, digits and underscores, beginning with a letter",
    ],
  },
])('$title is refused', ({ problems, ...input }) => {
  expect(failure(() => plan(input))).toBe(
    [
      'error DECLARATION_INVALID  the declarations do not fit together',
      ...problems,
      'Mend them and run `config` again. Nothing was written.',
    ].join('\n  '),
  );
});

test('the longest name, and a known worker that is the service’s own by name, are taken', () => {
  const { workers } = plan({ activities: [activity('a'.repeat(100), { worker: 'image-render' })] });
  expect(workers.map(({ metadata }) => metadata.name)).toEqual(['image-render']);
});

test('a problem without a known field stands at the declaration', () => {
  const { fields: _, ...crop } = activity('crop', { worker: 'gpu', source: { file: 'contracts/x.py', line: 4 } });
  expect(failure(() => plan({ activities: [crop] }))).toContain("\n  contracts/x.py:4  worker 'gpu' is unknown");
});
