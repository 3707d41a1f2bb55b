import { expect, test } from 'vitest';
import { conflict, merge } from '../../support/merging.ts';

const json = (value: unknown, indent: string | number = 2) => `${JSON.stringify(value, null, indent)}\n`;
const base = { name: 'x', dependencies: { a: '1', z: '1' }, files: ['dist'] };

test.each([
  {
    title: 'neighbouring keys that each side added',
    ours: { ...base, dependencies: { a: '1', mine: '1', z: '1' } },
    theirs: { ...base, dependencies: { a: '1', new: '1', z: '2' } },
    merged: { ...base, dependencies: { a: '1', new: '1', mine: '1', z: '2' } },
  },
  {
    title: 'keys that each side added at the end, where commas meet',
    ours: { ...base, mine: 1 },
    theirs: { ...base, new: { deep: [1] } },
    merged: { ...base, new: { deep: [1] }, mine: 1 },
  },
  {
    title: 'a key the template removed beside one the team changed',
    ours: { ...base, dependencies: { a: '2', z: '1' } },
    theirs: { ...base, dependencies: { a: '1' } },
    merged: { ...base, dependencies: { a: '2' } },
  },
  {
    title: 'the last key removed and one added in its place',
    ours: { ...base, dependencies: { a: '2', z: '1' } },
    theirs: { ...base, dependencies: { a: '1', y: '1' } },
    merged: { ...base, dependencies: { a: '2', y: '1' } },
  },
  {
    title: 'a key the team removed, its neighbour changed by the template',
    ours: { name: 'x', dependencies: { z: '1' }, files: ['dist'] },
    theirs: { ...base, dependencies: { a: '1', z: '2' } },
    merged: { name: 'x', dependencies: { z: '2' }, files: ['dist'] },
  },
  {
    title: 'an emptied object that the template adds to',
    ours: { ...base, dependencies: {} },
    theirs: { ...base, dependencies: { a: '1', z: '1', new: '1' } },
    merged: { ...base, dependencies: { new: '1' } },
  },
  {
    title: 'neighbouring items of an ordered list',
    base: { l: ['a', 'b', 'c'] },
    ours: { l: ['mine', 'b', 'c'] },
    theirs: { l: ['a', 'new', 'c'] },
    merged: { l: ['mine', 'new', 'c'] },
  },
  {
    title: 'neighbouring keys of one item of an ordered list',
    base: { l: [{ a: 1, b: 1 }, 2] },
    ours: { l: [{ a: 2, b: 1 }, 2] },
    theirs: { l: [{ a: 1, b: 2 }, 2] },
    merged: { l: [{ a: 2, b: 2 }, 2] },
  },
  {
    title: 'keys that JavaScript objects are careful with',
    base: JSON.parse('{"__proto__": 1, "constructor": 1, "k": 1}') as unknown,
    ours: JSON.parse('{"__proto__": 2, "constructor": 1, "k": 1}') as unknown,
    theirs: JSON.parse('{"__proto__": 1, "constructor": 2, "k": 2}') as unknown,
    merged: JSON.parse('{"__proto__": 2, "constructor": 2, "k": 2}') as unknown,
  },
])('merges $title', ({ base: before = base, ours, theirs, merged }) => {
  const outcome = merge({ base: json(before), ours: json(ours), theirs: json(theirs), path: 'package.json' });
  expect(outcome).toEqual({ kind: 'clean', text: json(merged) });
});

test('a file that a formatter went over gets the template`s keys in its own layout', () => {
  const theirs = { ...base, dependencies: { a: '2', z: '1', new: { deep: true } }, files: ['dist', 'bin'] };
  const merged = { ...base, dependencies: { a: '2', z: '1', new: { deep: true } }, files: ['dist', 'bin'] };
  const outcome = merge({ base: json(base), ours: json(base, '\t'), theirs: json(theirs), path: 'package.json' });
  expect(outcome).toEqual({ kind: 'clean', text: json(merged, '\t') });
});

test('only the changed characters of a one-line file change', () => {
  const outcome = merge({
    base: '{"a":1,"b":2,"l":[1,2]}\n',
    ours: '{ "a":9,"b":2, "l":[ 1,2 ] }\n',
    theirs: '{"a":1,"b":3,"l":[1,2,4]}\n',
    path: 'x.json',
  });
  expect(outcome).toEqual({ kind: 'clean', text: '{ "a":9,"b":3, "l":[ 1,2, 4 ] }\n' });
});

