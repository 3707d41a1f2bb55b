import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { planChanges } from '../../src/declarations/changes.ts';
import { planDerivedFiles } from '../../src/declarations/declarations.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { readConfig } from '../../src/domain/read-config.ts';
import { findTemplate } from '../../src/templates/templates.ts';
import { activity, declarations, worker, workflow } from '../support/declared.ts';

const kubernetesTemplate = await findTemplate('kubernetes', { files: nodeFiles, bytes: nodeBytes, folders: ['templates'] });

/** Each worker has queues of its own, so that any mix of declarations fits together. */
const placement = fc.record({ own: fc.boolean(), queue: fc.constantFrom('a', 'b', 'c/d', 'E.f') }).map(({ own, queue }) => ({
  taskQueue: own ? queue : `gpu-${queue}`,
  ...(own ? {} : { worker: 'image-gpu', namespace: 'pictures' }),
}));
const name = fc.stringMatching(/^[A-Z][a-z0-9_]{0,8}$/).filter((text) => text !== 'Then' && text !== 'Default' && text !== 'Activities');
const schema = fc.dictionary(fc.constantFrom('type', 'title', 'b', 'a'), fc.string(), { maxKeys: 4 });
const handlers = fc.dictionary(
  fc.constantFrom('zoom', 'add', 'Set2'),
  schema.map((input) => ({ input })),
  { maxKeys: 3 },
);
const declared = fc
  .uniqueArray(fc.record({ name, placement, input: schema, output: schema, signals: handlers, isActivity: fc.boolean() }), {
    selector: (one) => one.name.toLowerCase(),
    minLength: 1,
    maxLength: 12,
  })
  .map((all) => [
    activity('anchor', { taskQueue: 'gpu-a', worker: 'image-gpu', namespace: 'pictures' }),
    workflow('Anchor', { taskQueue: 'a' }),
    ...all.map((one) =>
      one.isActivity
        ? activity(`a${one.name}`, { ...one.placement, input: one.input, output: one.output })
        : workflow(`W${one.name}`, { ...one.placement, input: one.input, output: one.output, signals: one.signals }),
    ),
  ]);

function plan(all: ReturnType<typeof activity | typeof workflow>[]) {
  const isWorkflow = (one: (typeof all)[number]): one is ReturnType<typeof workflow> => 'signals' in one;
  return planDerivedFiles({
    declarations: declarations(
      all.filter((one) => !isWorkflow(one)),
      all.filter(isWorkflow),
    ),
    worker: { ...worker, workers: { 'image-gpu': {} } },
    platform: builtinPlatform.spec,
    kubernetesTemplate,
  });
}

const shuffled = declared.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));

test('the order that declarations come in changes no byte', () => {
  fc.assert(
    fc.property(shuffled, ([all, other]) => {
      expect(plan(other)).toEqual(plan(all));
    }),
    { numRuns: 40 },
  );
});

test('paths are sorted, unique, and relative with forward slashes', () => {
  fc.assert(
    fc.property(declared, (all) => {
      const paths = plan(all).map(({ path }) => path);
      expect(paths).toEqual([...new Set(paths)].toSorted());
      expect(paths.every((path) => /^[a-z]/.test(path) && !path.includes('..') && !path.includes('\\'))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

test('every declaration stands in exactly one worker, as readers of the config see it', () => {
  fc.assert(
    fc.property(declared, (all) => {
      const files = new Map(plan(all).map(({ path, content }) => [path, content]));
      const text = (path: string) => files.get(path) ?? '';
      const config = readConfig({
        namespace: text('config/namespace.yaml'),
        workflows: text('config/workflows.yaml'),
        workers: text('config/workers.yaml'),
      });
      const served = config.workers.flatMap(({ spec }) =>
        spec.taskQueues.flatMap(({ workflows = [], activities = [] }) => [...workflows, ...activities]),
      );
      expect(served.toSorted()).toEqual(all.map((one) => one.name).toSorted());
    }),
    { numRuns: 40 },
  );
});

test('a folder that has what is planned needs no change', () => {
  fc.assert(
    fc.property(declared, (all) => {
      const planned = plan(all);
      expect(planChanges({ planned, existing: new Map(planned.map(({ path, content }) => [path, content])) })).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
