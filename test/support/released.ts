import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeBytes } from '../../src/adapters/bytes.ts';
import { nodeFiles } from '../../src/adapters/files.ts';
import { builtinPlatform } from '../../src/domain/builtin-platform.ts';
import type { Language } from '../../src/domain/managed-worker.ts';
import { newTemplates, planNewWorker, templateNames } from '../../src/scaffold/scaffold.ts';
import { questionsOf, templateAt, type TemplatePackage } from '../../src/templates/templates.ts';
import { compareVersions } from '../../src/templates/version.ts';
import { goldenAnswers } from './golden.ts';
import { projectRoot } from './packed.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { commitAll } from './upgrade.ts';

const templates = join(projectRoot, 'templates');
const source = { files: nodeFiles, bytes: nodeBytes, folders: [templates] };

export const tool = { name: 'gen-temporal-managed-worker', version: '0.1.0' };

/** Versions of the language's template that are out, oldest first. */
export function releasesOf(language: Language): string[] {
  const archives = readdirSync(join(templates, 'released', templateNames[language]));
  return archives.map((file) => file.replace('.json.gz', '')).toSorted(compareVersions);
}

export async function releaseOf(language: Language, version: string): Promise<TemplatePackage> {
  const found = await templateAt(templateNames[language], version, source);
  if (found === undefined) throw new Error(`there is no ${language} ${version}`);
  return found;
}

/** A worker as `new` made it when that release was the newest, in one commit. */
export async function workerOf(language: Language, version: string): Promise<string> {
  const workerTemplate = await releaseOf(language, version);
  const { kubernetesTemplate } = await newTemplates(language, source);
  const { writes } = await planNewWorker({
    answers: await goldenAnswers({ name: `${language}-tier-1-eu` }),
    platform: builtinPlatform.spec,
    tool,
    templates: source,
    found: { workerTemplate, kubernetesTemplate, questions: questionsOf(workerTemplate) },
  });
  const root = await temporaryFolder(Object.fromEntries(writes.map(({ path, bytes }) => [path, bytes])));
  commitAll(root);
  return root;
}
