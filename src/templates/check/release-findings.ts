import type { TemplatePackage } from '../template-package.ts';
import { lineOf, outputPath, type Finding } from './finding.ts';

export interface ReleaseInput {
  template: TemplatePackage;
  manifestText: string;
  /** The release of the same version, if there is one. */
  same: TemplatePackage | undefined;
  /** The newest release that is older. */
  previous: TemplatePackage | undefined;
}

/** A change that has no version of its own, and files whose id is lost: workers would take them for others. */
export function releaseFindings({ template, manifestText, same, previous }: ReleaseInput): Finding[] {
  const file = `${template.origin}/template.yaml`;
  const at = { file, line: lineOf(manifestText, /^version:/m) };
  const unchanged = same === undefined || same.digest === template.digest;
  const bump: Finding[] = unchanged
    ? []
    : [
        {
          ...at,
          rule: 'version',
          level: 'error',
          message: `${template.name} ${template.version} is released and has changed since: ${changedPaths(template, same).join(', ')}`,
          mend: 'raise `version`, and say under `changes` what is new',
        },
      ];
  return [...bump, ...(previous === undefined ? [] : lostIds(template, previous, at))];
}

function migratedIds({ manifest }: TemplatePackage): string[] {
  const steps = manifest.migrations.flatMap((migration) => migration.steps);
  return steps.flatMap(({ split, 'rename-file': rename }) => [split?.file ?? [], rename?.from ?? []].flat());
}

function changedPaths(template: TemplatePackage, released: TemplatePackage): string[] {
  const before = new Map(released.files.map(({ path, bytes }) => [path, textOf(bytes)]));
  const after = new Map(template.files.map(({ path, bytes }) => [path, textOf(bytes)]));
  const paths = [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path));
  const shown = paths.slice(0, 3).map((path) => `files/${path}`);
  if (paths.length > 3) shown.push(`${paths.length - 3} more`);
  return shown.length === 0 ? ['template.yaml or declarations.json'] : shown;
}

/** A renamed id at the path of an old one may be meant, or may be a slip that loses every edit. */
function lostIds(template: TemplatePackage, previous: TemplatePackage, at: { file: string; line: number }): Finding[] {
  const ids = new Set([...template.files.map(({ id }) => id), ...migratedIds(template)]);
  const known = new Set(previous.files.map(({ id }) => id));
  const fresh = new Map(template.files.filter(({ id }) => !known.has(id)).map((file) => [outputPath(file.path), file.id]));
  return previous.files
    .filter(({ id }) => !ids.has(id))
    .flatMap(({ id, path }): Finding[] => {
      const now = fresh.get(outputPath(path));
      if (now === undefined) return [];
      return [
        {
          ...at,
          rule: 'file-id',
          level: 'warning',
          message: `${outputPath(path)} had the id ${id} in ${previous.version} and has the id ${now}`,
          mend: `give it the id ${id} back, or add a migration to ${template.version}: { rename-file: { from: ${id}, to: ${now} } }`,
        },
      ];
    });
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder('latin1').decode(bytes);
}
