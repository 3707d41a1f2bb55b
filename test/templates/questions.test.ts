import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { checkExtensions } from '../../src/domain/extensions.ts';
import { readPackage } from '../../src/templates/read-package.ts';
import { askedQuestions } from '../../src/templates/questions.ts';
import { renderTemplate } from '../../src/templates/templates.ts';
import { failure } from '../support/failure.ts';
import { manifestText, packageContents, templateOf } from '../support/template.ts';

function packageAsking(name: string, questions: string, rest = 'migrations: []') {
  const manifest = manifestText(name).replace('questions: []', `questions: ${questions}`).replace('migrations: []', rest);
  const contents = new Map(packageContents({ a: '' })).set('template.yaml', new TextEncoder().encode(manifest));
  return readPackage(contents, name, nodeBytes);
}

function migrationText(version: string): string {
  return `{ version: '${version}', steps: [{ drop: { key: a } }] }`;
}

describe('a question', () => {
  test.each([
    { asked: '{ key: tier, ask: x, type: integer }', says: 'questions.0.key: tier is an answer that every worker has' },
    { asked: '{ key: Size, ask: x, type: string }', says: 'questions.0.key: use letters and digits, a small letter first' },
    { asked: '{ key: __proto__, ask: x, type: string }', says: 'questions.0.key: use letters and digits, a small letter first' },
    { asked: '{ key: size, ask: x, type: string, choices: [1] }', says: 'questions.0.choices: is not text' },
    { asked: '{ key: size, ask: x, type: boolean, pattern: a }', says: 'questions.0.pattern: is not for the type boolean' },
    { asked: "{ key: size, ask: x, type: string, pattern: '(' }", says: 'questions.0.pattern: is not a regular expression' },
    { asked: '{ key: size, ask: x, type: string, minimum: 1 }', says: 'questions.0.minimum: is not for the type string' },
    { asked: '{ key: size, ask: x, type: integer, minimum: 3, default: 2 }', says: 'questions.0.default: 2 is less than 3' },
    { asked: '{ key: size, ask: x, type: string, choices: [a], default: b }', says: "questions.0.default: 'b' is not one of a" },
  ])('that says $says is refused', ({ asked, says }) => {
    expect(failure(() => packageAsking('sample', `[${asked}]`))).toContain(says);
  });

  test('is asked once', () => {
    const twice = '[{ key: a, ask: x, type: string }, { key: a, ask: y, type: string }]';
    expect(failure(() => packageAsking('sample', twice))).toContain('template.yaml:8:54  questions.1.key: a is asked twice');
  });
});

describe('a migration', () => {
  test.each([
    { steps: '[{ drop: { key: a }, rename: { from: a, to: b } }]', says: 'a step does exactly one thing' },
    { steps: '[{ run: rm }]', says: 'migrations.0.steps.0.run: is not a field this file has' },
    { steps: '[{ split: { file: a, into: [b] } }]', says: 'migrations.0.steps.0.split.into: too small' },
  ])('that says $says is refused', ({ steps, says }) => {
    expect(failure(() => packageAsking('sample', '[]', `migrations: [{ version: '1.0.0', steps: ${steps} }]`))).toContain(says);
  });

  test('is for a version up to the package’s own, oldest first', () => {
    expect(
      failure(() =>
        packageAsking('sample', '[]', `migrations: [${migrationText('0.9.0')}, ${migrationText('0.8.0')}, ${migrationText('1.0.1')}]`),
      ),
    ).toBe(
      `error TEMPLATE_INVALID  sample is not a template package
  sample/template.yaml:9:78  migrations.1.version: comes behind 0.9.0
  sample/template.yaml:9:131  migrations.2.version: is later than the template's own 1.0.0
  Nothing was written.`,
    );
  });
});

test('lists have a rule or a key, and deprecations say what to use', () => {
  const rest = `migrations: []
lists: [{ file: a, at: spec.ports, key: name }, { file: a, at: spec.args, rule: set }]
deprecations: [{ what: answers.size, use: answers.shape, since: '1.0.0' }]`;
  expect(packageAsking('sample', '[]', rest).manifest.lists).toHaveLength(2);
  expect(failure(() => packageAsking('sample', '[]', 'migrations: []\nlists: [{ file: a, at: b }]'))).toContain(
    'lists.0: has either a rule or a key',
  );
});

test('answers are read as {{answers.key}}, and one that nobody asks for is named', () => {
  const template = templateOf({ 'a.hbs': '{{answers.size}}' });
  const [file] = renderTemplate(template, { answers: { size: '{{name}} R&D ${{ x }} __proto__' } });
  expect(new TextDecoder().decode(file?.bytes)).toBe('{{name}} R&D ${{ x }} __proto__');
  expect(failure(() => renderTemplate(template, { answers: { shape: 1 } }))).toContain(
    'sample/files/a.hbs:1  unknown variable answers.size: no question has the key size',
  );
  expect(failure(() => renderTemplate(template, {}))).toContain('unknown variable answers.size: no question has the key size');
});

describe('a package that is laid over another', () => {
  const base = packageAsking('base', '[{ key: size, ask: Size?, type: string, choices: [s, m, l], default: l, pattern: ".*" }]');
  const over = (question: string) => packageAsking('over', `[${question}]`);

  test('narrows a question, whose answer stays in its section', () => {
    expect(askedQuestions([base, over("{ key: size, ask: 'S or M?', type: string, choices: [s, m], default: m }")])).toEqual([
      { key: 'size', ask: 'S or M?', type: 'string', choices: ['s', 'm'], default: 'm', pattern: '.*', template: 'base' },
    ]);
  });

  test('loses a default that is no longer among the choices', () => {
    const [asked] = askedQuestions([base, over('{ key: size, ask: x, type: string, choices: [s, m] }')]);
    expect(asked?.default).toBeUndefined();
  });

  test('has questions of its own', () => {
    expect(askedQuestions([base, over('{ key: cost, ask: x, type: integer }')]).map(({ template, key }) => `${template}.${key}`)).toEqual([
      'base.size',
      'over.cost',
    ]);
  });

  test('may neither change the type nor offer more', () => {
    expect(failure(() => askedQuestions([base, over('{ key: size, ask: x, type: integer }')]))).toContain(
      'over/template.yaml  questions.size: is of type integer, and the question it narrows of type string',
    );
    expect(failure(() => askedQuestions([base, over('{ key: size, ask: x, type: string, choices: [xl] }')]))).toContain(
      'offers xl, which the question it narrows does not',
    );
  });
});

test('answers of a worker are checked against the questions, all at once', () => {
  const questions = askedQuestions([
    packageAsking('base', '[{ key: size, ask: x, type: string, choices: [s, m] }, { key: cost, ask: x, type: integer, default: 3 }]'),
  ]);
  expect(checkExtensions({ base: { size: 'xl', colour: 1 }, other: { a: 1 } }, questions)).toEqual({
    answers: { cost: 3 },
    missing: [],
    problems: [
      { path: ['extensions', 'base', 'colour'], message: 'is no question of base; it asks size, cost' },
      { path: ['extensions', 'other'], message: 'no template other asks this worker anything' },
      { path: ['extensions', 'base', 'size'], message: "'xl' is not one of s, m" },
    ],
  });
});
