import { answerOf, answerProblem, type Answer, type AskedQuestion } from './question.ts';

/** Answers to templates' questions as `worker.yaml` has them below `extensions`: by template, then by key. */
export type Extensions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface ExtensionProblem {
  /** Where in `worker.yaml`. */
  path: string[];
  message: string;
}

export interface CheckedExtensions {
  /** By key, for rendering; what nobody answered has its default. */
  answers: Record<string, Answer>;
  problems: ExtensionProblem[];
  /** Neither answered nor with a default. */
  missing: AskedQuestion[];
}

/** Answers against the questions they are to; every problem at once. */
export function checkExtensions(extensions: Extensions, questions: readonly AskedQuestion[]): CheckedExtensions {
  const checked: CheckedExtensions = { answers: {}, problems: unknownAnswers(extensions, questions), missing: [] };
  for (const asked of questions) {
    const { template, key } = asked;
    const given = answerIn(extensions, asked);
    const value = given === undefined ? asked.default : given;
    const problem = value === undefined ? undefined : answerProblem(asked, value);
    if (value === undefined) checked.missing.push(asked);
    else if (problem === undefined) checked.answers[key] = value as Answer;
    else checked.problems.push({ path: ['extensions', template, key], message: problem });
  }
  return checked;
}

/** `undefined`: nobody answered. */
export function answerIn(extensions: Extensions, { template, key }: Pick<AskedQuestion, 'template' | 'key'>): unknown {
  const section = Object.hasOwn(extensions, template) ? extensions[template] : undefined;
  return section !== undefined && Object.hasOwn(section, key) ? section[key] : undefined;
}

function unknownAnswers(extensions: Extensions, questions: readonly AskedQuestion[]): ExtensionProblem[] {
  return Object.entries(extensions).flatMap(([template, section]) => {
    const keys = questions.filter((asked) => asked.template === template).map(({ key }) => key);
    if (keys.length === 0) {
      return [{ path: ['extensions', template], message: `no template ${template} asks this worker anything` }];
    }
    return Object.keys(section)
      .filter((key) => !keys.includes(key))
      .map((key) => ({ path: ['extensions', template, key], message: `is no question of ${template}; it asks ${keys.join(', ')}` }));
  });
}

/** An answer and where it belongs. */
export interface PlacedAnswer {
  template: string;
  key: string;
  value: Answer;
}

export interface SetAnswers {
  answers: PlacedAnswer[];
  /** Keys that nobody asks for. */
  unknown: string[];
  problems: { field: string; message: string }[];
}

/** Answers as `--set key=value` gives them. */
export function setAnswers(set: Readonly<Record<string, string>>, questions: readonly AskedQuestion[]): SetAnswers {
  const found: SetAnswers = { answers: [], unknown: [], problems: [] };
  for (const [key, text] of Object.entries(set)) {
    const question = questions.find((each) => each.key === key);
    const value = question === undefined ? text : answerOf(question, text);
    const message = question === undefined ? undefined : answerProblem(question, value);
    if (question === undefined) found.unknown.push(key);
    else if (message === undefined) found.answers.push({ template: question.template, key, value });
    else found.problems.push({ field: `--set ${key}`, message });
  }
  return found;
}

/** The same answers with others in their places. */
export function withAnswersIn(extensions: Extensions, answers: readonly PlacedAnswer[]): Extensions {
  const sections = new Map(Object.entries(extensions).map(([template, section]) => [template, { ...section }]));
  for (const { template, key, value } of answers) sections.set(template, { ...sections.get(template), [key]: value });
  return Object.fromEntries(sections);
}

/** What templates read as `answers`; nothing at all where nothing is asked, so that such a worker's record stays as it is. */
export function answerVariables(answers: Readonly<Record<string, Answer>>): { answers?: Readonly<Record<string, Answer>> } {
  return Object.keys(answers).length === 0 ? {} : { answers };
}
