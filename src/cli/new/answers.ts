import * as z from 'zod';
import type { Extensions } from '../../domain/extensions.ts';
import { answersShape, languages, managedWorker, type Answers } from '../../domain/managed-worker.ts';
import { namespaceProblem, ownerProblem, workerNameProblem } from '../../domain/names.ts';
import { physicalNamespaceProblem } from '../../domain/physical-namespace.ts';
import type { Platform } from '../../domain/platform.ts';
import { parseStrictYaml, readYaml, yamlPlace } from '../../domain/read-yaml.ts';
import { retentionProblem } from '../../domain/retention.ts';
import { regionsProblem } from '../../domain/worker-rules.ts';
import { ToolError, type Problem } from '../../errors/tool-error.ts';

export type AnswerName = keyof Answers;
export type PartialAnswers = { -readonly [Name in AnswerName]?: Answers[Name] | undefined };

/** Where an answer came from, as a problem names it. */
export type AnswerPlace = Pick<Problem, 'file' | 'line' | 'column' | 'field'>;

export interface GivenAnswers {
  values: PartialAnswers;
  places: Partial<Record<AnswerName, AnswerPlace>>;
  extensions?: GivenExtensions | undefined;
}

/** Answers to a template's own questions, from a file. */
export interface GivenExtensions {
  values: Extensions;
  placeOf: (path: readonly string[]) => AnswerPlace;
}

/** Every answer as the command line has it: text. */
export type AnswerFlags = Partial<Record<AnswerName, string>>;

export const answerNames = Object.keys(answersShape) as AnswerName[];

/** In the order they are asked; regions are all of the platform's unless told otherwise. */
const askedAnswers = ['name', 'owner', 'tier', 'namespace', 'retention', 'language'] as const satisfies readonly AnswerName[];

export interface AnswerContext {
  platform: Platform;
  /** Where the namespace will exist. */
  regions: readonly string[];
}

const problems: Readonly<Record<AnswerName, (text: string, context: AnswerContext) => string | undefined>> = {
  name: (text) => quote(text, workerNameProblem(text)),
  owner: (text) => quote(text, ownerProblem(text)),
  tier: (text) => (/^[0-3]$/.test(text) ? undefined : `'${text}' is not a tier; it is 0, 1, 2 or 3`),
  namespace: (text, { platform, regions }) => quote(text, namespaceProblem(text)) ?? physicalNamespaceProblem(text, regions, platform),
  retention: (text, { platform }) => retentionProblem(text, platform.retention),
  language: (text) =>
    languages.some((language) => language === text) ? undefined : `'${text}' is not a language; it is ${languages.join(' or ')}`,
  regions: (text, { platform }) => regionsProblem(regionList(text), platform),
};

/** Why `text` cannot be this answer, as a whole sentence; `undefined` when it can. */
export function answerProblem(name: AnswerName, text: string, context: AnswerContext): string | undefined {
  return problems[name](text, context);
}

/** Answers given as flags; throws with every one that breaks a rule. */
export function readAnswerFlags(flags: AnswerFlags, platform: Platform): GivenAnswers {
  const given = Object.entries(flags) as [AnswerName, string][];
  // The namespace is looked at with all answers together: its physical names depend on the regions.
  const broken = given.flatMap(([name, text]) => {
    const message = answerProblem(name, text, { platform, regions: [] });
    return message === undefined ? [] : [{ field: flagOf(name), message }];
  });
  if (broken.length > 0) throw brokenRules(broken);
  const values = Object.fromEntries(given.map(([name, text]) => [name, valueOf(name, text)])) as PartialAnswers;
  return { values, places: Object.fromEntries(given.map(([name]) => [name, { field: flagOf(name) }])) };
}

