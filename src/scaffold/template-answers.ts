import { withAnswerEdits, type AnswerEdit } from '../domain/answer-edits.ts';
import { answerIn, checkExtensions, type Extensions } from '../domain/extensions.ts';
import { managedWorker } from '../domain/managed-worker.ts';
import type { Answer, AskedQuestion } from '../domain/question.ts';
import { readYaml } from '../domain/read-yaml.ts';
import { ToolError } from '../errors/tool-error.ts';
import type { RenderedFile } from '../templates/templates.ts';

/** Every answer to the template's questions, defaults included; throws with all that are missing or wrong. */
export function templateAnswers(given: Extensions, questions: readonly AskedQuestion[]): Record<string, Answer> {
  const { answers, problems, missing } = checkExtensions(given, questions);
  if (problems.length > 0) {
    throw new ToolError('ANSWER_INVALID', problems.length === 1 ? 'an answer breaks a rule' : `${problems.length} answers break a rule`, {
      problems: problems.map(({ path, message }) => ({ field: path.join('.'), message })),
      hint: 'Nothing was written.',
    });
  }
  if (missing.length === 0) return answers;
  throw new ToolError('ANSWER_MISSING', `the template asks for ${missing.map(({ key }) => key).join(', ')}`, {
    problems: missing.map(({ key, ask }) => ({ field: `--set ${key}=…`, message: ask })),
    hint: 'Give it with --set key=value, or below `extensions` of --answers FILE. Nothing was written.',
  });
}

/** The worker's files with the answers in `worker.yaml`, as far as the template has not written them there itself. */
export function withTemplateAnswers(
  rendered: readonly RenderedFile[],
  answers: Readonly<Record<string, Answer>>,
  questions: readonly AskedQuestion[],
): readonly RenderedFile[] {
  if (questions.length === 0) return rendered;
  return rendered.map((file) => (file.path === 'worker.yaml' ? withAnswersIn(file, answers, questions) : file));
}

function withAnswersIn(file: RenderedFile, answers: Readonly<Record<string, Answer>>, questions: readonly AskedQuestion[]): RenderedFile {
  const text = new TextDecoder().decode(file.bytes);
  const reading = readYaml(managedWorker, text, file.path);
  // Whoever reads the file next says what is wrong with it.
  if (reading.kind === 'invalid') return file;
  const written: Extensions = reading.value.extensions ?? {};
  const edits = questions.flatMap((asked): AnswerEdit[] => {
    const value = answers[asked.key];
    if (value === undefined || answerIn(written, asked) === value) return [];
    return [{ kind: 'set', template: asked.template, key: asked.key, value }];
  });
  return { ...file, bytes: new TextEncoder().encode(withAnswerEdits(text, edits, file.path)) };
}
