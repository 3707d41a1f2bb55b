import { planDerivedFiles } from '../declarations/declarations.ts';
import { answerVariables, type Extensions } from '../domain/extensions.ts';
import { managedWorker, type Answers, type Language, type ManagedWorker } from '../domain/managed-worker.ts';
import type { Platform } from '../domain/platform.ts';
import { readYaml } from '../domain/read-yaml.ts';
import { templateVariables, type TemplateVariables } from '../domain/template-variables.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { AskedQuestion } from '../domain/question.ts';
import {
  findTemplate,
  questionsOf,
  renderDeclarations,
  renderTemplate,
  unreleasedLayers,
  type RenderedFile,
  type TemplatePackage,
  type TemplateSource,
} from '../templates/templates.ts';
import type { Applied, ApplyOptions } from '../transaction/transaction.ts';
import { applyScaffold } from './apply.ts';
import { installWorker, type InstallOptions } from './install.ts';
import { planScaffold, type ScaffoldPlan } from './plan.ts';
import { startRepository, type RepositoryOptions, type RepositoryOutcome } from './repository.ts';
import { checkNothingIsTaken, checkTarget } from './target.ts';
import { templateAnswers, withTemplateAnswers } from './template-answers.ts';

export type { Applied, ApplyOptions } from '../transaction/transaction.ts';
export type { PlannedWrite, ScaffoldPlan } from './plan.ts';
export type { RepositoryOutcome } from './repository.ts';

export const templateNames: Readonly<Record<Language, string>> = {
  typescript: 'worker-typescript',
  python: 'worker-python',
};
export const kubernetesTemplateName = 'kubernetes';

export interface ScaffoldInput {
  /** Accepted by the platform. */
  answers: Answers;
  platform: Platform;
  tool: TemplateVariables['tool'];
  templates: TemplateSource;
  /** What was found there, by whoever has looked already. */
  found?: NewTemplates;
  /** Answers to the template's own questions; what is left out has its default. */
  extensions?: Extensions;
}

/** What a new worker is made from. */
export interface NewTemplates {
  workerTemplate: TemplatePackage;
  kubernetesTemplate: TemplatePackage;
  /** What the worker's template asks beyond what every worker answers. */
  questions: readonly AskedQuestion[];
}

/** Finds and reads the templates that a worker in this language is made from. */
export async function newTemplates(language: Language, templates: TemplateSource): Promise<NewTemplates> {
  const workerTemplate = await findTemplate(templateNames[language], templates);
  const kubernetesTemplate = await findTemplate(kubernetesTemplateName, templates);
  return { workerTemplate, kubernetesTemplate, questions: questionsOf(workerTemplate) };
}

/** Everything a new worker begins with; reads templates and nothing else. */
export async function planNewWorker({ answers, platform, tool, templates, extensions = {}, found }: ScaffoldInput): Promise<ScaffoldPlan> {
  const { workerTemplate, kubernetesTemplate, questions } = found ?? (await newTemplates(answers.language, templates));
  const ownAnswers = templateAnswers(extensions, questions);
  const variables = { ...templateVariables(answers, platform, tool), ...answerVariables(ownAnswers) };
  const rendered = withTemplateAnswers(renderTemplate(workerTemplate, variables), ownAnswers, questions);
  const worker = renderedWorker(rendered, answers, workerTemplate.origin);
  const declarations = renderDeclarations(workerTemplate, variables);
  const derived = planDerivedFiles({ declarations, worker, platform, kubernetesTemplate });
  // The tool's own templates are released, so that only what `--templates` names has to be looked at.
  const unreleased = templates.overlays === undefined ? new Set<string>() : await unreleasedLayers(workerTemplate, templates);
  const gitBlobId = (bytes: Uint8Array) => templates.bytes.gitBlobId(bytes);
  return planScaffold({ answers, variables, rendered, derived, workerTemplate, kubernetesTemplate, unreleased, gitBlobId });
}

/** Refuses a target that cannot take these files; writes nothing. */
export async function checkTargetTakes(target: string, { writes }: ScaffoldPlan, { files }: Pick<ApplyOptions, 'files'>): Promise<void> {
  if (!(await checkTarget(target, files))) return;
  await checkNothingIsTaken(
    target,
    writes.map(({ path }) => path),
    files,
  );
}

/** Writes all of the plan into `target`, or nothing. */
export async function writeNewWorker(target: string, { writes }: ScaffoldPlan, options: ApplyOptions): Promise<Applied> {
  return await applyScaffold(target, writes, options);
}

/** Makes a repository of what was written, unless the target lies in one already. */
export async function commitNewWorker(target: string, { writes }: ScaffoldPlan, options: RepositoryOptions): Promise<RepositoryOutcome> {
  return await startRepository(
    target,
    writes.map(({ path }) => path),
    options,
  );
}

/** Installs what the worker needs on this machine; a failure leaves the files and says how to go on. */
export async function installNewWorker(target: string, { answers }: ScaffoldPlan, options: InstallOptions): Promise<void> {
  await installWorker(target, answers.language, options);
}

/** The `worker.yaml` as rendered, since `config` will read that and not the answers. */
function renderedWorker(rendered: readonly RenderedFile[], answers: Answers, origin: string): ManagedWorker {
  const file = `${origin}/files/worker.yaml.hbs`;
  const bytes = rendered.find(({ path }) => path === 'worker.yaml')?.bytes;
  if (bytes === undefined) throw badWorkerFile(origin, [{ file, message: 'is missing; a worker template has it' }]);
  const reading = readYaml(managedWorker, new TextDecoder().decode(bytes), file);
  if (reading.kind === 'invalid') throw badWorkerFile(origin, reading.problems);
  const changed = Object.entries(answers).filter(([key, value]) => !isEqual(reading.value[key as keyof Answers], value));
  if (changed.length === 0) return reading.value;
  throw badWorkerFile(
    origin,
    changed.map(([field]) => ({ file, field, message: 'does not hold the answer' })),
  );
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function badWorkerFile(origin: string, problems: readonly Problem[]): ToolError {
  return new ToolError('TEMPLATE_INVALID', `${origin} does not render a valid worker.yaml`, {
    problems,
    hint: 'This is for whoever keeps the template. Nothing was written.',
  });
}
