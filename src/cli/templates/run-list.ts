import { exitCode } from '../../errors/exit-code.ts';
import { listTemplates } from '../../templates/templates.ts';
import type { Deps } from '../deps.ts';
import { templateSource } from '../template-source.ts';
import type { TemplatesFlags } from './flags.ts';

/** `templates list` */
export async function runList(deps: Deps, flags: TemplatesFlags): Promise<number> {
  const listed = await listTemplates(await templateSource(deps, flags.templates));
  const rows = listed.map(({ template: { name, version, origin, manifest }, versions }) => ({
    name,
    version,
    versions,
    origin,
    description: manifest.description,
    ...(manifest.overlays === undefined ? {} : { overlays: manifest.overlays }),
  }));
  if (flags.json) deps.terminal.print(JSON.stringify({ schemaVersion: 1, templates: rows }, undefined, 2));
  else deps.terminal.print(rows.map(rowText).join('\n'));
  return exitCode.done;
}

interface Row {
  name: string;
  version: string;
  versions: readonly string[];
  origin: string;
  description: string;
  overlays?: string;
}

function rowText({ name, version, versions, origin, description, overlays }: Row): string {
  const over = overlays === undefined ? '' : `, over ${overlays}`;
  return `${name}  ${version}${over}\n  ${description}\n  versions ${versions.join(', ')}\n  ${origin}`;
}
