import { join } from 'node:path';
import { answerVariables } from '../domain/extensions.ts';
import { managedWorker, type Answers, type ManagedWorker } from '../domain/managed-worker.ts';
import type { WorkerRecord } from '../domain/record.ts';
import { checkYaml, parseStrictYaml, yamlPlace } from '../domain/read-yaml.ts';
import { templateVariables, type TemplateVariables } from '../domain/template-variables.ts';
import { platformRuleBreaks } from '../domain/worker-rules.ts';
import { ToolError } from '../errors/tool-error.ts';
import {
  findTemplate,
  isOlder,
  recordedTemplate,
  renderTemplate,
  templateAt,
  templateLayers,
  templateVersions,
  type RenderedFile,
  type TemplatePackage,
} from '../templates/templates.ts';
import type { TemplateMove } from './migrate-answers.ts';
import { isStandardAnswer, withAnswers } from './set-answers.ts';
import { templateAnswers } from './template-answers.ts';
import type { UpgradeOptions, WorkerInput } from './worker-input.ts';

const workerFile = 'worker.yaml';
export const kubernetesName = 'kubernetes';

export interface Sources {
  worker: ManagedWorker;
  /** `worker.yaml` as it is, and as migrations and `--set` would have it. */
  workerText: { before: string; after: string };
  variables: TemplateVariables;
  /** Answers that nobody asks for, for the record. */
  retired: WorkerRecord['retired'];
  moves: readonly TemplateMove[];
  /** What the worker is to be made of. */
  target: TemplatePackage;
  kubernetes: TemplatePackage;
  /** What it is made of, where that version is still to be had. */
  current: TemplatePackage | undefined;
}

/** Reads and checks what a worker is to be rendered from. */
export async function readSources(input: WorkerInput, record: WorkerRecord, { to, set = {}, ask }: UpgradeOptions): Promise<Sources> {
  const before = await input.files.readText(join(input.root, workerFile));
  if (before === undefined) {
    throw new ToolError('WORKER_NOT_FOUND', `${input.root} has no ${workerFile}`, {
      hint: 'Get it back from git. Nothing was written.',
    });
  }
  const [standard, own] = [setsWhere(set, isStandardAnswer), setsWhere(set, (key) => !isStandardAnswer(key))];
  const text = withAnswers(before, standard, workerFile);
  const worker = checkedAfterSet({ before, after: text }, input);
  const name = `worker-${worker.language}`;
  const recorded = record.templates.find((template) => template.name === name);
  if (recorded === undefined) throw otherLanguage(worker.language, record);
  const target = await targetTemplate({ name, recorded: recorded.version, to }, input);
  checkLayers(target, record);
  const current = isRecorded(target, record) ? target : await recordedTemplate(name, record.templates, input.templates);
  const extensions = worker.extensions ?? {};
  const given = { text, file: workerFile, extensions, worker: worker.name, record, target, current, set: own, ask };
  const { answers, retired, moves, text: after } = await templateAnswers(given);
  return {
    worker,
    workerText: { before, after },
    variables: { ...templateVariables(answersOf(worker), input.platform, input.tool), ...answerVariables(answers) },
    retired,
    moves,
    target,
    kubernetes: await findTemplate(kubernetesName, input.templates),
    current,
  };
}

function setsWhere(set: Readonly<Record<string, string>>, isWanted: (key: string) => boolean): Record<string, string> {
  return Object.fromEntries(Object.entries(set).filter(([key]) => isWanted(key)));
}

/** What `--set` alone breaks is no fault of the file; one that is broken may be mended by it. */
function checkedAfterSet(texts: Sources['workerText'], input: WorkerInput): ManagedWorker {
  try {
    return checkedWorker(texts.after, input);
  } catch (error) {
    if (!(error instanceof ToolError) || texts.before === texts.after) throw error;
    checkedWorker(texts.before, input);
    const problems = error.problems.map(({ field, message }) => ({ field: `--set ${field ?? ''}`.trimEnd(), message }));
    throw new ToolError('ANSWER_INVALID', 'an answer breaks a rule', { problems, hint: 'Nothing was written.' });
  }
}

