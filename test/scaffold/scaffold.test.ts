import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { planNewWorker } from '../../src/scaffold/scaffold.ts';
import { failureOf } from '../support/failure.ts';
import { imageRender } from '../support/image-render.ts';
import { manifestText } from '../support/template.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const workerFile = `apiVersion: managed-temporal.dev/v1
kind: ManagedWorker
name: {{name}}
owner: {{owner}}
tier: {{tier}}
namespace: {{namespace}}
retention: {{retention}}
language: {{language}}
regions: {{yaml regions}}
`;

/** A template set whose worker template has these files. */
async function planFailure(tree: Readonly<Record<string, string>>): Promise<string> {
  const worker = Object.fromEntries(Object.entries(tree).map(([path, text]) => [`worker-typescript/${path}`, text]));
  const folder = await temporaryFolder({
    'worker-typescript/template.yaml': manifestText('worker-typescript'),
    ...worker,
    'kubernetes/template.yaml': manifestText('kubernetes'),
    'kubernetes/files/a': '',
  });
  const templates = { files: nodeFiles, bytes: nodeBytes, folders: [folder] };
  const text = await failureOf(
    planNewWorker({ answers: imageRender, platform: builtinPlatform.spec, tool: { name: 'tool', version: '1.0.0' }, templates }),
  );
  return text.replaceAll(`${folder}/`, '');
}

test.each([
  {
    title: 'without a worker.yaml',
    tree: { 'files/a': '' },
    line: 'worker-typescript/files/worker.yaml.hbs  is missing; a worker template has it',
  },
  {
    title: 'with a worker.yaml that is not valid',
    tree: { 'files/worker.yaml.hbs': `${workerFile}colour: red\n` },
    line: 'worker-typescript/files/worker.yaml.hbs:10:1  colour: is not a field this file has',
  },
  {
    title: 'with a worker.yaml that holds another answer',
    tree: { 'files/worker.yaml.hbs': workerFile.replace('{{tier}}', '3') },
    line: 'worker-typescript/files/worker.yaml.hbs  tier: does not hold the answer',
  },
  {
    title: 'without declarations',
    tree: { 'files/worker.yaml.hbs': workerFile },
    line: 'worker-typescript/declarations.json  is missing; a worker template has it',
  },
])('a worker template $title is refused', async ({ tree, line }) => {
  const text = await planFailure(tree);
  expect(text).toMatch(/^error TEMPLATE_INVALID {2}/);
  expect(text).toContain(`\n  ${line}\n`);
});
