import { answerVariables } from '../../domain/extensions.ts';
import { answerProblem, type Answer, type AskedQuestion } from '../../domain/question.ts';
import type { Sample } from './samples.ts';

type Answers = Readonly<Record<string, Answer>>;

/** Every sample with the usual answers to these questions, and the first with each other answer that a question takes. */
export function withAnswers(samples: readonly Sample[], questions: readonly AskedQuestion[]): Sample[] {
  if (questions.length === 0) return [...samples];
  const usual = Object.fromEntries(questions.map((question) => [question.key, question.default ?? answersTo(question)[0] ?? '']));
  const others = questions.flatMap((question) =>
    answersTo(question)
      .filter((answer) => answer !== usual[question.key])
      .map((answer) => ({ key: question.key, answer })),
  );
  const [first] = samples;
  return [
    ...samples.map((sample) => answered(sample, usual)),
    ...(first === undefined
      ? []
      : others.map(({ key, answer }) => {
          const { variables } = answered(first, { ...usual, [key]: answer });
          return { title: `${key} ${String(answer)}`, variables };
        })),
  ];
}

function answered({ title, variables }: Sample, answers: Answers): Sample {
  return { title, variables: { ...variables, ...answerVariables(answers) } };
}

/** Texts of the kinds that patterns ask for, and one that formats have to be written with care for. */
const texts = [
  'R&D "x": {{y}} #1',
  'a',
  'A',
  '1',
  'abc',
  'a-b',
  'A-1',
  'ABC-123',
  'cc-1234',
  '1234',
  'a.b',
  'a/b',
  'a@example.com',
  'https://example.com',
];
const numbers = [0, 1, 7, 1000];

/** Answers that the question takes: every choice, both of yes and no, the ends of a range. */
function answersTo(question: AskedQuestion): Answer[] {
  const { type, choices, minimum, maximum } = question;
  if (choices !== undefined) return choices.filter((choice) => answerProblem(question, choice) === undefined);
  if (type === 'boolean') return [true, false];
  const candidates = type === 'integer' ? [minimum, maximum, ...numbers] : texts;
  const fitting = candidates.filter(
    (value): value is number | string => value !== undefined && answerProblem(question, value) === undefined,
  );
  return [...new Set(fitting)].slice(0, 2);
}
