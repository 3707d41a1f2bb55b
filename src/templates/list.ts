import { ToolError } from '../errors/tool-error.ts';
import { contentsOf, packagePlaces } from './find-overlay.ts';
import { readPackage } from './read-package.ts';
import { readVersion, readVersions, type ReleaseSource } from './releases.ts';
import { readTemplateIn } from './template-folder.ts';
import type { TemplatePackage } from './template-package.ts';

export interface ListedTemplate {
  template: TemplatePackage;
  /** All there are, oldest first. */
  versions: string[];
}

/** Every template there is, by name; of two with the same name the first folder's. */
export async function readTemplates(source: ReleaseSource): Promise<ListedTemplate[]> {
  const found = new Map<string, TemplatePackage>();
  for (const folder of source.folders) {
    for (const place of await packagePlaces(folder, source)) {
      const template = readPackage(await contentsOf(place, source), place, source.bytes);
      if (!found.has(template.name)) found.set(template.name, template);
    }
  }
  const sorted = [...found.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return await Promise.all(sorted.map(async (template) => ({ template, versions: await readVersions(template.name, source) })));
}

/** One package alone, without what may be laid over it. */
export async function readNamed(name: string, version: string | undefined, source: ReleaseSource): Promise<ListedTemplate> {
  const versions = await readVersions(name, source);
  const template = version === undefined ? await liveTemplate(name, source) : await readVersion(name, version, source);
  if (template !== undefined) return { template, versions };
  if (versions.length > 0) {
    throw new ToolError('TEMPLATE_NOT_FOUND', `there is no version ${version ?? ''} of ${name}`, {
      hint: `Take one of ${versions.join(', ')}. Nothing was written.`,
    });
  }
  const names = (await readTemplates(source)).map(({ template: { name: known } }) => known);
  throw new ToolError('TEMPLATE_NOT_FOUND', `there is no template ${name}`, {
    hint: `Take one of ${names.join(', ')}, or name the folder that holds it with --templates. Nothing was written.`,
  });
}

async function liveTemplate(name: string, source: ReleaseSource): Promise<TemplatePackage | undefined> {
  for (const folder of source.folders) {
    const found = await readTemplateIn(folder, name, source);
    if (found !== undefined) return found;
  }
  return undefined;
}
