import { exitCode } from '../../errors/exit-code.ts';
import { listTemplates, showTemplate, type ListedTemplate } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import type { TemplatesFlags } from './flags.ts';

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
    ...section('Deprecated', deprecations.map(shownValue)),
    ...section('Questions', questions.map(shownValue)),
    ...section('Migrations', migrations.map(shownValue)),
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

function shownValue(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
