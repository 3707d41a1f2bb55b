import { matchesPattern } from '../manifest.ts';
import { layersOf } from '../overlay.ts';
import type { TemplatePackage } from '../template-package.ts';
import { escaped, lineOf, outputPath, type Finding } from './finding.ts';

interface Dangling {
  /** Of `template.yaml`. */
  section: 'lists' | 'migrations';
  id: string;
  what: string;
  mend: string;
}

/** Ids of files that `template.yaml` speaks of and no file has. */
export function idFindings(template: TemplatePackage, whole: TemplatePackage, manifestText: string): Finding[] {
  const files = layersOf(whole).flatMap((layer) => layer.files);
  const isKnown = (id: string) => files.some((file) => file.id === id || matchesPattern(id, outputPath(file.path)));
  const { lists = [] } = template.manifest;
  const dangling: Dangling[] = [
    ...lists
      .filter(({ file }) => !isKnown(file))
      .map(({ file }) => ({
        section: 'lists' as const,
        id: file,
        what: 'a rule for lists names',
        mend: 'name the id of a file, or a pattern of output paths',
      })),
    ...newIds(template)
      .filter((id) => !files.some((file) => file.id === id))
      .map((id) => ({
        section: 'migrations' as const,
        id,
        what: `a migration to ${template.version} leads to`,
        mend: 'name the id that a file has',
      })),
  ];
  return dangling.map(({ section, id, what, mend }) => ({
    rule: 'file-id',
    level: 'error',
    file: `${template.origin}/template.yaml`,
    line: lineOf(manifestText, new RegExp(`(?<=^${section}:[^]*)${escaped(id)}(?![\\w/-])`, 'm')),
    message: `${what} ${id}, which no file has`,
    mend,
  }));
}

/** What files become in this version; those of earlier ones may have become something else since. */
function newIds({ version, manifest }: TemplatePackage): string[] {
  const steps = manifest.migrations.filter((migration) => migration.version === version).flatMap((migration) => migration.steps);
  return steps.flatMap(({ split, 'rename-file': rename }) => [...(split?.into ?? []), ...(rename === undefined ? [] : [rename.to])]);
}
