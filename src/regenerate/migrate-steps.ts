import { answerOf, answerProblem, type Answer, type AskedQuestion } from '../domain/question.ts';
import type { MigrationStep } from '../templates/templates.ts';
import type { AnswerBook } from './migrate-book.ts';

/** Where a step belongs: its template, and the version whose migration it is of. */
export interface StepPlace {
  template: string;
  version: string;
  /** What the version asks that the worker is to have. */
  questions: readonly AskedQuestion[];
}

/** One step on the way to a later version. What it takes away or changes is kept, so that the way back gives it again. */
export function stepForward(book: AnswerBook, step: MigrationStep, place: StepPlace): void {
  const { template, version } = place;
  const { rename, drop, default: usual, map, move } = step;
  if (rename !== undefined) carry(book, { template, key: rename.from }, { template, key: rename.to });
  if (move !== undefined) carry(book, { template, key: move.key }, { template: move.to, key: move.key });
  if (drop !== undefined) {
    const value = book.bring(template, drop.key);
    if (value === undefined) return;
    book.keep(template, original(drop.key, version), value);
    book.remove(template, drop.key);
  }
  if (usual !== undefined && book.bring(template, usual.key) === undefined) {
    book.keep(template, original(usual.key, version), null);
    book.set(template, usual.key, usual.value);
  }
  if (map !== undefined) mapForward(book, map, place);
}

/** The same step on the way to an earlier version. */
export function stepBack(book: AnswerBook, step: MigrationStep, place: StepPlace): void {
  const { template, version } = place;
  const { rename, drop, default: usual, map, move } = step;
  if (rename !== undefined) carry(book, { template, key: rename.to }, { template, key: rename.from });
  if (move !== undefined) carry(book, { template: move.to, key: move.key }, { template, key: move.key });
  if (drop !== undefined) undrop(book, template, { key: drop.key, kept: book.unretire(template, original(drop.key, version)) });
  if (usual !== undefined) {
    const wasNone = book.unretire(template, original(usual.key, version)) === null;
    if (wasNone && book.answer(template, usual.key) === usual.value) book.remove(template, usual.key);
  }
  if (map !== undefined) mapBack(book, map, place);
}

function undrop(book: AnswerBook, template: string, { key, kept }: { key: string; kept: Answer | null | undefined }): void {
  if (kept !== undefined && kept !== null && book.answer(template, key) === undefined) book.set(template, key, kept);
}

/** No key of an answer has an @. */
function original(key: string, version: string): string {
  return `${key}@${version}`;
}

interface AnswerPlace {
  template: string;
  key: string;
}

/** An answer that stands where this one is to go was written by somebody, and stays. */
function carry(book: AnswerBook, from: AnswerPlace, to: AnswerPlace): void {
  if (book.answer(to.template, to.key) !== undefined) return;
  const value = book.bring(from.template, from.key);
  if (value === undefined) return;
  if (from.template === to.template) book.rename(from.template, from.key, to.key);
  else {
    book.remove(from.template, from.key);
    book.set(to.template, to.key, value as Answer);
  }
}

type ValueMap = NonNullable<MigrationStep['map']>;

function mapForward(book: AnswerBook, { key, values }: ValueMap, { template, version }: StepPlace): void {
  const value = book.bring(template, key);
  const mapped = Object.hasOwn(values, String(value)) ? values[String(value)] : undefined;
  if (value === undefined || mapped === undefined || mapped === value) return;
  book.keep(template, original(key, version), value);
  book.set(template, key, mapped);
}

/** The very answer it was made from, unless somebody changed it since; then the only one it can have come from, if it has to go. */
function mapBack(book: AnswerBook, { key, values }: ValueMap, { template, version, questions }: StepPlace): void {
  const value = book.answer(template, key);
  const kept = book.unretire(template, original(key, version));
  if (value === undefined) return;
  if (kept !== undefined && kept !== null && values[String(kept)] === value) {
    book.set(template, key, kept);
    return;
  }
  const asked = questions.find((each) => each.template === template && each.key === key);
  if (asked === undefined || answerProblem(asked, value) === undefined) return;
  const [only, another] = Object.entries(values).flatMap(([old, mapped]) => (mapped === value ? [old] : []));
  if (only !== undefined && another === undefined) book.set(template, key, answerOf(asked, only));
}