function checkedWorker(text: string, { platform }: WorkerInput): ManagedWorker {
  const yaml = parseStrictYaml(text, workerFile);
  const checked = checkYaml(managedWorker, yaml, workerFile);
  const problems = [...yaml.problems, ...(checked.kind === 'invalid' ? checked.problems : [])];
  if (checked.kind === 'valid') {
    const breaks = platformRuleBreaks(answersOf(checked.value), platform);
    problems.push(...breaks.map(({ field, message }) => ({ ...yamlPlace(yaml, [field], workerFile), message })));
    if (problems.length === 0) return checked.value;
  }
  throw new ToolError('WORKER_INVALID', `${workerFile} cannot be used`, { problems, hint: `Mend ${workerFile}. Nothing was written.` });
}

function answersOf({ name, owner, tier, namespace, retention, language, regions }: ManagedWorker): Answers {
  return { name, owner, tier, namespace, retention, language, regions };
}

interface Wanted {
  name: string;
  recorded: string;
  to: string | undefined;
}

async function targetTemplate({ name, recorded, to }: Wanted, { templates }: WorkerInput): Promise<TemplatePackage> {
  if (to !== undefined) {
    const found = await templateAt(name, to, templates);
    if (found !== undefined) return found;
    const versions = await templateVersions(name, templates);
    throw new ToolError('TEMPLATE_NOT_FOUND', `there is no version ${to} of ${name}`, {
      hint: `Take one of ${versions.join(', ')}. Nothing was written.`,
    });
  }
  const live = await findTemplate(name, templates);
  if (!isOlder(live.version, recorded)) return live;
  throw tooOld(name, recorded, live.version);
}

/** What a worker is made of is not left away, nor taken back, without a word. */
function checkLayers(target: TemplatePackage, { templates }: WorkerRecord): void {
  const layers = new Map(templateLayers(target).map(({ name, version }) => [name, version]));
  for (const { name, version } of templates.filter((template) => template.name !== kubernetesName)) {
    const here = layers.get(name);
    if (here === undefined) {
      throw new ToolError('TEMPLATE_NOT_FOUND', `the worker is also made of ${name} ${version}, which is not here`, {
        hint: `Name its folder or npm package with --templates: without ${name} its files would be lost. Nothing was written.`,
      });
    }
    if (name !== target.name && isOlder(here, version)) throw overlayTooOld(name, version, here);
  }
}

function isRecorded(template: TemplatePackage, { templates }: WorkerRecord): boolean {
  return templateLayers(template).every(({ name, digest }) => templates.some((each) => each.name === name && each.digest === digest));
}

function overlayTooOld(name: string, recorded: string, here: string): ToolError {
  return new ToolError('TOOL_TOO_OLD', `the worker is of ${name} ${recorded}, and ${name} here is ${here}`, {
    hint: `Name ${recorded} or a newer one with --templates. Nothing was written.`,
  });
}

function tooOld(name: string, recorded: string, here: string): ToolError {
  return new ToolError('TOOL_TOO_OLD', `the worker is of ${name} ${recorded}, and the newest here is ${here}`, {
    hint: 'Use a newer version of this tool, or name an older template with --to. Nothing was written.',
  });
}

function otherLanguage(language: string, { templates }: WorkerRecord): ToolError {
  const recorded = templates.find(({ name }) => name.startsWith('worker-'))?.name ?? 'no template';
  return new ToolError('WORKER_INVALID', `${workerFile} says ${language}, and the worker was made from ${recorded}`, {
    hint: 'Put the language back; a worker in another language is a new worker. Nothing was written.',
  });
}

/** Renders that are kept for the next worker: one fleet has few answers in common, or very many. */
const keptRenders = 16;

/** Pure; a render that another worker has paid for is taken over. */
export function renderShared(template: TemplatePackage, variables: object, renders?: Map<string, RenderedFile[]>): RenderedFile[] {
  const digests = templateLayers(template).map(({ digest }) => digest);
  const key = `${digests.join(' ')} ${JSON.stringify(variables)}`;
  const rendered = renders?.get(key) ?? renderTemplate(template, variables);
  renders?.delete(key);
  renders?.set(key, rendered);
  for (const oldest of renders?.keys() ?? []) if (renders !== undefined && renders.size > keptRenders) renders.delete(oldest);
  return rendered;
}
