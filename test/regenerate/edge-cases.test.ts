import { expect, test } from 'vitest';
import type { RenderedFile } from '../../src/templates/templates.ts';
import { encode, gitBlobId, planOf, textOfPlan, type Case } from '../support/plan-of.ts';
import { appliedPlan, freshTree } from '../support/planned-tree.ts';

const abc = 'a\nb\nc\nd\ne\n';
const bom = '\uFEFF';

function rendered(path: string, text: string, id = 'one'): RenderedFile {
  return { id, template: 't', path, ownership: 'shared', mode: '644', bytes: encode(text) };
}

/** One shared file that the team wrote over, under a new release. */
function upgraded(path: string, [base, ours, theirs]: readonly [string, string, string]) {
  const worker = { ...freshTree([rendered(path, base)]), tree: new Map([[path, ours]]) };
  const { plan, after } = appliedPlan(worker, [rendered(path, theirs)]);
  return { kinds: plan.steps.map(({ kind }) => kind), text: after.tree.get(path) };
}

test.each([
  {
    title: 'a byte order mark of the template stays',
    base: `${bom}${abc}`,
    ours: `${bom}a\nb\nc\nd\nmine\n`,
    theirs: `${bom}A\nb\nc\nd\ne\n`,
    text: `${bom}A\nb\nc\nd\nmine\n`,
  },
  {
    title: 'a byte order mark of the team’s editor stays',
    base: abc,
    ours: `${bom}${abc}`,
    theirs: 'a\nb\nc\nd\nE\n',
    text: `${bom}a\nb\nc\nd\nE\n`,
  },
  { title: 'an empty file that the template fills is filled', base: '', ours: '', theirs: 'a\n', text: 'a\n' },
  { title: 'a file that the template empties is emptied', base: 'a\n', ours: 'a\n', theirs: '', text: '' },
  {
    title: 'conflict markers that the team wrote on purpose stay where they are',
    base: abc,
    ours: 'a\nb\nc\nd\ne\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> topic\n',
    theirs: 'A\nb\nc\nd\ne\n',
    text: 'A\nb\nc\nd\ne\n<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> topic\n',
  },
])('$title', ({ base, ours, theirs, text }) => {
  expect(upgraded('a.txt', [base, ours, theirs]).text).toBe(text);
});

test('among conflict markers of the team’s own, the tool’s are longer and are told apart', () => {
  const literal = '<<<<<<< HEAD\nmine\n=======\nyours\n>>>>>>> topic\n';
  const [step] = planOf({ title: '', base: abc, ours: `${literal}a\nb\nMINE\nd\ne\n`, theirs: 'a\nb\nTHEIRS\nd\ne\n', expected: [] }).steps;
  expect(step?.conflict?.markers?.size).toBe(8);
  const text = new TextDecoder().decode(step?.after?.bytes);
  expect(text).toMatch(/^<{7} HEAD\nmine\n={7}\nyours\n>{7} topic\na\nb\n<{8} yours\nMINE\n/);
});

test.each<Case>([
  { title: 'a file that the team emptied stays empty while the template leaves it', base: abc, ours: '', theirs: abc, expected: [] },
  {
    title: 'a file that the team emptied and the template changed waits',
    base: abc,
    ours: '',
    theirs: 'A\nb\n',
    expected: ['conflict a.txt text'],
  },
  { title: 'an empty file that both filled waits', base: '', ours: 'mine\n', theirs: 'theirs\n', expected: ['conflict a.txt text'] },
  {
    title: 'a whole file that a formatter wrote anew waits where the template changed it',
    base: 'a {\n  b\n  c\n}\n',
    ours: 'a\n{\n\tb;\n\tc;\n}\n\n',
    theirs: 'a {\n  b\n  C\n}\n',
    expected: ['conflict a.txt text'],
  },
])('$title', (given) => {
  expect(textOfPlan(given)).toEqual(given.expected);
});