test('comments of both sides survive in JSON with comments', () => {
  const outcome = merge({
    base: '{\n  "a": 1,\n  "b": 1,\n  "c": 1\n}\n',
    ours: '{\n  // mine\n  "a": 2, // two\n  "b": 1,\n  "c": 1\n}\n',
    theirs: '{\n  "a": 1,\n  "b": 1,\n  // new\n  "c": 2\n}\n',
    path: 'tsconfig.json',
  });
  expect(outcome).toEqual({ kind: 'clean', text: '{\n  // mine\n  "a": 2, // two\n  "b": 1,\n  // new\n  "c": 2\n}\n' });
});

test('a key lands behind the comment on the line before it', () => {
  const outcome = merge({
    base: '{\n  "a": 1\n}\n',
    ours: '{\n  "a": 1, // why\n  "mine": 1 // too\n}\n',
    theirs: '{\n  "a": 1,\n  "new": 1\n}\n',
    path: 'tsconfig.json',
  });
  expect(outcome).toEqual({ kind: 'clean', text: '{\n  "a": 1, // why\n  "new": 1,\n  "mine": 1 // too\n}\n' });
});

test('a conflict marks the lines of its key alone, and what else the template changed is done', () => {
  const outcome = merge({
    base: json(base),
    ours: json({ ...base, dependencies: { a: 'mine', z: '1' } }),
    theirs: json({ ...base, dependencies: { a: 'new', z: '2' } }),
    path: 'package.json',
  });
  const lines = ['    "a": "mine",\n', '    "a": "1",\n', '    "a": "new",\n'] as const;
  const text = `{\n  "name": "x",\n  "dependencies": {\n${conflict(...lines)}    "z": "2"\n  },\n  "files": [\n    "dist"\n  ]\n}\n`;
  const reason = 'dependencies.a: changed here and by the template, differently';
  expect(outcome).toEqual({ kind: 'conflict', text, conflicts: [{ startLine: 4, endLine: 10, reason }], markerSize: 7 });
});

test.each([
  {
    title: 'a key the team removed and the template changed',
    ours: { ...base, dependencies: { z: '3' } },
    theirs: { ...base, dependencies: { a: '2', z: '1' } },
    reason: 'dependencies.a: removed here, changed by the template',
  },
  {
    title: 'a key the team changed and the template removed',
    ours: { ...base, dependencies: { a: '2', z: '1' } },
    theirs: { ...base, dependencies: { z: '1' } },
    reason: 'dependencies.a: changed here, removed by the template',
  },
  {
    title: 'a key that both added',
    ours: { ...base, k: 1 },
    theirs: { ...base, k: 2 },
    reason: 'k: added here and by the template, differently',
  },
  {
    title: 'a key the team moved and changed, and the template removed: as lines, no clash',
    ours: { dependencies: base.dependencies, files: base.files, name: 'mine' },
    theirs: { dependencies: base.dependencies, files: base.files },
    reason: 'name: changed here, removed by the template',
  },
  {
    title: 'an ordered list that both added to at one place',
    ours: { ...base, files: ['dist', 'mine'] },
    theirs: { ...base, files: ['dist', 'new'] },
    reason: 'files: changed here and by the template, differently',
  },
])('asks about $title', ({ ours, theirs, reason }) => {
  const outcome = merge({ base: json(base), ours: json(ours), theirs: json(theirs), path: 'package.json' });
  expect(outcome).toMatchObject({ kind: 'conflict', conflicts: [{ reason }] });
});

test('a clash of layout alone is settled for the team', () => {
  const outcome = merge({ base: '{"l":[1,2]}\n', ours: '{"l":[1, 2]}\n', theirs: '{"l": [1,2]}\n', path: 'x.json' });
  expect(outcome).toEqual({ kind: 'clean', text: '{"l":[1, 2]}\n' });
});

test.each([
  { title: 'a duplicate key', base: '{\n"a":1,\n"b":1,\n"c":1\n', tail: '}\n', ours: '"x":1,\n', theirs: '"x":2,\n' },
  { title: 'a file of the team that is no JSON', base: '{\n"a":1,\n"b":1,\n"c":1\n', tail: '}\n', ours: '<no json>\n', theirs: '"y":2,\n' },
])('$title is never a success', ({ base: head, tail, ours, theirs }) => {
  const outcome = merge({
    base: head + tail,
    ours: head.replace('"a"', `${ours}"a"`) + tail,
    theirs: head.replace('"c"', `${theirs}"c"`) + tail,
    path: 'x.json',
  });
  expect(outcome.kind).toBe('conflict');
});

function deep(inner: string): string {
  return `${'['.repeat(200_000)}\n${inner}\n${']'.repeat(200_000)}\nend\n`;
}

test('nesting beyond what can be read is merged as lines', () => {
  const outcome = merge({ base: deep('1'), ours: deep('2'), theirs: deep('1').replace('end', 'END'), path: 'x.json' });
  expect(outcome).toEqual({ kind: 'clean', text: deep('2').replace('end', 'END') });
});
