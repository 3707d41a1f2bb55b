import { exitCode } from '../../errors/exit-code.ts';
import { listTemplates, showTemplate, type ListedTemplate } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import type { TemplatesFlags } from './flags.ts';

type Manifest = ListedTemplate['template']['manifest'];

/** `templates show` */
export async function runShow(deps: Deps, name: string | undefined, flags: TemplatesFlags & { version?: string }): Promise<number> {
  const source = await templateSource(deps, flags.templates);
  const shown = name === undefined ? await listTemplates(source) : [await showTemplate(name, flags.version, source)];
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, templates: shown.map(showJson) }, undefined, 2));
  else deps.terminal.print(shown.map(showText).join('\n\n'));
  return exitCode.done;
}

function showJson({ template, versions }: ListedTemplate): object {
  const { origin, digest, manifest, files } = template;
  return {
    ...manifest,
    versions,
    origin,
    digest,
    rules: manifest.files,
    files: files.map(({ id, path, ownership, mode }) => ({ id, path, ownership, mode })),
  };
}

function showText({ template: { origin, manifest, files }, versions }: ListedTemplate): string {
  const { name, version, description, overlays, questions, changes, migrations, deprecations = [], overrides = [] } = manifest;
  const over = overlays === undefined ? '' : `, over ${overlays}`;
  return [
    `${name} ${version}${over}`,
    `  ${description}`,
    `  ${origin}`,
    `  versions ${versions.join(', ')}`,
    ...section('Changes', changes),
    ...section(
      'Deprecated',
      deprecations.map(({ what, use, since }) => `${what}: since ${since} ${use}`),
    ),
    ...section('Questions', questions.map(questionText)),
    ...section(
      'Migrations',
      migrations.flatMap(({ version: to, steps }) => steps.map((step) => `${to}  ${stepText(step)}`)),
    ),
    ...section(
      'In place of the base’s',
      overrides.map((override) => `${override.file}  of ${override.version}`),
    ),
    ...section(
      'Files',
      files.map(({ path, ownership, id }) => `${ownership.padEnd(8)}  ${path}  ${id}`),
    ),
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`  ${title}`, ...lines.map((line) => `    ${line}`)];
}

function questionText({ key, type, ask, choices, pattern, minimum, maximum, default: usual }: Manifest['questions'][number]): string {
  const limits = [
    choices === undefined ? undefined : `one of ${choices.join(', ')}`,
    pattern === undefined ? undefined : `matches ${pattern}`,
    minimum === undefined ? undefined : `at least ${minimum}`,
    maximum === undefined ? undefined : `at most ${maximum}`,
    usual === undefined ? 'has to be answered' : `else ${String(usual)}`,
  ];
  return `${key}  ${type}  ${ask}  ${limits.filter((limit) => limit !== undefined).join('; ')}`;
}

function stepText(step: Manifest['migrations'][number]['steps'][number]): string {
  return Object.entries(step)
    .map(([kind, what]) => `${kind} ${JSON.stringify(what)}`)
    .join(' ');
}
