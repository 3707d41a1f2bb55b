import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { checkPackage } from '../../src/templates/check/check.ts';
import { keepRelease } from '../../src/templates/release.ts';
import { checking } from '../support/checking.ts';
import { manifestText } from '../support/template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function manifest(version: string, questions: string, migrations = '[]'): string {
  return manifestText('sample')
    .replace('1.0.0', version)
    .replace('questions: []', `questions:${questions === '' ? ' []' : `\n${questions}`}`)
    .replace('migrations: []', `migrations: ${migrations}`);
}

async function messages(folder: string): Promise<string[]> {
  const { findings } = await checkPackage(folder, checking);
  return findings.map(({ rule, line, message }) => `${line} ${rule}: ${message}`);
}

test.each([
  {
    question: '{ key: plan, ask: Which?, type: string, choices: [gold, "no: \\"x"] }',
    text: 'plan: "{{answers.plan}}"',
    title: 'plan no: "x',
  },
  { question: '{ key: on, ask: Sure?, type: boolean, default: true }', text: '{{#unless answers.on}}a: [{{/unless}}', title: 'on false' },
  {
    question: '{ key: many, ask: How many?, type: integer, minimum: 1, maximum: 9, default: 1 }',
    text: 'a: {{#if (eq answers.many 9)}}[{{/if}}',
    title: 'many 9',
  },
])('output is looked at with every answer to a question, such as $title', async ({ question, text, title }) => {
  const folder = await temporaryFolder({ 'template.yaml': manifest('1.0.0', `  - ${question}`), 'files/a.yaml.hbs': text });
  expect((await messages(folder)).join('\n')).toContain(`of what it renders with ${title} is not YAML`);
});

describe('an id of a file that no file has', () => {
  test('is found in rules for lists and in migrations of files', async () => {
    const more = "lists: [{ file: gone, at: a, rule: set }, { file: '*.yaml', at: a, rule: set }]\n";
    const steps = '[{ version: 1.0.0, steps: [{ split: { file: all, into: [all/a, all/b] } }] }]';
    const folder = await temporaryFolder({ 'template.yaml': manifest('1.0.0', '', steps) + more, 'files/a': '', 'files/b.yaml': '' });
    expect(await messages(folder)).toEqual([
      '9 file-id: a migration to 1.0.0 leads to all/b, which no file has',
      '10 file-id: a rule for lists names gone, which no file has',
    ]);
  });
});

describe('between a release and what comes after it', () => {
  const asked = '  - { key: plan, ask: Which?, type: string, choices: [gold, tin] }';

  async function after(questions: string, migrations?: string): Promise<string[]> {
    const folder = await temporaryFolder({ 'template.yaml': manifest('1.0.0', asked), 'files/a': '' });
    await keepRelease(folder, { files: nodeFiles, bytes: nodeBytes });
    await writeFile(join(folder, 'template.yaml'), manifest('2.0.0', questions, migrations));
    return await messages(folder);
  }

  test.each([
    { title: 'a question that is gone', questions: '', migrations: '[]', says: '9 migration: 1.0.0 asks plan and 2.0.0 does not' },
    {
      title: 'a new question without an answer',
      questions: `${asked}\n  - { key: costCentre, ask: Which?, type: string }`,
      migrations: '[]',
      says: '10 migration: costCentre has to be answered, and workers of 1.0.0 have no answer',
    },
    {
      title: 'a choice that is gone',
      questions: '  - { key: plan, ask: Which?, type: string, choices: [gold] }',
      migrations: '[]',
      says: '9 migration: plan can be tin in 1.0.0 and not any more',
    },
    {
      title: 'another type',
      questions: '  - { key: plan, ask: Which?, type: integer }',
      migrations: '[]',
      says: '9 migration: plan has another type than in 1.0.0',
    },
  ])('$title is a gap', async ({ questions, migrations, says }) => {
    expect(await after(questions, migrations)).toEqual([says]);
  });

  test.each([
    { title: 'dropped', questions: '', steps: '{ drop: { key: plan } }' },
    { title: 'renamed', questions: '  - { key: level, ask: Which?, type: string }', steps: '{ rename: { from: plan, to: level } }' },
    {
      title: 'given a default',
      questions: `${asked}\n  - { key: costCentre, ask: Which?, type: string }`,
      steps: '{ default: { key: costCentre, value: none } }',
    },
    {
      title: 'mapped',
      questions: '  - { key: plan, ask: Which?, type: string, choices: [gold] }',
      steps: '{ map: { key: plan, values: { tin: gold } } }',
    },
  ])('one that is $title is none', async ({ questions, steps }) => {
    expect(await after(questions, `[{ version: 2.0.0, steps: [${steps}] }]`)).toEqual([]);
  });
});
