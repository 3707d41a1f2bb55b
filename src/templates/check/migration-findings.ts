import type { Question } from '../../domain/question.ts';
import type { MigrationStep } from '../migration.ts';
import type { TemplatePackage } from '../template-package.ts';
import { compareVersions } from '../version.ts';
import { lineOf, type Finding } from './finding.ts';

/** What workers of the release before would not get over: an answer without a place, a question without an answer. */
export function migrationFindings(template: TemplatePackage, previous: TemplatePackage, manifestText: string): Finding[] {
  const steps = template.manifest.migrations
    .filter(({ version }) => compareVersions(version, previous.version) > 0)
    .flatMap((migration) => migration.steps);
  const before = new Map(previous.manifest.questions.map((question) => [question.key, question]));
  const after = new Map(template.manifest.questions.map((question) => [question.key, question]));
  const file = `${template.origin}/template.yaml`;
  const finding = (line: number, message: string, mend: string): Finding => ({ rule: 'migration', level: 'error', file, line, message, mend });
  const migrations = lineOf(manifestText, /^migrations:/m);
  const gone = [...before.keys()]
    .filter((key) => !after.has(key) && !leaves(key, steps))
    .map((key) =>
      finding(migrations, `${previous.version} asks ${key} and ${template.version} does not`, `add a migration to ${template.version}: { drop: { key: ${key} } }, or rename or move it`),
    );
  const open = [...after.values()]
    .filter((question) => isOpen(question, before.get(question.key), steps))
    .map(({ key }) =>
      finding(lineOfKey(manifestText, key), `${key} has to be answered, and workers of ${previous.version} have no answer`, `give it a default, or add a migration to ${template.version}: { default: { key: ${key}, value: … } }`),
    );
  const narrowed = [...after.values()].flatMap((question) => {
    const lost = lostChoices(question, before.get(question.key), steps);
    if (lost.length === 0) return [];
    return finding(lineOfKey(manifestText, question.key), `${question.key} can be ${lost.join(', ')} in ${previous.version} and not any more`, `add a migration to ${template.version}: { map: { key: ${question.key}, values: { ${lost[0]}: … } } }`);
  });
  return [...gone, ...open, ...narrowed, ...lostTypes(before, after, manifestText).map(({ line, key }) => finding(line, `${key} has another type than in ${previous.version}`, 'ask under another key, and drop the old one with a migration'))];
}

function leaves(key: string, steps: readonly MigrationStep[]): boolean {
  return steps.some(({ rename, drop, move }) => rename?.from === key || drop?.key === key || move?.key === key);
}

/** Nobody who upgrades has answered it, and nothing answers for them. */
function isOpen({ key, default: usual }: Question, before: Question | undefined, steps: readonly MigrationStep[]): boolean {
  if (usual !== undefined || before !== undefined) return false;
  return !steps.some(({ default: given, rename }) => given?.key === key || rename?.to === key);
}

function lostChoices({ key, choices }: Question, before: Question | undefined, steps: readonly MigrationStep[]): (string | number)[] {
  if (choices === undefined || before?.choices === undefined) return [];
  const mapped = new Set(steps.flatMap(({ map }) => (map?.key === key ? Object.keys(map.values) : [])));
  return before.choices.filter((choice) => !choices.includes(choice) && !mapped.has(String(choice)));
}

function lostTypes(before: ReadonlyMap<string, Question>, after: ReadonlyMap<string, Question>, text: string): { key: string; line: number }[] {
  return [...after.values()]
    .filter(({ key, type }) => before.has(key) && before.get(key)?.type !== type)
    .map(({ key }) => ({ key, line: lineOfKey(text, key) }));
}

function lineOfKey(text: string, key: string): number {
  return lineOf(text, new RegExp(`key: ["']?${key}["']?\\s*[,}\\n]`));
}
