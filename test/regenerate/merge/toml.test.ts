import { expect, test } from 'vitest';
import { conflict, merge } from '../../support/merging.ts';

const project = `[project]
name = "x"
dependencies = ["a>=1", "b"]

[tool.ruff]
line-length = 100
select = ["A", "B"]
`;

test.each([
  {
    title: 'dependencies over lines with comments, and new keys and tables',
    ours: project.replace('["a>=1", "b"]', '[\n  "a>=1",\n  "b", # why\n  "mine",\n]').replace('100', '120'),
    theirs: `${project.replace('"b"]', '"b", "new"]').replace('100\n', '100\n# All of it.\npreview = true\n')}\n[tool.new]\nk = 1\n`,
    text: `${project
      .replace('["a>=1", "b"]', '[\n  "a>=1",\n  "b", # why\n  "new",\n  "mine",\n]')
      .replace('100\n', '120\n# All of it.\npreview = true\n')}\n[tool.new]\nk = 1\n`,
  },
  {
    title: 'a table the template drops, beside an edit',
    ours: project.replace('"x"', '"mine"').replace('dependencies', 'mine = 1\ndependencies'),
    theirs: project.slice(0, project.indexOf('\n[tool')),
    text: project.slice(0, project.indexOf('\n[tool')).replace('"x"', '"mine"').replace('dependencies', 'mine = 1\ndependencies'),
  },
  {
    title: 'keys before the first table',
    base: `a = 1\nb = 1\n\n${project}`,
    ours: `a = 2\nb = 1\n\n${project}`,
    theirs: `a = 1\nb = 2\nc = { d = 1 }\n\n${project}`,
    text: `a = 2\nb = 2\nc = { d = 1 }\n\n${project}`,
  },
  {
    title: 'an inline table',
    base: 't = { a = 1, b = 1 }\n',
    ours: 't = { a = 2, b = 1 }\n',
    theirs: 't = { a = 1, b = 1, "c d" = 1 }\n',
    text: 't = { a = 2, b = 1, "c d" = 1 }\n',
  },
])('merges $title', ({ base = project, ours, theirs, text }) => {
  const lists = { 'project.dependencies': 'set', 'tool.ruff.select': 'set' } as const;
  expect(merge({ base, ours, theirs, path: 'pyproject.toml', lists })).toEqual({ kind: 'clean', text });
});

test('a conflict marks the lines of its key alone', () => {
  const outcome = merge({
    base: project,
    ours: project.replace('100', '120'),
    theirs: project.replace('100', '88').replace('"B"]', '"C"]'),
    path: 'pyproject.toml',
  });
  const marked = conflict('line-length = 120\n', 'line-length = 100\n', 'line-length = 88\n');
  expect(outcome).toMatchObject({
    kind: 'conflict',
    text: project.replace('line-length = 100\n', marked).replace('"B"]', '"C"]'),
    conflicts: [{ startLine: 6, endLine: 12, reason: 'tool.ruff.line-length: changed here and by the template, differently' }],
  });
});

test.each([
  { title: 'one key in two forms', ours: `tool.new.k = 1\n${project}`, theirs: `${project}\n[tool.new]\nk = 2\n` },
  { title: 'one table twice', ours: `[tool.new]\nk = 1\n[[l]]\n${project}`, theirs: `${project}\n[tool.new]\nk = 2\n[[l]]\n` },
])('$title is a conflict, never a success', ({ ours, theirs }) => {
  expect(merge({ base: project, ours, theirs, path: 'pyproject.toml' }).kind).toBe('conflict');
});

test('a file with an array of tables is merged as lines', () => {
  const base = `${project}\n[[l]]\nk = 1\n`;
  const outcome = merge({ base, ours: base.replace('"x"', '"mine"'), theirs: base.replace('k = 1', 'k = 2'), path: 'pyproject.toml' });
  expect(outcome).toEqual({ kind: 'clean', text: base.replace('"x"', '"mine"').replace('k = 1', 'k = 2') });
});
