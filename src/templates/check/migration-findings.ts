import type { Question } from '../../domain/question.ts';
import type { MigrationStep } from '../migration.ts';
import type { TemplatePackage } from '../template-package.ts';
import { compareVersions } from '../version.ts';
import { lineOf, type Finding } from './finding.ts';

interface Gap {
  /** Of the question; `undefined` where it is gone. */
  key: string | undefined;
  message: string;
  mend: string;
}

interface Between {
  from: string;
  to: string;
  before: ReadonlyMap<string, Question>;
  after: ReadonlyMap<string, Question>;
  steps: readonly MigrationStep[];
}

/** What workers of the release before would not get over: an answer without a place, a question without an answer. */
export function migrationFindings(template: TemplatePackage, previous: TemplatePackage, manifestText: string): Finding[] {
  const between: Between = {
    from: previous.version,
    to: template.version,
    before: byKey(previous.manifest.questions),
    after: byKey(template.manifest.questions),
    steps: template.manifest.migrations
      .filter(({ version }) => compareVersions(version, previous.version) > 0)
      .flatMap((migration) => migration.steps),
  };
  const gaps = [...goneQuestions(between), ...[...between.after.values()].flatMap((question) => gapOf(question, between) ?? [])];
  const file = `${template.origin}/template.yaml`;
  return gaps.map(({ key, message, mend }) => {
    const at = key === undefined ? /^migrations:/m : new RegExp(`key: ["']?${key}["']?\\s*[,}\\n]`);
    return { rule: 'migration', level: 'error', file, line: lineOf(manifestText, at), message, mend };
  });
}

function byKey(questions: readonly Question[]): Map<string, Question> {
  return new Map(questions.map((question) => [question.key, question]));
}

function goneQuestions({ from, to, before, after, steps }: Between): Gap[] {
  const leaves = (key: string) => steps.some(({ rename, drop, move }) => rename?.from === key || drop?.key === key || move?.key === key);
  return [...before.keys()]
    .filter((key) => !after.has(key) && !leaves(key))
    .map((key) => ({
      key: undefined,
      message: `${from} asks ${key} and ${to} does not`,
      mend: `add a migration to ${to}: { drop: { key: ${key} } }, or rename or move it`,
    }));
}

function gapOf(question: Question, { from, to, before, steps }: Between): Gap | undefined {
  const { key, type, default: usual } = question;
  const earlier = before.get(key);
  if (earlier === undefined) {
    const isAnswered = usual !== undefined || steps.some((step) => step.default?.key === key || step.rename?.to === key);
    if (isAnswered) return undefined;
    const message = `${key} has to be answered, and workers of ${from} have no answer`;
    return { key, message, mend: `give it a default, or add a migration to ${to}: { default: { key: ${key}, value: … } }` };
  }
  if (earlier.type !== type) {
    const mend = 'ask under another key, and drop the old one with a migration';
    return { key, message: `${key} has another type than in ${from}`, mend };
  }
  const lost = lostChoices(question, earlier, steps);
  if (lost.length === 0) return undefined;
  const message = `${key} can be ${lost.join(', ')} in ${from} and not any more`;
  return { key, message, mend: `add a migration to ${to}: { map: { key: ${key}, values: { ${lost[0]}: … } } }` };
}

function lostChoices({ key, choices }: Question, before: Question, steps: readonly MigrationStep[]): (string | number)[] {
  if (choices === undefined || before.choices === undefined) return [];
  const mapped = new Set(steps.flatMap(({ map }) => (map?.key === key ? Object.keys(map.values) : [])));
  return before.choices.filter((choice) => !choices.includes(choice) && !mapped.has(String(choice)));
}
