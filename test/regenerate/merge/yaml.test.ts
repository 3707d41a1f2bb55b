import { expect, test } from 'vitest';
import { conflict, merge } from '../../support/merging.ts';

const ci = `# The checks.
on:
  push:
    branches: [main]
jobs:
  test:
    runs-on: ubuntu
    steps:
      - uses: actions/checkout@v4
      - name: Test
        run: |
          npm ci
          npm test
          npm run x
  # Style.
  lint:
    runs-on: ubuntu
`;

test.each([
  {
    title: 'a map that the template adds beside a line the team changed, its comment too',
    base: ci,
    ours: ci.replace('  # Style.\n', '  # House style.\n').replace('[main]', '[main, dev]'),
    theirs: ci.replace('  # Style.\n', '  # Image.\n  build:\n    runs-on: ubuntu\n  # Style.\n'),
    text: ci.replace('  # Style.\n', '  # Image.\n  build:\n    runs-on: ubuntu\n  # House style.\n').replace('[main]', '[main, dev]'),
  },
  {
    title: 'neighbouring keys, a comment of the team behind one',
    base: ci,
    ours: ci.replace('    runs-on: ubuntu\n    steps', '    runs-on: own # faster\n    steps'),
    theirs: ci.replace('    runs-on: ubuntu\n    steps', '    runs-on: ubuntu\n    timeout: 5\n    steps'),
    text: ci.replace('    runs-on: ubuntu\n    steps', '    runs-on: own # faster\n    timeout: 5\n    steps'),
  },
  {
    title: 'a script edited in different lines, beside keys that clash as lines',
    base: ci,
    ours: ci.replace('npm ci', 'npm ci --mine').replace('- name: Test', '- name: Mine'),
    theirs: ci.replace('npm run x', 'npm run y').replace('        run: |', '        shell: bash\n        run: |'),
    text: ci
      .replace('npm ci', 'npm ci --mine')
      .replace('- name: Test', '- name: Mine')
      .replace('npm run x', 'npm run y')
      .replace('        run: |', '        shell: bash\n        run: |'),
  },
  {
    title: 'a scalar that the template makes a list, in the depth that the team uses',
    base: 'a:\n  b: 1\n  c: 2\nd: 3\n',
    ours: 'a:\n    b: 5\n    c: 2\nd: 3\n',
    theirs: 'a:\n  b: 1\n  c:\n    - x\n    - y: 1\n      z: 2\nd: 3\n',
    text: 'a:\n    b: 5\n    c:\n      - x\n      - y: 1\n        z: 2\nd: 3\n',
  },
  {
    title: 'a key without a value',
    base: 'a:\nb: 1\n',
    ours: 'a:\nb: 2\n',
    theirs: 'a: 5\nb: 1\n',
    text: 'a: 5\nb: 2\n',
  },
  {
    title: 'a flow map and a block map',
    base: 'm: { a: 1 }\nz: 1\n',
    ours: 'm:\n  a: 1\n  mine: 2\nz: 1\n',
    theirs: 'm: { a: 1, new: [3] }\nz: 1\n',
    text: 'm:\n  a: 1\n  new: [3]\n  mine: 2\nz: 1\n',
  },
  {
    title: 'the first key of an item',
    base: '- name: a\n  on: 1\n- b\n',
    ours: '- name: a\n  on: 2\n- b\n',
    theirs: '- on: 1\n- b\n',
    text: '- on: 2\n- b\n',
  },
  {
    title: 'a map that both sides together empty',
    base: 'a:\n  b: 1\n  c: 1\nd: 1\n',
    ours: 'a:\n  c: 1\nd: 1\n',
    theirs: 'a:\n  b: 1\nd: 1\n',
    text: 'a: {}\nd: 1\n',
  },
  {
    title: 'a number and a string that look alike',
    base: 'a: 1\nb: x\n',
    ours: 'a: 1\nb: mine\n',
    theirs: 'a: "1"\nb: x\n',
    text: 'a: "1"\nb: mine\n',
  },
])('merges $title', ({ base, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs, path: '.github/workflows/ci.yaml' })).toEqual({ kind: 'clean', text });
});

