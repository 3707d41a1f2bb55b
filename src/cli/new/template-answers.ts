import { answerIn, checkExtensions, setAnswers, withAnswersIn, type Extensions } from '../../domain/extensions.ts';
import type { AskedQuestion } from '../../domain/question.ts';
import { ToolError } from '../../errors/tool-error.ts';
import { askQuestion } from '../ask-question.ts';
import type { Deps } from '../deps.ts';
import { pairOf } from '../pair-of.ts';
import type { GivenExtensions } from './answers.ts';

export interface TemplateAnswersInput {
  questions: readonly AskedQuestion[];
  /** Below `extensions` of the answers file. */
  fromFile: GivenExtensions | undefined;
  /** `--set`, as it was given. */
  set: readonly string[];
  isAsked: boolean;
}

/** Answers to the template's own questions: of the file, of flags, of whoever is there. */
export async function newTemplateAnswers(deps: Deps, { questions, fromFile, set, isAsked }: TemplateAnswersInput): Promise<Extensions> {
  const values = fromFile?.values ?? {};
  const { problems } = checkExtensions(values, questions);
  if (problems.length > 0) {
    throw new ToolError('ANSWERS_FILE_INVALID', 'the answers file does not fit the template', {
      problems: problems.map(({ path, message }) => ({ ...fromFile?.placeOf(path), message })),
      hint: 'Mend it and run again. Nothing was written.',
    });
  }
  let given = withAnswersIn(values, fromFlags(set, questions));
  if (!isAsked) return given;
  for (const question of questions) {
    if (answerIn(given, question) !== undefined) continue;
    given = withAnswersIn(given, [{ ...question, value: await askQuestion(deps.prompts, question) }]);
  }
  return given;
}

function fromFlags(set: readonly string[], questions: readonly AskedQuestion[]) {
  const { answers, unknown, problems } = setAnswers(Object.fromEntries(set.map((text) => pairOf(text, '--set'))), questions);
  const [first] = unknown;
  if (first !== undefined) {
    const known = questions.length === 0 ? 'The template asks nothing of its own' : `Set ${questions.map(({ key }) => key).join(', ')}`;
    throw new ToolError('USAGE', `--set does not know ${first}`, { hint: `${known}; other answers have flags. Nothing was written.` });
  }
  if (problems.length === 0) return answers;
  throw new ToolError('ANSWER_INVALID', 'an answer breaks a rule', { problems, hint: 'Nothing was written.' });
}
