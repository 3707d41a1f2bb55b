import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { templateVariables } from '../../src/domain/template-variables.ts';
import { templateAnswers } from '../../src/scaffold/template-answers.ts';
import { precompileText, renderText } from '../../src/templates/engine.ts';
import { renderedTexts } from '../../src/templates/render.ts';
import { findTemplate, questionsOf } from '../../src/templates/templates.ts';

const folders = [fileURLToPath(new URL('../../templates', import.meta.url))];
const tool = { name: 'gen-temporal-managed-worker', version: '0.1.0' };

test.each(['typescript', 'python'] as const)('the %s template renders the same when the build has compiled it', async (language) => {
  const template = await findTemplate(`worker-${language}`, { files: nodeFiles, bytes: nodeBytes, folders });
  const answers = { name: 'a-b', owner: 'R&D "é"', tier: 0, namespace: 'n', retention: '3d', language, regions: ['eu'] } as const;
  const standard = templateVariables({ ...answers, regions: [...answers.regions] }, builtinPlatform.spec, tool);
  const variables = { ...standard, answers: templateAnswers({}, questionsOf(template)) };
  const texts = [...renderedTexts(template)];
  expect(texts.length).toBeGreaterThan(3);
  for (const [path, text] of texts) {
    expect({ path, ...renderText(text, variables, ready(text)) }).toEqual({ path, ...renderText(text, variables) });
  }
});

test('a compiled text still refuses a variable that is not there', () => {
  expect(renderText('{{typo}}', {}, ready('{{typo}}')).kind).toBe('invalid');
});

/** As the bundle has it: the build writes the JavaScript into a module. */
function ready(text: string): TemplateSpecification {
  return runInNewContext(`(${precompileText(text)})`) as TemplateSpecification;
}
