import * as z from 'zod';

/** What a worker answers to a template's question. */
export type Answer = string | number | boolean;

const standardAnswers = ['name', 'owner', 'tier', 'namespace', 'retention', 'language', 'regions'];

export const answerKey = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'use letters and digits, a small letter first');
export const answerValue = z.union([z.string(), z.int(), z.boolean()], 'is text, a whole number, or true or false');

const questionShape = z.strictObject({
  key: answerKey.describe(
    'Name of the answer: `{{answers.key}}`, and a key below `extensions.<template>` in worker.yaml. Stable for ever.',
  ),
  ask: z.string().min(1).describe('The question, for people.'),
  type: z.enum(['string', 'integer', 'boolean']),
  choices: z.optional(
    z
      .array(z.union([z.string(), z.int()]))
      .min(1)
      .describe('All there is to choose from.'),
  ),
  pattern: z.optional(z.string().describe('Regular expression that the whole text has to match.')),
  minimum: z.optional(z.int()),
  maximum: z.optional(z.int()),
  default: z.optional(answerValue.describe('Without one the question has to be answered.')),
});
export type Question = z.infer<typeof questionShape>;

/** A question of a template. */
export const question = questionShape.check(({ value, issues }) => {
  for (const [field, message] of questionProblems(value)) issues.push({ code: 'custom', path: [field], message, input: value });
});

/** A question, and the template that asks it: whose section of `worker.yaml` holds the answer. */
export interface AskedQuestion extends Question {
  template: string;
}

function questionProblems(asked: Question): [keyof Question, string][] {
  const { key, type, pattern } = asked;
  const problems: [keyof Question, string][] = standardAnswers.includes(key) ? [['key', `${key} is an answer that every worker has`]] : [];
  for (const [field, fitting] of Object.entries(limitsOf) as [keyof Question, Question['type'][]][]) {
    if (asked[field] !== undefined && !fitting.includes(type)) problems.push([field, `is not for the type ${type}`]);
  }
  if (pattern !== undefined && expressionOf(pattern) === undefined) problems.push(['pattern', 'is not a regular expression']);
  return problems.length > 0 ? problems : valueProblems(asked);
}

/** Which types a limit says something about. */
const limitsOf = { choices: ['string', 'integer'], pattern: ['string'], minimum: ['integer'], maximum: ['integer'] };

function valueProblems(asked: Question): [keyof Question, string][] {
  const { choices = [], default: usual } = asked;
  const ofChoices = choices.map((choice) => answerProblem(asked, choice)).find((problem) => problem !== undefined);
  if (ofChoices !== undefined) return [['choices', ofChoices]];
  const ofDefault = usual === undefined ? undefined : answerProblem(asked, usual);
  return ofDefault === undefined ? [] : [['default', ofDefault]];
}

const typeNames = { string: 'string', integer: 'number', boolean: 'boolean' } as const;
const typeWords = { string: 'text', integer: 'a whole number', boolean: 'true or false' } as const;

/** Why this value is no answer to the question; `undefined` when it is one. */
export function answerProblem(asked: Question, value: unknown): string | undefined {
  const { type, choices } = asked;
  const isOfType = typeof value === typeNames[type] && (type !== 'integer' || Number.isInteger(value));
  if (!isOfType) return `is not ${typeWords[type]}`;
  if (choices !== undefined && !choices.includes(value as string | number)) return `${shown(value)} is not one of ${choices.join(', ')}`;
  return typeof value === 'string' ? textProblem(asked, value) : rangeProblem(asked, Number(value));
}

function textProblem({ pattern }: Question, value: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  if (/[\u0000-\u001F\u007F\u2028\u2029]/.test(value)) return 'is more than one line of text';
  return pattern === undefined || expressionOf(pattern)?.test(value) === true ? undefined : `${shown(value)} does not match ${pattern}`;
}

function rangeProblem({ minimum = -Infinity, maximum = Infinity }: Question, value: number): string | undefined {
  if (value < minimum) return `${value} is less than ${minimum}`;
  return value > maximum ? `${value} is more than ${maximum}` : undefined;
}

/** The answer that a flag's text stands for; text that stands for none is left as it is, which no other type takes. */
export function answerOf({ type }: Question, text: string): Answer {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function expressionOf(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern})$`, 'u');
  } catch {
    return undefined;
  }
}

function shown(value: unknown): string {
  return typeof value === 'string' ? `'${value}'` : String(value);
}
