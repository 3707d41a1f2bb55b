import { answerProblem, type AskedQuestion, type Question } from '../domain/question.ts';
import { ToolError, type Problem } from '../errors/tool-error.ts';
import type { TemplatePackage } from './template-package.ts';

/**
 * What a worker made of these packages is asked, the base first. A question of a later package with a key that is asked
 * already narrows that one, whose section of `worker.yaml` keeps the answer.
 */
export function askedQuestions(packages: readonly TemplatePackage[]): AskedQuestion[] {
  const asked = new Map<string, AskedQuestion>();
  const problems: Problem[] = [];
  for (const { name, origin, manifest } of packages) {
    for (const question of manifest.questions) {
      const earlier = asked.get(question.key);
      const widened = earlier === undefined ? [] : wideningProblems(earlier, question);
      problems.push(...widened.map((message) => ({ file: `${origin}/template.yaml`, field: `questions.${question.key}`, message })));
      asked.set(question.key, earlier === undefined ? { ...question, template: name } : narrowed(earlier, question));
    }
  }
  if (problems.length === 0) return [...asked.values()];
  throw new ToolError('TEMPLATE_INVALID', 'a template narrows a question to something else', {
    problems,
    hint: 'This is for whoever keeps the template. Nothing was written.',
  });
}

function wideningProblems(base: Question, { type, choices = [] }: Question): string[] {
  if (type !== base.type) return [`is of type ${type}, and the question it narrows of type ${base.type}`];
  const added = base.choices === undefined ? [] : choices.filter((choice) => base.choices?.includes(choice) !== true);
  return added.length === 0 ? [] : [`offers ${added.join(', ')}, which the question it narrows does not`];
}

function narrowed(base: AskedQuestion, own: Question): AskedQuestion {
  const { default: usual, ...limits } = {
    ...base,
    ask: own.ask,
    choices: own.choices ?? base.choices,
    pattern: bothPatterns(base.pattern, own.pattern),
    minimum: furthest(Math.max, [base.minimum, own.minimum]),
    maximum: furthest(Math.min, [base.maximum, own.maximum]),
    default: own.default ?? base.default,
  };
  const isUsable = usual !== undefined && answerProblem(limits, usual) === undefined;
  return isUsable ? { ...limits, default: usual } : limits;
}

function bothPatterns(base: string | undefined, own: string | undefined): string | undefined {
  return base === undefined || own === undefined ? (own ?? base) : `(?=(?:${base})$)(?:${own})`;
}

function furthest(choose: (...values: number[]) => number, values: readonly (number | undefined)[]): number | undefined {
  const given = values.filter((value) => value !== undefined);
  return given.length === 0 ? undefined : choose(...given);
}
