import fc from 'fast-check';
import type { Extensions } from '../../src/domain/extensions.ts';
import type { AskedQuestion } from '../../src/domain/question.ts';
import { migrateAnswers } from '../../src/regenerate/migrate-answers.ts';
import type { Retired } from '../../src/regenerate/migrate-book.ts';
import type { Migration, MigrationStep } from '../../src/templates/templates.ts';

export const template = 'worker-typescript';

/** Versions of a template, oldest first, and the migrations that lead from each to the next. */
export interface History {
  questions: AskedQuestion[][];
  migrations: Migration[];
}

export interface AnswerState {
  answers: Extensions;
  retired: Retired;
}

const values = ['R&D', '{{name}} {{#if', '${{ github.sha }}', '__proto__', 'a, b: c # d', ' x ', '"', 'yes', '1', '-'];
const operation = fc.record({
  kind: fc.constantFrom('rename' as const, 'drop' as const, 'add' as const, 'map' as const),
  pick: fc.nat(20),
  value: fc.constantFrom(...values),
  into: fc.constantFrom(...values),
});

type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

/** Every question that goes is renamed or dropped, every one that comes has an answer for workers that lack it. */
export const history: fc.Arbitrary<History> = fc.array(fc.array(operation, { maxLength: 4 }), { minLength: 1, maxLength: 4 }).map((all) => {
  const questions = [['a', 'b', 'c'].map((key) => asked(key, values))];
  const migrations: Migration[] = [];
  for (const [index, operations] of all.entries()) {
    const next: Next = { questions: [...(questions[index] ?? [])], steps: [], touched: new Set() };
    for (const [nth, each] of operations.entries()) operate(next, each, `${'defgh'[index] ?? 'z'}${nth}`);
    questions.push(next.questions);
    if (next.steps.length > 0) migrations.push({ version: versionAt(index + 1), steps: next.steps });
  }
  return { questions, migrations };
});

interface Next {
  questions: AskedQuestion[];
  steps: MigrationStep[];
  touched: Set<string>;
}

function operate({ questions, steps, touched }: Next, { kind, pick, value, into }: Operation, fresh: string): void {
  if (kind === 'add') {
    questions.push(asked(fresh, values));
    touched.add(fresh);
    steps.push({ default: { key: fresh, value } });
    return;
  }
  const at = pick % Math.max(questions.length, 1);
  const question = questions[at];
  if (question === undefined || touched.has(question.key)) return;
  touched.add(question.key).add(fresh);
  if (kind === 'drop') questions.splice(at, 1);
  if (kind === 'rename') questions[at] = { ...question, key: fresh };
  if (kind === 'map') questions[at] = { ...question, choices: [...(question.choices ?? []).filter((each) => each !== value), into] };
  steps.push(stepOf(kind, { key: question.key, fresh, value, into }));
}

function stepOf(
  kind: 'rename' | 'drop' | 'map',
  { key, fresh, value, into }: Record<'key' | 'fresh' | 'value' | 'into', string>,
): MigrationStep {
  if (kind === 'drop') return { drop: { key } };
  return kind === 'rename' ? { rename: { from: key, to: fresh } } : { map: { key, values: { [value]: into } } };
}

function asked(key: string, choices: string[]): AskedQuestion {
  return { key, ask: key, type: 'string', template, choices, default: choices[0] };
}

/** Of the first version; what is not answered has its default. */
export const firstAnswers = fc
  .record({ a: fc.constantFrom(...values), b: fc.constantFrom(...values), c: fc.constantFrom(...values) }, { requiredKeys: [] })
  .map((section): Extensions => (Object.keys(section).length === 0 ? {} : { [template]: section }));

function versionAt(index: number): string {
  return `1.${index}.0`;
}

/** What the worker has after going from one version to another, both by their place in the history. */
export function travel({ questions, migrations }: History, state: AnswerState, [from, to]: readonly [number, number]) {
  return migrateAnswers({
    ...state,
    moves: [{ template, from: versionAt(from), to: versionAt(to), migrations }],
    questions: questions[to] ?? [],
    known: new Set(questions[from]?.map(({ key }) => key)),
  });
}
