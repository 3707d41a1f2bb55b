import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { nodeFiles } from '../../src/adapters/files.ts';
import { record as recordSchema } from '../../src/domain/record.ts';
import { runCli } from '../support/cli.ts';
import { commitAll, editText, laterTemplate, madeWorker, readText, type TemplateEdit } from '../support/upgrade.ts';

function recordOf(root: string) {
  return recordSchema.parse(JSON.parse(readText(root, '.managed-worker/record.json')));
}

interface Manifest {
  files: object[];
  questions: object[];
  migrations: object[];
}

function editManifest(contents: Map<string, string>, edit: (manifest: Manifest) => void): void {
  const manifest = parse(contents.get('template.yaml') ?? '') as Manifest;
  edit(manifest);
  contents.set('template.yaml', stringify(manifest));
}

/** A template that asks, besides what it asks already, and says the answers in its README. */
function asking(questions: object[], steps: object[], said: string): TemplateEdit {
  return (contents) => {
    editManifest(contents, (manifest) => {
      manifest.questions.push(...questions);
      if (steps.length > 0) manifest.migrations.push({ version: '11.0.0', steps });
    });
    contents.set('files/README.md.hbs', `${contents.get('files/README.md.hbs') ?? ''}\n${said}\n`);
  };
}

const size = { key: 'size', ask: 'How big?', type: 'string', choices: ['small', 'large'] };
const second = asking([size], [], 'Size {{answers.size}}');
const third = asking(
  [
    { key: 'shape', ask: 'Shape?', type: 'string', choices: ['small', 'wide'] },
    { key: 'cost', ask: 'Cost?', type: 'integer', maximum: 9 },
  ],
  [{ rename: { from: 'size', to: 'shape' } }, { map: { key: 'shape', values: { large: 'wide' } } }, { default: { key: 'cost', value: 3 } }],
  'Shape {{answers.shape}} {{answers.cost}}',
);

