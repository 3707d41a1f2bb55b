import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { workerInputs } from '../../src/cli/regenerate/worker-inputs.ts';
import type { WorkerInput } from '../../src/regenerate/regenerate.ts';
import { depsOf, runCli } from './cli.ts';
import { commitAll, laterTemplate, madeWorker, replaceIn, runbook, type TemplateEdit } from './upgrade.ts';

const many = (name: string, count: number) => Array.from({ length: count }, (_, index) => `files/sdk/${name}/${index % 5}/${index}.ts`);

const first: TemplateEdit = (contents) => {
  for (const path of [...many('kept', 40), ...many('going', 15), ...many('named', 15), ...many('runs', 10)]) contents.set(path, '// 1\n');
};

/** A hundred files: 15 added, 41 replaced, 15 removed, 15 that move, one renamed by its id, 10 made executable, and the record. */
const second: TemplateEdit = (contents) => {
  first(contents);
  for (const path of many('kept', 40)) contents.set(path, '// 2\n');
  for (const path of many('going', 15)) contents.delete(path);
  for (const path of many('named', 15)) {
    contents.delete(path);
    contents.set(path.replace('/named/', '/renamed/'), '// 1\n');
  }
  for (const path of many('coming', 15)) contents.set(path, '// 2\n');
  replaceIn(contents, '.dockerignore', ['**/dist', '**/dist\n**/reports']);
  const manifest = contents.get('template.yaml') ?? '';
  contents.set(
    'template.yaml',
    manifest
      .replace(/^( *- \{ id: sdk, )/m, `  - { id: runs, path: 'sdk/runs/**', ownership: platform, mode: '755' }\n$1`)
      .replace(`path: ${runbook}`, 'path: docs/operating.md'),
  );
  contents.set('files/docs/operating.md.hbs', contents.get(`files/${runbook}.hbs`) ?? '');
  contents.delete(`files/${runbook}.hbs`);
};

/** A worker of the first template, and the folder with the second. */
export async function hundredFiles(): Promise<{ root: string; templates: string; input: WorkerInput }> {
  const root = await madeWorker();
  const made = await runCli(['regenerate', root, '--templates', await laterTemplate('9.1.0', first)]);
  if (made.code !== 0) throw new Error(made.stderr);
  commitAll(root);
  const templates = await laterTemplate('9.2.0', second);
  const input = await workerInputs(depsOf({ files: nodeFiles, bytes: nodeBytes }), { all: false, templates })(root);
  return { root, templates, input };
}
