import type { AnswerEdit } from '../domain/answer-edits.ts';
import type { Extensions } from '../domain/extensions.ts';
import { answerProblem, type AskedQuestion } from '../domain/question.ts';
import { isOlder, type Migration } from '../templates/templates.ts';
import { AnswerBook, type Retired } from './migrate-book.ts';
import { stepBack, stepForward } from './migrate-steps.ts';

/** One of a worker's templates on its way. */
export interface TemplateMove {
  template: string;
  from: string;
  to: string;
  /** Of the later of the two versions, which has those of all versions before. */
  migrations: readonly Migration[];
}

export interface MigrateAnswersInput {
  /** `extensions` of `worker.yaml`. */
  answers: Extensions;
  /** `retired` of the record. */
  retired: Retired;
  moves: readonly TemplateMove[];
  /** What the versions ask that the worker is to have. */
  questions: readonly AskedQuestion[];
  /** Keys that the worker had answers to when it was rendered last: what is neither asked nor among them is a mistake. */
  known: ReadonlySet<string>;
}

export interface MigratedAnswers {
  answers: Record<string, Record<string, unknown>>;
  retired: Retired;
  /** To `worker.yaml`, in this order. */
  edits: readonly AnswerEdit[];
}

/**
 * Answers as other versions of the templates ask for them, later or earlier. Pure. No answer is lost: what nobody asks for
 * is retired, and comes back with its question.
 */
export function migrateAnswers({ answers, retired, moves, questions, known }: MigrateAnswersInput): MigratedAnswers {
  const book = new AnswerBook(answers, retired);
  for (const { template, from, to, migrations } of moves) {
    const isBack = isOlder(to, from);
    const [low, high] = isBack ? [to, from] : [from, to];
    const passed = migrations.filter(({ version }) => isOlder(low, version) && !isOlder(high, version));
    const step = isBack ? stepBack : stepForward;
    for (const { version, steps } of isBack ? passed.toReversed() : passed) {
      for (const each of isBack ? steps.toReversed() : steps) step(book, each, { template, version, questions });
    }
  }
  settle(book, questions, (template, key) => known.has(key) || !Object.hasOwn(answers[template] ?? {}, key));
  return { answers: book.answers(), retired: book.retired(), edits: book.edits };
}

/** Answers that are not asked for go, and those that are asked for and lacking come back. */
function settle(book: AnswerBook, questions: readonly AskedQuestion[], isKnown: (template: string, key: string) => boolean): void {
  const asked = new Set(questions.map(({ key }) => key));
  for (const [template, section] of Object.entries(book.answers())) {
    for (const [key, value] of Object.entries(section)) {
      if (asked.has(key) || !isKnown(template, key)) continue;
      book.retire(template, key, value);
      book.remove(template, key);
    }
  }
  for (const question of questions) {
    const kept = book.retiredAt(question.template, question.key);
    if (kept !== undefined && kept !== null && answerProblem(question, kept) === undefined) book.bring(question.template, question.key);
  }
}
