import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import { answerVariables, checkExtensions } from '../../src/domain/extensions.ts';
import { templateVariables } from '../../src/domain/template-variables.ts';
import { questionsOf, renderTemplate, type TemplatePackage } from '../../src/templates/templates.ts';
import { goldenAnswers, goldenWorkers, type GoldenWorker } from '../support/golden.ts';
import { projectRoot } from '../support/packed.ts';
import { releaseOf, releasesOf, tool } from '../support/released.ts';

/** By release and set of answers: the id of all that the release renders with them. */
type Recorded = Record<string, Record<string, string>>;

const file = join(projectRoot, 'test/golden/releases.json');
const workers = await goldenWorkers();
const languages = ['python', 'typescript'] as const;
const releases = languages.flatMap((language) => releasesOf(language).map((version) => ({ language, version })));

test.each(releases)('$language $version renders, with every golden set of answers, what it always has', async ({ language, version }) => {
  const release = await releaseOf(language, version);
  const own = workers.filter((worker) => worker.language === language);
  const rendered = await Promise.all(own.map(async (worker) => [worker.name, await idOf(release, worker)] as const));
  expect(Object.fromEntries(rendered)).toEqual(recorded(`${release.name} ${version}`, Object.fromEntries(rendered)));
});

async function idOf(release: TemplatePackage, worker: GoldenWorker): Promise<string> {
  const { answers } = checkExtensions({}, questionsOf(release));
  const variables = { ...templateVariables(await goldenAnswers(worker), builtinPlatform.spec, tool), ...answerVariables(answers) };
  const lines = renderTemplate(release, variables).map(({ path, bytes, mode }) => `${mode} ${nodeBytes.gitBlobId(bytes)} ${path}\n`);
  return nodeBytes.gitBlobId(new TextEncoder().encode(lines.join('')));
}

/** `npm run golden:update` adds what has none yet; what is recorded stays, whatever is rendered. */
function recorded(release: string, rendered: Record<string, string>): Record<string, string> | undefined {
  const known = JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  if (process.env['GOLDEN_UPDATE'] === '1') {
    known[release] = { ...rendered, ...known[release] };
    writeFileSync(file, `${JSON.stringify(known, undefined, 2)}\n`);
  }
  return known[release];
}