test.each([
  {
    path: 'package.json',
    sides: ['{\n  "a": 1,\n  "b": [1, 2]\n}\n', '{"b": [1,2], "a": 1}\n', '{\n  "a": 2,\n  "b": [1, 2]\n}\n'] as const,
    text: '{"b": [1,2], "a": 2}\n',
  },
  {
    path: 'ci.yaml',
    sides: ['a: 1\nb: [x, y]\n', '"b":\n  - "x"\n  - "y"\n"a": 1\n', 'a: 2\nb: [x, y]\n'] as const,
    text: '"b":\n  - "x"\n  - "y"\n"a": 2\n',
  },
])('$path, written anew by a formatter, gets the template’s value in the formatter’s layout', ({ path, sides, text }) => {
  expect(upgraded(path, sides)).toEqual({ kinds: ['merge'], text });
});

test('a new file arrives executable where the template has it so', () => {
  const [step] = planOf({ title: '', theirs: '#!/bin/sh\n', modes: { theirs: '755' }, expected: [] }).steps;
  expect([step?.kind, step?.after?.mode]).toEqual(['add', '755']);
});

test('a file that has become executable and different is both', () => {
  const [step] = planOf({ title: '', base: abc, ours: `x\n${abc}`, theirs: `${abc}y\n`, modes: { theirs: '755' }, expected: [] }).steps;
  expect([step?.kind, step?.after?.mode]).toEqual(['merge', '755']);
});

test.each(['docs/caf\u00E9.md', 'docs/cafe\u0301.md', 'docs/with some spaces.md', 'docs/\u{1F600} & “quotes”.md'])(
  'the path %j is merged as any other',
  (path) => {
    expect(upgraded(path, [abc, `mine\n${abc}`, `${abc}new\n`])).toEqual({ kinds: ['merge'], text: `mine\n${abc}new\n` });
  },
);

test('a new file does not take a composed name for a decomposed one of the team’s', () => {
  const worker = { ...freshTree([]), tree: new Map([['cafe\u0301.md', 'mine']]) };
  expect([...appliedPlan(worker, [rendered('caf\u00E9.md', 'new')]).after.tree]).toEqual([
    ['cafe\u0301.md', 'mine'],
    ['caf\u00E9.md', 'new'],
  ]);
});

test('a file that becomes a folder, and a folder that becomes a file, arrive', () => {
  const [one, two] = [[rendered('notes', 'a\n')], [rendered('notes/first.md', 'a\n')]];
  expect([...appliedPlan(freshTree(one), two).after.tree]).toEqual([['notes/first.md', 'a\n']]);
  expect([...appliedPlan(freshTree(two), one).after.tree]).toEqual([['notes', 'a\n']]);
});

test('a recorded id that no bytes have is never guessed at', () => {
  const worker = freshTree([rendered('a.txt', 'a\n')]);
  const strange = Object.entries(worker.recorded).map(([path, file]) => [path, { ...file, blob: gitBlobId(encode('nobody has these')) }]);
  const recorded = Object.fromEntries(strange) as typeof worker.recorded;
  const [step] = appliedPlan({ ...worker, recorded }, [rendered('a.txt', 'b\n')]).plan.steps;
  expect([step?.conflict?.kind, step?.after]).toEqual(['base-unknown', step?.before]);
  expect(appliedPlan({ ...worker, recorded }, [rendered('a.txt', 'a\n')]).plan.steps).toEqual([]);
});

test('a new file never lands on one that the record says is the team’s', () => {
  const worker = freshTree([{ ...rendered('a.txt', 'a\n', 'notes'), ownership: 'team' }]);
  const later = [rendered('a.txt', 'b\n'), { ...rendered('b.txt', 'a\n', 'notes'), ownership: 'team' as const }];
  expect(appliedPlan(worker, later).plan.refusals).toEqual([
    { path: 'a.txt', reason: 'is a file of yours, and another one in the new template' },
  ]);
  const moved = appliedPlan({ ...worker, tree: new Map() }, later);
  expect([...moved.after.tree]).toEqual([['a.txt', 'b\n']]);
  expect(appliedPlan(moved.after, later).plan.steps).toEqual([]);
});
