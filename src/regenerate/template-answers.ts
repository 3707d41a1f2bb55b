import { withAnswerEdits, type AnswerEdit } from '../domain/answer-edits.ts';
import { checkExtensions, setAnswers, withAnswersIn, type CheckedExtensions, type Extensions } from '../domain/extensions.ts';
import type { Answer, AskedQuestion } from '../domain/question.ts';
import { parseStrictYaml, yamlPlace } from '../domain/read-yaml.ts';
import type { WorkerRecord } from '../domain/record.ts';
import { ToolError } from '../errors/tool-error.ts';
import { isOlder, questionsOf, templateLayers, type TemplatePackage } from '../templates/templates.ts';
import { migrateAnswers, type TemplateMove } from './migrate-answers.ts';
import type { Retired } from './migrate-book.ts';
import { changeable } from './set-answers.ts';

/** How a person is asked for an answer that a worker lacks. */
export type AskAnswer = (question: AskedQuestion, worker: string) => Promise<Answer>;

export interface TemplateAnswersInput {
  /** `worker.yaml`, its name as shown, and what it has below `extensions`. */
  text: string;
  file: string;
  extensions: Extensions;
  worker: string;
  record: WorkerRecord;
  target: TemplatePackage;
  current: TemplatePackage | undefined;
  /** `--set` of what is no answer that every worker has. */
  set: Readonly<Record<string, string>>;
  ask: AskAnswer | undefined;
}

export interface TemplateAnswers {
  answers: Record<string, Answer>;
  retired: Retired;
  /** Which versions the worker's templates go through. */
  moves: readonly TemplateMove[];
  /** `worker.yaml` with them. */
  text: string;
}

/** Answers to the questions of the version that the worker is to have: migrated, set, asked for, checked. */
export async function templateAnswers(input: TemplateAnswersInput): Promise<TemplateAnswers> {
  const { text, file, record, target, extensions } = input;
  const questions = questionsOf(target);
  const moves = movesOf(input);
  const migrated = migrateAnswers({
    answers: extensions,
    retired: record.retired,
    moves,
    questions,
    known: new Set(Object.keys((record.inputs['answers'] as object | undefined) ?? {})),
  });
  const sets = setEdits(input.set, questions);
  const given = withAnswersIn(migrated.answers, sets);
  const checked = checkExtensions(given, questions);
  if (checked.problems.length > 0) throw wrongAnswers(checked.problems, input);
  const asked = await askMissing(checked.missing, input);
  return {
    answers: checkExtensions(withAnswersIn(given, asked), questions).answers,
    retired: migrated.retired,
    moves,
    text: withAnswerEdits(text, [...migrated.edits, ...sets, ...asked], file),
  };
}

/** A template that the worker had nothing of has nothing to migrate. */
function movesOf({ record, target, current }: TemplateAnswersInput): TemplateMove[] {
  const layers = current === undefined ? [] : templateLayers(current);
  return templateLayers(target).map(({ name, version, manifest }) => {
    const from = record.templates.find((each) => each.name === name)?.version ?? version;
    const earlier = layers.find((layer) => layer.name === name)?.manifest.migrations ?? [];
    return { template: name, from, to: version, migrations: isOlder(version, from) ? earlier : manifest.migrations };
  });
}

type SetEdit = Extract<AnswerEdit, { kind: 'set' }>;

function setEdits(set: Readonly<Record<string, string>>, questions: readonly AskedQuestion[]): SetEdit[] {
  const { answers, unknown, problems } = setAnswers(set, questions);
  const [first] = unknown;
  if (first !== undefined) throw unknownKey(first, questions);
  if (problems.length === 0) return answers.map((answer) => ({ kind: 'set', ...answer }));
  throw new ToolError('ANSWER_INVALID', 'an answer breaks a rule', { problems, hint: 'Nothing was written.' });
}

function unknownKey(key: string, questions: readonly AskedQuestion[]): ToolError {
  const keys = [...changeable, ...questions.map((question) => question.key)];
  return new ToolError('USAGE', `--set does not know ${key}`, {
    hint: `Set one of ${keys.join(', ')}, or edit worker.yaml. Nothing was written.`,
  });
}

function wrongAnswers(problems: CheckedExtensions['problems'], { text, file, target }: TemplateAnswersInput): ToolError {
  const yaml = parseStrictYaml(text, file);
  const asked = questionsOf(target).filter(({ template, key }) => problems.some(({ path }) => path[1] === template && path[2] === key));
  const flags = asked.map(({ key }) => `--set ${key}=…`).join(' ');
  return new ToolError('WORKER_INVALID', `${file} cannot be used`, {
    problems: problems.map(({ path, message }) => ({ ...yamlPlace(yaml, path, file), message })),
    hint: `Mend ${file}${flags === '' ? '' : `, or run it again with ${flags}`}. Nothing was written.`,
  });
}

async function askMissing(missing: readonly AskedQuestion[], { ask, worker, target }: TemplateAnswersInput): Promise<SetEdit[]> {
  if (missing.length > 0 && ask === undefined) throw notAnswered(missing, target);
  const edits: SetEdit[] = [];
  for (const question of missing) {
    if (ask === undefined) break;
    edits.push({ kind: 'set', template: question.template, key: question.key, value: await ask(question, worker) });
  }
  return edits;
}

function notAnswered(missing: readonly AskedQuestion[], target: TemplatePackage): ToolError {
  const asking = templateLayers(target).filter(({ name }) => missing.some(({ template }) => template === name));
  const who = asking.map(({ name, version }) => `${name} ${version}`).join(' and ');
  const flags = missing.map(({ key }) => `--set ${key}=value`).join(' ');
  return new ToolError('ANSWER_MISSING', `${who} ${asking.length > 1 ? 'ask' : 'asks'} for ${missing.map(({ key }) => key).join(', ')}`, {
    problems: missing.map(({ key, ask, choices }) => ({
      field: key,
      message: choices === undefined ? ask : `${ask} (${choices.join(', ')})`,
    })),
    hint: `Run it again with ${flags}. Nothing was written.`,
  });
}