/** Answers from a file; throws with every problem and its place. */
export function readAnswersFile(text: string, file: string, platform: Platform): GivenAnswers {
  const schema = z.strictObject({
    ...answersShape,
    retention: refined(answersShape.retention, (value) => retentionProblem(value, platform.retention)),
    regions: refined(answersShape.regions, (value) => regionsProblem(value, platform)),
    extensions: managedWorker.shape.extensions,
  });
  const reading = readYaml(schema.partial(), text, file);
  if (reading.kind === 'invalid') {
    throw new ToolError('ANSWERS_FILE_INVALID', `${file} is not a valid answers file`, {
      problems: reading.problems,
      hint: 'Mend it and run again. Nothing was written.',
    });
  }
  const yaml = parseStrictYaml(text, file);
  const { extensions = {}, ...values } = reading.value;
  const names = Object.keys(values) as AnswerName[];
  return {
    values,
    places: Object.fromEntries(names.map((name) => [name, yamlPlace(yaml, [name], file)])),
    extensions: { values: extensions, placeOf: (path) => yamlPlace(yaml, path, file) },
  };
}

/** Later ones win, answer by answer. */
export function mergeAnswers(...all: readonly GivenAnswers[]): GivenAnswers {
  return {
    values: Object.assign({}, ...all.map(({ values }) => values)) as PartialAnswers,
    places: Object.assign({}, ...all.map(({ places }) => places)) as GivenAnswers['places'],
    extensions: all.findLast(({ extensions }) => extensions !== undefined)?.extensions,
  };
}

/** What an answer is when nobody gives it; name and owner have no default. */
function defaultAnswers(values: PartialAnswers, platform: Platform): PartialAnswers {
  return {
    tier: platform.defaultTier,
    namespace: values.name,
    retention: `${platform.retention.default}d`,
    language: 'typescript',
    regions: [...platform.regions],
  };
}

/** Which answers nobody has given and no default stands for, when nobody can be asked. */
export function missingAnswers(values: PartialAnswers, takesDefaults: boolean): ToolError | undefined {
  const needed = takesDefaults ? (['name', 'owner'] as const) : askedAnswers;
  const missing = needed.filter((name) => values[name] === undefined).map(flagOf);
  if (missing.length === 0) return undefined;
  const rest = takesDefaults ? '' : ' or add --yes for the defaults of all but --name and --owner.';
  return new ToolError('ANSWER_MISSING', `nobody can be asked for ${missing.join(', ')}`, {
    problems: missing.map((field) => ({ field, message: 'is missing' })),
    hint: `Give ${missing.length === 1 ? 'it' : 'them'} as a flag or with --answers FILE${rest === '' ? '.' : `,${rest}`} Nothing was written.`,
  });
}

/** All answers, with the regions in the platform's order; throws when the namespace does not fit its servers. */
export function completeAnswers({ values, places }: GivenAnswers, platform: Platform): Answers {
  const complete = { ...defaultAnswers(values, platform), ...values } as Answers;
  const regions = platform.regions.filter((region) => complete.regions.includes(region));
  const message = answerProblem('namespace', complete.namespace, { platform, regions });
  if (message !== undefined) throw brokenRules([{ ...(places.namespace ?? { field: flagOf('namespace') }), message }]);
  return { ...complete, regions };
}

function flagOf(name: AnswerName): string {
  return `--${name}`;
}

function valueOf(name: AnswerName, text: string): unknown {
  if (name === 'tier') return Number(text);
  return name === 'regions' ? regionList(text) : text;
}

function regionList(text: string): string[] {
  return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

function quote(text: string, problem: string | undefined): string | undefined {
  return problem === undefined ? undefined : `'${text}' ${problem}`;
}

function brokenRules(broken: readonly Problem[]): ToolError {
  const message = broken.length === 1 ? 'an answer breaks a rule' : `${broken.length} answers break a rule`;
  return new ToolError('ANSWER_INVALID', message, { problems: broken, hint: 'Nothing was written.' });
}

function refined<T>(schema: z.ZodType<T>, problemOf: (value: T) => string | undefined) {
  return schema.check((context) => {
    const message = problemOf(context.value);
    if (message !== undefined) context.issues.push({ code: 'custom', message, input: context.value });
  });
}