describe('a template that asks something new', () => {
  test('stops a run without a terminal, naming the key, and takes the answer from --set', async () => {
    const root = await madeWorker();
    const folder = await laterTemplate('10.0.0', second);
    const before = readText(root, 'worker.yaml');
    const run = async (...args: string[]) => await runCli(['regenerate', root, '--templates', folder, ...args]);
    const missing = await run();
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain('ANSWER_MISSING  worker-typescript 10.0.0 asks for size\n  size: How big? (small, large)');
    expect(missing.stderr).toContain('Run it again with --set size=value. Nothing was written.');
    const status = await runCli(['status', root, '--check', '--templates', folder]);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('behind    worker-typescript 10.0.0 asks for size: run `regenerate --set size=value`');
    const wrong = await run('--set', 'size=huge');
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain("--set size: 'huge' is not one of small, large");
    const unknown = await run('--set', 'colour=red');
    expect(unknown.stderr).toContain('--set does not know colour');
    expect(unknown.stderr).toContain('regions, healthPort, size, or edit worker.yaml');
    expect(readText(root, 'worker.yaml')).toBe(before);
    const shown = await run('--set', 'size=large', '--dry-run', '--diff');
    expect(shown.stdout).toMatch(/replace +worker\.yaml/);
    expect(shown.stdout).toContain('+    size: large');
    expect((await run('--set', 'size=large')).code).toBe(0);
    expect(readText(root, 'worker.yaml')).toBe(`${before}    size: large\n`);
    expect(readText(root, 'README.md')).toContain('Size large');
    expect(recordOf(root).inputs['answers']).toMatchObject({ size: 'large' });
    const again = JSON.parse((await run('--json')).stdout) as { workers: { steps: unknown[] }[] };
    expect(again.workers[0]?.steps).toEqual([]);
  });

  test('has its answers migrated, and given back on the way back, with the team’s comments kept', async () => {
    const root = await madeWorker();
    const folders = [await laterTemplate('10.0.0', second), await laterTemplate('11.0.0', third)] as const;
    const run = async (folder: string, ...args: string[]) => await runCli(['regenerate', root, '--templates', folder, ...args]);
    await run(folders[0], '--set', 'size=large');
    editText(root, 'worker.yaml', (text) => text.replace('size: large', 'size: large # as agreed'));
    commitAll(root);
    const before = readText(root, 'worker.yaml');
    expect((await run(folders[1])).code).toBe(0);
    expect(readText(root, 'worker.yaml')).toBe(before.replace('size: large # as agreed', 'shape: wide # as agreed\n    cost: 3'));
    expect(readText(root, 'README.md')).toContain('Shape wide 3');
    expect(recordOf(root).retired).toEqual({ 'worker-typescript': { 'shape@11.0.0': 'large', 'cost@11.0.0': null } });
    const archive = join(folders[1], 'released/worker-typescript/10.0.0.json.gz');
    await mkdir(dirname(archive), { recursive: true });
    await nodeFiles.write(archive, await nodeFiles.read(join(folders[0], 'worker-typescript.json.gz')));
    commitAll(root);
    expect((await run(folders[1], '--to', '10.0.0')).code).toBe(0);
    expect(readText(root, 'worker.yaml')).toBe(before);
    expect(readText(root, 'README.md')).toContain('Size large');
    expect(recordOf(root).retired).toEqual({});
  });

  test('names the line of an answer that it has no more', async () => {
    const root = await madeWorker();
    const first = await laterTemplate('10.0.0', second);
    await runCli(['regenerate', root, '--templates', first, '--set', 'size=large']);
    const narrower = await laterTemplate('11.0.0', asking([{ ...size, choices: ['small'] }], [], '{{answers.size}}'));
    const run = await runCli(['regenerate', root, '--templates', narrower]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("worker.yaml:13:11  extensions.worker-typescript.size: 'large' is not one of small");
    expect(run.stderr).toContain('or run it again with --set size=…. Nothing was written.');
    expect((await runCli(['regenerate', root, '--templates', narrower, '--set', 'size=small'])).code).toBe(0);
  });
});

test('an answer that nobody asks for is an error with its line', async () => {
  const root = await madeWorker();
  editText(root, 'worker.yaml', (text) => `${text}    colour: red\n`);
  const run = await runCli(['regenerate', root]);
  expect(run.code).toBe(2);
  expect(run.stderr).toContain(
    'worker.yaml:13:13  extensions.worker-typescript.colour: is no question of worker-typescript; it asks healthPort',
  );
});

test('a file that a template splits takes the team’s edits into the pieces', async () => {
  const root = await madeWorker();
  editText(root, 'README.md', (text) => text.replace('## What is whose', '## Whose is what').replace(/\n*$/, '\n\nOur own last words.\n'));
  commitAll(root);
  const folder = await laterTemplate('10.0.0', (contents) => {
    const readme = contents.get('files/README.md.hbs') ?? '';
    const at = readme.indexOf('\n## ', readme.indexOf('## What is whose') + 1) + 1;
    contents.set('files/README.md.hbs', readme.slice(0, at));
    contents.set('files/GUIDE.md.hbs', `# Guide\n\n${readme.slice(at)}`);
    editManifest(contents, ({ files, migrations }) => {
      files.unshift({ id: 'guide', path: 'GUIDE.md', ownership: 'shared' });
      migrations.push({ version: '10.0.0', steps: [{ split: { file: 'readme', into: ['readme', 'guide'] } }] });
    });
  });
  const run = await runCli(['regenerate', root, '--templates', folder]);
  expect(run.code).toBe(0);
  expect(readText(root, 'README.md')).toContain('## Whose is what');
  expect(readText(root, 'README.md')).not.toContain('Our own last words.');
  expect(readText(root, 'GUIDE.md')).toMatch(/^# Guide\n[^]*Our own last words\.\n$/);
});
