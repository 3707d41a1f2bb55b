import type { AnswerEdit } from '../domain/answer-edits.ts';
import type { Extensions } from '../domain/extensions.ts';
import type { Answer } from '../domain/question.ts';
import type { WorkerRecord } from '../domain/record.ts';

export type Retired = WorkerRecord['retired'];

/** Answers under way from one version to another, and what that does to `worker.yaml`. */
export class AnswerBook {
  readonly edits: AnswerEdit[] = [];
  readonly #answers: Map<string, Map<string, unknown>>;
  readonly #retired: Map<string, Map<string, Answer | null>>;

  constructor(answers: Extensions, retired: Retired) {
    this.#answers = mapsOf(answers);
    this.#retired = mapsOf(retired);
  }

  answer(template: string, key: string): unknown {
    return this.#answers.get(template)?.get(key);
  }

  set(template: string, key: string, value: Answer): void {
    sectionOf(this.#answers, template).set(key, value);
    this.edits.push({ kind: 'set', template, key, value });
  }

  remove(template: string, key: string): void {
    this.#answers.get(template)?.delete(key);
    this.edits.push({ kind: 'remove', template, key });
  }

  rename(template: string, key: string, to: string): void {
    const value = this.answer(template, key);
    this.#answers.get(template)?.delete(key);
    sectionOf(this.#answers, template).set(to, value);
    this.edits.push({ kind: 'rename', template, key, to });
  }

  /** Keeps a value that no question is there for. */
  retire(template: string, key: string, value: unknown): void {
    sectionOf(this.#retired, template).set(key, value as Answer);
  }

  /** Keeps what a migration changes, before its first step does; `null`: that there was none. */
  keep(template: string, name: string, value: unknown): void {
    const section = sectionOf(this.#retired, template);
    if (!section.has(name)) section.set(name, value as Answer | null);
  }

  /** What was kept, which is kept no longer; `undefined`: nothing was. */
  unretire(template: string, key: string): Answer | null | undefined {
    const value = this.#retired.get(template)?.get(key);
    this.#retired.get(template)?.delete(key);
    return value;
  }

  retiredAt(template: string, key: string): Answer | null | undefined {
    return this.#retired.get(template)?.get(key);
  }

  /** Whoever needs an answer that the worker lacks gets the one it had before the question went. */
  bring(template: string, key: string): unknown {
    const kept = this.answer(template, key) === undefined ? this.retiredAt(template, key) : undefined;
    if (kept !== undefined && kept !== null) this.set(template, key, kept);
    if (this.answer(template, key) !== undefined) this.unretire(template, key);
    return this.answer(template, key);
  }

  answers(): Record<string, Record<string, unknown>> {
    return objectOf(this.#answers);
  }

  retired(): Retired {
    return objectOf(this.#retired);
  }
}

function mapsOf<T>(sections: Readonly<Record<string, Readonly<Record<string, T>>>>): Map<string, Map<string, T>> {
  return new Map(Object.entries(sections).map(([template, section]) => [template, new Map(Object.entries(section))]));
}

function sectionOf<T>(sections: Map<string, Map<string, T>>, template: string): Map<string, T> {
  const section = sections.get(template) ?? new Map<string, T>();
  sections.set(template, section);
  return section;
}

/** Without sections that nothing is left in. */
function objectOf<T>(sections: ReadonlyMap<string, ReadonlyMap<string, T>>): Record<string, Record<string, T>> {
  const filled = [...sections].filter(([, section]) => section.size > 0);
  return Object.fromEntries(filled.map(([template, section]) => [template, Object.fromEntries(section)]));
}
