import * as z from 'zod';
import { question } from '../domain/question.ts';
import { ownerships } from '../domain/record.ts';
import { migration } from './migration.ts';
import { compareVersions } from './version.ts';

const versionText = z.string().regex(/^\d+\.\d+\.\d+$/, 'write a version such as 1.0.0');

const fileRule = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens')
    .describe('Stable for ever.'),
  path: z.string().min(1).describe('Output path before substitution, without .hbs; `*` stays within a segment, `**` does not.'),
  ownership: z.enum(ownerships),
  mode: z.optional(z.enum(['644', '755'])),
});
export type FileRule = z.infer<typeof fileRule>;

const override = z.strictObject({
  file: z.string().describe('Id of the file of the base that this package has a file of its own for.'),
  base: z
    .string()
    .regex(/^[0-9a-f]{40}$/, 'write the id that git gives the file')
    .describe('SHA-1 git blob id of the file in the base package, as it was when the override was made.'),
  version: versionText.describe('Version of the base that has that file.'),
});
export type Override = z.infer<typeof override>;

const listRule = z
  .strictObject({
    file: z.string().min(1).describe('Id of a file, or a pattern of output paths.'),
    at: z.string().min(1).describe('Keys that lead to the list, with dots: `spec.template.spec.containers`.'),
    rule: z
      .optional(z.enum(['set', 'requirements']))
      .describe('The order of the items says nothing; `requirements` of Python are the same when they name the same package.'),
    key: z.optional(z.string().min(1)).describe('Items are the same when this key of theirs is.'),
  })
  .check(({ value, issues }) => {
    if ((value.rule === undefined) !== (value.key === undefined)) return;
    issues.push({ code: 'custom', message: 'has either a rule or a key', input: value });
  });
export type ListRule = z.infer<typeof listRule>;

const deprecation = z.strictObject({
  what: z.string().min(1),
  use: z.string().min(1).describe('What stands for it from now on.'),
  since: z.string().describe('Version.'),
});
export type Deprecation = z.infer<typeof deprecation>;

const manifestShape = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens'),
  version: versionText,
  engine: z.literal(1, 'this version of the tool renders engine 1 alone'),
  description: z.string(),
  overlays: z.optional(z.string().describe('Name of the template that this one is laid over.')),
  overrides: z.optional(z.array(override).describe('What the files that stand in place of the base’s came from.')),
  files: z.array(fileRule).describe('The first rule that matches a file is the one that counts.'),
  changes: z.array(z.string()).min(1).describe('What this version changes, in words for people.'),
  questions: z.array(question).describe('What workers of this template are asked beyond what every worker is.'),
  migrations: z.array(migration).describe('Of all versions, oldest first; they are kept for ever.'),
  lists: z.optional(z.array(listRule)).describe('Lists of structured files whose order says nothing.'),
  deprecations: z.optional(z.array(deprecation)),
});
export type TemplateManifest = z.infer<typeof manifestShape>;

/** `template.yaml`. */
export const templateManifest = manifestShape.check(({ value, issues }) => {
  const { questions, migrations, version } = value;
  const report = (path: (string | number)[], message: string) => void issues.push({ code: 'custom', path, message, input: value });
  questions.forEach(({ key }, index) => {
    if (questions.findIndex((each) => each.key === key) < index) report(['questions', index, 'key'], `${key} is asked twice`);
  });
  migrations.forEach((each, index) => {
    const at = ['migrations', index, 'version'];
    const before = migrations[index - 1];
    if (before !== undefined && compareVersions(before.version, each.version) >= 0) report(at, `comes behind ${before.version}`);
    if (compareVersions(each.version, version) > 0) report(at, `is later than the template's own ${version}`);
  });
});

/** Which paths a rule's pattern takes in. */
export function matchesPattern(pattern: string, path: string): boolean {
  return patternExpression(pattern).test(path);
}

/** The file's stable id: the rule's own, or, for a pattern, with the path below the pattern's fixed part. */
export function fileId(rule: FileRule, path: string): string {
  const wildcard = rule.path.indexOf('*');
  if (wildcard === -1) return rule.id;
  const fixed = rule.path.slice(0, rule.path.lastIndexOf('/', wildcard) + 1);
  return `${rule.id}/${path.slice(fixed.length)}`;
}

const expressions = new Map<string, RegExp>();

function patternExpression(pattern: string): RegExp {
  const known = expressions.get(pattern);
  if (known !== undefined) return known;
  const parts = pattern.split(/(\*\*\/|\*\*|\*)/).map((part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`);
  });
  const expression = new RegExp(`^${parts.join('')}$`, 's');
  expressions.set(pattern, expression);
  return expression;
}
