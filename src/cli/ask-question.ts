import type { Prompts } from '../adapters/prompts.ts';
import { answerOf, answerProblem, type Answer, type AskedQuestion } from '../domain/question.ts';

/** Asks a person a template's question. */
export async function askQuestion(prompts: Prompts, question: AskedQuestion, note?: string): Promise<Answer> {
  const { ask, type, choices, default: usual } = question;
  const label = note === undefined ? ask : `${note}: ${ask}`;
  if (type === 'boolean') {
    const answers = [true, false].map((value) => ({ value, name: value ? 'yes' : 'no' }));
    return await prompts.choose({ label, choices: answers, default: usual !== false });
  }
  if (choices !== undefined) {
    const [first = ''] = choices;
    const answers = choices.map((value): { value: Answer; name: string } => ({ value, name: String(value) }));
    return await prompts.choose({ label, choices: answers, default: usual ?? first });
  }
  const text = await prompts.line({
    label,
    default: usual === undefined ? undefined : String(usual),
    problemOf: (typed) => answerProblem(question, answerOf(question, typed)),
  });
  return answerOf(question, text);
}