test.each([
  {
    title: 'a set',
    lists: { 'spec.tags': 'set' } as const,
    base: 'spec:\n  tags:\n    - a\n    - b\n',
    ours: 'spec:\n  tags:\n  - mine\n  - b\n  - a\n',
    theirs: 'spec:\n  tags:\n    - a\n    - new\n',
    text: 'spec:\n  tags:\n  - mine\n  - a\n  - new\n',
  },
  {
    title: 'a list known by a key, below any name',
    lists: { '*.env': { key: 'name' } } as const,
    base: 'c:\n  env:\n    - name: A\n      value: 1\n    - name: B\n      value: 2\n',
    ours: 'c:\n  env:\n    - name: B\n      value: 2\n    - name: A\n      value: mine\n',
    theirs: 'c:\n  env:\n    - name: A\n      value: 1\n    - name: B\n      value: new\n    - name: C\n      value: 3\n',
    text: 'c:\n  env:\n    - name: B\n      value: new\n    - name: C\n      value: 3\n    - name: A\n      value: mine\n',
  },
])('merges $title in any order', ({ lists, base, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs, path: 'x.yaml', lists })).toEqual({ kind: 'clean', text });
  expect(merge({ base, ours, theirs, path: 'x.yaml' }).kind).toBe('conflict');
});

test('a list that breaks its rule is ordered', () => {
  const lists = { tags: 'set' } as const;
  const input = { base: 'tags: [a]\n', ours: 'tags: [a, a, mine]\n', theirs: 'tags: [a, new]\n', path: 'x.yaml' };
  expect(merge({ ...input, lists }).kind).toBe('conflict');
});

test('a conflict marks the lines of its key, and what else the template changed is done', () => {
  const outcome = merge({
    base: 'a: 1\nb:\n  c: 1\n  d: 1\n',
    ours: 'a: 1\nb:\n  c: mine\n  d: 1\n',
    theirs: 'a: 1\nb:\n  c: new\n  d: 2\n',
    path: 'x.yaml',
  });
  expect(outcome).toMatchObject({
    kind: 'conflict',
    text: `a: 1\nb:\n${conflict('  c: mine\n', '  c: 1\n', '  c: new\n')}  d: 2\n`,
    conflicts: [{ startLine: 3, endLine: 9, reason: 'b.c: changed here and by the template, differently' }],
  });
});

const anchored = 'a: &x 1\nb: 2\nc: *x\nd: 1\n';

test.each([
  {
    title: 'anchors',
    base: anchored,
    ours: anchored.replace('b: 2', 'b: 3'),
    theirs: `${anchored}e: 4\n`,
    text: `${anchored.replace('b: 2', 'b: 3')}e: 4\n`,
  },
  {
    title: 'a merge key',
    base: 'x: &x {k: 1}\ny:\n  <<: *x\nz: 1\n',
    ours: 'x: &x {k: 2}\ny:\n  <<: *x\nz: 1\n',
    theirs: 'x: &x {k: 1}\ny:\n  <<: *x\nz: 2\n',
    text: 'x: &x {k: 2}\ny:\n  <<: *x\nz: 2\n',
  },
  {
    title: 'several documents',
    base: 'a: 1\n---\nb: 1\nc: 1\n',
    ours: 'a: 2\n---\nb: 1\nc: 1\n',
    theirs: 'a: 1\n---\nb: 1\nc: 2\n',
    text: 'a: 2\n---\nb: 1\nc: 2\n',
  },
  {
    title: 'tags',
    base: 'a: !Ref x\nb: 1\nc: 1\n',
    ours: 'a: !Ref y\nb: 1\nc: 1\n',
    theirs: 'a: !Ref x\nb: 1\nc: 2\n',
    text: 'a: !Ref y\nb: 1\nc: 2\n',
  },
  {
    title: 'placeholders that are no YAML',
    base: 'a: {{ x }}: y\nb: 1\nc: 1\n',
    ours: 'a: {{ mine }}: y\nb: 1\nc: 1\n',
    theirs: 'a: {{ x }}: y\nb: 1\nc: 2\n',
    text: 'a: {{ mine }}: y\nb: 1\nc: 2\n',
  },
])('files with $title are merged as lines', ({ base, ours, theirs, text }) => {
  expect(merge({ base, ours, theirs, path: 'x.yaml' })).toEqual({ kind: 'clean', text });
});

test.each([
  { title: 'a duplicate key', ours: `e: 1\n${anchored}`, theirs: `${anchored}e: 4\n`, problem: 'a key stands twice' },
  {
    title: 'an alias without its anchor',
    ours: anchored.replace('&x 1', '1').replace('*x', '1'),
    theirs: `${anchored}e: *x\n`,
    problem: 'Unresolved alias',
  },
])('lines that merge to $title are a conflict, the template`s change marked', ({ ours, theirs, problem }) => {
  const outcome = merge({ base: anchored, ours, theirs, path: 'x.yaml' });
  expect(outcome).toMatchObject({ kind: 'conflict', conflicts: [{ reason: expect.stringContaining(problem) as unknown }] });
  expect(outcome.text).toContain(conflict('', '', theirs.slice(anchored.length)));
});
