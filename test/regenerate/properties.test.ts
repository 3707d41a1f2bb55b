import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ownership } from '../../src/domain/record.ts';
import { changesOf } from '../../src/regenerate/changes.ts';
import type { RenderedFile } from '../../src/templates/templates.ts';
import { encode } from '../support/plan-of.ts';
import { appliedPlan, freshTree, isClean, type PlannedTree } from '../support/planned-tree.ts';

const paths = ['a.txt', 'b.txt', 'c.json', 'd.yaml'];
const text = fc
  .array(fc.constantFrom('a', 'b: 1', 'b: 2', '}', '', '{"c": 1}'), { maxLength: 6 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

/** Any file at any path, as long as no two share one; one of them is the team’s in every release. */
const release: fc.Arbitrary<RenderedFile[]> = fc
  .uniqueArray(
    fc.record({
      id: fc.constantFrom('one', 'two', 'three', 'four'),
      path: fc.constantFrom(...paths),
      ownership: fc.constantFrom<Ownership>('shared', 'platform'),
      text,
    }),
    { maxLength: 4, comparator: (a, b) => a.id === b.id || a.path === b.path },
  )
  .map((files) =>
    files.map(({ text: content, ...file }) => ({ ...file, ...ownershipOf(file), template: 't', mode: '644', bytes: encode(content) })),
  );

function ownershipOf({ id }: { id: string }): { ownership?: Ownership } {
  return id === 'four' ? { ownership: 'team' } : {};
}

/** What a team does to its folder: a text of its own, or `null` for a file that it deletes. */
const edits = fc.dictionary(fc.constantFrom(...paths), fc.option(text), { maxKeys: 4 });

function edited(worker: PlannedTree, changes: Readonly<Record<string, string | null>>): PlannedTree {
  const kept = [...worker.tree].filter(([path]) => changes[path] === undefined);
  const written = Object.entries(changes).flatMap(([path, content]) => (content === null ? [] : [[path, content] as const]));
  return { ...worker, tree: new Map([...kept, ...written]) };
}

test('planning again after a plan was applied gives nothing', () => {
  let clean = 0;
  fc.assert(
    fc.property(release, edits, release, (before, changes, later) => {
      const { plan, after } = appliedPlan(edited(freshTree(before), changes), later);
      if (!isClean(plan)) return;
      clean += 1;
      const again = appliedPlan(after, later).plan;
      expect([again.steps, again.refusals]).toEqual([[], []]);
      expect(again.files).toEqual(after.recorded);
    }),
    { numRuns: 600 },
  );
  expect(clean).toBeGreaterThan(100);
});

test('files of the team are never touched, whatever the template does', () => {
  fc.assert(
    fc.property(release, edits, release, (before, changes, later) => {
      const worker = edited(freshTree(before), changes);
      const { plan } = appliedPlan(worker, later);
      if (plan.refusals.length > 0) return;
      const touched = changesOf(plan.steps).map(({ path }) => path);
      const own = [...worker.tree.keys()].filter(
        (path) => worker.recorded[path]?.ownership === 'team' || worker.recorded[path] === undefined,
      );
      expect(own.filter((path) => touched.includes(path))).toEqual([]);
    }),
    { numRuns: 600 },
  );
});

const change = fc.constantFrom('replace', 'remove', 'add');
const history = fc.array(fc.record({ who: fc.constantFrom('team', 'first', 'second', 'nobody'), change }), { minLength: 1, maxLength: 12 });
type History = readonly { who: string; change: string }[];

/** Every change has unchanged unique lines on both sides. */
function shared(changes: History, ...present: string[]): string {
  const lines = changes.flatMap((each, index) => [...slot(each, index, present), `between ${index}`, `before ${index + 1}`]);
  return lines.map((line) => `${line}\n`).join('');
}

function slot({ who, change: kind }: History[number], index: number, present: readonly string[]): string[] {
  const line = `line ${index}`;
  if (!present.includes(who)) return [line];
  if (kind === 'remove') return [];
  return kind === 'add' ? [line, `${who} adds at ${index}`] : [`${who} at ${index}`];
}

const versionOf = (content: string, path = 'a.txt'): RenderedFile[] => [
  { id: 'one', template: 't', path, ownership: 'shared', mode: '644', bytes: encode(content) },
];

/** Between the versions the file may get another name. */
const names = fc.tuple(fc.constantFrom('a.txt', 'b.txt'), fc.constantFrom('a.txt', 'c.txt'));

test('in a clean merge of a shared file every change that only the team made appears', () => {
  fc.assert(
    fc.property(history, names, (changes, [, last]) => {
      const worker = edited(freshTree(versionOf(shared(changes))), { 'a.txt': shared(changes, 'team') });
      const { plan, after } = appliedPlan(worker, versionOf(shared(changes, 'first', 'second'), last));
      expect(isClean(plan)).toBe(true);
      expect([...after.tree]).toEqual([[last, shared(changes, 'team', 'first', 'second')]]);
    }),
  );
});

test('stepping through versions comes to what skipping them comes to', () => {
  fc.assert(
    fc.property(history, names, (changes, [middle, last]) => {
      const worker = edited(freshTree(versionOf(shared(changes))), { 'a.txt': shared(changes, 'team') });
      const newest = versionOf(shared(changes, 'first', 'second'), last);
      const stepped = appliedPlan(appliedPlan(worker, versionOf(shared(changes, 'first'), middle)).after, newest).after;
      const skipped = appliedPlan(worker, newest).after;
      expect([...stepped.tree]).toEqual([...skipped.tree]);
      expect(stepped.recorded).toEqual(skipped.recorded);
    }),
  );
});
